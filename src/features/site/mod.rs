//! The public pages: what Fataplus is, privacy, help.

/// Routes of the public host.
pub fn public_pages() -> axum::Router<crate::http::AppState> {
    axum::Router::new()
}
