//! What a project demands of its people beyond a log-in (`db::Rules`): where they come from, how long ago they logged in.
//! Asked once a person's part in the project is known, so that strangers learn nothing of it.

use std::net::IpAddr;

use time::OffsetDateTime;

use super::AppError;
use crate::{db::Rules, identity::standing::Standing};

/// The gate before everything of a project's: 401 when the log-in is too old for it, 403 for a wrong address.
pub fn admit(standing: &Standing, rules: &Rules, address: Option<IpAddr>, now: OffsetDateTime) -> Result<(), AppError> {
    require_newer_log_in(standing, rules, now)?;
    admit_from(rules, address)
}

/// The part of the gate that looks at when she logged in.
pub fn require_newer_log_in(standing: &Standing, rules: &Rules, now: OffsetDateTime) -> Result<(), AppError> {
    if log_in_is_over(standing, rules, now) { Err(AppError::Unauthenticated { refused: true }) } else { Ok(()) }
}

/// The part of the gate that looks at where a request comes from; who knows no address comes from nowhere.
pub fn admit_from(rules: &Rules, address: Option<IpAddr>) -> Result<(), AppError> {
    let admitted = !rules.restricts_addresses() || address.is_some_and(|address| rules.admits(address));
    if admitted { Ok(()) } else { Err(AppError::AddressRefused) }
}

/// Whether she must log in anew before the project lets her in. Counted from the log-in, whatever was renewed since, so
/// that no session is left alone for longer either.
#[must_use]
pub fn log_in_is_over(standing: &Standing, rules: &Rules, now: OffsetDateTime) -> bool {
    rules.session.is_some_and(|session| now - standing.logged_in_at >= session)
}
