//! The cookies of a session on a host with pages.

use axum::http::HeaderMap;

use super::cookies::Cookie;
use crate::{
    http::{AppError, AppState},
    identity::{Audience, sessions},
    ids::UserId,
};

/// Sets the cookies of a new session.
pub fn set_session(
    headers: &mut HeaderMap,
    state: &AppState,
    audience: Audience,
    user: UserId,
    opened: &sessions::Opened,
) -> Result<(), AppError> {
    let token = state
        .keys
        .sign(audience, user, opened.id, state.clock.now())
        .map_err(|error| AppError::Internal(error.to_string()))?;
    Cookie::Session.set(headers, state, &token, Some(sessions::ABSOLUTE.whole_seconds()));
    Cookie::Renewal.set(headers, state, opened.renewal.text(), Some(opened.lifetime.whole_seconds()));
    Ok(())
}

/// Removes the session's cookies.
pub fn clear_session(headers: &mut HeaderMap, state: &AppState) {
    Cookie::Session.clear(headers, state);
    Cookie::Renewal.clear(headers, state);
}
