use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{StatusCode, Uri},
    response::{IntoResponse, Response},
};
use tower::{Service, ServiceExt, service_fn};

use crate::{
    db::DbError,
    http::{
        AppError, AppState,
        host::{HostKind, OnCustomDomain, ProjectRef},
        rates, render_error,
    },
};

/// A router for each kind of host; the project API stands apart because its prefix names the tenant.
pub struct Hosts {
    pub public: Router,
    pub app: Router,
    pub tenant: Router,
    pub tenant_api: Router,
    pub api: Router,
    pub project_api: Router,
}

/// Sends each request to its host's router, telling it the host and the project spoken of.
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

fn refuse(error: AppError, request: &Request, state: &AppState) -> Response {
    render_error::problem_for(error, request.headers(), state)
}

/// `/v1/projects/{id}/rest` as the project and `/rest`. Anything at all may stand for the ID: one that is malformed
/// must answer like one never issued, so that is for the authorisation to say.
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

/// `GET /health/ready`: whether database and object store answer, and projects are kept apart.
pub async fn ready(State(state): State<AppState>, request: Request) -> Response {
    // Each look asks database and store.
    if let Err(error) = rates::address(&state, &request) {
        return refuse(error, &request, &state);
    }
    if state.isolation.is_broken() {
        return (StatusCode::SERVICE_UNAVAILABLE, "isolation\n").into_response();
    }
    let database: Result<(), DbError> = state.db.ready().await;
    let storage = state.storage.ready().await;
    match (database, storage) {
        (Ok(()), Ok(())) => "ok\n".into_response(),
        (Err(_), _) => (StatusCode::SERVICE_UNAVAILABLE, "database\n").into_response(),
        (_, Err(_)) => (StatusCode::SERVICE_UNAVAILABLE, "object store\n").into_response(),
    }
}
