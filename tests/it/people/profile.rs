//! One's own account: profile, wishes, another address.

use futures_util::future::join_all;
use serde_json::json;
use time::Duration;

use super::token;
use crate::support::{PASSWORD, TestApp, fixture};

const ADDRESS: &str = "form[action='/account/email']";

#[tokio::test]
async fn the_profile_is_changed_on_the_page_and_by_programs() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let api = person.api().await;
    let me = api.get("/v1/me").await.json();
    assert_eq!((me["phone"].as_str(), me["notifications"]["messages"].as_bool()), (Some(""), Some(true)));
    let change = json!({ "phone": "+261 34 00 000 00", "notifications": { "status": false } });
    let me = api.patch("/v1/me", change).await.assert_status(200).json();
    assert_eq!(me["name"], person.name);
    let mut web = person.app().await;
    web.get("/account").await.assert_status(200);
    let wrong = web.submit("form[action='/account']", &[("phone", "call me")]).await;
    wrong.assert_status(422);
    assert_eq!(api.patch("/v1/me", json!({ "phone": "x" })).await.problem(), "validation");
    web.get("/account").await;
    web.submit("form[action='/account']", &[("name", "Noro Rabe"), ("phone", "")]).await.assert_status(200);
    web.submit("form[action='/account/notifications']", &[("topic", "messages")]).await.assert_status(200);
    let me = api.get("/v1/me").await.json();
    assert_eq!((me["name"].as_str(), me["phone"].as_str()), (Some("Noro Rabe"), Some("")));
    let told = json!({ "messages": true, "documents": false, "approvals": false, "file_requests": false,
                       "tasks": false, "status": false });
    assert_eq!(me["notifications"], told);
    assert_eq!(app.anonymous_api().patch("/v1/me", json!({})).await.problem(), "authentication-required");
}

#[tokio::test]
async fn who_wants_no_mail_of_something_gets_none() {
    let app = TestApp::start().await;
    let (told, quiet, manager) = (app.client().await, app.client().await, app.manager().await.api().await);
    let never = json!({ "notifications": { "file_requests": false, "status": false } });
    quiet.api().await.patch("/v1/me", never).await.assert_status(200);
    let ask = json!({ "title": "Your logo" });
    manager.post(&app.project().v1("/file-requests"), ask).await.assert_status(201);
    manager.patch_current(&app.project().v1(""), json!({ "status": "in_progress" })).await.assert_status(200);
    app.run_jobs().await;
    assert_eq!((app.mails_to(&told.email).len(), app.mails_to(&quiet.email).len()), (2, 0));
    // A step back says why.
    let back = json!({ "status": "planning", "reason": "The offer is not signed" });
    manager.patch_current(&app.project().v1(""), back).await.assert_status(200);
    app.run_jobs().await;
    let back = app.last_mail_to(&told.email);
    assert!(back.subject.contains("goes back") && back.text.contains("The offer is not signed"), "{back:?}");
    quiet.api().await.patch("/v1/me", json!({ "notifications": { "file_requests": true } })).await.assert_status(200);
    let ask = json!({ "title": "Your photographs" });
    manager.post(&app.project().v1("/file-requests"), ask).await.assert_status(201);
    app.run_jobs().await;
    assert_eq!(app.mails_to(&quiet.email).len(), 1);
}

#[tokio::test]
async fn another_address_is_proven_told_and_ends_other_sessions() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let (mut web, mut elsewhere) = (person.app().await, person.app().await);
    let portal = app.state().hosts.tenant(app.project().id).to_string();
    elsewhere.get("/account").await.assert_status(200);
    web.get(&format!("{portal}/people")).await.assert_status(200);
    let account = format!("{}/account", app.state().hosts.app);
    web.get(&account).await.assert_status(200);
    let wrong = web.submit(ADDRESS, &[("email", &person.email)]).await;
    wrong.assert_status(422).assert_shows("This is your address already.");
    let asked = web.submit(ADDRESS, &[("email", "Noro@New.test")]).await;
    asked.assert_status(200).assert_shows(&person.email);
    app.run_jobs().await;
    assert!(app.last_mail_to(&person.email).text.contains("noro@new.test"));
    let link = app.last_mail_to("noro@new.test").link();

    let mut other = app.stranger().await.app().await;
    other.get(&link).await.assert_status(403).assert_shows("somebody else").assert_hides("noro@new.test");
    assert_eq!(app.anonymous().get(&link).await.url.path(), "/login");
    web.get(&link).await.assert_status(200).assert_shows("noro@new.test");
    elsewhere.get("/account").await.assert_status(200).assert_shows(&person.email);
    let done = web.submit("form[action='/account/email/confirm']", &[]).await;
    done.assert_status(200).assert_shows("Your address is changed").assert_shows("noro@new.test");
    app.run_jobs().await;
    assert!(app.last_mail_to(&person.email).text.contains("noro@new.test"));
    assert_eq!(elsewhere.get("/account").await.url.path(), "/login", "every other session is over");
    web.get(&format!("{portal}/people")).await.assert_status(200);
    web.get(&link).await.assert_status(422);
    let log_in = |email: String| async move { (email.clone(), json!({ "email": email, "password": PASSWORD })) };
    for (email, status) in [(person.email.clone(), 401), ("noro@new.test".to_owned(), 200)] {
        let (_, body) = log_in(email).await;
        app.anonymous_api().post("/v1/auth/token", body).await.assert_status(status);
    }
}

#[tokio::test]
async fn a_taken_address_is_refused_in_its_own_mailbox_alone() {
    let app = TestApp::start().await;
    let (person, other) = (app.client().await, app.stranger().await);
    let mut web = person.app().await;
    let mut pages = Vec::new();
    for email in [other.email.as_str(), "nobody@new.test"] {
        web.get("/account").await;
        let page = web.submit(ADDRESS, &[("email", email)]).await;
        pages.push((page.assert_status(200).texts("main"), page.url.clone()));
    }
    assert_eq!(pages[0], pages[1]);
    app.run_jobs().await;
    let mail = app.last_mail_to(&other.email);
    assert!(mail.text.contains("account already") && !mail.text.contains("http"), "{mail:?}");
}

#[tokio::test]
async fn the_link_of_an_address_holds_an_hour_and_once() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let mut web = person.app().await;
    for email in ["first@new.test", "second@new.test"] {
        web.get("/account").await;
        web.submit(ADDRESS, &[("email", email)]).await.assert_status(200);
    }
    app.run_jobs().await;
    web.get(&app.last_mail_to("first@new.test").link()).await.assert_status(422);
    let link = app.last_mail_to("second@new.test").link();
    web.get(&link).await.assert_status(200);
    let csrf = web.page().html();
    let csrf = csrf.select(&scraper::Selector::parse("[name=csrf]").unwrap()).next().unwrap();
    let csrf = csrf.attr("value").unwrap().to_owned();
    let body = format!("csrf={csrf}&token={}", token(&link));
    let confirm = || {
        let request = web.fetch(reqwest::Method::POST, "/account/email/confirm");
        request.header("content-type", "application/x-www-form-urlencoded").body(body.clone())
    };
    let requests: Vec<_> = (0..50).map(|_| confirm()).collect();
    let answers = join_all(requests.into_iter().map(crate::support::Answer::of)).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 303).count(), 1, "{answers:#?}");
    app.run_jobs().await;

    web.get("/account").await.assert_shows("second@new.test");
    web.submit(ADDRESS, &[("email", "third@new.test")]).await.assert_status(200);
    app.run_jobs().await;
    app.clock().advance(Duration::minutes(61));
    web.get(&app.last_mail_to("third@new.test").link()).await.assert_status(422);
}

/// A page loaded before something was saved elsewhere does not undo it: it shows what was typed, and why.
#[tokio::test]
async fn an_old_tab_does_not_undo_what_a_newer_one_saved() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let (api, page) = (person.api().await, format!("{}/account", app.state().hosts.app));
    let [mut old, mut new] = [person.app().await, person.app().await];
    for web in [&mut old, &mut new] {
        web.get(&page).await.assert_status(200);
    }
    let form = "form[action='/account']";
    new.submit(form, &[("phone", "+261 34 00 000 01")]).await.assert_status(200);
    let refused = old.submit(form, &[("name", "Rasoa R.")]).await;
    refused.assert_status(422).assert_shows("This has changed meanwhile.");
    assert_eq!(refused.attribute("#name", "value"), "Rasoa R.");
    assert_eq!(api.get("/v1/me").await.json()["phone"], "+261 34 00 000 01");
    // The second submit follows the notice, so it is accepted.
    old.submit(form, &[("phone", "+261 34 00 000 01")]).await.assert_status(200);
    let me = api.get("/v1/me").await.json();
    assert_eq!((&me["name"], &me["phone"]), (&json!("Rasoa R."), &json!("+261 34 00 000 01")));

    let form = "form[action='/account/notifications']";
    new.get(&page).await.assert_status(200);
    new.submit(form, &[("topic", "messages")]).await.assert_status(200);
    let wishes = api.get("/v1/me").await.json()["notifications"].clone();
    old.submit(form, &[]).await.assert_status(422).assert_shows("This has changed meanwhile.");
    assert_eq!(api.get("/v1/me").await.json()["notifications"], wishes);
}

#[tokio::test]
async fn an_old_tab_does_not_undo_the_terms_of_a_share() {
    let app = TestApp::start().await;
    let (admin, agent) = (app.admin().await, app.stranger().await);
    let agency = fixture::agency_admin(app.state(), agent.user, None).await;
    let share = app.project().v1(&format!("/partners/{agency}"));
    let api = admin.api().await;
    api.put(&share, json!({ "level": "manage" })).await.assert_status(200);
    let mut old = admin.portal(app.project()).await;
    old.get("/people").await.assert_status(200);
    api.put(&share, json!({ "level": "view" })).await.assert_status(200);
    let form = format!("form[action='/partners/{agency}']");
    old.submit(&form, &[("until", "2199-01-31")])
        .await
        .assert_status(200)
        .assert_shows("The share has changed meanwhile");
    let level = async || api.get(&app.project().v1("/partners")).await.json()["items"][0]["level"].clone();
    assert_eq!(level().await, "view");
    old.submit(&form, &[("level", "edit")]).await.assert_status(200).assert_hides("The share has changed meanwhile");
    assert_eq!(level().await, "edit");
    app.run_jobs().await;
}
