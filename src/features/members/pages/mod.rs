//! Pages of members, invitations and partner agencies.

mod agencies;
mod agency;
mod changes;
mod client_view;
mod invitation;
mod invited;
mod people;
mod sharing;

use crate::http::{Pages, routes::Trait};

/// Routes of the app host.
pub fn app_pages() -> Pages {
    Pages::new()
        .get("/invitation", invitation::show)
        .post("/invitation", invitation::accept)
        .get("/projects/{project_id}/portal", invitation::portal)
        .get("/agency", agency::show)
        .post("/agency/{agency}/invite", agency::invite)
        .post("/agency/{agency}/people/{user}/remove", agency::remove)
        .post("/agency/{agency}/invitations/{id}/resend", agency::resend)
        .post("/agency/{agency}/invitations/{id}/revoke", agency::revoke)
        .get("/admin/agencies", agencies::show)
        .post("/admin/agencies", agencies::create)
        .post("/admin/agencies/{agency}/admin", agencies::name_admin)
}

/// Routes of a tenant host.
pub fn tenant_pages() -> Pages {
    Pages::new()
        .get("/people", people::show)
        .post("/people/invite", changes::invite)
        .post("/people/{user}/place", changes::place)
        .post("/people/{user}/remove", changes::remove)
        .post("/invitations/{id}/revoke", changes::revoke)
        .post("/invitations/{id}/resend", changes::resend)
        .post("/partners", sharing::share)
        .post("/partners/{agency}", sharing::change)
        .post("/partners/{agency}/remove", sharing::end)
        .post("/view-as", client_view::start)
        .post("/view-as/leave", client_view::leave)
        .with(Trait::LeavesView)
}
