//! Mails about requests for files.

use super::store::FileRequest;
use crate::{
    access::MemberRole,
    db::TenantTx,
    features::shared::notify::{self, News, Topic},
    http::{Access, AppState},
};

fn news<'a>(key: &'a str, request: &'a FileRequest, path: &'a str) -> News<'a> {
    let (subject, note) = (request.title.as_str(), request.return_note.as_str());
    News { key, topic: Topic::FileRequests, subject, due: request.due_on, path, note }
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
    let clients = notify::members_with_roles(tx, &[MemberRole::Client]).await?;
    notify::tell_others(tx, state, access, clients, &news(key, request, &path)).await
}

/// Mails the managers that files arrived, for a request or unasked.
pub async fn files_came(
    tx: &mut TenantTx,
    state: &AppState,
    access: &Access,
    request: &FileRequest,
) -> Result<(), sqlx::Error> {
    let path = format!("/file-requests/{}", request.id);
    let managers = notify::managers(tx).await?;
    let key = if request.unasked { "file-unasked" } else { "file-received" };
    notify::tell_others(tx, state, access, managers, &news(key, request, &path)).await
}
