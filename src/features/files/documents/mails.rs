//! Mails about documents and decisions.

use strum::VariantArray;

use super::{DocumentKind, decisions::Decision, store::Document};
use crate::{
    access::{MemberRole, PartnerLevel, Role, Visibility},
    db::TenantTx,
    features::shared::notify::{self, News, Topic},
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
    // A new version is announced as one: its readers know the document by its name.
    let versioned = format!("{} (v{})", document.name, document.current_version);
    let subject =
        if before.is_none() && document.current_version > 1 { versioned.as_str() } else { document.name.as_str() };
    let news = News { key: "document-published", topic: Topic::Documents, subject, path: &path, note: "" };
    if comes_to(Role::Client { lead: false }) && !matches!(access.role, Role::Client { .. }) {
        let news = match document.kind {
            DocumentKind::Deliverable => News { key: "deliverable-awaits", topic: Topic::Approvals, ..news },
            _ => news,
        };
        let clients = notify::members_with_roles(tx, &CLIENTS).await?;
        notify::tell_others(tx, state, access, clients, &news).await?;
    }
    if comes_to(Role::Partner(PartnerLevel::View)) && access.role.is_agency() {
        let partners = notify::partners_at(tx, PartnerLevel::VARIANTS, state.clock.now()).await?;
        notify::tell_others(tx, state, access, partners, &news).await?;
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
    let key = "approval-undone";
    let news = News { key, topic: Topic::Approvals, subject: &document.name, path: &path, note: "" };
    notify::tell_others(tx, state, access, managers, &news).await
}

/// Mails the managers about the client's decision.
pub async fn decided(
    tx: &mut TenantTx,
    state: &AppState,
    access: &Access,
    document: &Document,
    (decision, comment): (Decision, &str),
) -> Result<(), sqlx::Error> {
    let key = match decision {
        Decision::Approved if comment.is_empty() => "deliverable-approved",
        Decision::Approved => "deliverable-approved-noted",
        Decision::ChangesRequested => "changes-requested",
    };
    let path = format!("/documents/{}", document.id);
    let managers = notify::managers(tx).await?;
    let news = News { key, topic: Topic::Approvals, subject: &document.name, path: &path, note: comment };
    notify::tell_others(tx, state, access, managers, &news).await
}
