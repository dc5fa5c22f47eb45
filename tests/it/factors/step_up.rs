//! Repeated proof of identity: before a form that needs it is filled in, and wherever nothing may be done without.

use fataplus::db::{Change, PlatformScope};
use reqwest::Url;
use scraper::Selector;
use serde_json::json;
use time::Duration;

use super::{at, enrol};
use crate::support::{Answer, PASSWORD, Person, TestApp, Web};

const RULES: &str = "form[action*='/security']";
const WORKSPACE: &str = "form[action$='/workspace']";
const ADDRESS: &str = "form[action='/account/email']";
const TOKENS: &str = "form[action='/account/tokens']";
const KEYS: &str = "form[action='/keys']";

fn has(page: &Answer, selector: &str) -> bool {
    page.html().select(&Selector::parse(selector).unwrap()).next().is_some()
}

async fn by_password(web: &mut Web) -> &Answer {
    web.submit("form[action='/account/confirm']:has([name=password])", &[("password", PASSWORD)]).await
}

/// Opens a page whose `form` waits for a proof, and follows the link to the proof.
async fn asked_first(web: &mut Web, address: &str, form: &str) -> Url {
    let page = web.get(address).await.assert_status(200);
    assert!(!has(page, form), "{form} is there: {page}");
    let link = page.html();
    let link = link.select(&Selector::parse("main a[href*='/account/confirm']").unwrap()).next().unwrap();
    let (url, link) = (page.url.clone(), link.attr("href").unwrap().to_owned());
    assert_eq!(web.get(&link).await.assert_status(200).url.path(), "/account/confirm");
    url
}

/// The same, up to the page with its form.
async fn asked_first_and_back(web: &mut Web, address: &str, form: &str) {
    let url = asked_first(web, address, form).await;
    let back = by_password(web).await.assert_status(200);
    assert_eq!(back.url, url);
    assert!(has(back, form), "{form} is missing: {back}");
}

async fn forget_password(app: &TestApp, person: &Person) {
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
    tx.announce(Change::Everything);
    let change =
        sqlx::query("UPDATE users SET password_hash = NULL, credential_epoch = credential_epoch + 1 WHERE id = $1")
            .bind(person.user.0);
    change.execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn rules_of_a_project_are_changed_on_its_page_only_with_a_fresh_proof() {
    let app = TestApp::start().await;
    let mut web = app.admin().await.app().await;
    let manage = at(&app, &format!("/projects/{}/manage", app.project().id));
    web.get(&manage).await.assert_status(200);
    app.clock().advance(Duration::minutes(11));
    // Sent from a page that was open too long.
    assert_eq!(web.submit(RULES, &[("session_minutes", "30")]).await.url.path(), "/account/confirm");
    let page = web.get(&manage).await;
    assert!(!has(page, WORKSPACE), "{page}");
    assert!(has(page, "form[action$='/limits']"), "{page}");
    asked_first_and_back(&mut web, &manage, RULES).await;
    let settings = async || {
        app.platform_admin().await.api().await.get(&app.project().v1("/settings")).await.json()["session_minutes"]
            .clone()
    };
    assert_eq!(settings().await, json!(null), "nothing was changed before");
    web.submit(RULES, &[("session_minutes", "30")]).await.assert_status(200).assert_shows("Saved");
    assert_eq!(settings().await, json!(30));
}

#[tokio::test]
async fn programs_change_rules_with_a_fresh_log_in_and_limits_with_any() {
    let app = TestApp::start().await;
    let (admin, path) = (app.admin().await, app.project().v1("/settings"));
    let (old, manager) = (admin.api().await, app.manager().await.api().await);
    app.clock().advance(Duration::minutes(11));
    for rule in [json!({ "client_mfa": true }), json!({ "ip_allow": [] }), json!({ "session_minutes": 60 })] {
        let refused = old.patch(&path, rule.clone()).await;
        assert_eq!((refused.status, refused.problem()), (403, "proof-too-old".to_owned()));
        let challenge = refused.header("www-authenticate").unwrap();
        assert!(challenge.contains("insufficient_user_authentication") && challenge.contains("max_age=600"));
        assert_eq!(manager.patch(&path, rule).await.problem(), "forbidden", "which she could not do with one either");
    }
    let both = json!({ "client_mfa": true, "plan": "large" });
    assert_eq!(old.patch(&path, both.clone()).await.problem(), "proof-too-old");
    let kept = old.patch(&path, json!({ "storage_bytes": 1000 })).await.assert_status(200).json();
    assert_eq!((&kept["client_mfa"], &kept["plan"]), (&json!(false), &json!("standard")));
    let changed = admin.api().await.patch(&path, both).await.assert_status(200).json();
    assert_eq!((&changed["client_mfa"], &changed["plan"]), (&json!(true), &json!("large")));
}

#[tokio::test]
async fn another_address_is_asked_for_with_a_fresh_proof_whatever_she_logs_in_with() {
    let app = TestApp::start().await;
    let (with, without) = (app.client().await, app.client().await);
    let mut web = with.app().await;
    web.get(&at(&app, "/account")).await.assert_status(200);
    app.clock().advance(Duration::minutes(11));
    let new = [("email", "noro@new.test")];
    assert_eq!(web.submit(ADDRESS, &new).await.url.path(), "/account/confirm");
    app.run_jobs().await;
    assert!(app.mails_to("noro@new.test").is_empty(), "nothing was sent");
    asked_first_and_back(&mut web, &at(&app, "/account"), ADDRESS).await;
    web.submit(ADDRESS, &new).await.assert_status(200).assert_shows("Look in the mailbox of the new address");
    app.run_jobs().await;
    assert_eq!(app.mails_to("noro@new.test").len(), 1);

    // The proof does not need a password.
    let (authenticator, _) = enrol(&app, &without).await;
    forget_password(&app, &without).await;
    let mut web = without.app().await;
    app.clock().advance(Duration::minutes(11));
    asked_first(&mut web, &at(&app, "/account"), ADDRESS).await;
    assert!(web.page().texts("[name=password]").is_empty(), "{}", web.page());
    let code = authenticator.next_code(&app);
    let back = web.submit("form[action='/account/confirm']", &[("code", &code)]).await;
    assert_eq!(back.assert_status(200).url.path(), "/account");
    web.submit(ADDRESS, &[("email", "soa@new.test")]).await.assert_status(200);
    app.run_jobs().await;
    web.get(&app.last_mail_to("soa@new.test").link()).await.assert_status(200);
    web.submit("form[action='/account/email/confirm']", &[]).await.assert_status(200).assert_shows("soa@new.test");
    app.run_jobs().await;
}

#[tokio::test]
async fn a_form_is_shown_to_who_has_time_to_fill_it_in() {
    let app = TestApp::start().await;
    let mut web = app.client().await.app().await;
    let typed = [("name", "Weekly report"), ("scopes", "project:read")];
    app.clock().advance(Duration::minutes(4));
    web.get(&at(&app, "/account/tokens")).await.assert_status(200);
    app.clock().advance(Duration::minutes(5));
    // A form with a validation error keeps the typed values.
    let wrong = web.submit(TOKENS, &[("name", "Weekly report")]).await;
    assert!(wrong.assert_status(422).text().contains("value=\"Weekly report\""), "{wrong}");
    let made = web.submit(TOKENS, &typed).await.assert_status(200);
    assert_eq!(made.texts("#fresh code").len(), 1);
    asked_first_and_back(&mut web, &at(&app, "/account/tokens"), TOKENS).await;
    app.clock().advance(Duration::minutes(11));
    assert_eq!(web.submit(TOKENS, &typed).await.url.path(), "/account/confirm");
    let back = by_password(&mut web).await;
    assert_eq!(back.assert_status(200).url.path(), "/account/tokens");
    app.run_jobs().await;
}

#[tokio::test]
async fn a_proof_asked_for_on_a_project_s_host_is_given_on_ours_and_leads_back() {
    let app = TestApp::start().await;
    let mut web = app.manager().await.app().await;
    let keys = format!("{}/keys", app.state().hosts.tenant(app.project().id));
    let there = web.get(&keys).await.assert_status(200).url.clone();
    assert!(has(web.page(), KEYS), "{}", web.page());
    app.clock().advance(Duration::minutes(11));
    let typed = [("name", "Nightly backup"), ("scopes", "project:read")];
    let asked = web.submit(KEYS, &typed).await.assert_status(200).url.clone();
    assert_eq!((asked.host_str(), asked.path()), (Some(app.state().hosts.app.host()), "/account/confirm"));
    let back = by_password(&mut web).await;
    assert_eq!(back.assert_status(200).url, there);
    let made = web.submit(KEYS, &typed).await.assert_status(200);
    assert_eq!((made.texts("#fresh code").len(), &made.url), (1, &there));
    // Asked for beforehand, the form need not be filled in twice.
    app.clock().advance(Duration::minutes(11));
    asked_first_and_back(&mut web, &keys, KEYS).await;
    web.submit(KEYS, &typed).await.assert_status(200);
    app.run_jobs().await;
}
