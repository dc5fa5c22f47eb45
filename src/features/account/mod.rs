//! Logging in and out, passwords, the hand-off to tenant hosts, tokens for the API, one's own profile.

/// Routes of the public host.
pub fn public_pages() -> axum::Router<crate::http::AppState> {
    axum::Router::new()
}

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
