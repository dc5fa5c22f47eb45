//! Mails about documents and decisions.

use strum::VariantArray;

use super::{DocumentKind, decisions::Decision, reaches_client, store::Document};
use crate::{
    access::{MemberRole, PartnerLevel, Role, Visibility},
    db::TenantTx,
    features::shared::notify::{self, News, Topic},
    http::{Access, AppState},
};

const CLIENTS: [MemberRole; 1] = [MemberRole::Client];

/// Mails clients and partners about a newly visible document or a new version, except those who saw it `before`; and the
/// managers about a partner's. `decided`: whether the client has decided on its current version.
pub async fn published(
    tx: &mut TenantTx,
    state: &AppState,
    access: &Access,
    document: &Document,
    before: Option<Visibility>,
    decided: bool,
) -> Result<(), sqlx::Error> {
    let path = format!("/documents/{}", document.id);
    let comes_to = |role: Role| {
        role.sees().contains(&document.visibility) && !before.is_some_and(|before| role.sees().contains(&before))
    };
    // A new version is announced as one: its readers know the document by its name.
    let versioned = format!("{} (v{})", document.name, document.current_version);
    let subject =
        if before.is_none() && document.current_version > 1 { versioned.as_str() } else { document.name.as_str() };
    let news = News { key: "document-published", topic: Topic::Documents, subject, due: None, path: &path, note: "" };
    if comes_to(Role::Client { lead: false }) && !matches!(access.role, Role::Client { .. }) {
        let news = match document.kind {
            DocumentKind::Deliverable if !decided => {
                News { key: "deliverable-awaits", topic: Topic::Approvals, ..news }
            }
            _ => news,
        };
        let clients = notify::members_with_roles(tx, &CLIENTS).await?;
        notify::tell_others(tx, state, access, clients, &news).await?;
    }
    if comes_to(Role::Partner(PartnerLevel::View)) && access.role.is_agency() {
        let partners = notify::partners_at(tx, PartnerLevel::VARIANTS, state.clock.now()).await?;
        notify::tell_others(tx, state, access, partners, &news).await?;
    }
    // The managers decide whether the client sees a file of a partner.
    if matches!(access.role, Role::Partner(_)) {
        let managers = notify::managers(tx).await?;
        let is_hidden = !reaches_client(document.visibility);
        let key = match (is_hidden, document.current_version > 1) {
            (true, _) => "partner-file",
            (false, true) => "partner-version",
            (false, false) => news.key,
        };
        let news = News { key, ..news };
        notify::tell_others(tx, state, access, managers, &news).await?;
    }
    Ok(())
}

/// Mails the managers and the partner who brought it that an approval was taken back.
pub async fn undone(
    tx: &mut TenantTx,
    state: &AppState,
    access: &Access,
    document: &Document,
) -> Result<(), sqlx::Error> {
    let (path, people) = (format!("/documents/{}", document.id), concerned(tx, state, document).await?);
    let key = "approval-undone";
    let news = News { key, topic: Topic::Approvals, subject: &document.name, due: None, path: &path, note: "" };
    notify::tell_others(tx, state, access, people, &news).await
}

/// The managers, and the partner who brought the document, while it is open to them.
async fn concerned(
    tx: &mut TenantTx,
    state: &AppState,
    document: &Document,
) -> Result<Vec<notify::Recipient>, sqlx::Error> {
    let mut people = notify::managers(tx).await?;
    if Role::Partner(PartnerLevel::View).sees().contains(&document.visibility) {
        let partners = notify::partners_at(tx, PartnerLevel::VARIANTS, state.clock.now()).await?;
        people.extend(partners.into_iter().filter(|partner| partner.user_id == document.created_by));
    }
    Ok(people)
}

/// Mails the managers and the partner who brought it about the client's decision.
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
    let people = concerned(tx, state, document).await?;
    let news = News { key, topic: Topic::Approvals, subject: &document.name, due: None, path: &path, note: comment };
    notify::tell_others(tx, state, access, people, &news).await
}
