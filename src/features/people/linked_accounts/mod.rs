//! Accounts of a person at an `OpenID` Connect provider or behind Cloudflare Access. An address alone identifies nobody,
//! and no account is made here.

pub(crate) mod notice;
mod pages;
pub(crate) mod store;

pub use pages::app_pages;
pub use store::delete_expired;

use crate::{http::AppError, identity::external::FederationError};

/// Page that asks for consent to a link.
pub(crate) const CONSENT: &str = "/account/identities/link";
/// Page with the list of linked accounts.
pub(crate) const LIST: &str = "/account/identities";

/// Reason why nobody is logged in, or nothing linked.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The issuer did not assert an identity.
    Refused(FederationError),
    /// The identity is linked to no account, and none here could be linked to it.
    Unknown,
    /// The identity is linked to another person here.
    Taken,
    /// An error outside of this feature.
    Other(AppError),
}

impl<E: Into<AppError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Other(error.into())
    }
}

impl Stop {
    pub fn refused(reason: FederationError) -> Self {
        Self::Refused(reason)
    }
}

/// Error when there is nothing to agree to: it was done, or took too long.
fn over() -> Stop {
    Stop::Refused(FederationError::State)
}
