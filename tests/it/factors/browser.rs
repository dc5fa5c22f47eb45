//! In Chromium: an app's codes, and a passkey of a virtual authenticator.

use std::str::FromStr;

use fantoccini::wd::WebDriverCompatibleCommand;
use reqwest::{Method, Url};
use serde_json::json;

use super::{Authenticator, at};
use crate::support::{PASSWORD, TestApp, bodies::payload, browser::Browser};

/// Gives the browser a key that lies on the device and knows its owner (`WebAuthn`, § 11.3).
#[derive(Debug)]
struct AddAuthenticator;

impl WebDriverCompatibleCommand for AddAuthenticator {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, <Url as FromStr>::Err> {
        base.join(&format!("session/{}/webauthn/authenticator", session.unwrap()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        let key = json!({ "protocol": "ctap2", "transport": "internal", "hasResidentKey": true,
                          "hasUserVerification": true, "isUserConsenting": true, "isUserVerified": true });
        (Method::POST, Some(key.to_string()))
    }
}

async fn log_in(browser: &Browser, app: &TestApp, email: &str, next: &str) {
    browser.goto(&at(app, &format!("/login?next={next}"))).await;
    // Where a passkey was used last, it stands first.
    if browser.has("details form[action='/login']").await {
        browser.click("Sign in with a password").await;
    }
    browser.fill("email", email).await;
    browser.fill("password", PASSWORD).await;
    browser.click_in("form[action='/login']", "Sign in").await;
}

async fn log_out(browser: &Browser) {
    browser.client().execute("document.querySelector(\"form[action='/logout']\").submit()", Vec::new()).await.unwrap();
    browser.arrives("/login?left=1").await;
}

#[tokio::test]
async fn an_app_is_set_up_and_asked_for() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let browser = Browser::start().await;
    log_in(&browser, &app, &person.email, "/account/security").await;
    browser.shows("Authenticator app").await;
    browser.screenshot("security").await;
    browser.click("Set up an app").await;
    browser.shows("Code the app shows").await;
    assert!(browser.has("svg.qr path").await);
    browser.screenshot("security-app").await;
    let secret = browser.client().find(fantoccini::Locator::Css("#secret")).await.unwrap().text().await.unwrap();
    let authenticator = Authenticator::new(&secret);
    browser.fill("code", &authenticator.code(app.state())).await;
    browser.click("Turn on").await;
    browser.click("Show my recovery codes").await;
    browser.shows("These codes are shown this once.").await;
    browser.screenshot("security-codes").await;
    browser.click("I have kept them").await;
    browser.shows("10 left").await;
    browser.assert_no_errors().await;
    app.run_jobs().await;

    log_out(&browser).await;
    log_in(&browser, &app, &person.email, "/account/security").await;
    browser.shows("One more step").await;
    browser.screenshot("second").await;
    browser.fill("code", &authenticator.next_code(&app)).await;
    browser.click("Continue").await;
    browser.shows("10 left").await;
    browser.close().await;
}

#[tokio::test]
async fn a_passkey_logs_in_without_a_word_typed_and_is_a_second_factor() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let browser = Browser::start().await;
    browser.client().issue_cmd(AddAuthenticator).await.unwrap();
    log_in(&browser, &app, &person.email, "/account/security").await;
    let name = payload("green key");
    browser.fill("Name", &name).await;
    browser.click("Add a passkey").await;
    browser.click("Show my recovery codes").await;
    browser.click("I have kept them").await;
    browser.shows(&name).await;
    let quiet = browser.client().execute("return window.ran === undefined", Vec::new()).await.unwrap();
    assert_eq!(quiet, json!(true));
    browser.screenshot("security-passkey").await;
    app.run_jobs().await;

    log_out(&browser).await;
    browser.goto(&at(&app, "/login?next=/account")).await;
    browser.screenshot("login").await;
    browser.client().execute("document.querySelector('[data-passkey] [name=stay]').click()", Vec::new()).await.unwrap();
    browser.click("Sign in with a passkey").await;
    browser.shows(&person.email).await;
    browser.arrives("/account").await;
    browser.goto(&at(&app, "/account/sessions")).await;
    browser.shows("stays logged in").await;

    log_out(&browser).await;
    log_in(&browser, &app, &person.email, "/account/security").await;
    browser.shows("One more step").await;
    browser.click("Use a passkey").await;
    browser.shows("green key").await;
    browser.shows("Last used").await;

    // Again, as a repeated proof of identity.
    app.clock().advance(time::Duration::minutes(11));
    browser.goto(&at(&app, "/account/confirm?next=/account/security")).await;
    browser.screenshot("confirm").await;
    browser.click("Use a passkey").await;
    browser.shows("green key").await;
    browser.close().await;
}

#[tokio::test]
async fn a_password_s_strength_is_told_while_it_is_typed() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let browser = Browser::start().await;
    log_in(&browser, &app, &person.email, "/account").await;
    browser.shows(&person.email).await;
    browser.fill("New password", "court").await;
    browser.shows("Too short: at least 12 characters").await;
    browser.fill("New password", "password1234").await;
    browser.shows("Easily guessed").await;
    browser.fill("New password", &app.project().title.to_lowercase()).await;
    browser.shows("Easily guessed").await;
    browser.fill("New password", "tsingy rouge et sentier calme").await;
    browser.shows("Very good").await;
    browser.screenshot("strength").await;
    browser.close().await;
}
