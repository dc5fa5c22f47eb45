//! Days and instants in requests.

use serde::{Deserialize, Deserializer};
use time::{
    Date, OffsetDateTime, UtcOffset,
    format_description::{BorrowedFormatItem, well_known::Rfc3339},
    macros::format_description,
};

const ISO: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");

/// Whether a day is plausible for a project; PostgreSQL and RFC 3339 have no year below 1.
#[must_use]
pub fn is_plausible(day: Option<Date>) -> bool {
    day.is_none_or(|day| (1970..=2200).contains(&day.year()))
}

/// Prefix of the error for an impossible instant.
pub const NO_INSTANT: &str = "no instant";

/// The instant in UTC, if plausible for a project. Beyond that range it may have no date in every time zone, and no
/// value in PostgreSQL.
#[must_use]
pub fn plausible(at: OffsetDateTime) -> Option<OffsetDateTime> {
    at.checked_to_offset(UtcOffset::UTC).filter(|at| is_plausible(Some(at.date())))
}

/// For `#[serde(deserialize_with = "instant")]`: an RFC 3339 text.
pub fn instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<OffsetDateTime, D::Error> {
    let text = String::deserialize(deserializer)?;
    let at = OffsetDateTime::parse(&text, &Rfc3339).ok().and_then(plausible);
    at.ok_or_else(|| serde::de::Error::custom(NO_INSTANT))
}

/// The same with null for none; with `#[serde(default)]` for optional fields.
pub fn optional_instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<OffsetDateTime>, D::Error> {
    #[derive(Deserialize)]
    struct Instant(#[serde(deserialize_with = "instant")] OffsetDateTime);
    Ok(Option::<Instant>::deserialize(deserializer)?.map(|Instant(at)| at))
}

/// A day as a form sends it; blank is none.
pub fn typed(text: &str) -> Result<Option<Date>, time::error::Parse> {
    match crate::text::normalize::plain(text).trim() {
        "" => Ok(None),
        text => Date::parse(text, ISO).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    #[derive(serde::Deserialize)]
    struct End {
        #[serde(default, deserialize_with = "super::optional_instant")]
        at: Option<time::OffsetDateTime>,
    }

    #[test]
    fn an_instant_at_the_edge_of_time_is_none() {
        let end = |text: &str| serde_json::from_str::<End>(&format!("{{\"at\": \"{text}\"}}")).map(|end| end.at);
        for text in [
            "9999-12-31T23:59:59-23:59",
            "9999-12-31T23:59:59Z",
            "0000-01-01T00:00:00+23:59",
            "0001-01-01T00:00:00Z",
            "-9999-01-01T00:00:00Z",
            "+10000-01-01T00:00:00Z",
            "2025-02-30T00:00:00Z",
            "2025-03-31",
            "",
        ] {
            assert!(end(text).unwrap_err().to_string().starts_with(super::NO_INSTANT), "{text}");
        }
        assert_eq!(end("2026-01-01T01:00:00+03:00").unwrap(), Some(datetime!(2025-12-31 22:00 UTC)));
        // A leap second is the last second of its day.
        assert_eq!(end("2016-12-31T23:59:60Z").unwrap().map(time::OffsetDateTime::date), Some(date!(2016 - 12 - 31)));
        for none in ["{}", "{\"at\": null}"] {
            assert_eq!(serde_json::from_str::<End>(none).unwrap().at, None);
        }
    }

    #[test]
    fn a_form_s_day_may_be_blank_but_not_wrong() {
        assert_eq!(super::typed(" ").ok(), Some(None));
        for day in ["2025-03-31", "２０２５－０３－３１", " 2025‑03‑31\u{202C}", "٢٠٢٥-٠٣-٣١"] {
            assert_eq!(super::typed(day).ok(), Some(Some(date!(2025 - 03 - 31))), "{day}");
        }
        assert!(super::typed("31/03/2025").is_err());
    }
}
