//! Pages of members, invitations and partner agencies.

mod agencies;
mod agency;
mod changes;
mod client_view;
mod invitation;
mod invited;
mod people;
mod sharing;

use axum::{
    Router,
    routing::{get, post},
};

use crate::http::AppState;

/// Routes of the app host.
pub fn app_pages() -> Router<AppState> {
    Router::new()
        .route("/invitation", get(invitation::show).post(invitation::accept))
        .route("/projects/{project_id}/portal", get(invitation::portal))
        .route("/agency", get(agency::show))
        .route("/agency/{agency}/invite", post(agency::invite))
        .route("/agency/{agency}/people/{user}/remove", post(agency::remove))
        .route("/agency/{agency}/invitations/{id}/resend", post(agency::resend))
        .route("/agency/{agency}/invitations/{id}/revoke", post(agency::revoke))
        .route("/admin/agencies", get(agencies::show).post(agencies::create))
        .route("/admin/agencies/{agency}/admin", post(agencies::name_admin))
}

/// Routes of a tenant host.
pub fn tenant_pages() -> Router<AppState> {
    Router::new()
        .route("/people", get(people::show))
        .route("/people/invite", post(changes::invite))
        .route("/people/{user}/place", post(changes::place))
        .route("/people/{user}/remove", post(changes::remove))
        .route("/invitations/{id}/revoke", post(changes::revoke))
        .route("/invitations/{id}/resend", post(changes::resend))
        .route("/partners", post(sharing::share))
        .route("/partners/{agency}", post(sharing::change))
        .route("/partners/{agency}/remove", post(sharing::end))
        .route("/view-as", post(client_view::start))
        .route("/view-as/leave", post(client_view::leave))
}
