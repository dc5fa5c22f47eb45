//! Extractor for callers who may make tokens and keys.

use axum::{extract::FromRequestParts, http::request::Parts};

use crate::http::{
    AppError, AppState,
    auth::{credential::Credential, extract::RecentlyAuthenticated},
    routes::Needs,
};

/// A caller with a session of their own and a recent proof of identity: no token or key makes another.
#[derive(Clone, Copy, Debug)]
pub struct Maker;

impl FromRequestParts<AppState> for Maker {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        match parts.extensions.get() {
            Some(Credential::Token(_)) => Err(AppError::InsufficientScope(None)),
            _ => RecentlyAuthenticated::from_request_parts(parts, state).await.map(|_| Self),
        }
    }
}

impl Needs for Maker {
    const RECENT_AUTH: bool = true;
}
