//! The intake form: drafts, submission, the mailed code, and staff's decision on submissions.

mod api;
mod code;
mod confirm;
pub mod consent;
mod mails;
mod pages;
mod store;

use serde::Serialize;

pub use api::platform_api;
pub use pages::{app_pages, open_here, public_pages};
pub use store::delete_expired;

/// State of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema, sqlx::Type)]
#[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = SubmissionState)]
#[strum(serialize_all = "snake_case")]
pub enum SubmissionState {
    /// Being filled in.
    Draft,
    /// Sent; the mailbox is not proven yet.
    AwaitingCode,
    /// Waits for staff.
    InReview,
    /// Became a project.
    Accepted,
    /// Declined by the agency.
    Declined,
}
