//! Renaming, publishing and deleting.

use serde::Deserialize;

use super::{
    decisions,
    jobs::DeleteDocument,
    mails,
    permissions::{may_delete, may_edit},
    reaches_client, store, uploads,
};
use crate::{
    access::{Action, Visibility},
    features::{
        files::requests,
        shared::activity::{self, ActivityKind, Event},
    },
    http::{Access, AppError, AppState, FieldErrors},
    ids::DocumentId,
    jobs,
    storage::FileName,
};

/// Fields to change; missing ones stay.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DocumentChanges)]
pub struct DocumentChanges {
    /// At most 150 characters; a longer one is shortened.
    pub name: Option<String>,
    /// New visibility, for roles that may publish.
    pub visibility: Option<Visibility>,
}

/// Changes a document.
pub async fn change(
    state: &AppState,
    access: &Access,
    id: DocumentId,
    changes: &DocumentChanges,
) -> Result<(), AppError> {
    let (user, now) = (access.caller.user, state.clock.now());
    let mut tx = state.db.write(&access.scope()).await?;
    let mut document = store::lock(&mut tx, &access.sees(), id).await?.ok_or(AppError::NotFound)?;
    if changes.name.is_some() && !may_edit(access.role, document.created_by == user) {
        return Err(AppError::Forbidden);
    }
    if changes.visibility.is_some() {
        access.ensure(Action::PublishDocument)?;
    }
    if let Some(name) = &changes.name {
        let name = FileName::parse(name).map_err(|_| FieldErrors::one("name", "required"))?;
        if name.as_str() != document.name {
            store::rename(&mut tx, id, &name, now).await?;
            document.name = name.to_string();
            // Readers who lose sight of the document must not learn its new name.
            let visibility = changes.visibility.unwrap_or(document.visibility);
            let event = Event::named(user, ActivityKind::DocumentRenamed, id.0, &document.name, visibility);
            activity::record(&mut tx, now, &event).await?;
        }
    }
    if let Some(visibility) = changes.visibility.filter(|visibility| *visibility != document.visibility) {
        let before = document.visibility;
        store::set_visibility(&mut tx, id, visibility, now).await?;
        document.visibility = visibility;
        let narrower = visibility == Visibility::Internal || before == Visibility::Shared;
        let kind = if narrower { ActivityKind::DocumentRestricted } else { ActivityKind::DocumentPublished };
        // The event of a limit is the agency's: readers who keep sight of the document lose nothing by it.
        let seen = if narrower { Visibility::Internal } else { visibility };
        activity::record(&mut tx, now, &Event::named(user, kind, id.0, &document.name, seen)).await?;
        let last = decisions::store::latest(&mut tx, &access.sees(), id).await?;
        let decided = last.is_some_and(|last| last.version == document.current_version);
        mails::published(&mut tx, state, access, &document, Some(before), decided).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Deletes a document. Its quota is released at once; the job deletes its files.
pub async fn delete(state: &AppState, access: &Access, id: DocumentId) -> Result<(), AppError> {
    let (user, now) = (access.caller.user, state.clock.now());
    let mut tx = state.db.write(&access.scope()).await?;
    let sees = access.sees();
    let asked = store::find(&mut tx, &sees, id).await?.ok_or(AppError::NotFound)?.file_request_id;
    // Locked as an upload locks them: the request before the document.
    let request = match asked {
        Some(request) => requests::store::lock_with_uploads(&mut tx, request).await?,
        None => None,
    };
    let document = store::lock(&mut tx, &sees, id).await?.ok_or(AppError::NotFound)?;
    let may_lose = request.as_ref().is_some_and(|request| request.may_lose(document.created_at))
        && store::is_all_of(&mut tx, id, user).await?;
    let decided = decisions::store::latest(&mut tx, &sees, id).await?.is_some();
    let of_client = decided || reaches_client(document.visibility);
    if !may_delete(access.role, document.created_by == user, of_client, may_lose) {
        return Err(AppError::Forbidden);
    }
    store::delete(&mut tx, id, now).await?;
    let event = Event::named(user, ActivityKind::DocumentDeleted, id.0, &document.name, document.visibility);
    activity::record(&mut tx, now, &event).await?;
    if let Some(request) = request {
        requests::changes::after_deletion(&mut tx, access, &request, now).await?;
    }
    jobs::enqueue(&mut tx, &DeleteDocument { document: id }).await?;
    let stored = uploads::store::bytes_used(&mut tx, now).await?;
    tx.commit().await?;
    state.meters.stored(access.project, stored);
    Ok(())
}
