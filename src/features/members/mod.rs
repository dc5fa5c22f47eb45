//! People of a project: members, invitations, partner agencies.

mod accept;
mod agencies;
mod agency;
mod api;
mod delivery;
mod invitations;
mod invite;
mod mails;
mod pages;
mod partners;
mod seen;
mod shares;
mod store;
mod token;

use crate::{db::PlatformTx, http::Operations, ids::UserId};

pub use delivery::note_delivery;
pub use invite::invite_client_lead;
pub use pages::{app_pages, tenant_pages};
pub use shares::share;

/// Routes of the API host under `/v1`.
#[must_use]
pub fn platform_api() -> Operations {
    Operations::new().merge(api::platform_api()).merge(agencies::platform_api()).merge(agency::platform_api())
}

/// Routes of one project, under `/v1/projects/{project_id}` and `/api/v1`.
#[must_use]
pub fn tenant_api() -> Operations {
    Operations::new().merge(api::tenant_api()).merge(partners::tenant_api())
}

/// Whether the person is admin of a partner agency.
pub async fn is_agency_admin(tx: &mut PlatformTx, user: UserId) -> Result<bool, sqlx::Error> {
    Ok(!agency::of_admin(tx, user).await?.is_empty())
}
