//! Parts shared by invitations into projects and into partner agencies: their states, the person invited, mail quotas.

mod invited;
pub(crate) mod quotas;
mod store;
pub(crate) mod views;

pub use invited::{Invited, Step};
pub use store::lock_people;

/// State of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[schema(as = State)]
pub enum InvitationState {
    /// Its link is usable.
    Pending,
    /// Its link has expired; it can be sent again.
    Expired,
    /// The person has joined.
    Accepted,
    /// It was revoked, or replaced by another one to the same address.
    Revoked,
}

words!(InvitationState);
