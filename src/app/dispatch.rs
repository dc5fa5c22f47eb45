//! Dispatch of requests to the router of their host, and the readiness check.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use tokio::sync::Mutex;
use tower::{Service, ServiceExt, service_fn};

use crate::http::{
    AppError, AppState,
    edge::{
        client_address::PlainHttp,
        host::{HostKind, OnCustomDomain, ProjectRef},
    },
    limits,
    page::assets,
    render_error,
};

/// A router for each kind of host; the project API is separate because its prefix names the tenant.
pub struct Hosts {
    pub public: Router,
    pub app: Router,
    pub tenant: Router,
    pub tenant_api: Router,
    pub api: Router,
    pub project_api: Router,
}

/// Sends each request to its host's router, with host and project in its extensions.
pub fn service(
    hosts: Hosts,
    state: AppState,
) -> impl Service<Request, Response = Response, Error = std::convert::Infallible, Future: Send> + Clone + Send + Sync + 'static
{
    let hosts = Arc::new(hosts);
    service_fn(move |mut request: Request<Body>| {
        let (hosts, state) = (hosts.clone(), state.clone());
        async move {
            let kind = match HostKind::of(&request, &state.hosts, &state.domains) {
                Ok(kind) => kind,
                Err(error) => return Ok(refuse(error, &request, &state)),
            };
            if request.extensions().get::<PlainHttp>().is_some() {
                return Ok(secured(&kind, &request, &state));
            }
            if assets::is_asset(request.uri().path()) {
                let mut answer = assets::serve(&state, request).await;
                if let HostKind::Custom(_) = kind {
                    answer.extensions_mut().insert(OnCustomDomain);
                }
                return Ok(answer);
            }
            let router = match &kind {
                HostKind::Public => &hosts.public,
                HostKind::App => &hosts.app,
                HostKind::Api => match project_in_path(request.uri()) {
                    Some((project, rest)) => {
                        *request.uri_mut() = rest;
                        request.extensions_mut().insert(project);
                        &hosts.project_api
                    }
                    None => &hosts.api,
                },
                HostKind::Tenant(_) | HostKind::Custom(_) => {
                    request.extensions_mut().insert(ProjectRef(kind.project()));
                    match without_prefix(request.uri(), "/api/v1") {
                        Some(rest) => {
                            *request.uri_mut() = rest;
                            &hosts.tenant_api
                        }
                        None => &hosts.tenant,
                    }
                }
            };
            if let Some(ProjectRef(Some(project))) = request.extensions().get() {
                tracing::Span::current().record("project", tracing::field::display(project));
            }
            let custom = matches!(kind, HostKind::Custom(_));
            request.extensions_mut().insert(kind);
            let mut answer = router.clone().oneshot(request).await;
            if let (true, Ok(response)) = (custom, &mut answer) {
                response.extensions_mut().insert(OnCustomDomain);
            }
            answer
        }
    })
}

/// Redirects a GET or HEAD that a trusted proxy received over plain HTTP to the same address over TLS. Other methods are
/// refused: their content has crossed the network in clear text, and a client must not repeat it by itself.
fn secured(kind: &HostKind, request: &Request, state: &AppState) -> Response {
    let rest = request.uri().path_and_query().map_or("/", |rest| rest.as_str());
    let there = HeaderValue::try_from(format!("{}{rest}", kind.base(&state.hosts)));
    match (request.method(), there) {
        (&Method::GET | &Method::HEAD, Ok(there)) => {
            (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, there)]).into_response()
        }
        _ => refuse(AppError::HttpsRequired, request, state),
    }
}

fn refuse(error: AppError, request: &Request, state: &AppState) -> Response {
    render_error::problem_for(error, request.headers(), state)
}

/// Splits `/v1/projects/{id}/rest` into the project and `/rest`. Any text is accepted as the ID: a malformed one must
/// answer like one never issued, and the authorisation decides that.
fn project_in_path(uri: &Uri) -> Option<(ProjectRef, Uri)> {
    let rest = uri.path().strip_prefix("/v1/projects/")?;
    let id = rest.split('/').next().filter(|id| !id.is_empty())?;
    let rest = without_prefix(uri, &format!("/v1/projects/{id}"))?;
    Some((ProjectRef(id.parse().ok()), rest))
}

/// `uri` with `prefix` taken off its path, on a segment's border.
fn without_prefix(uri: &Uri, prefix: &str) -> Option<Uri> {
    let rest = uri.path().strip_prefix(prefix)?;
    if !(rest.is_empty() || rest.starts_with('/')) {
        return None;
    }
    let path = if rest.is_empty() { "/" } else { rest };
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    Uri::try_from(format!("{path}{query}")).ok()
}

/// Last result of the readiness check, with its time. One check runs at a time, and at most one a second.
#[derive(Clone, Default)]
pub struct Readiness(Arc<Mutex<Option<Look>>>);

/// Time of the check, and the part that did not answer.
type Look = (Instant, Option<&'static str>);

/// Lifetime of a result.
const GOOD: Duration = Duration::from_secs(1);

impl Readiness {
    /// Part that does not answer, if any.
    async fn missing(&self, state: &AppState) -> Option<&'static str> {
        let mut last = self.0.lock().await;
        if let Some((at, missing)) = *last
            && at.elapsed() < GOOD
        {
            return missing;
        }
        let missing = match (state.db.ready().await, state.storage.ready().await) {
            (Ok(()), Ok(())) => None,
            (Err(error), _) => {
                tracing::warn!(%error, "the database is not ready");
                Some("database\n")
            }
            (_, Err(_)) => Some("object store\n"),
        };
        *last = Some((Instant::now(), missing));
        missing
    }
}

/// `GET /health/ready`: whether database and object store answer and projects are isolated.
pub async fn ready(State((state, readiness)): State<(AppState, Readiness)>, mut request: Request) -> Response {
    if let Err(error) = limits::address(&state, request.extensions_mut()) {
        return refuse(error, &request, &state);
    }
    if state.isolation.is_broken() {
        return (StatusCode::SERVICE_UNAVAILABLE, "isolation\n").into_response();
    }
    match readiness.missing(&state).await {
        None => "ok\n".into_response(),
        Some(missing) => (StatusCode::SERVICE_UNAVAILABLE, missing).into_response(),
    }
}
