//! Log-ins that stay: for people who are nothing but clients.

use fataplus::access::PartnerLevel;
use time::Duration;

use crate::support::{PASSWORD, Person, TestApp, Web, fixture};

const FORM: &str = "form[action='/login']";

/// A browser in which the person has logged in by password and stands in the project's portal.
async fn logged_in(app: &TestApp, person: &Person, stay: bool) -> Web {
    let mut web = app.anonymous_at(app.project().id);
    web.get("/").await.assert_status(200);
    let typed = [("email", person.email.as_str()), ("password", PASSWORD), ("stay", "true")];
    let typed = if stay { &typed[..] } else { &typed[..2] };
    web.submit(FORM, typed).await.assert_status(200);
    assert!(is_inside(&mut web).await, "{}", web.page());
    web
}

/// Whether the portal opens without a new log-in.
async fn is_inside(web: &mut Web) -> bool {
    let page = web.page().url.clone();
    let portal = if page.host_str().unwrap().starts_with("fp-") { "/" } else { page.as_str() };
    let opened = web.get(portal).await.assert_status(200);
    opened.url.host_str().unwrap().starts_with("fp-")
}

#[tokio::test]
async fn a_clients_log_in_stays_for_a_month_from_visit_to_visit() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let (mut usual, mut stays) = (logged_in(&app, &client, false).await, logged_in(&app, &client, true).await);
    app.clock().advance(Duration::minutes(91));
    assert!(!is_inside(&mut usual).await && is_inside(&mut stays).await);
    for _ in 0..2 {
        app.clock().advance(Duration::days(29));
        assert!(is_inside(&mut stays).await);
    }
    app.clock().advance(Duration::days(2));
    assert!(!is_inside(&mut stays).await, "sixty days in all");

    let mut idle = logged_in(&app, &client, true).await;
    app.clock().advance(Duration::days(31));
    assert!(!is_inside(&mut idle).await);

    // It is listed, and ends from elsewhere.
    let (mut stays, mut other) = (logged_in(&app, &client, true).await, client.app().await);
    app.clock().advance(Duration::hours(20));
    let mut other = match other.get("/account/sessions").await.url.path() {
        "/account/sessions" => panic!("a usual log-in is over"),
        _ => client.app().await,
    };
    other.get("/account/sessions").await.assert_shows("stays logged in");
    let listed = client.api().await.get("/v1/me/sessions").await.json();
    let staying = listed["items"].as_array().unwrap().iter().filter(|login| login["stays"] == true).count();
    assert_eq!(staying, 1, "{listed}");
    other.submit("form[action='/account/sessions/others']", &[]).await.assert_status(200);
    assert!(!is_inside(&mut stays).await);
}

#[tokio::test]
async fn who_works_on_a_project_logs_in_every_day() {
    let app = TestApp::start().await;
    for person in [app.manager().await, app.admin().await, app.partner(PartnerLevel::View).await] {
        let mut web = logged_in(&app, &person, true).await;
        app.clock().advance(Duration::minutes(91));
        assert!(!is_inside(&mut web).await, "{}", person.email);
        let mut web = logged_in(&app, &person, true).await;
        for _ in 0..12 {
            app.clock().advance(Duration::minutes(59));
            assert!(is_inside(&mut web).await);
        }
        app.clock().advance(Duration::minutes(13));
        assert!(!is_inside(&mut web).await, "{}", person.email);
    }
}

#[tokio::test]
async fn a_client_who_gets_work_logs_in_every_day_from_then_on() {
    let app = TestApp::start().await;
    let elsewhere = app.another_project().await;
    let client = app.client().await;
    let mut web = logged_in(&app, &client, true).await;
    app.clock().advance(Duration::days(3));
    assert!(is_inside(&mut web).await);
    app.join(&client, &elsewhere, "project_manager").await;
    app.clock().advance(Duration::minutes(2));
    assert!(!is_inside(&mut web).await, "work in any project counts");

    let client = app.client().await;
    let mut web = logged_in(&app, &client, true).await;
    fixture::partner(app.state(), &elsewhere, client.user, PartnerLevel::View).await;
    app.clock().advance(Duration::minutes(80));
    assert!(is_inside(&mut web).await, "the usual times still hold");
    app.clock().advance(Duration::hours(12));
    assert!(!is_inside(&mut web).await);
}

#[tokio::test]
async fn a_project_that_wants_newer_log_ins_gets_them() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let mut web = logged_in(&app, &client, true).await;
    let admin = app.admin().await.api().await;
    let rules = serde_json::json!({ "session_minutes": 60 });
    admin.patch(&app.project().v1("/settings"), rules).await.assert_status(200);
    app.clock().advance(Duration::minutes(61));
    assert!(!is_inside(&mut web).await);
}

#[tokio::test]
async fn a_mailed_link_and_a_code_stay_too() {
    let app = TestApp::start().await;
    let portal = app.state().hosts.tenant(app.project().id).to_string();
    for by_link in [true, false] {
        let client = app.client().await;
        let mut web = app.anonymous_at(app.project().id);
        web.get("/").await;
        let mail = web.page().attribute("a[href^='/login/mail']", "href");
        web.get(&mail).await;
        web.submit("main form", &[("email", &client.email)]).await.assert_status(200);
        let mail = app.next_mail(&client.email, 0).await;
        if by_link {
            web.get(&mail.link()).await;
            web.submit("form[action='/login/link']", &[("stay", "true")]).await.assert_status(200);
        } else {
            web.submit("form[action='/login/mail/code']", &[("code", &mail.code()), ("stay", "true")]).await;
        }
        web.get(&format!("{portal}/")).await.assert_status(200);
        app.clock().advance(Duration::days(29));
        assert!(is_inside(&mut web).await, "by link: {by_link}");
    }
}
