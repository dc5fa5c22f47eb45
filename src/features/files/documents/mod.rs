//! Documents, their versions and uploads, downloads, and the client's decision on deliverables.
//!
//! Files arrive through `uploads`: announced, quarantined, checked, copied to their place, and only then recorded in a
//! row.

mod api;
pub mod changes;
pub mod decisions;
mod downloads;
pub mod jobs;
pub(crate) mod mails;
pub(crate) mod pages;
pub(crate) mod permissions;
pub mod store;
pub mod uploads;

use serde::{Deserialize, Serialize};

pub use pages::tenant_pages;
pub use store::SAMPLES;

use crate::{access::Visibility, http::Operations};

/// Routes of one project, under `/v1/projects/{project_id}` and `/api/v1`.
#[must_use]
pub fn tenant_api() -> Operations {
    api::routes().merge(uploads::api::routes()).merge(decisions::api::routes())
}

/// Kind of document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[schema(as = Kind)]
pub enum DocumentKind {
    /// Product requirements.
    Prd,
    /// Terms of reference.
    Tdr,
    /// Specification of the work.
    Specification,
    /// Contract.
    Contract,
    /// Proposal.
    Proposal,
    /// Deliverable, which the client decides on.
    Deliverable,
    /// Invoice.
    Invoice,
    /// A logo, a text, a photo: material to work with.
    Asset,
    /// Anything else.
    Other,
}

words!(DocumentKind);

/// Whether the client sees rows of this visibility.
#[must_use]
pub fn reaches_client(visibility: Visibility) -> bool {
    matches!(visibility, Visibility::Client | Visibility::Shared)
}
