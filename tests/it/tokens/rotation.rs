use std::time::{Duration, Instant};

use fataplus::{
    access::TokenScope,
    cli::{SigningKeysCommand, manage_keys},
};

use super::key;
use crate::support::{Answer, TestApp, app::Options, fixture, replica::Replica};

/// Promised time on every replica.
const PROMISED: Duration = Duration::from_secs(1);

async fn kid(app: &TestApp) -> String {
    let token = app.client().await.api().await.token().unwrap();
    jsonwebtoken::decode_header(token).unwrap().kid.unwrap()
}

async fn replica(app: &TestApp) -> Replica {
    let replica = Replica::of(app).await;
    replica.listening().await;
    replica
}

async fn until_refused(ask: impl AsyncFn() -> Answer) {
    let begun = Instant::now();
    loop {
        let asked = begun.elapsed();
        if ask().await.status == 401 {
            return;
        }
        assert!(asked < PROMISED, "still let in when it asked after {asked:?}");
    }
}

#[tokio::test]
async fn a_new_key_signs_when_everybody_knows_it_and_the_old_one_is_taken_meanwhile() {
    let app = TestApp::start().await;
    let other = replica(&app).await;
    let (person, first) = (app.client().await, kid(&app).await);
    let before = person.api().await.token().unwrap();
    let lines = manage_keys(app.state(), &SigningKeysCommand::Rotate { now: false }).await.unwrap();
    let second = lines[0].split(' ').next().unwrap().to_owned();
    assert_eq!(kid(&app).await, first, "it signs before replicas could learn of it");
    let listed = manage_keys(app.state(), &SigningKeysCommand::List).await.unwrap();
    assert!(listed.iter().any(|line| line.starts_with(&first) && line.contains("  signs  ")), "{listed:?}");
    assert!(listed.iter().any(|line| line.starts_with(&second) && line.contains("  waits  ")), "{listed:?}");
    app.clock().advance(time::Duration::seconds(6));
    assert_eq!(kid(&app).await, second);
    let after = person.api().await.token().unwrap();
    for token in [&before, &after] {
        super::get(&app, token, "/v1/me").await.assert_status(200);
        other.get_with(token, "/v1/me").await.assert_status(200);
    }
    // A browser's token outlives its key by itself.
    let mut portal = person.portal(app.project()).await;
    portal.get("/").await.assert_status(200);
    app.clock().advance(time::Duration::minutes(12));
    let listed = manage_keys(app.state(), &SigningKeysCommand::List).await.unwrap();
    assert!(listed.iter().any(|line| line.starts_with(&first) && line.contains("  retired  ")), "{listed:?}");
    portal.get("/").await.assert_status(200);
}

#[tokio::test]
async fn a_key_that_signs_at_once_is_learned_by_who_meets_it() {
    let app = TestApp::start().await;
    let other = replica(&app).await;
    // Change notices no longer reach this replica.
    other.go_deaf();
    manage_keys(app.state(), &SigningKeysCommand::Rotate { now: true }).await.unwrap();
    let token = app.client().await.api().await.token().unwrap();
    other.get_with(&token, "/v1/me").await.assert_status(200);
}

#[tokio::test]
async fn what_a_leaked_key_signed_is_refused_everywhere() {
    let app = TestApp::start().await;
    let other = replica(&app).await;
    let (person, leaked) = (app.client().await, kid(&app).await);
    let token = person.api().await.token().unwrap();
    for _ in 0..2 {
        super::get(&app, &token, "/v1/me").await.assert_status(200);
        other.get_with(&token, "/v1/me").await.assert_status(200);
    }
    let mut portal = person.portal(app.project()).await;
    portal.get("/").await.assert_status(200);
    let done = manage_keys(app.state(), &SigningKeysCommand::Retire { kid: leaked.clone() }).await.unwrap();
    assert!(done[0].contains("is retired") && done[1].contains("signs in its place"), "{done:?}");
    until_refused(async || super::get(&app, &token, "/v1/me").await).await;
    until_refused(async || other.get_with(&token, "/v1/me").await).await;
    // Nobody is logged out: the renewal secret does not depend on the key.
    portal.get("/").await.assert_status(200);
    let fresh = person.api().await.token().unwrap();
    super::get(&app, &fresh, "/v1/me").await.assert_status(200);
    other.get_with(&fresh, "/v1/me").await.assert_status(200);
    assert!(manage_keys(app.state(), &SigningKeysCommand::Retire { kid: leaked }).await.is_err());
    assert!(manage_keys(app.state(), &SigningKeysCommand::Retire { kid: "' OR true --".to_owned() }).await.is_err());
}

#[tokio::test]
async fn of_many_rotations_at_a_time_one_key_is_left_to_sign() {
    let app = TestApp::with(Options { max_connections: 10, ..Options::default() }).await;
    let rotate = SigningKeysCommand::Rotate { now: true };
    for done in futures_util::future::join_all((0..4).map(|_| manage_keys(app.state(), &rotate))).await {
        done.unwrap();
    }
    app.clock().advance(time::Duration::minutes(12));
    let listed = manage_keys(app.state(), &SigningKeysCommand::List).await.unwrap();
    assert_eq!(listed.iter().filter(|line| line.contains("  signs  ")).count(), 1, "{listed:#?}");
    assert_eq!(listed.iter().filter(|line| line.contains("  retired  ")).count(), 4, "{listed:#?}");
}

#[tokio::test]
async fn a_key_of_a_project_taken_back_is_refused_everywhere() {
    let app = TestApp::start().await;
    let other = replica(&app).await;
    let (manager, project) = (app.manager().await, app.project());
    let text = key(&app, project, manager.user, &[TokenScope::ProjectRead], &[]).await;
    for _ in 0..2 {
        super::get(&app, &text, &project.v1("")).await.assert_status(200);
        other.get_with(&text, &project.v1("")).await.assert_status(200);
    }
    let mut tx = app.state().db.write(&fixture::scope(project.id)).await.unwrap();
    tx.announce_part();
    sqlx::query("UPDATE api_keys SET revoked_at = now()").execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
    super::get(&app, &text, &project.v1("")).await.assert_status(401);
    until_refused(async || other.get_with(&text, &project.v1("")).await).await;
}

#[tokio::test]
async fn a_clock_behind_the_first_key_keeps_nobody_out() {
    let app = TestApp::start().await;
    manage_keys(app.state(), &SigningKeysCommand::Rotate { now: false }).await.unwrap();
    let first = kid(&app).await;
    app.clock().advance(time::Duration::days(-40));
    let person = app.client().await;
    let body = serde_json::json!({ "email": person.email, "password": crate::support::PASSWORD });
    let tokens = app.anonymous_api().post("/v1/auth/token", body).await.assert_status(200).json();
    super::get(&app, tokens["access_token"].as_str().unwrap(), "/v1/me").await.assert_status(200);
    person.portal(app.project()).await.get("/").await.assert_status(200);
    let listed = manage_keys(app.state(), &SigningKeysCommand::List).await.unwrap();
    let signs: Vec<_> = listed.iter().filter(|line| line.contains("  signs  ")).collect();
    assert!(signs.len() == 1 && signs[0].starts_with(&first), "{listed:?}");
}
