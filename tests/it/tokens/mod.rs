//! Credentials of programs, and session signing keys.

mod api_keys;
mod invalid_tokens;
mod pages;
mod personal;
mod refresh;
mod rotation;

pub use crate::support::key;
use crate::support::{Answer, TestApp};

/// A moment as the API takes it.
pub fn rfc3339(at: time::OffsetDateTime) -> String {
    at.format(&time::format_description::well_known::Rfc3339).unwrap()
}

/// Answer to a program with `token` on the API host.
pub async fn get(app: &TestApp, token: &str, path: &str) -> Answer {
    let url = format!("{}{path}", app.state().hosts.api);
    Answer::of(app.http().get(url).bearer_auth(token)).await
}

/// The same of something it sends.
pub async fn post(app: &TestApp, token: &str, path: &str, body: serde_json::Value) -> Answer {
    let url = format!("{}{path}", app.state().hosts.api);
    Answer::of(app.http().post(url).bearer_auth(token).json(&body)).await
}
