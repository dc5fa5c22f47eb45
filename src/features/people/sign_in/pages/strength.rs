//! Strength of a password being typed.

use axum::extract::State;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::super::passwords;
use crate::http::{AppError, AppState, Json, Page, body::form::FormJson};

/// Maximum number of words that a page sends: the person's and their projects'.
const KNOWN: usize = 64;

#[derive(Deserialize)]
pub struct PasswordInput {
    password: SecretString,
    /// Words that the page knows about the person.
    #[serde(default)]
    known: Vec<String>,
}

#[derive(Serialize)]
pub struct Strength {
    /// Score from 0 to 4; 3 is sufficient.
    score: u8,
    text: String,
}

/// `POST /password/strength`: strength of a password being typed. Only a few run at a time, because it is a mere meter.
pub async fn look(
    State(state): State<AppState>,
    page: Page,
    FormJson(typed): FormJson<PasswordInput>,
) -> Result<Json<Strength>, AppError> {
    let known: Vec<String> = typed.known.iter().take(KNOWN).map(|text| text.chars().take(300).collect()).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let words = passwords::known_words(&known);
    let short = typed.password.expose_secret().chars().count() < 12;
    let score = state.passwords.strength(typed.password, words).await;
    let score = score.ok_or(AppError::TooManyAttempts { retry_after: 1 })?;
    // A short password is insufficient, however rare.
    let score = if short { score.min(2) } else { score };
    let text = match (short, score) {
        (true, _) => page.t("strength-short"),
        (_, ..=1) => page.t("strength-weak"),
        (_, 2) => page.t("strength-fair"),
        (_, 3) => page.t("strength-good"),
        _ => page.t("strength-strong"),
    };
    Ok(Json(Strength { score, text }))
}
