use futures_util::future::join_all;
use serde_json::json;
use time::Duration;

use super::{enrol, token};
use crate::support::{Answer, PASSWORD, TestApp};
use fataplus::{db::PlatformScope, features::people::sign_in};

const TRIES: usize = 50;

fn succeeded(answers: &[Answer], status: u16) -> usize {
    answers.iter().filter(|answer| answer.status == status).count()
}

/// The losers are wrong, or have to wait after so many failures; some find every connection in use.
fn refused(answers: &[Answer]) -> usize {
    answers.iter().filter(|answer| matches!(answer.status, 401 | 422 | 429 | 503)).count()
}

#[tokio::test]
async fn of_fifty_uses_of_a_step_one_succeeds() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let (authenticator, _) = enrol(&app, &person).await;
    let code = authenticator.next_code(&app);
    let answers = join_all((0..TRIES).map(|_| token(&app, &person.email, PASSWORD, Some(&code)))).await;
    assert_eq!((succeeded(&answers, 200), refused(&answers)), (1, TRIES - 1));
}

#[tokio::test]
async fn of_fifty_uses_of_a_recovery_code_one_succeeds() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let (_, codes) = enrol(&app, &person).await;
    let answers = join_all((0..TRIES).map(|_| token(&app, &person.email, PASSWORD, Some(&codes[0])))).await;
    assert_eq!((succeeded(&answers, 200), refused(&answers)), (1, TRIES - 1));
}

#[tokio::test]
async fn of_fifty_uses_of_a_reset_token_one_succeeds() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
    let link =
        sign_in::passwords::password_link(&mut tx, app.state(), person.user, Duration::minutes(15)).await.unwrap();
    tx.commit().await.unwrap();
    let token = link.split_once("token=").unwrap().1;
    let api = app.anonymous_api();
    let body = |n: usize| json!({ "token": token, "password": format!("tsingy rouge et sentier calme {n}") });
    let answers = join_all((0..TRIES).map(|n| api.post("/v1/auth/password", body(n)))).await;
    assert_eq!((succeeded(&answers, 204), refused(&answers)), (1, TRIES - 1));
    app.run_jobs().await;
    assert_eq!(app.mails_to(&person.email).len(), 1, "she is told once");
}

#[tokio::test]
async fn of_fifty_guesses_at_once_no_more_are_looked_at_than_there_may_be() {
    let app = TestApp::start().await;
    let person = app.client().await;
    enrol(&app, &person).await;
    let codes: Vec<String> = (0..TRIES).map(|n| format!("{n:06}")).collect();
    let answers = join_all(codes.iter().map(|code| token(&app, &person.email, PASSWORD, Some(code)))).await;
    // Five at once, and one more whenever a wait of 1, 2, 4 … seconds ends before all are done.
    assert!(succeeded(&answers, 401) <= 5 + 4, "{}", succeeded(&answers, 401));
    assert_eq!(refused(&answers), TRIES);
}
