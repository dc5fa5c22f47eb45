//! Renders failures: problem+json on the API, a page elsewhere. The router chooses.

use askama::Template;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use serde::Serialize;

use super::{
    AppError, AppState, Page,
    auth::{caller::CallerSlot, mfa},
    body::typed::Typed,
    edge::{host::HostKind, request_log::RequestId},
    error::Failure,
    fields::{FieldError, FieldProblem},
    page::{
        self,
        again::Again,
        return_to::{back, login_url, mended_at},
    },
    routes::RouteTable,
};
use crate::{
    addresses,
    http::auth::csrf::Visitor,
    limits::{self, LimitStatus, QuotaExceeded, TightestLimit},
    text::Language,
};

/// RFC 9457 problem details.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// Stable URI of the kind of problem; programs compare its last segment.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in words, in the request's language.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// Remedy, in words.
    pub detail: String,
    /// Wrong fields, if any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// Limit that was reached, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<QuotaExceeded>,
}

/// Middleware of JSON routers: renders failures as problems.
pub async fn as_problem(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let language = page::wished(request.headers(), &state).unwrap_or(Language::En);
    let tightest = TightestLimit::default();
    request.extensions_mut().insert(tightest.clone());
    let mut response = next.run(request).await;
    if let Some(failure) = take_failure(&mut response) {
        response = problem(&failure, response.status(), response.headers(), language);
    }
    tightest.write(response.headers_mut());
    response
}

/// Marks a rendered failure, which outer layers leave unchanged.
#[derive(Clone, Copy)]
pub(in crate::http) struct Rendered {
    slug: &'static str,
}

impl Rendered {
    /// Whether a 503 is no fault of the service: a plan's limit, a workspace that is being made.
    pub(in crate::http) fn is_expected(self) -> bool {
        matches!(self.slug, "project-busy" | "project-preparing")
    }
}

/// Failure that a handler or layer left, or the equivalent of a bare refusal by the framework.
fn take_failure(response: &mut Response) -> Option<Failure> {
    if response.extensions().get::<Rendered>().is_some() {
        return None;
    }
    if let Some(failure) = response.extensions_mut().remove::<Failure>() {
        return Some(failure);
    }
    let error = match response.status() {
        StatusCode::METHOD_NOT_ALLOWED => AppError::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => AppError::PayloadTooLarge,
        StatusCode::INTERNAL_SERVER_ERROR => AppError::Internal("a handler panicked".to_owned()),
        _ => return None,
    };
    error.into_response().extensions_mut().remove()
}

/// An error as problem+json, outside any router (a host that is not ours).
#[must_use]
pub fn problem_for(error: AppError, headers: &HeaderMap, state: &AppState) -> Response {
    let mut response = error.into_response();
    match take_failure(&mut response) {
        Some(failure) => {
            let language = page::wished(headers, state).unwrap_or(Language::En);
            problem(&failure, response.status(), &HeaderMap::new(), language)
        }
        None => response,
    }
}

fn problem(failure: &Failure, status: StatusCode, headers: &HeaderMap, language: Language) -> Response {
    let problem = Problem {
        kind: format!("https://fata.plus/problems/{}", failure.slug),
        title: language.text(&format!("problem-{}", failure.slug)).into_owned(),
        status: status.as_u16(),
        detail: language.text(&format!("problem-{}-detail", failure.slug)).into_owned(),
        errors: failure
            .fields
            .iter()
            .map(|error: &FieldError| FieldProblem {
                field: error.field.clone(),
                code: error.code,
                detail: error.text(language),
            })
            .collect(),
        limit: failure.exceeded,
    };
    let mut response = (status, axum::Json(problem)).into_response();
    response.extensions_mut().insert(Rendered { slug: failure.slug });
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(allow) = headers.get(header::ALLOW) {
        out.insert(header::ALLOW, allow.clone());
    }
    if let Some(seconds) = failure.retry_after {
        out.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    rate_headers(failure, out);
    if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
        && let Ok(challenge) = HeaderValue::try_from(challenge(failure, status))
    {
        out.insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}

/// Authentication challenge (RFC 6750 §3), with the fault of the credential if one was refused.
fn challenge(failure: &Failure, status: StatusCode) -> String {
    let realm = "Bearer realm=\"fataplus\"";
    match (failure.slug, failure.scope) {
        ("invalid-token", _) => format!("{realm}, error=\"invalid_token\""),
        ("insufficient-scope", Some(scope)) => format!("{realm}, error=\"insufficient_scope\", scope=\"{scope}\""),
        ("insufficient-scope", None) => format!("{realm}, error=\"insufficient_scope\""),
        (slug, _) => mfa::challenge(slug, status).map_or_else(|| realm.to_owned(), ToOwned::to_owned),
    }
}

/// `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers) of a limit over time.
fn rate_headers(failure: &Failure, headers: &mut HeaderMap) {
    let (Some(QuotaExceeded { name, quota: Some(quota), window_seconds: Some(window), .. }), Some(seconds)) =
        (failure.exceeded, failure.retry_after)
    else {
        return;
    };
    let name = if name == "requests_per_minute" { "project" } else { name };
    let quota = u32::try_from(quota).unwrap_or(u32::MAX);
    limits::write(headers, LimitStatus { name, quota, window, remaining: 0, reset: seconds });
}

#[derive(Template)]
#[template(path = "pages/error.html")]
struct ErrorPage<'a> {
    p: &'a Page,
    icon: &'static str,
    code: u16,
    title: String,
    text: String,
    request_id: String,
    /// Form that was refused for the moment.
    again: Option<Again>,
    action_url: String,
    action_label: String,
    /// Whether the first page of this project's host is another one, which may open: the same for everybody.
    within: bool,
}

#[derive(Template)]
#[template(path = "pages/preparing.html")]
struct PreparingPage<'a> {
    p: &'a Page,
    project_id: String,
}

#[derive(Template)]
#[template(path = "pages/form_again.html")]
struct FormAgainPage<'a> {
    p: &'a Page,
    action: &'a str,
    typed: &'a [(String, String)],
    texts: Vec<&'a str>,
}

/// Middleware of routers with pages: renders failures as pages. An anonymous visitor is sent to log in and returns to
/// the same page.
pub async fn as_page(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (parts, body) = Typed::keep(request).into_parts();
    let mut before = parts.clone();
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let Some(failure) = take_failure(&mut response) else { return response };
    let kind = before.extensions.get::<HostKind>().cloned();
    if matches!(failure.slug, "authentication-required" | "invalid-token") {
        return Redirect::to(&login_url(&state, kind.as_ref(), &before)).into_response();
    }
    if let Some(page) = mfa::remedy(failure.slug, response.status()) {
        return Redirect::to(&mended_at(&state, page, &before)).into_response();
    }
    // Inner layers have looked up the caller, if at all; the error page makes no query.
    let caller = before.extensions.get::<CallerSlot>().and_then(|known| known.caller().cloned());
    let status = response.status();
    if before.extensions.get::<Visitor>().is_none() {
        // The refusal came before the cookies: the page works without a valid form token.
        before.extensions.insert(Visitor::nobody());
    }
    let Ok(mut page) = Page::new(&mut before, &state, caller.as_ref()).await else { return status.into_response() };
    // The query is not repeated: a missing page must be the same for every request.
    page.forget_query();
    let closed = kind.as_ref().and_then(HostKind::project).filter(|_| failure.governs);
    let (action_url, action_label) = match &kind {
        _ if failure.slug == "form-expired" => (back(&before), "error-open-again"),
        _ if failure.slug == "method-not-allowed" && before.method == Method::GET => {
            (RouteTable::openable(&before.extensions, before.uri.path()).to_owned(), "error-open-again")
        }
        _ if let Some(project) = closed => {
            (format!("{}{}/{project}/manage", state.hosts.app, addresses::PROJECTS), "error-manage")
        }
        Some(HostKind::Public) | None => (format!("{}/", state.hosts.public), "error-home-public"),
        Some(HostKind::App) if failure.slug == "link-expired" && page.path() == addresses::PASSWORD => {
            (format!("{}{}", state.hosts.app, addresses::PASSWORD_FORGOT), "error-new-link")
        }
        Some(HostKind::App) if failure.slug == "link-expired" && page.path().starts_with(addresses::LOGIN) => {
            (format!("{}{}", state.hosts.app, addresses::LOGIN_MAIL), "error-new-link")
        }
        Some(HostKind::App) if caller.is_none() => (format!("{}{}", state.hosts.app, addresses::LOGIN), "login-submit"),
        _ => (format!("{}{}", state.hosts.app, addresses::PROJECTS), "error-home"),
    };
    let template = ErrorPage {
        p: &page,
        icon: if matches!(failure.slug, "project-suspended" | "project-archived" | "address-refused") {
            "lock"
        } else {
            "alert"
        },
        code: status.as_u16(),
        title: page.t(&format!("problem-{}", failure.slug)),
        text: page.t(&format!("problem-{}-detail", failure.slug)),
        // A missing page must be the same for everybody, byte for byte.
        request_id: match status {
            status if status.is_server_error() => {
                before.extensions.get::<RequestId>().map(ToString::to_string).unwrap_or_default()
            }
            _ => String::new(),
        },
        again: Again::of(&state, &page, &before.extensions, &failure, status).await,
        action_url,
        action_label: page.t(action_label),
        within: matches!(kind, Some(HostKind::Tenant(_) | HostKind::Custom(_)))
            && matches!(failure.slug, "not-found" | "forbidden" | "method-not-allowed")
            && page.path() != "/",
    };
    let rendered = match (&kind, failure.slug) {
        (Some(HostKind::Tenant(_) | HostKind::Custom(_)), "project-preparing") => {
            let project = kind.as_ref().and_then(HostKind::project);
            let project_id = project.map(|project| project.to_string()).unwrap_or_default();
            page.render(&PreparingPage { p: &page, project_id })
        }
        _ if !failure.typed.is_empty() => page.render(&FormAgainPage {
            p: &page,
            action: page.path(),
            typed: &failure.typed,
            texts: failure.typed.iter().map(|(_, text)| text.as_str()).filter(|text| text.contains(' ')).collect(),
        }),
        _ => page.render(&template),
    };
    match rendered {
        Ok(mut page) => {
            *page.status_mut() = status;
            page.extensions_mut().insert(Rendered { slug: failure.slug });
            if let Some(seconds) = failure.retry_after {
                page.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            }
            rate_headers(&failure, page.headers_mut());
            page
        }
        Err(_) => status.into_response(),
    }
}

#[cfg(test)]
mod tests;
