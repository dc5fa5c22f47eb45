use axum::Router;

use crate::http::AppState;

/// Routes of a tenant host.
pub fn tenant_pages() -> Router<AppState> {
    Router::new()
}
