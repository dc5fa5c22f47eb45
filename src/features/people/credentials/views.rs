//! Shared parts of the pages of tokens and keys: the list, the form for a new one, and the one just made.

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use strum::VariantArray;
use time::{Duration, OffsetDateTime};

use super::NewCredential;
use crate::{
    access::TokenScope,
    http::{
        AppError, FieldErrors, Page,
        page::{At, Choice},
    },
};

/// Lifetimes to choose from, in days.
const DAYS: [&str; 4] = ["7", "30", "90", "365"];

/// Values of the form.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Form {
    #[serde(default)]
    name: String,
    #[serde(default)]
    days: String,
    #[serde(default)]
    scopes: Vec<String>,
    #[serde(default)]
    networks: String,
    /// Id of the form's rendering.
    #[serde(default)]
    pub once: String,
}

impl Form {
    /// Request in the form: days to live, networks a line each.
    pub fn wish(&self, now: OffsetDateTime) -> Result<NewCredential, AppError> {
        let days = DAYS.contains(&self.days.as_str()).then(|| self.days.parse().ok()).flatten();
        let scopes: Vec<TokenScope> = self.scopes.iter().filter_map(|scope| scope.parse().ok()).collect();
        let lines = self.networks.split([',', '\n', ' ', '\r']).filter(|line| !line.is_empty());
        let networks: Vec<String> = lines.map(str::to_owned).collect();
        Ok(NewCredential::new(&self.name, &scopes, &networks, days.map(|days| now + Duration::days(days)), now)?)
    }
}

/// State of the page, besides the rows.
#[derive(Default)]
pub struct CredentialsInput {
    /// New token or key, shown only now.
    pub fresh: Option<Fresh>,
    /// Values typed before.
    pub typed: Form,
    /// Errors of the form.
    pub errors: FieldErrors,
}

/// A token or key just made.
pub struct Fresh {
    pub name: String,
    pub text: String,
}

impl CredentialsInput {
    /// State after an attempt to make one: its name and text, or the errors of the form.
    pub fn after(made: Result<(String, SecretString), AppError>, typed: Form) -> Result<Self, AppError> {
        match made {
            Ok((name, text)) => {
                let fresh = Fresh { name, text: text.expose_secret().to_owned() };
                Ok(Self { fresh: Some(fresh), ..Self::default() })
            }
            Err(AppError::Invalid(errors)) => Ok(Self { fresh: None, typed, errors }),
            Err(error) => Err(error),
        }
    }
}

/// The form for its template.
pub struct FormView {
    pub name: String,
    pub days: Vec<Choice>,
    pub scopes: Vec<Choice>,
    pub networks: String,
    pub name_error: String,
    pub days_error: String,
    pub scopes_error: String,
    pub networks_error: String,
}

impl FormView {
    pub fn new(page: &Page, form: Form, errors: &FieldErrors) -> Self {
        let chosen = if form.days.is_empty() { "90" } else { &form.days };
        let scope = |scope: &TokenScope| Choice {
            value: scope.as_str().to_owned(),
            label: page.t(&format!("scope-{}", scope.as_str().replace(':', "-"))),
            hint: scope.as_str().to_owned(),
            chosen: form.scopes.iter().any(|chosen| chosen == scope.as_str()),
        };
        let text = |field| errors.text(field, page.language);
        Self {
            days: page.options("token-days-", DAYS, chosen),
            scopes: TokenScope::VARIANTS.iter().map(scope).collect(),
            name: form.name,
            networks: form.networks,
            name_error: text("name"),
            days_error: text("expires_at"),
            scopes_error: text("scopes"),
            networks_error: text("networks"),
        }
    }
}

/// A token or key in the list.
pub struct CredentialRow {
    pub id: String,
    pub name: String,
    pub scopes: String,
    pub networks: String,
    pub made_by: String,
    pub made: At,
    pub until: At,
    pub over: bool,
    pub used: Option<At>,
}
