use futures_util::future::join_all;
use serde_json::json;

use super::get;
use crate::support::{Answer, PASSWORD, TestApp, app::Options};

/// Until it is answered: fifty at a time may find the database busy, which uses nothing up.
async fn refresh(app: &TestApp, token: &str) -> Answer {
    loop {
        let answer = app.anonymous_api().post("/v1/auth/refresh", json!({ "refresh_token": token })).await;
        if answer.status != 503 {
            return answer;
        }
    }
}

#[tokio::test]
async fn of_fifty_uses_at_a_time_one_wins_and_the_family_ends() {
    let app = TestApp::with(Options { max_connections: 20, ..Options::default() }).await;
    let person = app.client().await;
    let body = json!({ "email": person.email, "password": PASSWORD });
    let first = app.anonymous_api().post("/v1/auth/token", body).await.assert_status(200).json();
    let token = first["refresh_token"].as_str().unwrap().to_owned();
    let answers = join_all((0..50).map(|_| refresh(&app, &token))).await;
    let won: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
    assert_eq!(won.len(), 1, "{answers:?}");
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(answer.assert_status(401).problem(), "invalid-token");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer realm=\"fataplus\", error=\"invalid_token\""));
    }
    // A copy was used: every session of this log-in has ended.
    let second = won[0].json();
    for pair in [&first, &second] {
        get(&app, pair["access_token"].as_str().unwrap(), "/v1/me").await.assert_status(401);
        refresh(&app, pair["refresh_token"].as_str().unwrap()).await.assert_status(401);
    }
}

#[tokio::test]
async fn one_after_the_other_they_go_on() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let body = json!({ "email": person.email, "password": PASSWORD });
    let mut pair = app.anonymous_api().post("/v1/auth/token", body).await.assert_status(200).json();
    for _ in 0..3 {
        let next = refresh(&app, pair["refresh_token"].as_str().unwrap()).await.assert_status(200).json();
        assert_ne!(next["refresh_token"], pair["refresh_token"]);
        get(&app, next["access_token"].as_str().unwrap(), "/v1/me").await.assert_status(200);
        pair = next;
    }
}
