//! The intake form: drafts, submission, the mailed code, and what staff do with submissions.

/// Routes of the public host.
pub fn public_pages() -> axum::Router<crate::http::AppState> {
    axum::Router::new()
}

/// Routes of the app host.
pub fn app_pages() -> axum::Router<crate::http::AppState> {
    axum::Router::new()
}

/// Routes of the API host under `/v1`.
pub fn platform_api() -> utoipa_axum::router::OpenApiRouter<crate::http::AppState> {
    utoipa_axum::router::OpenApiRouter::new()
}
