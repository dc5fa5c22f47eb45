//! Shows a form again that was refused for the moment, filled in except for passwords.

use axum::http::{Extensions, StatusCode};

use super::Field;
use crate::{
    addresses,
    http::{
        AppState, Page,
        body::typed::{Pairs, Typed, is_secret},
        error::Failure,
    },
};

/// Form on the page of a refusal.
pub struct Again {
    /// Target of the form.
    pub action: String,
    /// Time from which it can be sent.
    pub wait: String,
    /// Editable fields.
    pub fields: Vec<Field>,
    /// Fields without a label, or chosen from a list.
    pub hidden: Pairs,
}

impl Again {
    /// The form that led to `failure`, if time resolves it.
    pub async fn of(
        state: &AppState,
        page: &Page,
        parts: &Extensions,
        failure: &Failure,
        status: StatusCode,
    ) -> Option<Self> {
        let seconds = failure.retry_after?;
        if !matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
            return None;
        }
        let pairs = parts.get::<Typed>()?.pairs(state, parts).await;
        // A form from elsewhere must not be repeated beside a valid token.
        if pairs.iter().find(|(name, _)| name == "csrf").is_none_or(|(_, token)| token != page.csrf()) {
            return None;
        }
        let form = Self {
            action: page.here().to_owned(),
            wait: page.ta("again-wait", "seconds", seconds),
            fields: Vec::new(),
            hidden: Vec::new(),
        };
        let form = pairs.into_iter().filter(|(name, _)| name != "csrf").fold(form, |form, pair| form.with(page, pair));
        (!form.fields.is_empty() || !form.hidden.is_empty()).then_some(form)
    }

    fn with(mut self, page: &Page, (name, value): (String, String)) -> Self {
        let label = label(page, &name).filter(|_| self.fields.iter().all(|field| field.name != name));
        match label {
            Some(label) => {
                let (kind, autocomplete) = match name.as_str() {
                    secret if is_secret(secret) => {
                        let known =
                            secret == "current" || [addresses::LOGIN, addresses::CONFIRM].contains(&page.path());
                        ("password", if known { "current-password" } else { "new-password" })
                    }
                    "email" => ("email", "email"),
                    "phone" => ("tel", "tel"),
                    "code" => ("text", "one-time-code"),
                    _ if value.len() > 80 || value.contains('\n') => ("textarea", "off"),
                    _ => ("text", "off"),
                };
                let required = matches!(kind, "password" | "email") || name == "code";
                self.fields.push(Field { kind, name, label, value, required, autocomplete, ..Field::default() });
            }
            None => self.hidden.push((name, value)),
        }
        self
    }
}

/// Label of a field, if people type into it.
fn label(page: &Page, name: &str) -> Option<String> {
    let key = match name {
        "password" => "login-password",
        "current" => "account-password-current",
        "code" => "again-code",
        "body" => "messages-write",
        "comment" => "document-comment",
        "details" => "plan-details",
        "instructions" => "requests-description",
        "reason" => "project-reason",
        "name" => "account-name",
        "title" if !page.path().starts_with(addresses::START) => "again-title",
        "email" if !page.path().starts_with(addresses::START) => "login-email",
        // Text questions of the intake form; its choices stay as they are.
        "contact_name" | "company" | "email" | "phone" | "title" | "problem" | "solution" | "goals" | "audience"
        | "expected_impact" | "notes" => return Some(page.t(&format!("ask-{}", name.replace('_', "-")))),
        _ => return None,
    };
    Some(page.t(key))
}
