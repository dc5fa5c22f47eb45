//! Access rules of a project beyond a log-in (`db::Rules`): network of the client and age of the log-in. Checked once
//! the caller's part in the project is known, so that strangers learn nothing.

use std::net::IpAddr;

use time::OffsetDateTime;

use crate::{db::Rules, http::AppError, identity::auth_context::AuthContext};

/// Gate on the age of the log-in.
pub fn require_newer_log_in(context: &AuthContext, rules: &Rules, now: OffsetDateTime) -> Result<(), AppError> {
    if log_in_is_over(context, rules, now) { Err(AppError::Unauthenticated { refused: true }) } else { Ok(()) }
}

/// Gate on the client's address; an unknown one is in no network.
pub fn admit_from(rules: &Rules, address: Option<IpAddr>) -> Result<(), AppError> {
    let admitted = !rules.restricts_addresses() || address.is_some_and(|address| rules.admits(address));
    if admitted { Ok(()) } else { Err(AppError::AddressRefused) }
}

/// Whether the project requires a newer log-in. Counted from the log-in regardless of renewals, so that no session is
/// left idle for longer either.
#[must_use]
pub fn log_in_is_over(context: &AuthContext, rules: &Rules, now: OffsetDateTime) -> bool {
    rules.session.is_some_and(|session| now - context.logged_in_at >= session)
}
