//! What is wrong with fields, said beside each.

use serde::Serialize;

use crate::text::{Language, Value, typed};

/// What is wrong with the fields of a form or body, in the order found; said beside each field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldErrors(Vec<FieldError>);

/// One field's fault: a stable code, and the limit it broke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's JSON name.
    pub field: String,
    /// Stable; its text is the locale key `field-{code}`.
    pub code: &'static str,
    /// The limit that was broken, 0 where there is none.
    pub limit: usize,
    /// What was found in place of what is accepted, for the text to choose by; empty where nothing is to be said.
    pub found: &'static str,
}

/// A fault as it stands in a problem's `errors` (RFC 9457 §3).
#[derive(Serialize, utoipa::ToSchema)]
pub struct FieldProblem {
    /// The field's name.
    pub field: String,
    /// Stable, for programs.
    pub code: &'static str,
    /// For people, in the request's language.
    pub detail: String,
}

impl FieldErrors {
    /// A single fault.
    #[must_use]
    pub fn one(field: &str, code: &'static str) -> Self {
        Self::found(field, code, "")
    }

    /// A single fault, and what was found.
    #[must_use]
    pub fn found(field: &str, code: &'static str, found: &'static str) -> Self {
        Self(vec![FieldError { field: field.to_owned(), code, limit: 0, found }])
    }

    /// Refuses a form that was shown with another version of what it changes, which somebody changed meanwhile; `field` says
    /// so. One without a version takes what is there.
    pub fn unless_current(field: &str, shown: &str, now: &str) -> Result<(), Self> {
        if shown.is_empty() || shown == now { Ok(()) } else { Err(Self::one(field, "changed-meanwhile")) }
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The faults.
    pub fn iter(&self) -> impl Iterator<Item = &FieldError> {
        self.0.iter()
    }

    /// The text to show beside `field`, empty when it is right.
    #[must_use]
    pub fn text(&self, field: &str, language: Language) -> String {
        self.0.iter().find(|error| error.field == field).map(|error| error.text(language)).unwrap_or_default()
    }
}

impl FieldError {
    /// The fault in words.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let args = [("limit", Value::from(self.limit)), ("found", Value::from(self.found))];
        language.text_with(&format!("field-{}", self.code), &args).into_owned()
    }
}

/// Collects the faults of a form: each check names its field; `finish` tells all at once.
#[derive(Debug, Default)]
pub struct Checks(FieldErrors);

impl Checks {
    /// Nothing checked yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a fault unless `good`; only a field's first fault is kept.
    pub fn that(&mut self, field: &str, good: bool, code: &'static str, limit: usize) -> &mut Self {
        if !good && !self.0.0.iter().any(|error| error.field == field) {
            self.0.0.push(FieldError { field: field.to_owned(), code, limit, found: "" });
        }
        self
    }

    /// Must show something.
    pub fn required(&mut self, field: &str, text: &str) -> &mut Self {
        self.that(field, !typed::is_blank(text), "required", 0)
    }

    /// Must have between `min` and `max` characters, ends trimmed.
    pub fn length(&mut self, field: &str, text: &str, min: usize, max: usize) -> &mut Self {
        let length = text.trim().chars().count();
        self.that(field, length >= min, "too-short", min).that(field, length <= max, "too-long", max)
    }

    /// Must be an address mail can be sent to.
    pub fn email(&mut self, field: &str, text: &str) -> &mut Self {
        self.required(field, text).that(field, crate::mail::is_address(text), "email", 0)
    }

    /// Must be a telephone number, as `typed::phone` has it; blank passes.
    pub fn phone(&mut self, field: &str, text: &str) -> &mut Self {
        if text.is_empty() {
            return self;
        }
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let usual = |c: char| c.is_ascii_digit() || " +-./()".contains(c);
        self.length(field, text, 6, 40).that(field, digits >= 5 && text.chars().all(usual), "phone", 0)
    }

    /// Must be one of `choices`; blank passes.
    pub fn one_of(&mut self, field: &str, text: &str, choices: &[&str]) -> &mut Self {
        self.that(field, text.is_empty() || choices.contains(&text), "choice", 0)
    }

    /// All faults, or none.
    pub fn finish(&mut self) -> Result<(), FieldErrors> {
        if self.0.is_empty() { Ok(()) } else { Err(std::mem::take(&mut self.0)) }
    }
}

impl From<FieldErrors> for super::AppError {
    fn from(fields: FieldErrors) -> Self {
        Self::Invalid(fields)
    }
}
