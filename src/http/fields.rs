//! Errors of fields, shown beside each.

use std::borrow::Cow;

use serde::Serialize;

use crate::text::{Language, Value, normalize};

/// Errors of the fields of a form or body, in the order found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldErrors(Vec<FieldError>);

/// Error of one field: a stable code, and the limit it broke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's JSON name.
    pub field: String,
    /// Stable code; its text is the locale key `field-{code}`.
    pub code: &'static str,
    /// Limit that was broken, if the code has one.
    pub limit: Option<usize>,
    /// Name of the rejected content, by which the text is chosen, or what the text tells; empty without one.
    pub found: Cow<'static, str>,
}

/// A field error in a problem's `errors` (RFC 9457 §3).
#[derive(Serialize, utoipa::ToSchema)]
pub struct FieldProblem {
    /// The field's name.
    pub field: String,
    /// Stable code, for programs.
    pub code: &'static str,
    /// Text for people, in the request's language.
    pub detail: String,
}

impl FieldErrors {
    /// A single error.
    #[must_use]
    pub fn one(field: &str, code: &'static str) -> Self {
        Self::found(field, code, "")
    }

    /// A single error with the rejected content.
    #[must_use]
    pub fn found(field: &str, code: &'static str, found: impl Into<Cow<'static, str>>) -> Self {
        Self(vec![FieldError { field: field.to_owned(), code, limit: None, found: found.into() }])
    }

    /// Adds other errors.
    pub fn extend(&mut self, errors: Self) {
        self.0.extend(errors.0);
    }

    /// Refuses a form that was rendered from another version of the resource; the error is at `field`. A form without a
    /// version accepts any.
    pub fn unless_current(field: &str, shown: &str, now: &str) -> Result<(), Self> {
        if shown.is_empty() || shown == now { Ok(()) } else { Err(Self::one(field, "changed-meanwhile")) }
    }

    /// These errors, or without any what `then` says.
    pub fn or_else<T>(self, then: impl FnOnce() -> Result<T, Self>) -> Result<T, Self> {
        if self.is_empty() { then() } else { Err(self) }
    }

    /// Whether there are no errors.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The errors.
    pub fn iter(&self) -> impl Iterator<Item = &FieldError> {
        self.0.iter()
    }

    /// Error text beside `field`; empty if it is valid.
    #[must_use]
    pub fn text(&self, field: &str, language: Language) -> String {
        self.0.iter().find(|error| error.field == field).map(|error| error.text(language)).unwrap_or_default()
    }
}

impl FieldError {
    /// The error in words.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let args =
            [("limit", self.limit.map_or_else(|| Value::from(""), Value::from)), ("found", Value::from(&*self.found))];
        language.text_with(&format!("field-{}", self.code), &args).into_owned()
    }
}

/// Collects errors: each check names its field; `finish` returns all at once.
#[derive(Debug, Default)]
pub struct Checks(FieldErrors);

impl Checks {
    /// No checks yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an error unless `good`; only a field's first error is kept.
    pub fn that(&mut self, field: &str, good: bool, code: &'static str) -> &mut Self {
        self.add_unless(field, good, code, None)
    }

    /// As `that`, with the limit that the error's text names.
    pub fn within(&mut self, field: &str, good: bool, code: &'static str, limit: usize) -> &mut Self {
        self.add_unless(field, good, code, Some(limit))
    }

    /// Adds the errors of other checks.
    pub fn extend(&mut self, errors: &FieldErrors) -> &mut Self {
        for error in errors.iter() {
            self.add_unless(&error.field, false, error.code, error.limit);
        }
        self
    }

    fn add_unless(&mut self, field: &str, good: bool, code: &'static str, limit: Option<usize>) -> &mut Self {
        if !good && !self.0.0.iter().any(|error| error.field == field) {
            self.0.0.push(FieldError { field: field.to_owned(), code, limit, found: Cow::Borrowed("") });
        }
        self
    }

    /// Requires a visible character.
    pub fn required(&mut self, field: &str, text: &str) -> &mut Self {
        self.that(field, !normalize::is_blank(text), "required")
    }

    /// Requires between `min` and `max` characters, ends trimmed.
    pub fn length(&mut self, field: &str, text: &str, min: usize, max: usize) -> &mut Self {
        let length = text.trim().chars().count();
        self.within(field, length >= min, "too-short", min).within(field, length <= max, "too-long", max)
    }

    /// Requires an address that mail can be sent to.
    pub fn email(&mut self, field: &str, text: &str) -> &mut Self {
        self.required(field, text).that(field, crate::mail::is_address(text), "email")
    }

    /// Requires a telephone number in the form of `normalize::phone`; blank passes.
    pub fn phone(&mut self, field: &str, text: &str) -> &mut Self {
        if text.is_empty() {
            return self;
        }
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let usual = |c: char| c.is_ascii_digit() || " +-./()".contains(c);
        self.length(field, text, 6, 40).that(field, digits >= 5 && text.chars().all(usual), "phone")
    }

    /// Requires one of `choices`; blank passes.
    pub fn one_of(&mut self, field: &str, text: &str, choices: &[&str]) -> &mut Self {
        self.that(field, text.is_empty() || choices.contains(&text), "choice")
    }

    /// All errors, or none.
    pub fn finish(&mut self) -> Result<(), FieldErrors> {
        if self.0.is_empty() { Ok(()) } else { Err(std::mem::take(&mut self.0)) }
    }
}
