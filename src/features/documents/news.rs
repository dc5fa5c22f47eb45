//! Mails about documents and requests for files.

use strum::VariantArray;

use super::{Kind, approvals::Decision, store::Document};
use crate::{
    access::{MemberRole, PartnerLevel, Role, Visibility},
    db::TenantTx,
    features::{
        file_requests::FileRequest,
        notify::{self, Recipient, Topic},
    },
    http::{Access, AppState},
    mail::Word,
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
            Kind::Deliverable => ("deliverable-awaits", Topic::Approvals),
            _ => (key, topic),
        };
        let clients = notify::members_with_roles(tx, &CLIENTS).await?;
        tell(tx, state, access, (clients, key, topic), &document.name, &path).await?;
    }
    if comes_to(Role::Partner(PartnerLevel::View)) && access.role.is_agency() {
        let partners = notify::partners_at(tx, PartnerLevel::VARIANTS, state.clock.now()).await?;
        tell(tx, state, access, (partners, key, topic), &document.name, &path).await?;
    }
    Ok(())
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
    tell(tx, state, access, (managers, key, Topic::Approvals), &document.name, &path).await
}

/// Mails the clients that the agency asks for files, or asks again.
pub async fn files_asked(
    tx: &mut TenantTx,
    state: &AppState,
    access: &Access,
    request: &FileRequest,
) -> Result<(), sqlx::Error> {
    let key = if request.return_note.is_empty() { "file-requested" } else { "file-returned" };
    let path = format!("/file-requests/{}", request.id);
    let clients = notify::members_with_roles(tx, &CLIENTS).await?;
    tell(tx, state, access, (clients, key, Topic::FileRequests), &request.title, &path).await
}

/// Mails the managers that files arrived for a request.
pub async fn files_came(
    tx: &mut TenantTx,
    state: &AppState,
    access: &Access,
    request: &FileRequest,
) -> Result<(), sqlx::Error> {
    let path = format!("/file-requests/{}", request.id);
    let managers = notify::managers(tx).await?;
    tell(tx, state, access, (managers, "file-received", Topic::FileRequests), &request.title, &path).await
}

async fn tell(
    tx: &mut TenantTx,
    state: &AppState,
    access: &Access,
    (people, key, topic): (Vec<Recipient>, &str, Topic),
    subject: &str,
    path: &str,
) -> Result<(), sqlx::Error> {
    let link = format!("{}{path}", state.hosts.tenant(access.project));
    let args =
        [("subject", Word::theirs(subject)), ("project", Word::theirs(&access.title)), ("link", Word::link(&link))];
    for person in people.iter().filter(|person| person.user_id != access.caller.user && person.wishes(topic)) {
        notify::mail_to(tx, person, key, &args).await?;
    }
    Ok(())
}
