//! Second factors, the question for them on the way in, step-up, the gate, delays, signing in by mail.

mod app_codes;
mod browser;
mod delay;
mod gate;
mod mail;
mod races;
mod step_up;
mod ways_in;

use serde_json::{Value, json};

use crate::support::{Answer, Authenticator, PASSWORD, Person, TestApp, Web};

/// Sets an app up on the security page `web` shows; the recovery codes come with it.
pub async fn set_up(app: &TestApp, web: &mut Web) -> (Authenticator, Vec<String>) {
    web.submit("form[action='/account/security/app']", &[]).await.assert_status(200);
    let mut authenticator = Authenticator::new(&web.page().texts("#secret")[0]);
    let code = authenticator.code(app.state());
    authenticator.first.clone_from(&code);
    web.submit("form[action='/account/security/app/confirm']", &[("code", &code)]).await.assert_status(200);
    assert_eq!(web.page().url.path(), "/account/security/codes");
    let codes = web.submit("form[action='/account/security/codes']", &[]).await.assert_status(200).texts(".codes code");
    assert_eq!(codes.len(), 10);
    (authenticator, codes)
}

/// The same for a person, in a browser of its own.
pub async fn enrol(app: &TestApp, person: &Person) -> (Authenticator, Vec<String>) {
    let mut web = person.app().await;
    web.get(&at(app, "/account/security")).await.assert_status(200);
    let enrolled = set_up(app, &mut web).await;
    app.run_jobs().await;
    assert_eq!(app.last_mail_to(&person.email).subject, "A second factor was added to your account");
    enrolled
}

pub fn at(app: &TestApp, path: &str) -> String {
    format!("{}{path}", app.state().hosts.app)
}

/// `POST /v1/auth/token`.
pub async fn token(app: &TestApp, email: &str, password: &str, code: Option<&str>) -> Answer {
    let mut body = json!({ "email": email, "password": password });
    if let Some(code) = code {
        body["totp"] = Value::from(code);
    }
    app.anonymous_api().post("/v1/auth/token", body).await
}

/// A browser that gave the password, on the page that follows.
pub async fn log_in(app: &TestApp, person: &Person, next: &str) -> Web {
    let mut web = app.anonymous();
    web.get(&at(app, &format!("/login?next={next}"))).await.assert_status(200);
    web.submit("form[action='/login']", &[("email", &person.email), ("password", PASSWORD)]).await;
    web
}
