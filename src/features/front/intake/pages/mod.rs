//! The form on the public host, and the staff's pages on the app host.

mod code;
mod entry;
mod files;
mod resume;
mod staff;
mod steps;

use axum::{
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};

use super::{
    SubmissionState,
    store::{self, Submission},
};
use crate::{
    addresses,
    db::{PlatformScope, PlatformTx},
    http::{AppError, AppState, Pages, auth::cookies::Cookie, routes::Trait},
    identity::digest,
};

/// Routes of the public host.
pub fn public_pages() -> Pages {
    Pages::new()
        .get(addresses::START, steps::first)
        .post(addresses::START, steps::begin)
        .with(Trait::Asks)
        .post("/start/new", steps::anew)
        .get("/start/enter", entry::leave)
        .get(addresses::CHOSEN_FILES, files::hand_over)
        .get("/start/{token}", steps::resume)
        .get("/start/{token}/{step}", steps::show)
        .post("/start/{token}/{step}", steps::save)
        .with(Trait::Helper)
        .get("/start/{token}/code", code::show)
        .post("/start/{token}/code", code::confirm)
        .post("/start/{token}/code/resend", code::resend)
        .with(Trait::Asks)
        .get("/start/{token}/done", code::done)
}

/// Routes of the app host.
pub fn app_pages() -> Pages {
    Pages::new()
        .get(addresses::ENTER, entry::arrive)
        .get("/requests", staff::list)
        .get("/requests/{id}", staff::show)
        .post("/requests/{id}/accept", staff::accept)
        .post("/requests/{id}/decline", staff::decline)
}

/// Submission of a draft's link. Expired, declined and unknown ones answer alike.
async fn open(state: &AppState, tx: &mut PlatformTx, token: &str) -> Result<Submission, AppError> {
    let id = store::by_resume(tx, digest(token), state.clock.now()).await?.ok_or(AppError::NotFound)?;
    let found = store::lock(tx, id).await?.filter(|found| found.state != SubmissionState::Declined);
    found.ok_or(AppError::NotFound)
}

/// This browser's request, with the token of its draft.
async fn own(state: &AppState, headers: &HeaderMap) -> Result<Option<(String, Submission)>, AppError> {
    let Some(token) = Cookie::Draft.get(headers, state) else { return Ok(None) };
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    match open(state, &mut tx, &token).await {
        Ok(found) => Ok(Some((token, found))),
        Err(AppError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Token of this browser's open request: a draft, or one that waits for its code.
pub async fn open_here(state: &AppState, headers: &HeaderMap) -> Result<Option<(String, SubmissionState)>, AppError> {
    let found = own(state, headers).await?.map(|(token, found)| (token, found.state));
    Ok(found.filter(|(_, state)| matches!(state, SubmissionState::Draft | SubmissionState::AwaitingCode)))
}

/// Stores the draft's secret in this browser for the lifetime of an untouched draft.
fn remember(response: &mut Response, state: &AppState, token: &str) {
    Cookie::Draft.set(response.headers_mut(), state, token, Some(store::DRAFT_LIFE.whole_seconds()));
}

fn to(token: &str, place: impl std::fmt::Display) -> Response {
    Redirect::to(&format!("/start/{token}/{place}")).into_response()
}
