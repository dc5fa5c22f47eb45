//! Who may make tokens and keys.

use axum::{extract::FromRequestParts, http::request::Parts};

use crate::http::{AppError, AppState, session::Credential};

/// Somebody with a session of her own: no token or key begets another. Each handler that makes one takes this, so what
/// more is asked of her (to show anew who she is) is asked here.
#[derive(Clone, Copy, Debug)]
pub struct Maker;

impl FromRequestParts<AppState> for Maker {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, AppError> {
        match parts.extensions.get() {
            Some(Credential::Shown(_)) => Err(AppError::InsufficientScope(None)),
            _ => Ok(Self),
        }
    }
}
