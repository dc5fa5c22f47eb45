use time::Duration;

use super::{at, token};
use crate::support::{PASSWORD, TestApp};

#[tokio::test]
async fn failures_make_the_next_try_wait_whether_or_not_there_is_an_account() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let mut seen = Vec::new();
    for email in [person.email.as_str(), "nobody@people.test"] {
        let mut answers = Vec::new();
        for _ in 0..5 {
            answers.push(token(&app, email, "wrong", None).await);
        }
        answers.push(token(&app, email, "wrong", None).await);
        app.clock().advance(Duration::seconds(1));
        answers.push(token(&app, email, "wrong", None).await);
        answers.push(token(&app, email, "wrong", None).await);
        let told: Vec<_> =
            answers.iter().map(|a| (a.problem(), a.header("retry-after").map(ToOwned::to_owned))).collect();
        seen.push(told);
    }
    let wait = |seconds: &str| ("too-many-attempts".to_owned(), Some(seconds.to_owned()));
    let wrong = ("wrong-credentials".to_owned(), None);
    let expected = [vec![wrong.clone(); 5], vec![wait("1"), wrong, wait("2")]].concat();
    assert_eq!(seen, [expected.clone(), expected]);

    for seconds in [2, 4, 8] {
        app.clock().advance(Duration::seconds(seconds));
        assert_eq!(token(&app, &person.email, "wrong", None).await.problem(), "wrong-credentials");
    }
    // Not even the right password is looked at before its time, on the page as little as by a program.
    assert_eq!(token(&app, &person.email, PASSWORD, None).await.problem(), "too-many-attempts");
    let mut web = app.anonymous();
    web.get(&at(&app, "/login")).await;
    let form = [("email", person.email.as_str()), ("password", PASSWORD)];
    web.submit("form[action='/login']", &form).await.assert_status(429).assert_shows("Trop de tentatives.");
    app.clock().advance(Duration::seconds(60));
    token(&app, &person.email, PASSWORD, None).await.assert_status(200);
    // A success is a new beginning.
    for _ in 0..5 {
        assert_eq!(token(&app, &person.email, "wrong", None).await.problem(), "wrong-credentials");
    }
}
