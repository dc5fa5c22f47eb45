//! The client's view: read-only, never more than a client sees, and ended after an hour.

use fataplus::app::Mount;
use reqwest::Method;
use serde_json::json;
use time::Duration;

use crate::support::{
    Answer, Person, TestApp, Web, fixture,
    routes::{self, filled},
};

const START: &str = "form[action='/view-as']";
const LEAVE: &str = "form[action='/view-as/leave']";

async fn viewing(app: &TestApp, person: &Person) -> Web {
    let mut web = person.portal(app.project()).await;
    web.get("/").await.assert_status(200);
    web.submit(START, &[]).await.assert_status(200).assert_shows("You see what the client sees");
    web
}

/// Text of a page between head and foot, and its links.
fn shown(answer: &Answer) -> (u16, Vec<String>) {
    if !answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
        return (answer.status, vec![answer.header("location").is_some().to_string()]);
    }
    let mut texts = answer.texts("main");
    let forms = answer.html();
    let actions = scraper::Selector::parse("main form, main a, .tabs a").unwrap();
    texts.extend(
        forms
            .select(&actions)
            .map(|one| one.attr("action").or_else(|| one.attr("href")).unwrap_or_default().to_owned()),
    );
    (answer.status, texts)
}

#[tokio::test]
async fn every_page_is_the_one_the_client_sees() {
    let app = TestApp::start().await;
    let made = fixture::furnish(app.state(), app.project()).await;
    let (client, manager) = (app.client().await, app.manager().await);
    let mut theirs = client.portal(app.project()).await;
    let mut hers = viewing(&app, &manager).await;
    // The client reads all messages first: the client's view shows none as unread.
    theirs.get("/messages").await.assert_status(200);
    theirs.get(&format!("/messages/{}", made.id("thread"))).await.assert_status(200);
    let mut compared = 0;
    for (path, methods) in routes::paths(Mount::TenantPage) {
        if !methods.contains(&Method::GET) || path == "/session" {
            continue;
        }
        let path = filled(&path, &made);
        let client_s = theirs.get_without_following(&path).await.clone();
        let manager_s = hers.get_without_following(&path).await.clone();
        assert_eq!(shown(&client_s), shown(&manager_s), "{path}");
        compared += 1;
    }
    assert!(compared > 10, "only {compared} pages");
    for path in [
        "",
        "/milestones",
        "/tasks",
        "/documents",
        "/threads",
        "/members",
        "/partners",
        "/activity",
        "/file-requests",
        "/approvals",
        "/invitations",
        "/settings",
        "/domains",
    ] {
        let path = format!("/api/v1{path}");
        let (one, other) = (theirs.fetch(Method::GET, &path), hers.fetch(Method::GET, &path));
        let (one, other) = (theirs.send(one).await, hers.send(other).await);
        // Unread counts belong to the person.
        let text = |answer: &Answer| answer.text().replace("\"unread\":1", "\"unread\":0");
        assert_eq!((one.status, text(&one)), (other.status, text(&other)), "{path}");
    }
}

#[tokio::test]
async fn nothing_can_be_changed_but_the_view_left() {
    let app = TestApp::start().await;
    let made = fixture::furnish(app.state(), app.project()).await;
    let mut web = viewing(&app, &app.admin().await).await;
    let csrf = web.page().html();
    let csrf = csrf.select(&scraper::Selector::parse("[name=csrf]").unwrap()).next().unwrap();
    let csrf = csrf.attr("value").unwrap().to_owned();
    for (path, methods) in routes::paths(Mount::TenantPage) {
        if !methods.contains(&Method::POST) || matches!(path.as_str(), "/logout" | "/view-as/leave") {
            continue;
        }
        let answer = web.post(&filled(&path, &made), &[("csrf", &csrf), ("language", "en")]).await;
        answer.assert_status(403).assert_shows("You are looking at the project as its client does");
    }
    for (method, path) in [
        (Method::POST, "/tasks"),
        (Method::PATCH, "/settings"),
        (Method::DELETE, "/members/x"),
        (Method::PUT, "/workspace"),
    ] {
        let request = web.fetch(method.clone(), &format!("/api/v1{path}")).header("x-csrf-token", &csrf);
        let answer = web.send(request.json(&json!({}))).await;
        assert_eq!((answer.status, answer.problem().as_str()), (403, "view-only"), "{method} {path}");
    }
    web.get("/").await.assert_shows("Leave this view");
    web.submit(LEAVE, &[]).await.assert_status(200).assert_shows("You are back in your own view.");
    web.get("/settings").await.assert_status(200);
}

#[tokio::test]
async fn who_may_begin_and_when_it_ends() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let mut theirs = client.portal(app.project()).await;
    let page = theirs.get("/").await;
    assert!(page.texts(START).is_empty(), "{page}");
    let csrf = page.html();
    let csrf = csrf.select(&scraper::Selector::parse("[name=csrf]").unwrap()).next().unwrap();
    let csrf = csrf.attr("value").unwrap().to_owned();
    theirs.post("/view-as", &[("csrf", &csrf)]).await.assert_status(403);

    let manager = app.manager().await;
    let mut hers = viewing(&app, &manager).await;
    // On every page, those that are not there too; and for this session alone.
    hers.get("/settings").await.assert_status(403).assert_shows("Leave this view");
    manager.portal(app.project()).await.get("/settings").await.assert_status(200).assert_hides("Leave this view");
    app.clock().advance(Duration::minutes(59));
    hers.get("/settings").await.assert_status(403);
    app.clock().advance(Duration::minutes(2));
    hers.get("/settings").await.assert_status(200).assert_hides("Leave this view");

    let activity = manager.api().await.get(&app.project().v1("/activity")).await.json();
    let began = activity["items"].as_array().unwrap().iter().find(|one| one["kind"] == "client-view-started").unwrap();
    assert_eq!(began["actor"], manager.name);
    assert!(began["detail"]["until"].is_string(), "{began}");
    let seen = client.api().await.get(&app.project().v1("/activity")).await;
    seen.assert_status(200).assert_hides("client-view");
}

#[tokio::test]
async fn who_only_looks_on_reads_nothing_for_herself() {
    let app = TestApp::start().await;
    let made = fixture::furnish(app.state(), app.project()).await;
    let manager = app.manager().await;
    let unread = async || {
        let threads = manager.api().await.get(&app.project().v1("/threads")).await.json();
        threads["items"][0]["unread"].as_i64()
    };
    let before = unread().await;
    assert_eq!(before, Some(1));
    viewing(&app, &manager).await.get(&format!("/messages/{}", made.id("thread"))).await.assert_status(200);
    assert_eq!(unread().await, before);
}

#[tokio::test]
async fn who_is_no_longer_of_the_agency_is_not_kept_in_the_view() {
    let app = TestApp::start().await;
    let manager = app.manager().await;
    let mut web = viewing(&app, &manager).await;
    let admin = app.admin().await.api().await;
    let member = app.project().v1(&format!("/members/{}", manager.user));
    admin.patch(&member, json!({ "role": "client" })).await.assert_status(200);
    web.get("/").await.assert_status(200).assert_hides("You see what the client sees");
}
