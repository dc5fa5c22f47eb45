//! Forms that two people have open at once: what one did not touch is the other's, and what both changed is shown to the
//! later one.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{http::FieldErrors, identity::digest, text::hex};

/// Marks of the values a form is rendered with, a digest of each, for a hidden field of the form. The values are an
/// object of texts.
#[must_use]
pub fn marks(values: &impl Serialize) -> String {
    let marks = object(values).into_iter().map(|(name, value)| format!("{name}={}", mark(&value)));
    marks.collect::<Vec<_>>().join(" ")
}

/// Merges a form that was rendered with these marks (`shown`) into the present values. Fields that were left alone take
/// the present value. Where both were changed, the typed value stays, with an error that tells the present one if the
/// field is one of `texts`, whose values people read as they are. A form without marks replaces everything.
pub fn merge<T>(shown: &str, typed: &T, now: &T, texts: &[&str]) -> (T, FieldErrors)
where
    T: Clone + Serialize + DeserializeOwned,
{
    let (mut merged, now) = (object(typed), object(now));
    let mut errors = FieldErrors::default();
    let shown = shown.split(' ').filter_map(|one| one.split_once('='));
    for (name, shown) in shown {
        let (Some(value), Some(present)) = (merged.get_mut(name), now.get(name)) else { continue };
        if mark(value) == shown {
            value.clone_from(present);
        } else if mark(present) != shown && value != present {
            let told = present.as_str().filter(|text| texts.contains(&name) && !text.is_empty());
            errors.extend(match told {
                Some(text) => FieldErrors::found(name, "changed-to", text.to_owned()),
                None => FieldErrors::one(name, "changed-meanwhile"),
            });
        }
    }
    // Texts that were texts before are an object of the same form.
    let merged = serde_json::from_value(Value::Object(merged)).unwrap_or_else(|_| typed.clone());
    (merged, errors)
}

fn object(values: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(values) {
        Ok(Value::Object(object)) => object,
        _ => Map::new(),
    }
}

/// Browsers send line ends as CRLF, and spaces at the ends are taken off before a text is stored.
fn mark(value: &Value) -> String {
    let text = value.as_str().unwrap_or_default().replace("\r\n", "\n");
    short_digest(text.trim())
}

/// A digest that is long enough to tell one value of a field from another.
#[must_use]
pub fn short_digest(text: &str) -> String {
    hex(&digest(text)).chars().take(12).collect()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
    struct Input {
        title: String,
        details: String,
        side: String,
        #[serde(default, skip_serializing)]
        version: String,
    }

    fn input(title: &str, details: &str, side: &str) -> Input {
        Input { title: title.into(), details: details.into(), side: side.into(), version: String::new() }
    }

    #[test]
    fn what_was_left_alone_takes_the_other_s_change() {
        let shown = marks(&input("Sort", "", "client"));
        let now = input("Sort", "By colour", "agency");
        let (merged, errors) = merge(&shown, &input("Sort all\r\n", "", "client"), &now, &["title", "details"]);
        assert_eq!(merged, input("Sort all\r\n", "By colour", "agency"));
        assert!(errors.is_empty());
    }

    #[test]
    fn what_both_changed_is_shown_to_the_later_one() {
        let shown = marks(&input("Sort", "Old", "client"));
        let (now, typed) = (input("Sort it", "", "agency"), input("Sort all", "New", "both"));
        let (merged, errors) = merge(&shown, &typed, &now, &["title", "details"]);
        assert_eq!(merged, typed);
        let told: Vec<_> = errors.iter().map(|error| (error.field.as_str(), error.code, &*error.found)).collect();
        let expected = [
            ("details", "changed-meanwhile", ""),
            ("side", "changed-meanwhile", ""),
            ("title", "changed-to", "Sort it"),
        ];
        assert_eq!(told, expected);
        // Shown once, saved again.
        let (merged, errors) = merge(&marks(&now), &typed, &now, &["title"]);
        assert_eq!((merged, errors.is_empty()), (typed.clone(), true));
        // Both made the same change, and a form of a program has no marks.
        assert!(merge(&shown, &now, &now, &[]).1.is_empty());
        assert_eq!(merge("", &typed, &now, &[]).0, typed);
    }
}
