//! What invitations into projects and into partner agencies share: their states, the person invited, mail quotas.

mod invited;
pub(crate) mod quotas;
mod store;
pub(crate) mod views;

pub use invited::{Invited, Step};
pub use store::InvitationState;
