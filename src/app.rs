//! The routes as a table of contents, a router for each kind of host, and the middleware of each as an ordered list.

mod api_doc;
mod api_example;
mod api_reader;
mod dispatch;
mod metrics;

use axum::{
    Router,
    extract::{DefaultBodyLimit, OptionalFromRequestParts, Request, State},
    middleware,
    routing::get,
};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;

use crate::{
    features::{
        files::{documents, requests},
        front::{intake, site},
        people::{account, credentials, linked_accounts, members, partners, sign_in, staff},
        platform::{audit, domains, health, isolation, jobs, project_admin, usage},
        shared::activity,
        work::{brief, messages, plan, projects},
    },
    http::{
        AppError, AppState, Caller, Operations, Pages,
        api::{answers, idempotency, kept},
        auth::{csrf, read_credential},
        body::form,
        edge::{compress, forwarded, gate, headers, host::HostKind, request_log},
        limits, render_error,
        routes::RouteInfo,
    },
};

/// `fata.plus`: landing page and intake form.
fn public_pages() -> Pages {
    Pages::new().merge(site::public_pages()).merge(intake::public_pages()).merge(account::public_pages())
}

/// `fata.pro`: log-in, a person's projects, the staff's CRM.
fn app_pages() -> Pages {
    Pages::new()
        .merge(account::app_pages())
        .merge(sign_in::app_pages())
        .merge(projects::app_pages())
        .merge(project_admin::app_pages())
        .merge(intake::app_pages())
        .merge(members::app_pages())
        .merge(partners::app_pages())
        .merge(staff::app_pages())
        .merge(isolation::app_pages())
        .merge(jobs::app_pages())
        .merge(health::app_pages())
        .merge(audit::app_pages())
        .merge(credentials::app_pages())
        .merge(linked_accounts::app_pages())
}

/// `fp-….fata.plus`: one project's portal.
fn tenant_pages() -> Pages {
    Pages::new()
        .merge(sign_in::tenant_pages())
        .merge(account::tenant_pages())
        .merge(projects::tenant_pages())
        .merge(brief::tenant_pages())
        .merge(plan::tenant_pages())
        .merge(documents::tenant_pages())
        .merge(messages::tenant_pages())
        .merge(members::tenant_pages())
        .merge(domains::tenant_pages())
        .merge(usage::tenant_pages())
        .merge(audit::tenant_pages())
        .merge(activity::tenant_pages())
        .merge(credentials::tenant_pages())
}

/// `/v1` of the API host, but for what belongs to one project.
fn platform_api() -> Operations {
    Operations::new()
        .merge(intake::platform_api())
        .merge(sign_in::platform_api())
        .merge(account::platform_api())
        .merge(projects::platform_api())
        .merge(members::platform_api())
        .merge(partners::platform_api())
        .merge(credentials::platform_api())
}

/// One project's resources: `/v1/projects/{project_id}` of the API host, `/api/v1` of its tenant host.
fn tenant_api() -> Operations {
    Operations::new()
        .merge(projects::tenant_api())
        .merge(brief::tenant_api())
        .merge(plan::tenant_api())
        .merge(documents::tenant_api())
        .merge(requests::tenant_api())
        .merge(messages::tenant_api())
        .merge(members::tenant_api())
        .merge(partners::tenant_api())
        .merge(activity::tenant_api())
        .merge(domains::tenant_api())
        .merge(project_admin::tenant_api())
        .merge(usage::tenant_api())
        .merge(audit::tenant_api())
        .merge(credentials::api_keys::api::tenant_api())
}

/// Where a route is mounted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mount {
    /// A page of the public host.
    PublicPage,
    /// A page of the app host.
    AppPage,
    /// A page of a project's own host.
    TenantPage,
    /// `/v1` of the API host, but for what belongs to one project.
    PlatformApi,
    /// `/v1/projects/{project_id}` of the API host, and `/api/v1` of the project's own.
    TenantApi,
}

/// Every route of the service, where it is mounted; all but the few of `router` itself, which are nobody's.
#[must_use]
pub fn routes() -> Vec<(Mount, RouteInfo)> {
    let mounted = [
        (Mount::PublicPage, public_pages().routes().to_vec()),
        (Mount::AppPage, app_pages().routes().to_vec()),
        (Mount::TenantPage, tenant_pages().routes().to_vec()),
        (Mount::PlatformApi, platform_api().routes().to_vec()),
        (Mount::TenantApi, tenant_api().routes().to_vec()),
    ];
    mounted.into_iter().flat_map(|(place, routes)| routes.into_iter().map(move |route| (place, route))).collect()
}

/// The API's description.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    api_doc::document(&platform_api(), &tenant_api())
}

/// The whole service: all hosts behind one router.
pub fn router(state: &AppState) -> Router {
    let pages = |mount, pages: Pages| {
        pages.router((mount, ""), state, |routes| page_layers(routes, state)).with_state(state.clone())
    };
    let (platform, tenant) = (platform_api(), tenant_api());
    let project_api = tenant.clone().router(("project_api", ""), state, |routes| api_layers(routes, state));
    let tenant_api = tenant.router(("project_api", ""), state, |routes| tenant_api_layers(routes, state));
    let api = platform.router(("api", "/v1"), state, |routes| api_layers(routes.merge(api_doc::routes()), state));
    let hosts = dispatch::Hosts {
        public: pages("public", public_pages()),
        app: pages("app", app_pages()),
        tenant: pages("portal", tenant_pages()),
        tenant_api: tenant_api.with_state(state.clone()),
        api: api.with_state(state.clone()),
        project_api: project_api.with_state(state.clone()),
    };
    let security = headers::Security::of(state);
    Router::new()
        .route("/health/live", get(|| async { "ok\n" }))
        .route("/health/ready", get(dispatch::ready).with_state((state.clone(), dispatch::Readiness::default())))
        .fallback_service(dispatch::service(hosts, state.clone()))
        .layer(
            // The outermost layer stands first.
            ServiceBuilder::new()
                .layer(middleware::from_fn_with_state(state.clone(), forwarded::note))
                .layer(middleware::from_fn(request_log::log))
                .and_then(compress::whole)
                .layer(compress::layer())
                .map_response(move |response| security.on(response)),
        )
}

/// Router of the metrics address.
pub fn metrics(state: &AppState) -> Router {
    Router::new()
        .route("/metrics", get(metrics::show))
        .route("/health/domain", get(metrics::domain))
        .with_state(state.clone())
}

/// Layers of pages. The order matters; the innermost stands first.
fn page_layers(routes: Router<AppState>, state: &AppState) -> Router<AppState> {
    routes
        .fallback(missing)
        .layer(DefaultBodyLimit::disable()) // bodies are read by our own extractors, each with its limit
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(state.clone(), gate::require_isolation))
        .layer(middleware::from_fn_with_state(state.clone(), form::require_same_origin))
        // Failures become pages with the visitor's form token …
        .layer(middleware::from_fn_with_state(state.clone(), render_error::as_page))
        .layer(middleware::from_fn_with_state(state.clone(), read_credential::read_cookies))
        // … and without it, if reading the cookies failed.
        .layer(middleware::from_fn_with_state(state.clone(), render_error::as_page))
}

/// 404. On the app host the page greets a logged-in person; on a project's host it is the same for everybody.
async fn missing(State(state): State<AppState>, request: Request) -> AppError {
    let (mut parts, _) = request.into_parts();
    if matches!(parts.extensions.get(), Some(HostKind::App)) {
        // The error page greets the caller, if there is one.
        let _ = <Caller as OptionalFromRequestParts<AppState>>::from_request_parts(&mut parts, &state).await;
    }
    AppError::NotFound
}

/// The JSON API on the API host: bearer tokens, no cookies, no CORS.
fn api_layers(routes: Router<AppState>, state: &AppState) -> Router<AppState> {
    let own = state.clone();
    json_layers(routes, state).layer(
        ServiceBuilder::new()
            .layer(middleware::from_fn_with_state(state.clone(), render_error::as_problem))
            .map_request(move |request| read_credential::read_bearer(&own, request))
            .layer(middleware::from_fn_with_state(state.clone(), limits::limit)),
    )
}

/// The JSON API on a tenant host: its own pages' cookie with proof, or a bearer token.
fn tenant_api_layers(routes: Router<AppState>, state: &AppState) -> Router<AppState> {
    json_layers(routes, state)
        .layer(middleware::from_fn_with_state(state.clone(), csrf::require_csrf_header))
        .layer(middleware::from_fn_with_state(state.clone(), form::require_same_origin))
        .layer(middleware::from_fn_with_state(state.clone(), read_credential::read_bearer_or_cookies))
        .layer(middleware::from_fn_with_state(state.clone(), render_error::as_problem))
}

/// Layers of both APIs, as one stack with the outermost first, because each `layer` of a router boxes its routes.
fn json_layers(routes: Router<AppState>, state: &AppState) -> Router<AppState> {
    routes.fallback(|| async { AppError::NotFound }).layer(
        ServiceBuilder::new()
            .layer(middleware::from_fn_with_state(state.clone(), gate::require_isolation))
            .layer(CatchPanicLayer::new())
            .layer(middleware::from_fn(answers::conditional))
            .layer(middleware::from_fn_with_state(state.clone(), kept::keep))
            .layer(middleware::from_fn_with_state(state.clone(), idempotency::replay))
            .layer(DefaultBodyLimit::disable()),
    )
}
