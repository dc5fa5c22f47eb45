use time::Duration;

use super::{at, enrol, token};
use crate::support::{PASSWORD, TestApp, Web, fixture};

#[tokio::test]
async fn failures_make_the_next_try_wait_whether_or_not_there_is_an_account() {
    let app = TestApp::start().await;
    app.clock().stop();
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

/// Wrong passwords of `email` from elsewhere, as fast as they are looked at; the next one waits.
async fn guess_from_elsewhere(app: &TestApp, email: &str) {
    for _ in 0..12 {
        app.clock().advance(Duration::seconds(60));
        assert_eq!(token(app, email, "wrong", None).await.problem(), "wrong-credentials");
    }
    assert_eq!(token(app, email, "wrong", None).await.problem(), "too-many-attempts");
}

async fn log_in(app: &TestApp, web: &mut Web, email: &str, password: &str) -> u16 {
    web.get(&at(app, "/login?with=password")).await.assert_status(200);
    web.submit("form[action='/login']", &[("email", email), ("password", password)]).await.status
}

async fn log_out(app: &TestApp, web: &mut Web) {
    web.get(&at(app, "/account")).await.assert_status(200);
    web.submit("form[action='/logout']", &[]).await.assert_status(200);
}

#[tokio::test]
async fn strangers_do_not_delay_a_browser_that_its_account_knows() {
    let app = TestApp::start().await;
    let (person, other) = (app.client().await, app.client().await);
    let [mut known, mut new] = [app.anonymous(), app.anonymous()];
    assert_eq!(log_in(&app, &mut known, &person.email, PASSWORD).await, 200);
    log_out(&app, &mut known).await;

    guess_from_elsewhere(&app, &person.email).await;
    assert_eq!(log_in(&app, &mut new, &person.email, PASSWORD).await, 429);
    assert_eq!(log_in(&app, &mut known, &person.email, PASSWORD).await, 200);
    log_out(&app, &mut known).await;
    // That was right there, which tells nothing of the tries from elsewhere.
    assert_eq!(log_in(&app, &mut new, &person.email, PASSWORD).await, 429);

    // It is known to this account alone …
    guess_from_elsewhere(&app, &other.email).await;
    assert_eq!(log_in(&app, &mut known, &other.email, PASSWORD).await, 429);
    app.clock().advance(Duration::seconds(60));
    assert_eq!(log_in(&app, &mut known, &other.email, PASSWORD).await, 200);
    log_out(&app, &mut known).await;
    // … and then to both: people share browsers.
    for email in [&person.email, &other.email] {
        guess_from_elsewhere(&app, email).await;
        assert_eq!(log_in(&app, &mut known, email, PASSWORD).await, 200);
        log_out(&app, &mut known).await;
    }

    // Failures in it delay it, and it alone.
    app.clock().advance(Duration::seconds(60));
    for _ in 0..5 {
        assert_eq!(log_in(&app, &mut known, &person.email, "wrong").await, 401);
    }
    assert_eq!(log_in(&app, &mut known, &person.email, PASSWORD).await, 429);
    assert_eq!(log_in(&app, &mut new, &person.email, PASSWORD).await, 200);
}

#[tokio::test]
async fn a_new_password_makes_known_browsers_strangers() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let mut known = app.anonymous();
    assert_eq!(log_in(&app, &mut known, &person.email, PASSWORD).await, 200);
    log_out(&app, &mut known).await;
    let mut tx = fixture::platform(app.state()).await;
    tx.announce(fataplus::db::Change::Everything);
    sqlx::query("UPDATE users SET credential_epoch = credential_epoch + 1 WHERE id = $1")
        .bind(person.user.0)
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    guess_from_elsewhere(&app, &person.email).await;
    assert_eq!(log_in(&app, &mut known, &person.email, PASSWORD).await, 429);
}

/// A mailed link makes a browser known as well, and codes of a second factor are counted like passwords.
#[tokio::test]
async fn a_known_browser_is_asked_for_its_second_factor_at_once() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let (authenticator, _) = enrol(&app, &person).await;
    let [mut known, mut new] = [app.anonymous(), app.anonymous()];
    let answer =
        async |web: &mut Web, code: &str| web.submit("form[action='/login/second']", &[("code", code)]).await.status;
    assert_eq!(log_in(&app, &mut known, &person.email, PASSWORD).await, 200);
    assert_eq!(answer(&mut known, &authenticator.next_code(&app)).await, 200);
    log_out(&app, &mut known).await;
    // An attacker with the person's password tries codes.
    assert_eq!(log_in(&app, &mut new, &person.email, PASSWORD).await, 200);
    for _ in 0..6 {
        app.clock().advance(Duration::seconds(30));
        assert_eq!(answer(&mut new, "000000").await, 401);
    }
    assert_eq!(log_in(&app, &mut known, &person.email, PASSWORD).await, 200);
    let code = authenticator.code(app.state());
    assert_eq!(answer(&mut new, &code).await, 429);
    assert_eq!(answer(&mut known, &code).await, 200);
}
