mod invitation;
mod people;

use axum::{
    Router,
    routing::{get, post},
};

use crate::http::AppState;

/// Routes of the app host.
pub fn app_pages() -> Router<AppState> {
    Router::new().route("/invitation", get(invitation::show).post(invitation::accept))
}

/// Routes of a tenant host.
pub fn tenant_pages() -> Router<AppState> {
    Router::new()
        .route("/people", get(people::show))
        .route("/people/invite", post(people::invite))
        .route("/people/{user}/remove", post(people::remove))
        .route("/invitations/{id}/revoke", post(people::revoke))
        .route("/invitations/{id}/resend", post(people::resend))
}
