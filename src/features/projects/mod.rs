//! Projects: their lifecycle, provisioning, lists for people and staff, the portal's home.

/// Routes of the app host.
pub fn app_pages() -> axum::Router<crate::http::AppState> {
    axum::Router::new()
}

/// Routes of a tenant host.
pub fn tenant_pages() -> axum::Router<crate::http::AppState> {
    axum::Router::new()
}

/// Routes of the API host under `/v1`.
pub fn platform_api() -> utoipa_axum::router::OpenApiRouter<crate::http::AppState> {
    utoipa_axum::router::OpenApiRouter::new()
}

/// Routes of one project, under `/v1/projects/{project_id}` and `/api/v1`.
pub fn tenant_api() -> utoipa_axum::router::OpenApiRouter<crate::http::AppState> {
    utoipa_axum::router::OpenApiRouter::new()
}
