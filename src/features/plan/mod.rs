//! The plan: milestones and tasks.

/// Routes of a tenant host.
pub fn tenant_pages() -> axum::Router<crate::http::AppState> {
    axum::Router::new()
}

/// Routes of one project, under `/v1/projects/{project_id}` and `/api/v1`.
pub fn tenant_api() -> utoipa_axum::router::OpenApiRouter<crate::http::AppState> {
    utoipa_axum::router::OpenApiRouter::new()
}
