//! The privacy notice that a consent is given to.

use time::{Date, Month};

/// Date of the last change of the privacy page's text. Every consent records it: change both together.
const PRIVACY: (i32, Month, u8) = (2026, Month::November, 30);

/// Date of the last change.
#[must_use]
pub fn privacy_date() -> Date {
    let (year, month, day) = PRIVACY;
    Date::from_calendar_date(year, month, day).unwrap_or(Date::MIN)
}

/// Version of the privacy page, as stored with each consent.
#[must_use]
pub fn privacy_version() -> String {
    privacy_date().to_string()
}
