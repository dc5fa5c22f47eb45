//! HTML forms, checked for token and origin.

use axum::{
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, Method},
    middleware::Next,
    response::Response,
};
use serde::de::DeserializeOwned;

use crate::{
    http::{
        AppError, AppState, Json,
        auth::{credential::ByBearer, csrf::FormBinding},
        body::{self, typed::Typed},
        edge::host::HostKind,
        routes::Needs,
    },
    text::normalize,
};

/// Contents of a form. They exist only if the request came from our own page with this visitor's token.
#[derive(Debug, Clone, Copy)]
pub struct Form<T>(pub T);

impl<T> Needs for Form<T> {}

impl<T: DeserializeOwned> FromRequest<AppState> for Form<T> {
    type Rejection = AppError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, AppError> {
        let (form, _) = read(request, state, false).await?;
        Ok(Self(form))
    }
}

/// A log-in form, which stays valid when the visitor has logged in meanwhile in another tab.
#[derive(Debug, Clone, Copy)]
pub struct EntryForm<T> {
    /// Contents of the form.
    pub form: T,
    /// Whether it was rendered before the present log-in.
    pub older: bool,
}

impl<T> Needs for EntryForm<T> {}

impl<T: DeserializeOwned> FromRequest<AppState> for EntryForm<T> {
    type Rejection = AppError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, AppError> {
        let (form, older) = read(request, state, true).await?;
        Ok(Self { form, older })
    }
}

/// Fields that are never kept for a second submit: a form with any of them starts empty again.
const SECRETS: [&str; 4] = ["password", "current", "code", "token"];

/// Contents of a form, and whether it is older than the log-in, which `entry` permits.
async fn read<T: DeserializeOwned>(request: Request, state: &AppState, entry: bool) -> Result<(T, bool), AppError> {
    let (mut parts, content) = request.into_parts();
    let binding = FormBinding::from_request_parts(&mut parts, state).await?;
    if !body::is_type(&parts.headers, "application/x-www-form-urlencoded") {
        return Err(AppError::UnsupportedMediaType);
    }
    let bytes = body::read(state, &parts.extensions, content, body::SMALL).await?;
    let mut pairs: Vec<(String, String)> = serde_html_form::from_bytes(&bytes).map_err(|_| AppError::BadRequest)?;
    for (_, value) in &mut pairs {
        *value = normalize::fit(value);
    }
    Typed::note(&parts.extensions, &pairs);
    let token = pairs.iter().find(|(name, _)| name == "csrf").map_or("", |(_, token)| token);
    let older = binding.is_from_before_login(token, state);
    if !(older && entry || binding.matches(token, state)) {
        pairs.retain(|(name, _)| name != "csrf");
        let again = !pairs.is_empty() && !pairs.iter().any(|(name, _)| SECRETS.contains(&name.as_str()));
        return Err(if again { AppError::FormOutdated(pairs) } else { AppError::FormExpired });
    }
    let clean = serde_html_form::to_string(&pairs).map_err(|_| AppError::BadRequest)?;
    let form = serde_html_form::from_str(&clean).map_err(|_| AppError::BadRequest)?;
    Ok((form, older))
}

/// JSON from a script of our own page, with the page's form token in `X-CSRF-Token`.
#[derive(Debug, Clone, Copy)]
pub struct FormJson<T>(pub T);

impl<T> Needs for FormJson<T> {}

impl<T: DeserializeOwned> FromRequest<AppState> for FormJson<T> {
    type Rejection = AppError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, AppError> {
        let (mut parts, content) = request.into_parts();
        let binding = FormBinding::from_request_parts(&mut parts, state).await?;
        let token = parts.headers.get("x-csrf-token").and_then(|token| token.to_str().ok()).unwrap_or_default();
        if !binding.matches(token, state) && !binding.is_from_before_login(token, state) {
            return Err(AppError::FormExpired);
        }
        let Json(contents) = Json::from_request(Request::from_parts(parts, content), state).await?;
        Ok(Self(contents))
    }
}

/// Form of a single button: nothing but its token.
#[derive(Debug, Clone, Copy, serde::Deserialize)]
pub struct Pressed {}

/// Middleware of the hosts with cookies: an unsafe request must come from a page of the same origin. Sibling tenants
/// are same-site to each other, so `SameSite` alone is not enough. A bearer token needs no such check.
pub async fn require_same_origin(
    axum::extract::State(state): axum::extract::State<AppState>,
    request: Request,
    next: Next,
) -> Result<Response, AppError> {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || request.extensions().get::<ByBearer>().is_some() || same_origin(&request, &state) {
        return Ok(next.run(request).await);
    }
    Err(AppError::FormExpired)
}

fn same_origin(request: &Request, state: &AppState) -> bool {
    let Some(kind) = request.extensions().get::<HostKind>() else { return false };
    let text =
        |name: &str, headers: &HeaderMap| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let site = text("sec-fetch-site", request.headers());
    let origin = text("origin", request.headers());
    let ours = kind.base(&state.hosts).to_string();
    match (origin, site) {
        (None, None) => false,
        (origin, site) => origin.is_none_or(|origin| origin == ours) && site.is_none_or(|site| site == "same-origin"),
    }
}
