//! Partner agencies: the agencies themselves, their people, and the projects shared with them.

mod api;
mod pages;
pub(crate) mod shares;
pub(crate) mod team;

use crate::{db::PlatformTx, http::Operations, ids::UserId};

pub use pages::app_pages;

/// Routes of the API host under `/v1`.
#[must_use]
pub fn platform_api() -> Operations {
    Operations::new().merge(api::platform_api()).merge(team::platform_api())
}

/// Routes of one project, under `/v1/projects/{project_id}` and `/api/v1`.
#[must_use]
pub fn tenant_api() -> Operations {
    shares::api::tenant_api()
}

/// Whether the person is admin of a partner agency.
pub async fn is_agency_admin(tx: &mut PlatformTx, user: UserId) -> Result<bool, sqlx::Error> {
    Ok(!team::of_admin(tx, user).await?.is_empty())
}
