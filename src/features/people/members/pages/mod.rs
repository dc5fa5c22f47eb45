//! Pages of members and invitations, and of sharing with partner agencies.

mod client_view;
mod forms;
mod invitation;
mod people;
mod share_forms;
mod sharing;

use crate::http::{Pages, routes::Trait};

/// Routes of the app host.
pub fn app_pages() -> Pages {
    Pages::new()
        .get("/invitation", invitation::show)
        .post("/invitation", invitation::accept)
        .get("/projects/{project_id}/portal", invitation::portal)
}

/// Routes of a tenant host.
pub fn tenant_pages() -> Pages {
    Pages::new()
        .get("/people", people::show)
        .post("/people/invite", forms::invite)
        .post("/people/{user}/place", forms::place)
        .post("/people/{user}/remove", forms::remove)
        .post("/invitations/{id}/revoke", forms::revoke)
        .post("/invitations/{id}/resend", forms::resend)
        .post("/partners", share_forms::share)
        .post("/partners/{agency}", share_forms::change)
        .post("/partners/{agency}/remove", share_forms::end)
        .post("/view-as", client_view::start)
        .post("/view-as/leave", client_view::leave)
        .with(Trait::LeavesView)
}
