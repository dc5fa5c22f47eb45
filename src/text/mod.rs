//! Every text a person reads, in three languages, from `locales/*/*.ftl` (Fluent). Tests reject keys that are missing
//! in one language, unused or unknown.

mod bundles;
pub mod email;
mod hex;
mod initials;
pub mod links;
pub mod normalize;

use std::borrow::Cow;
use strum::VariantArray;

use serde::{Deserialize, Serialize};
use time::Date;

pub use fluent_bundle::FluentValue as Value;
pub use hex::{hex, unhex};
pub use initials::initials;

/// Supported languages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema, sqlx::Type)]
#[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Language {
    /// French, the agency's own.
    #[default]
    Fr,
    /// Malagasy.
    Mg,
    /// English.
    En,
}

impl Language {
    /// The BCP 47 tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        self.into()
    }

    /// Name of the language in the language itself, the same on every page.
    #[must_use]
    pub fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Fr => "Français",
            Self::Mg => "Malagasy",
        }
    }

    /// Language of a tag such as `fr` or `en-GB`, if supported.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or_default().trim();
        Self::VARIANTS.iter().copied().find(|language| primary.eq_ignore_ascii_case(language.tag()))
    }

    /// Preferred supported language of an `Accept-Language` header (RFC 9110 §12.5.4).
    #[must_use]
    pub fn negotiate(header: &str) -> Option<Self> {
        let mut wishes: Vec<(f32, Self)> = header
            .split(',')
            .filter_map(|wish| {
                let (tag, weight) = wish.split_once(';').unwrap_or((wish, "q=1"));
                let quality = weight.trim().strip_prefix("q=")?.parse().ok().filter(|quality| *quality > 0.0)?;
                Some((quality, Self::from_tag(tag.trim())?))
            })
            .collect();
        wishes.sort_by(|a, b| b.0.total_cmp(&a.0));
        wishes.first().map(|(_, language)| *language)
    }

    /// The text of `key`.
    #[must_use]
    pub fn text(self, key: &str) -> Cow<'static, str> {
        bundles::format(self, key, &[])
    }

    /// The text of `key` with its arguments filled in.
    #[must_use]
    pub fn text_with(self, key: &str, args: &[(&'static str, Value<'_>)]) -> Cow<'static, str> {
        bundles::format(self, key, args)
    }

    /// A day in words: "12 janvier 2026".
    #[must_use]
    pub fn day(self, date: Date) -> String {
        let month = self.text(&format!("month-{}", u8::from(date.month())));
        let (day, year) = (date.day().into(), date.year().to_string().into());
        self.text_with("date", &[("day", day), ("month", month.into()), ("year", year)]).into_owned()
    }

    /// Whether there is a text for `key`.
    #[must_use]
    pub fn has(self, key: &str) -> bool {
        bundles::has(self, key)
    }
}

#[cfg(test)]
mod tests;
