use futures_util::future::join_all;
use serde_json::{Value, json};
use time::Duration;

use crate::support::{Answer, PASSWORD, TestApp, app::Options};
use fataplus::{db::PlatformScope, features::people::sign_in};

const NEW: &str = "tsingy rouge et sentier calme";

async fn log_in(app: &TestApp, email: &str, password: &str) -> Answer {
    app.anonymous_api().post("/v1/auth/token", json!({ "email": email, "password": password })).await
}

async fn refresh(app: &TestApp, tokens: &Value) -> Answer {
    app.anonymous_api().post("/v1/auth/refresh", json!({ "refresh_token": tokens["refresh_token"] })).await
}

async fn me(app: &TestApp, tokens: &Value) -> Answer {
    let api = app.anonymous_api();
    api.send(api.request(reqwest::Method::GET, "/v1/me").bearer_auth(tokens["access_token"].as_str().unwrap())).await
}

async fn link_token(app: &TestApp, user: fataplus::ids::UserId) -> String {
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
    let link = sign_in::passwords::password_link(&mut tx, app.state(), user, Duration::hours(72)).await.unwrap();
    tx.commit().await.unwrap();
    link.split_once("token=").unwrap().1.to_owned()
}

#[tokio::test]
async fn a_password_gives_tokens_that_speak_for_its_owner() {
    let app = TestApp::start().await;
    let person = app.staff().await;
    let answer = log_in(&app, &person.email.to_uppercase(), PASSWORD).await;
    assert_eq!(answer.assert_status(200).header("cache-control"), Some("no-store"));
    let tokens = answer.json();
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(600)));
    let expected = json!({ "id": person.user, "name": person.name, "email": person.email, "language": "en",
                           "phone": "", "platform_role": "staff",
                           "notifications": { "messages": true, "documents": true, "approvals": true,
                                              "file_requests": true, "tasks": true, "status": true },
                           "credential": { "kind": "session", "name": null, "scopes": null, "project_id": null,
                                           "expires_at": null } });
    assert_eq!(me(&app, &tokens).await.assert_status(200).json(), expected);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_answer_alike() {
    let app = TestApp::start().await;
    let person = app.stranger().await;
    let wrong = log_in(&app, &person.email, NEW).await;
    let unknown = log_in(&app, "nobody@people.test", NEW).await;
    assert_eq!((wrong.problem(), wrong.status), ("wrong-credentials".to_owned(), 401));
    assert_eq!(wrong.body, unknown.body);
}

#[tokio::test]
async fn a_used_refresh_token_ends_the_family() {
    let app = TestApp::start().await;
    let first = log_in(&app, &app.stranger().await.email, PASSWORD).await.json();
    let second = refresh(&app, &first).await.assert_status(200).json();
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    me(&app, &second).await.assert_status(200);
    assert_eq!(refresh(&app, &first).await.problem(), "invalid-token");
    assert_eq!(refresh(&app, &second).await.problem(), "invalid-token");
    assert_eq!(me(&app, &second).await.problem(), "invalid-token");
}

#[tokio::test]
async fn logging_out_ends_the_session_at_once() {
    let app = TestApp::start().await;
    let api = app.stranger().await.api().await;
    api.get("/v1/me").await.assert_status(200);
    api.post("/v1/auth/logout", json!({})).await.assert_status(204);
    assert_eq!(api.get("/v1/me").await.problem(), "invalid-token");
}

#[tokio::test]
async fn of_fifty_uses_of_a_link_one_sets_the_password() {
    let app = TestApp::with(Options { max_connections: 20, ..Options::default() }).await;
    let person = app.stranger().await;
    let before = person.api().await;
    let token = link_token(&app, person.user).await;
    let body = json!({ "token": token, "password": NEW });
    let api = app.anonymous_api();
    let answers = join_all((0..50).map(|_| Answer::in_the_end(|| api.post("/v1/auth/password", body.clone())))).await;
    let (set, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 204);
    assert_eq!(set.len(), 1, "{answers:#?}");
    assert!(refused.iter().all(|answer| answer.problem() == "link-expired"), "{refused:#?}");
    assert_eq!(before.get("/v1/me").await.problem(), "invalid-token");
    log_in(&app, &person.email, PASSWORD).await.assert_status(401);
    log_in(&app, &person.email, NEW).await.assert_status(200);
    app.run_jobs().await;
}

#[tokio::test]
async fn a_weak_password_leaves_the_link_good() {
    let app = TestApp::start().await;
    let person = app.stranger().await;
    let token = link_token(&app, person.user).await;
    let set = async |password: &str| {
        app.anonymous_api().post("/v1/auth/password", json!({ "token": token, "password": password })).await
    };
    for (weak, code) in [("court", "password-too-short"), (person.name.as_str(), "password-guessable")] {
        let answer = set(weak).await;
        assert_eq!(answer.assert_status(422).problem_fields(), [("password".to_owned(), code.to_owned())]);
    }
    app.clock().advance(Duration::hours(71));
    set(NEW).await.assert_status(204);
    app.run_jobs().await;
}

#[tokio::test]
async fn a_forgotten_password_is_answered_alike_and_mailed_to_whom_it_belongs() {
    let app = TestApp::start().await;
    let person = app.stranger().await;
    let forgot =
        async |email: &str| app.anonymous_api().post("/v1/auth/password/forgot", json!({ "email": email })).await;
    let (known, unknown) = (forgot(&person.email).await, forgot("nobody@people.test").await);
    assert_eq!((known.assert_status(202).status, &known.body), (unknown.status, &unknown.body));
    // The mail is made beside the answer.
    while app.mails_to(&person.email).is_empty() {
        app.run_jobs().await;
        tokio::task::yield_now().await;
    }
    let link = app.last_mail_to(&person.email).link();
    let mut web = app.anonymous();
    web.get(&link).await.assert_status(200);
    app.clock().advance(Duration::minutes(16));
    web.get(&link).await.assert_status(422);
    assert!(app.mails_to("nobody@people.test").is_empty());
}

#[tokio::test]
async fn what_her_project_is_called_is_no_password() {
    let app = TestApp::start().await;
    let (person, other) = (app.client().await, app.stranger().await);
    let title = app.project().title.to_lowercase();
    let set = async |token: &str, password: &str| {
        app.anonymous_api().post("/v1/auth/password", json!({ "token": token, "password": password })).await
    };
    let token = link_token(&app, person.user).await;
    let guessable = [("password".to_owned(), "password-guessable".to_owned())];
    for weak in [title.clone(), format!("{title}1"), "Mada Solar12".to_owned()] {
        assert_eq!(set(&token, &weak).await.assert_status(422).problem_fields(), guessable, "{weak}");
    }
    let mut web = person.app().await;
    web.get("/account").await.assert_status(200);
    let change = [("current", PASSWORD), ("password", title.as_str())];
    web.submit("form[action='/account/password']", &change).await.assert_status(422).assert_shows("Too easy to guess");
    // Without a relation to those words, it is simply a long password.
    set(&link_token(&app, other.user).await, &title).await.assert_status(204);
    app.run_jobs().await;
}
