//! Use cases shared by JSON API and pages: find a thread, open one, write in it.

use super::{EDITABLE, MessageId, ThreadId, audiences, checked_body, mails, store};
use crate::text::normalize;
use crate::{
    access::Visibility,
    db::TenantTx,
    http::{Access, AppError, AppState, Checks, error::Conflict},
    metering::Meter,
};

/// Owner of a cursor: the project and the thread.
#[must_use]
pub fn cursor_owner(access: &Access, thread: ThreadId) -> String {
    format!("{}/{thread}", access.project)
}

/// The thread, or 404 for readers outside its audience.
pub async fn readable(tx: &mut TenantTx, access: &Access, id: ThreadId) -> Result<store::Thread, AppError> {
    store::thread(tx, access.caller.user, &audiences(access.role), id).await?.ok_or(AppError::NotFound)
}

/// Checks and opens a thread.
pub async fn add_thread(
    tx: &mut TenantTx,
    state: &AppState,
    audience: Visibility,
    title: &str,
) -> Result<ThreadId, AppError> {
    let title = normalize::line(title);
    Checks::new().required("title", &title).length("title", &title, 1, 200).finish()?;
    Ok(store::insert_thread(tx, audience, &title, state.clock.now()).await?)
}

/// Checks and writes a message, and mails its recipients.
pub async fn post(state: &AppState, access: &Access, id: ThreadId, body: &str) -> Result<store::Message, AppError> {
    let mut tx = state.db.write(&access.scope()).await?;
    let thread = readable(&mut tx, access, id).await?;
    let body = checked_body(body)?;
    let (author_id, created_at) = (access.caller.user, state.clock.now());
    let message = store::insert_message(&mut tx, id, author_id, &body, created_at).await?;
    store::note_turn(&mut tx, id, !access.role.is_agency()).await?;
    mails::tell(&mut tx, state, access, &thread, &body, created_at).await?;
    tx.commit().await?;
    state.meters.count(access.project, Meter::Messages);
    let role = access.role.kind();
    let author = Some(access.caller.name.clone());
    Ok(store::Message { id: message, author_id, author, role, body, created_at, edited_at: None })
}

/// Says that the thread's last message needs no answer: it is not the agency's turn any more. 409 if another message has
/// followed it.
pub async fn settle(state: &AppState, access: &Access, id: ThreadId, last: MessageId) -> Result<(), AppError> {
    let mut tx = state.db.write(&access.scope()).await?;
    readable(&mut tx, access, id).await?;
    if !store::settle(&mut tx, id, last).await? {
        return Err(AppError::Conflict(Conflict::State));
    }
    Ok(tx.commit().await?)
}

/// Changes the text of the caller's own message, while it is the thread's last and not older than `EDITABLE`. Its
/// readers were mailed of the first text; no other mail follows.
pub async fn edit_last(
    state: &AppState,
    access: &Access,
    id: ThreadId,
    message: MessageId,
    body: &str,
) -> Result<store::Message, AppError> {
    let mut tx = state.db.write(&access.scope()).await?;
    readable(&mut tx, access, id).await?;
    let (body, now) = (checked_body(body)?, state.clock.now());
    let own = (message, access.caller.user);
    if !store::edit_last(&mut tx, id, own, &body, (now - EDITABLE, now)).await? {
        return Err(AppError::Conflict(Conflict::State));
    }
    let edited = store::messages(&mut tx, id, None, 1).await?.pop().ok_or(AppError::NotFound)?;
    tx.commit().await?;
    Ok(edited)
}
