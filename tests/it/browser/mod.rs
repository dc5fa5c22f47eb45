//! What only an engine shows: pages on a telephone, scripts, how people come in.

mod arriving;
mod asking;
mod clients;
mod daily;
mod dock;
mod hands;
mod pages;
mod plan;
mod smoke;
mod threads;
mod turn;

use serde_json::json;

use crate::support::{PASSWORD, Person, TestApp, browser::Browser};

/// Logs in with the password, on the app host, in English.
async fn log_in(browser: &Browser, app: &TestApp, email: &str) {
    browser.goto(&format!("{}/login", app.state().hosts.app)).await;
    browser.fill("email", email).await;
    browser.fill("password", PASSWORD).await;
    browser.click_and_leave("Sign in").await;
}

/// Sets the person's language to French.
async fn reads_french(person: &Person) {
    person.api().await.patch("/v1/me", json!({ "language": "fr" })).await.assert_status(200);
}
