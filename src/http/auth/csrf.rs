//! Protection of forms against other sites: a token made over the visitor's cookie and the person logged in.

use axum::{
    extract::{FromRequestParts, Request, State},
    http::request::Parts,
    middleware::Next,
    response::Response,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::credential::{ByBearer, Credential};
use crate::{
    http::{AppError, AppState, routes::Needs},
    identity::{Secret, digest},
    ids::UserId,
};

/// This browser on this host, logged in or not.
#[derive(Clone, Debug)]
pub struct Visitor(String);

impl Visitor {
    /// The visitor of this cookie.
    pub(super) fn of(cookie: String) -> Self {
        Self(cookie)
    }

    /// A visitor whose forms are accepted from nobody.
    #[must_use]
    pub fn nobody() -> Self {
        Self(Secret::new().text().to_owned())
    }

    /// Digest that binds a hand-off to this browser.
    #[must_use]
    pub fn binding(&self) -> [u8; 32] {
        digest(&self.0)
    }

    /// The binding as the value of a query.
    #[must_use]
    pub fn binding_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.binding())
    }

    /// The binding that `binding_text` of another host's visitor gave.
    #[must_use]
    pub fn parse_binding(text: &str) -> Option<[u8; 32]> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
    }
}

impl Needs for Visitor {}

impl FromRequestParts<AppState> for Visitor {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, AppError> {
        parts.extensions.get().cloned().ok_or(AppError::FormExpired)
    }
}

/// Binding of a form token: this browser, and the person logged in there. It outlives their session, as a page may:
/// values typed before a session ended can be sent after a new log-in, by the same person only.
#[derive(Clone, Debug)]
pub struct FormBinding {
    visitor: String,
    user: Option<UserId>,
}

/// Text that a form token of `FormBinding` is made over.
#[must_use]
pub fn form_binding(visitor: &str, user: Option<UserId>) -> String {
    user.map_or_else(|| visitor.to_owned(), |user| format!("{visitor}.{user}"))
}

impl FormBinding {
    /// Token for a form.
    #[must_use]
    pub fn token(&self, state: &AppState) -> String {
        state.keys.form_token(&form_binding(&self.visitor, self.user))
    }

    /// Whether `token` is this visitor's.
    #[must_use]
    pub fn matches(&self, token: &str, state: &AppState) -> bool {
        state.keys.form_token_matches(&form_binding(&self.visitor, self.user), token)
    }

    /// Whether `token` comes from a page of this browser that was rendered before the log-in.
    #[must_use]
    pub fn is_from_before_login(&self, token: &str, state: &AppState) -> bool {
        self.user.is_some() && state.keys.form_token_matches(&self.visitor, token)
    }
}

impl Needs for FormBinding {}

impl FromRequestParts<AppState> for FormBinding {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let Visitor(visitor) = Visitor::from_request_parts(parts, state).await?;
        let user = match parts.extensions.get() {
            Some(Credential::Session { user, .. }) => Some(*user),
            _ => None,
        };
        Ok(Self { visitor, user })
    }
}

/// Middleware of the JSON API on a tenant host: a cookie session needs its form token in `X-CSRF-Token`.
pub async fn require_csrf_header(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Result<Response, AppError> {
    let (mut parts, body) = request.into_parts();
    let by_cookie = parts.extensions.get::<ByBearer>().is_none();
    if by_cookie && !parts.method.is_safe() {
        let token =
            parts.headers.get("x-csrf-token").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let has_session = matches!(parts.extensions.get(), Some(Credential::Session { .. }));
        let binding = FormBinding::from_request_parts(&mut parts, &state).await?;
        if has_session && !binding.matches(&token, &state) {
            return Err(AppError::FormExpired);
        }
    }
    Ok(next.run(Request::from_parts(parts, body)).await)
}
