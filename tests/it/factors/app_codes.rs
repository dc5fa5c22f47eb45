use time::Duration;

use super::{at, enrol, log_in, token};
use crate::support::{PASSWORD, TestApp};

const SECOND: &str = "form[action='/login/second']";

#[tokio::test]
async fn the_second_factor_is_asked_for_after_the_password() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let (authenticator, _) = enrol(&app, &person).await;

    let mut web = log_in(&app, &person, "/account").await;
    assert_eq!(web.page().assert_status(200).url.path(), "/login/second");
    assert!(web.cookie(web.page().url.host_str().unwrap(), "session").is_none(), "no session yet");
    let wrong = web.submit(SECOND, &[("code", "000000")]).await;
    assert_eq!(wrong.assert_status(401).texts("#code-error"), ["Ce code n’est pas correct, ou a déjà servi."]);
    let code = authenticator.next_code(&app);
    assert_eq!(web.submit(SECOND, &[("code", &code)]).await.assert_status(200).url.path(), "/account");
    // The question was answered: there is no other.
    assert!(web.get(&at(&app, "/login/second")).await.texts("[name=code]").is_empty(), "{}", web.page());
}

#[tokio::test]
async fn the_question_is_for_one_browser_and_ten_minutes() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let (authenticator, _) = enrol(&app, &person).await;

    let web = log_in(&app, &person, "/account").await;
    let pending = web.cookie(web.page().url.host_str().unwrap(), "pending").unwrap().to_owned();
    let mut other = app.anonymous();
    other.get(&at(&app, "/login")).await;
    let port = app.state().hosts.app.port().unwrap();
    let mut request = other.fetch(reqwest::Method::GET, &at(&app, "/login/second"));
    let visitor = other.cookie(other.page().url.host_str().unwrap(), "visitor").unwrap();
    request =
        request.header("cookie", format!("__Host-fp-visitor-{port}={visitor}; __Host-fp-pending-{port}={pending}"));
    assert_eq!(other.send(request).await.header("location"), Some("/login"));

    let mut late = web;
    app.clock().advance(Duration::minutes(10));
    let code = authenticator.code(app.state());
    assert_eq!(late.submit(SECOND, &[("code", &code)]).await.url.path(), "/login");
}

#[tokio::test]
async fn a_recovery_code_is_good_once_and_a_new_set_replaces_it() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let (_, codes) = enrol(&app, &person).await;
    let typed = codes[0].to_lowercase().replace('-', " ");
    let mut web = log_in(&app, &person, "/account/security").await;
    web.submit(SECOND, &[("code", &typed)]).await.assert_status(200).assert_shows("9 left");
    assert_eq!(token(&app, &person.email, PASSWORD, Some(&codes[0])).await.problem(), "wrong-factor");

    web.get(&at(&app, "/account/security/codes")).await.assert_shows("You have 9 good codes.");
    let page = web.page().html();
    let hidden = |name: &str| {
        let field = scraper::Selector::parse(&format!("form[action='/account/security/codes'] [name={name}]")).unwrap();
        page.select(&field).next().unwrap().attr("value").unwrap()
    };
    let again = [("csrf", hidden("csrf")), ("once", hidden("once")), ("next", "")];
    let new = web.submit("form[action='/account/security/codes']", &[]).await.texts(".codes code");
    // Reloading the page with the codes makes no new ones.
    web.post("/account/security/codes", &again).await.assert_status(303);
    assert_eq!(token(&app, &person.email, PASSWORD, Some(&codes[1])).await.problem(), "wrong-factor");
    token(&app, &person.email, PASSWORD, Some(&new[0])).await.assert_status(200);
    web.get(&at(&app, "/account/security/codes")).await.assert_hides(&new[1]);
}

#[tokio::test]
async fn a_program_sends_its_code_along() {
    let app = TestApp::start().await;
    let person = app.client().await;
    token(&app, &person.email, PASSWORD, Some("not looked at")).await.assert_status(200);
    let (authenticator, _) = enrol(&app, &person).await;
    let missing = token(&app, &person.email, PASSWORD, None).await;
    assert_eq!((missing.status, missing.problem()), (401, "mfa-required".to_owned()));
    let wrong = token(&app, &person.email, PASSWORD, Some("000000")).await;
    assert_eq!((wrong.status, wrong.problem()), (401, "wrong-factor".to_owned()));
    // The code that set the app up is used up, and so is each after its use.
    assert_eq!(token(&app, &person.email, PASSWORD, Some(&authenticator.first)).await.problem(), "wrong-factor");
    let code = authenticator.next_code(&app);
    token(&app, &person.email, PASSWORD, Some(&code)).await.assert_status(200);
    assert_eq!(token(&app, &person.email, PASSWORD, Some(&code)).await.problem(), "wrong-factor");
    // The answer to a wrong password does not reveal factors.
    assert_eq!(token(&app, &person.email, "wrong", None).await.problem(), "wrong-credentials");
}

#[tokio::test]
async fn a_new_password_by_mail_does_not_skip_the_second_factor() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let (authenticator, _) = enrol(&app, &person).await;
    let mut tx = app.state().db.platform(fataplus::db::PlatformScope::Platform).await.unwrap();
    let lifetime = Duration::minutes(15);
    let link =
        fataplus::features::people::sign_in::passwords::password_link(&mut tx, app.state(), person.user, lifetime)
            .await
            .unwrap();
    tx.commit().await.unwrap();
    let mut web = app.anonymous();
    web.get(&link).await.assert_status(200);
    let new = [("password", "tsingy rouge et sentier calme")];
    assert_eq!(web.submit("form[action='/password']", &new).await.url.path(), "/login/second");
    let code = authenticator.next_code(&app);
    // On to the person's only project.
    let there = web.submit(SECOND, &[("code", &code)]).await.assert_status(200).url.clone();
    assert!(there.host_str().unwrap().starts_with("fp-"), "{there}");
    app.run_jobs().await;
}

#[tokio::test]
async fn factors_change_only_after_a_fresh_proof() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let (authenticator, _) = enrol(&app, &person).await;
    let code = authenticator.next_code(&app);
    let mut web = log_in(&app, &person, "/account/security").await;
    web.submit(SECOND, &[("code", &code)]).await.assert_status(200);
    app.clock().advance(Duration::minutes(11));
    let remove = "form[action='/account/security/app/remove']";
    web.get(&at(&app, "/account/security")).await.assert_status(200);
    assert_eq!(web.submit(remove, &[]).await.url.path(), "/account/confirm");
    // A browser states the page of the form; this client does not.
    web.get(&at(&app, "/account/confirm?next=/account/security")).await.assert_status(200);
    let before = web.cookie(web.page().url.host_str().unwrap(), "session").unwrap().to_owned();
    let confirmed = web.submit("form[action='/account/confirm']:has([name=password])", &[("password", PASSWORD)]).await;
    assert_eq!(confirmed.assert_status(200).url.path(), "/account/security");
    assert_ne!(web.cookie(web.page().url.host_str().unwrap(), "session"), Some(before.as_str()), "a new session");
    web.submit(remove, &[]).await.assert_status(200).assert_shows("The second factor is removed.");
    app.run_jobs().await;
    token(&app, &person.email, PASSWORD, None).await.assert_status(200);

    // A session from before the factor cannot change it with the password alone.
    let mut old = person.app().await;
    enrol(&app, &person).await;
    assert_eq!(old.get(&at(&app, "/account/security")).await.url.path(), "/account/confirm");
    assert!(old.page().texts("[name=password]").is_empty(), "{}", old.page());
}
