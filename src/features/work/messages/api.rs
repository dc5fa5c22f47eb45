//! API of threads and messages.

use axum::{extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{
    MessageId, ThreadId, audiences,
    changes::{self, add_thread, cursor_owner, post, readable},
    store,
};
use crate::{
    access::{
        RoleKind, Visibility,
        action::{UseInternalThreads, UseSharedThreads},
    },
    http::{
        ApiPath, AppError, AppState, Json, Operations, Query, Require,
        api::paging::{Listed, Paging},
        operation,
        render_error::Problem,
        routes::{KeptFor, Trait},
    },
    ids::UserId,
};

/// Routes of one project, under `/v1/projects/{project_id}` and `/api/v1`.
pub fn tenant_api() -> Operations {
    Operations::new()
        .mount(operation!(list))
        .with(Trait::Kept(KeptFor::Person))
        .mount(operation!(open))
        .mount(operation!(messages))
        .with(Trait::Kept(KeptFor::Role))
        .mount(operation!(write))
        .mount(operation!(edit_last))
        .mount(operation!(mark_read))
        .mount(operation!(settle))
}

/// A thread.
#[derive(Serialize, utoipa::ToSchema)]
struct Thread {
    id: ThreadId,
    /// Audience.
    kind: Visibility,
    title: String,
    /// Number of messages by others since the caller last read it.
    unread: i64,
    /// Whether it waits for an answer of the agency.
    awaits_answer: bool,
    #[serde(with = "time::serde::rfc3339::option")]
    last_message_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
}

impl From<store::Thread> for Thread {
    fn from(thread: store::Thread) -> Self {
        let store::Thread { id, audience, title, created_at, last_message_at, unread, read_at: _, awaits_answer } =
            thread;
        Self { id, kind: audience, title, unread, awaits_answer, last_message_at, created_at }
    }
}

/// A thread to open.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewThread {
    /// Audience.
    kind: Visibility,
    #[schema(min_length = 1, max_length = 200)]
    title: String,
}

/// A message.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Message)]
struct MessageJson {
    id: MessageId,
    author_id: UserId,
    /// The author's name.
    author: Option<String>,
    /// The author's role.
    author_role: RoleKind,
    /// Plain text.
    body: String,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    /// Time at which its author changed it.
    #[serde(with = "time::serde::rfc3339::option")]
    edited_at: Option<OffsetDateTime>,
}

impl From<store::Message> for MessageJson {
    fn from(message: store::Message) -> Self {
        let store::Message { id, author_id, author, role, body, created_at, edited_at } = message;
        Self { id, author_id, author, author_role: role, body, created_at, edited_at }
    }
}

/// A message to write.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewMessage {
    /// Plain text.
    #[schema(min_length = 1, max_length = 10_000)]
    body: String,
}

/// The threads of the caller's audiences.
#[utoipa::path(get, path = "/threads", tag = "messages", params(Paging),
    responses((status = 200, body = Listed<Thread>), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 422, body = Problem)))]
async fn list(
    access: Require<UseSharedThreads>,
    State(state): State<AppState>,
    Query(paging): Query<Paging>,
) -> Result<Listed<Thread>, AppError> {
    let owner = access.project.to_string();
    let after = paging.after(&owner)?;
    let mut tx = state.db.read(&access.scope()).await?;
    // A project has few threads: they are read whole, and cut into pages here.
    let mut rows = store::threads(&mut tx, access.caller.user, &audiences(access.role), None).await?;
    if let Some(after) = after {
        let start = rows.iter().position(|thread| thread.id.0 == after).map_or(rows.len(), |index| index + 1);
        rows.drain(..start);
    }
    paging.page(rows.into_iter().map(Thread::from).collect(), &owner, |thread| thread.id.0)
}

/// Opens a thread.
#[utoipa::path(post, path = "/threads", tag = "messages", request_body = NewThread,
    responses((status = 201, body = Thread), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 422, body = Problem)))]
async fn open(
    access: Require<UseInternalThreads>,
    State(state): State<AppState>,
    Json(NewThread { kind, title }): Json<NewThread>,
) -> Result<(StatusCode, Json<Thread>), AppError> {
    let mut tx = state.db.write(&access.scope()).await?;
    let id = add_thread(&mut tx, &state, kind, &title).await?;
    let thread = readable(&mut tx, &access, id).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(thread.into())))
}

/// The messages of a thread, newest first. Listing them marks nothing as read.
#[utoipa::path(get, path = "/threads/{id}/messages", tag = "messages", params(("id" = ThreadId, Path), Paging),
    responses((status = 200, body = Listed<MessageJson>), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn messages(
    access: Require<UseSharedThreads>,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<ThreadId>,
    Query(paging): Query<Paging>,
) -> Result<Listed<MessageJson>, AppError> {
    let owner = cursor_owner(&access, id);
    let mut tx = state.db.read(&access.scope()).await?;
    readable(&mut tx, &access, id).await?;
    let rows = store::messages(&mut tx, id, paging.after(&owner)?, paging.limit()? + 1).await?;
    paging.page(rows.into_iter().map(MessageJson::from).collect(), &owner, |message| message.id.0)
}

/// Writes a message.
#[utoipa::path(post, path = "/threads/{id}/messages", tag = "messages", params(("id" = ThreadId, Path)),
    request_body = NewMessage,
    responses((status = 201, body = MessageJson), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn write(
    access: Require<UseSharedThreads>,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<ThreadId>,
    Json(NewMessage { body }): Json<NewMessage>,
) -> Result<(StatusCode, Json<MessageJson>), AppError> {
    let message = post(&state, &access, id, &body).await?;
    Ok((StatusCode::CREATED, Json(message.into())))
}

/// A newer text of a thread's last message.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct LastMessage {
    /// The message that is meant: if another has followed it, nothing is changed.
    id: MessageId,
    /// Plain text.
    #[schema(min_length = 1, max_length = 10_000)]
    body: String,
}

/// Changes the thread's last message, if it is the caller's own and not older than 15 minutes.
#[utoipa::path(patch, path = "/threads/{id}/messages/last", tag = "messages", params(("id" = ThreadId, Path)),
    request_body = LastMessage,
    responses((status = 200, body = MessageJson), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn edit_last(
    access: Require<UseSharedThreads>,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<ThreadId>,
    Json(LastMessage { id: message, body }): Json<LastMessage>,
) -> Result<Json<MessageJson>, AppError> {
    Ok(Json(changes::edit_last(&state, &access, id, message, &body).await?.into()))
}

/// Marks a thread as read up to its newest message.
#[utoipa::path(put, path = "/threads/{id}/read", tag = "messages", params(("id" = ThreadId, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
async fn mark_read(
    access: Require<UseSharedThreads>,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<ThreadId>,
) -> Result<StatusCode, AppError> {
    let mut tx = state.db.write(&access.scope()).await?;
    if let Some(newest) = readable(&mut tx, &access, id).await?.last_message_at {
        store::mark_read(&mut tx, id, access.caller.user, newest).await?;
        tx.commit_marks(access.caller.user).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// A message that needs no answer.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NoAnswerNeeded {
    /// The thread's last message.
    last: MessageId,
}

/// Says that the thread's last message needs no answer: the project does not wait for the agency because of it. 409 if
/// another message has followed.
#[utoipa::path(put, path = "/threads/{id}/answered", tag = "messages", params(("id" = ThreadId, Path)),
    request_body = NoAnswerNeeded,
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn settle(
    access: Require<UseInternalThreads>,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<ThreadId>,
    Json(NoAnswerNeeded { last }): Json<NoAnswerNeeded>,
) -> Result<StatusCode, AppError> {
    changes::settle(&state, &access, id, last).await?;
    Ok(StatusCode::NO_CONTENT)
}
