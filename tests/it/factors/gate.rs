use fataplus::access::PartnerLevel;
use serde_json::json;
use time::Duration;

use super::{Authenticator, at, enrol, log_in, set_up, token};
use crate::support::{PASSWORD, Person, TestApp, app::Options, fixture};

async fn strict() -> TestApp {
    TestApp::with(Options { require_mfa: true, ..Options::default() }).await
}

#[tokio::test]
async fn programs_of_those_who_need_a_factor_are_refused_without() {
    let app = strict().await;
    let path = app.project().v1("/activity");
    for person in [app.manager().await, app.admin().await, app.partner(PartnerLevel::View).await] {
        let refused = person.api().await.get(&path).await;
        assert_eq!((refused.status, refused.problem()), (403, "mfa-required".to_owned()));
        let challenge = refused.header("www-authenticate").unwrap();
        assert!(challenge.contains("insufficient_user_authentication"), "{challenge}");
    }
    app.client().await.api().await.get(&path).await.assert_status(200);
    app.stranger().await.api().await.get(&path).await.assert_status(404);
    assert_eq!(app.staff().await.api().await.get("/v1/projects").await.problem(), "mfa-required");
    assert_eq!(app.platform_admin().await.api().await.get("/v1/projects").await.problem(), "mfa-required");
    app.stranger().await.api().await.get("/v1/projects").await.assert_status(200);
    app.staff().await.api().await.post("/v1/auth/logout", json!({})).await.assert_status(204);

    // Staff get a token with their factor, and none without.
    let staff = app.manager().await;
    assert_eq!(token(&app, &staff.email, PASSWORD, None).await.problem(), "mfa-required");
    let (authenticator, _) = enrol(&app, &staff).await;
    let code = authenticator.next_code(&app);
    let tokens = token(&app, &staff.email, PASSWORD, Some(&code)).await.assert_status(200).json();
    let api = app.anonymous_api();
    let bearer = tokens["access_token"].as_str().unwrap().to_owned();
    api.send(api.request(reqwest::Method::GET, &path).bearer_auth(bearer)).await.assert_status(200);
}

#[tokio::test]
async fn a_token_is_no_way_around_the_factor() {
    let app = strict().await;
    let wish = |name: &str| {
        let end = app.clock().now() + Duration::days(30);
        let end = end.format(&time::format_description::well_known::Rfc3339).unwrap();
        json!({ "name": name, "scopes": ["project:read"], "expires_at": end })
    };
    let path = app.project().v1("/activity");
    let asked = async |text: &str, path: &str| {
        let api = app.anonymous_api();
        api.send(api.request(reqwest::Method::GET, path).bearer_auth(text)).await
    };
    for person in [app.partner(PartnerLevel::View).await, app.partner(PartnerLevel::Manage).await] {
        for shown in [false, true] {
            let session = if shown {
                let (authenticator, _) = enrol(&app, &person).await;
                let code = authenticator.next_code(&app);
                let tokens = token(&app, &person.email, PASSWORD, Some(&code)).await.assert_status(200).json();
                tokens["access_token"].as_str().unwrap().to_owned()
            } else {
                person.api().await.token().unwrap()
            };
            let api = app.anonymous_api();
            let request =
                api.request(reqwest::Method::POST, "/v1/me/tokens").bearer_auth(session).json(&wish("report"));
            let made = api.send(request).await.assert_status(201).json();
            let answer = asked(made["token"].as_str().unwrap(), &path).await;
            assert_eq!(answer.status, if shown { 200 } else { 403 }, "{answer}");
            if !shown {
                assert_eq!(answer.problem(), "mfa-required");
            }
        }
    }
    app.run_jobs().await;
}

#[tokio::test]
async fn who_looks_after_an_agency_s_people_needs_a_factor_as_they_do() {
    let app = strict().await;
    let (admin, other) = (app.stranger().await, app.stranger().await);
    let agency = fixture::agency_admin(app.state(), admin.user, None).await;
    let paths = ["people", "invitations", "projects"].map(|tail| format!("/v1/agency/{agency}/{tail}"));
    for path in &paths {
        assert_eq!(admin.api().await.get(path).await.assert_status(403).problem(), "mfa-required", "{path}");
        assert_eq!(other.api().await.get(path).await.assert_status(404).problem(), "not-found", "{path}");
    }
    let new = json!({ "email": "miora@ravinala.test", "name": "Miora" });
    let refused = admin.api().await.post(&paths[1], new).await;
    assert_eq!(refused.assert_status(403).problem(), "mfa-required");

    let mut web = admin.app().await;
    assert_eq!(web.get(&at(&app, "/agency")).await.assert_status(200).url.path(), "/account/security");
    other.app().await.get(&at(&app, "/agency")).await.assert_status(404);
    set_up(&app, &mut web).await;
    assert_eq!(web.get(&at(&app, "/agency")).await.assert_status(200).url.path(), "/agency");
    app.run_jobs().await;
}

#[tokio::test]
async fn pages_lead_to_where_a_factor_is_set_up_and_back() {
    let app = strict().await;
    let portal = app.state().hosts.tenant(app.project().id).to_string();
    for person in [app.manager().await, app.partner(PartnerLevel::View).await] {
        let mut web = person.app().await;
        web.get(&format!("{portal}/plan")).await.assert_status(200);
        assert_eq!(web.page().url.path(), "/account/security");
        web.page().assert_shows("Your role, or one of your projects, needs a second factor.");
        set_up(&app, &mut web).await;
        let next = web.page().html();
        let link = scraper::Selector::parse(".actions a").unwrap();
        let next = next.select(&link).next().unwrap().attr("href").unwrap().to_owned();
        let there = web.get(&next).await.assert_status(200).url.clone();
        assert_eq!((format!("{portal}/"), there.path()), (there.join("/").unwrap().to_string(), "/plan"));
        app.run_jobs().await;
    }
    let mut client = app.client().await.app().await;
    assert_eq!(client.get(&format!("{portal}/plan")).await.assert_status(200).url.path(), "/plan");
    let mut admin = app.platform_admin().await.app().await;
    assert_eq!(admin.get(&at(&app, "/projects")).await.assert_status(200).url.path(), "/account/security");
}

#[tokio::test]
async fn a_session_from_before_the_factor_is_asked_for_it() {
    let app = strict().await;
    let manager = app.manager().await;
    let mut old = manager.app().await;
    let (authenticator, _) = enrol(&app, &manager).await;
    old.get(&at(&app, "/projects")).await.assert_status(200);
    assert_eq!(old.page().url.path(), "/account/confirm");
    let code = authenticator.next_code(&app);
    let there = old.submit("form[action='/account/confirm']", &[("code", &code)]).await;
    assert_eq!(there.assert_status(200).url.path(), "/projects");
}

#[tokio::test]
async fn a_workspace_is_closed_only_with_a_fresh_proof() {
    let app = TestApp::start().await;
    let admin: Person = app.admin().await;
    let path = app.project().v1("/workspace");
    let (api, mut web) = (admin.api().await, admin.app().await);
    web.get(&at(&app, &format!("/projects/{}/manage", app.project().id))).await.assert_status(200);
    app.clock().advance(Duration::minutes(11));

    let refused = api.put(&path, json!({ "state": "suspended", "reason": "unpaid" })).await;
    assert_eq!((refused.status, refused.problem()), (403, "proof-too-old".to_owned()));
    assert!(refused.header("www-authenticate").unwrap().contains("max_age=600"), "{refused}");
    let client = app.client().await.api().await;
    app.clock().advance(Duration::minutes(11));
    assert_eq!(client.put(&path, json!({ "state": "suspended", "reason": "x" })).await.problem(), "forbidden");

    let form = format!("form[action='/projects/{}/workspace']", app.project().id);
    let sent = [("state", "suspended"), ("reason", "unpaid")];
    assert_eq!(web.submit(&form, &sent).await.url.path(), "/account/confirm");
    // A browser states the page of the form; this client does not.
    web.get(&at(&app, &format!("/account/confirm?next=/projects/{}/manage", app.project().id)))
        .await
        .assert_status(200);
    let wrong = web.submit("form[action='/account/confirm']", &[("password", "wrong")]).await;
    wrong.assert_status(422).assert_shows("This is not your current password.");
    let back = web.submit("form[action='/account/confirm']", &[("password", PASSWORD)]).await;
    assert!(back.assert_status(200).url.path().ends_with("/manage"), "{back}");
    web.submit(&form, &sent).await.assert_status(200);
    let suspended = app.client().await.api().await.get(&app.project().v1("/activity")).await;
    assert_eq!(suspended.problem(), "project-suspended");
    app.run_jobs().await;
}

#[tokio::test]
async fn what_was_shown_goes_with_the_hand_off() {
    let app = strict().await;
    let manager = app.manager().await;
    let (authenticator, _): (Authenticator, _) = enrol(&app, &manager).await;
    let mut web = log_in(&app, &manager, "/projects").await;
    let code = authenticator.next_code(&app);
    web.submit("form[action='/login/second']", &[("code", &code)]).await.assert_status(200);
    let portal = app.state().hosts.tenant(app.project().id).to_string();
    assert_eq!(web.get(&format!("{portal}/plan")).await.assert_status(200).url.path(), "/plan");
}

#[tokio::test]
async fn the_work_of_all_projects_asks_for_the_factor_that_each_asks_for() {
    for (options, shown) in [(Options::default(), true), (Options { require_mfa: true, ..Options::default() }, false)] {
        let app = TestApp::with(options).await;
        // Nobody of the platform's: only the project makes them work.
        let person = app.stranger().await;
        app.join(&person, app.project(), "project_manager").await;
        fixture::furnish(app.state(), app.project()).await;
        let mut tx = app.state().db.write(&fixture::scope(app.project().id)).await.unwrap();
        sqlx::query("UPDATE file_requests SET state = 'received'").execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        let mut web = person.app().await;
        let page = web.get(&format!("{}/work", app.state().hosts.app)).await;
        assert_eq!(page.text().contains("Check the files"), shown, "{page}");
        assert_eq!(page.status == 200 && page.url.path() == "/work", shown, "{page}");
    }
}
