use fataplus::db::PlatformScope;
use reqwest::Method;
use serde_json::{Value, json};

use super::{from, proxied};
use crate::support::{Answer, TestApp, app::Options};

async fn limited() -> TestApp {
    TestApp::with(proxied(Options { rate_limits: true, ..Options::default() })).await
}

fn request(email: &str) -> Value {
    json!({ "contact_name": "Hery", "email": email, "title": "Boutique", "problem": "Loin.", "consent": true })
}

async fn ask(app: &TestApp, address: &str, email: &str) -> Answer {
    from(&app.anonymous_api(), address, Method::POST, "/v1/intake", Some(request(email))).await
}

async fn drafts(app: &TestApp) -> i64 {
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
    sqlx::query_scalar("SELECT count(*) FROM submissions").fetch_one(tx.conn()).await.unwrap()
}

#[tokio::test]
async fn an_address_a_company_and_a_mailbox_ask_so_often() {
    let app = limited().await;
    for number in 0..10 {
        ask(&app, "192.0.2.1", &format!("person{number}@gmail.com")).await.assert_status(202);
    }
    let refused = ask(&app, "192.0.2.1", "another@gmail.com").await;
    assert_eq!(
        (refused.assert_status(429).problem().as_str(), refused.header("ratelimit-policy").unwrap()),
        ("rate-limited", "\"submissions\";q=10;w=3600"),
    );
    // Twenty of one company, from wherever; a public mail domain is no company.
    for number in 0..20 {
        ask(&app, &format!("198.51.100.{number}"), &format!("p{number}@company.example")).await.assert_status(202);
    }
    let refused = ask(&app, "198.51.100.0", "p21@Company.example").await;
    assert_eq!(refused.assert_status(429).json()["limit"]["name"], "mail_domain");
    // A new visitor is not shut out by those before.
    ask(&app, "198.51.100.99", "p21@Company.example").await.assert_status(202);
    ask(&app, "198.51.100.98", "another@gmail.com").await.assert_status(202);
    // One mailbox gets five codes, however many forms name it.
    for number in 0..5 {
        ask(&app, &format!("203.0.113.{number}"), "same@gmail.com").await.assert_status(202);
    }
    let refused = ask(&app, "203.0.113.9", "same@gmail.com").await;
    assert_eq!(refused.assert_status(429).json()["limit"]["name"], "mail");
    assert_eq!(drafts(&app).await, 10 + 20 + 1 + 1 + 5, "what is refused leaves nothing behind");
    app.run_jobs().await;
}

#[tokio::test]
async fn a_program_that_fills_in_everything_is_told_that_all_went_well() {
    let app = TestApp::start().await;
    let mut web = app.anonymous();
    web.get("/start").await.assert_status(200);
    let fields = [("title", "Robot"), ("problem", "None."), ("homepage", "https://spam.example")];
    web.submit("form[action='/start']", &fields).await;
    let told = web.page().url.path().to_owned();
    assert!(told.starts_with("/start/") && told.ends_with("/2"), "{told}");
    assert_eq!(drafts(&app).await, 0);

    // A person's own draft, whose last step a program sends.
    web.get("/start").await;
    web.submit("form[action='/start']", &[("title", "Boutique"), ("problem", "Loin.")]).await.assert_status(200);
    assert_eq!(drafts(&app).await, 1);
    let before = web.page().url.path().to_owned();
    let sent = web.submit("form[method='post'][action^='/start/']", &[("homepage", "x"), ("budget", "over_10m")]).await;
    sent.assert_status(200);
    web.get(&before).await.assert_status(200).assert_hides("value=\"over_10m\" checked");
    assert!(app.unfinished_jobs().await.is_empty());
}
