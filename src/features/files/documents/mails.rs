//! Mails about documents and decisions.

use strum::VariantArray;

use super::{DocumentKind, decisions::Decision, store::Document};
use crate::{
    access::{MemberRole, PartnerLevel, Role, Visibility},
    db::TenantTx,
    features::shared::notify::{self, Topic},
    http::{Access, AppState},
};

const CLIENTS: [MemberRole; 1] = [MemberRole::Client];

/// Mails clients and partners about a newly visible document or a new version, except those who saw it `before`.
pub async fn published(
    tx: &mut TenantTx,
    state: &AppState,
    access: &Access,
    document: &Document,
    before: Option<Visibility>,
) -> Result<(), sqlx::Error> {
    let path = format!("/documents/{}", document.id);
    let comes_to = |role: Role| {
        role.sees().contains(&document.visibility) && !before.is_some_and(|before| role.sees().contains(&before))
    };
    let (key, topic) = ("document-published", Topic::Documents);
    if comes_to(Role::Client { lead: false }) && !matches!(access.role, Role::Client { .. }) {
        let (key, topic) = match document.kind {
            DocumentKind::Deliverable => ("deliverable-awaits", Topic::Approvals),
            _ => (key, topic),
        };
        let clients = notify::members_with_roles(tx, &CLIENTS).await?;
        notify::tell_others(tx, state, access, (clients, key, topic), &document.name, &path).await?;
    }
    if comes_to(Role::Partner(PartnerLevel::View)) && access.role.is_agency() {
        let partners = notify::partners_at(tx, PartnerLevel::VARIANTS, state.clock.now()).await?;
        notify::tell_others(tx, state, access, (partners, key, topic), &document.name, &path).await?;
    }
    Ok(())
}

/// Mails the managers that an approval was taken back.
pub async fn undone(
    tx: &mut TenantTx,
    state: &AppState,
    access: &Access,
    document: &Document,
) -> Result<(), sqlx::Error> {
    let (path, managers) = (format!("/documents/{}", document.id), notify::managers(tx).await?);
    notify::tell_others(tx, state, access, (managers, "approval-undone", Topic::Approvals), &document.name, &path).await
}

/// Mails the managers about the client's decision.
pub async fn decided(
    tx: &mut TenantTx,
    state: &AppState,
    access: &Access,
    document: &Document,
    decision: Decision,
) -> Result<(), sqlx::Error> {
    let key = match decision {
        Decision::Approved => "deliverable-approved",
        Decision::ChangesRequested => "changes-requested",
    };
    let path = format!("/documents/{}", document.id);
    let managers = notify::managers(tx).await?;
    notify::tell_others(tx, state, access, (managers, key, Topic::Approvals), &document.name, &path).await
}
