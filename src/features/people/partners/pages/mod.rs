//! Pages of partner agencies: all of them for platform admins, and an agency's own for its admin.

mod agencies;
mod team;

use crate::http::Pages;

/// Routes of the app host.
pub fn app_pages() -> Pages {
    Pages::new()
        .get("/agency", team::show)
        .post("/agency/{agency}/invite", team::invite)
        .post("/agency/{agency}/people/{user}/remove", team::remove)
        .post("/agency/{agency}/invitations/{id}/resend", team::resend)
        .post("/agency/{agency}/invitations/{id}/revoke", team::revoke)
        .get("/admin/agencies", agencies::show)
        .post("/admin/agencies", agencies::create)
        .post("/admin/agencies/{agency}/admin", agencies::name_admin)
}
