//! Forms on the page of a thread.

use axum::{extract::State, response::Response};
use serde::Deserialize;

use super::{
    super::{MessageId, ThreadId, changes},
    Rejected, render,
};
use crate::{
    access::{
        Visibility,
        action::{UseInternalThreads, UseSharedThreads},
    },
    http::{ApiPath, AppError, AppState, FieldErrors, Form, Page, Require},
};

#[derive(Deserialize)]
pub(super) struct Draft {
    #[serde(default)]
    body: String,
}

/// Writes a message.
pub(super) async fn write(
    access: Require<UseSharedThreads>,
    page: Page,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<ThreadId>,
    Form(Draft { body }): Form<Draft>,
) -> Result<Response, AppError> {
    match changes::post(&state, &access, id, &body).await {
        Ok(message) => Ok(page.redirect(&format!("/messages/{id}#m-{}", message.id), "flash-message-sent")),
        Err(AppError::Invalid(errors)) => {
            render(&state, &page, &access, Some(id), None, Rejected { errors, body, ..Rejected::default() }).await
        }
        Err(other) => Err(other),
    }
}

#[derive(Deserialize)]
pub(super) struct Edit {
    /// The message that is meant.
    message: MessageId,
    #[serde(default)]
    body: String,
}

/// Changes the reader's own last message.
pub(super) async fn edit_last(
    access: Require<UseSharedThreads>,
    page: Page,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<ThreadId>,
    Form(Edit { message, body }): Form<Edit>,
) -> Result<Response, AppError> {
    match changes::edit_last(&state, &access, id, message, &body).await {
        Ok(_) => Ok(page.redirect(&format!("/messages/{id}#m-{message}"), "flash-saved")),
        Err(AppError::Invalid(errors)) => {
            let rejected = Rejected { errors, edit: Some(body), ..Rejected::default() };
            render(&state, &page, &access, Some(id), None, rejected).await
        }
        Err(AppError::Conflict(_)) => {
            // The text goes back into the box, as a message to send.
            let errors = FieldErrors::one("body", "message-fixed");
            let rejected = Rejected { errors, body, ..Rejected::default() };
            render(&state, &page, &access, Some(id), None, rejected).await
        }
        Err(other) => Err(other),
    }
}

#[derive(Deserialize)]
pub(super) struct SettleForm {
    /// The last message.
    message: MessageId,
}

/// Says that the last message needs no answer.
pub(super) async fn settle(
    access: Require<UseInternalThreads>,
    page: Page,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<ThreadId>,
    Form(SettleForm { message }): Form<SettleForm>,
) -> Result<Response, AppError> {
    let flash = match changes::settle(&state, &access, id, message).await {
        Ok(()) => "flash-message-settled",
        // Another message has come meanwhile: the page shows it.
        Err(AppError::Conflict(_)) => "flash-message-new",
        Err(other) => return Err(other),
    };
    Ok(page.redirect(&format!("/messages/{id}#new"), flash))
}

#[derive(Deserialize)]
pub(super) struct NewThread {
    kind: Visibility,
    #[serde(default)]
    title: String,
}

/// Opens a thread.
pub(super) async fn open(
    access: Require<UseInternalThreads>,
    page: Page,
    State(state): State<AppState>,
    Form(NewThread { kind, title }): Form<NewThread>,
) -> Result<Response, AppError> {
    let mut tx = state.db.write(&access.scope()).await?;
    match changes::add_thread(&mut tx, &state, kind, &title).await {
        Ok(id) => {
            tx.commit().await?;
            Ok(page.redirect(&format!("/messages/{id}"), "flash-thread-opened"))
        }
        Err(AppError::Invalid(errors)) => {
            drop(tx);
            let rejected = Rejected { errors, title, kind: Some(kind), ..Rejected::default() };
            render(&state, &page, &access, None, None, rejected).await
        }
        Err(other) => Err(other),
    }
}
