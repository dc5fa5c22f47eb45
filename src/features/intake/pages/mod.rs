//! The form on the public host, and the staff's pages on the app host.

mod code;
mod fields;
mod staff;
mod steps;

use axum::{
    Router,
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};

use super::{
    State,
    store::{self, Submission},
};
use crate::{
    db::{PlatformScope, PlatformTx},
    http::{AppError, AppState, cookies::Cookie},
    identity::digest,
};

/// Routes of the public host.
pub fn public_pages() -> Router<AppState> {
    Router::new()
        .route("/start", get(steps::first).post(steps::begin))
        .route("/start/new", post(steps::anew))
        .route("/start/{token}", get(steps::resume))
        .route("/start/{token}/{step}", get(steps::show).post(steps::save))
        .route("/start/{token}/code", get(code::show).post(code::confirm))
        .route("/start/{token}/code/resend", post(code::resend))
        .route("/start/{token}/done", get(code::done))
}

/// Routes of the app host.
pub fn app_pages() -> Router<AppState> {
    Router::new()
        .route("/requests", get(staff::list))
        .route("/requests/{id}", get(staff::show))
        .route("/requests/{id}/accept", post(staff::accept))
        .route("/requests/{id}/decline", post(staff::decline))
}

/// Submission of a draft's link. Expired, declined and unknown ones answer alike.
async fn open(state: &AppState, tx: &mut PlatformTx, token: &str) -> Result<Submission, AppError> {
    let id = store::by_resume(tx, digest(token), state.clock.now()).await?.ok_or(AppError::NotFound)?;
    let found = store::lock(tx, id).await?.filter(|found| found.state != State::Declined);
    found.ok_or(AppError::NotFound)
}

/// Token of this browser's open request: a draft, or one that waits for its code.
pub async fn open_here(state: &AppState, headers: &HeaderMap) -> Result<Option<(String, State)>, AppError> {
    let Some(token) = Cookie::Draft.get(headers, state) else { return Ok(None) };
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    match open(state, &mut tx, &token).await {
        Ok(found) => {
            Ok(Some((token, found.state)).filter(|_| matches!(found.state, State::Draft | State::AwaitingCode)))
        }
        Err(AppError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Stores the draft's secret in this browser for the lifetime of an untouched draft.
fn remember(response: &mut Response, state: &AppState, token: &str) {
    Cookie::Draft.set(response.headers_mut(), state, token, Some(store::DRAFT_LIFE.whole_seconds()));
}

fn to(token: &str, place: impl std::fmt::Display) -> Response {
    Redirect::to(&format!("/start/{token}/{place}")).into_response()
}
