//! What a change of a row says: a missing field means "as it was", null means "none"; and the days of forms, `2025-03-31`.

use serde::{Deserialize, Deserializer};
use time::{Date, format_description::BorrowedFormatItem, macros::format_description};

const ISO: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");

/// For `#[serde(default, deserialize_with = "change")]`: absent is `None`, null is `Some(None)`.
pub fn change<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Whether a project may have to do with this day; PostgreSQL and RFC 3339 know no year below 1.
#[must_use]
pub fn is_plausible(day: Option<Date>) -> bool {
    day.is_none_or(|day| (1970..=2200).contains(&day.year()))
}

/// A day as a form sends it; blank is none.
pub fn typed(text: &str) -> Result<Option<Date>, time::error::Parse> {
    match text.trim() {
        "" => Ok(None),
        text => Date::parse(text, ISO).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use time::{Date, macros::date};

    #[derive(serde::Deserialize)]
    #[expect(clippy::option_option, reason = "absent and null are two things")]
    struct Change {
        #[serde(default, deserialize_with = "super::change")]
        due_on: Option<Option<Date>>,
    }

    #[test]
    fn absent_null_and_a_day_are_three_things() {
        let due = |json: &str| serde_json::from_str::<Change>(json).map(|change| change.due_on).ok();
        assert_eq!(due("{}"), Some(None));
        assert_eq!(due(r#"{"due_on": null}"#), Some(Some(None)));
        assert_eq!(due(r#"{"due_on": "2025-03-31"}"#), Some(Some(Some(date!(2025 - 03 - 31)))));
        assert_eq!(due(r#"{"due_on": "2025-02-30"}"#), None);
    }

    #[test]
    fn a_form_s_day_may_be_blank_but_not_wrong() {
        assert_eq!(super::typed(" ").ok(), Some(None));
        assert_eq!(super::typed("2025-03-31").ok(), Some(Some(date!(2025 - 03 - 31))));
        assert!(super::typed("31/03/2025").is_err());
    }
}
