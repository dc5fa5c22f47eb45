//! The last way to log in cannot be removed: a password, a passkey, a linked account.

use fataplus::db::{Change, PlatformScope};
use futures_util::future::join_all;
use reqwest::Method;
use scraper::Selector;
use uuid::Uuid;

use super::{at, log_in, set_up};
use crate::support::{Answer, Person, TestApp, Web};

const REMOVE: &str = "form[action='/account/passkeys/remove']";

async fn change(app: &TestApp, person: &Person, statement: &'static str) {
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
    tx.announce(Change::Everything);
    sqlx::query(statement).bind(person.user.0).bind(Uuid::now_v7()).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
}

const FORGET_PASSWORD: &str = "UPDATE users SET password_hash = NULL, credential_epoch = credential_epoch + 1 WHERE id = $1 AND $2::uuid IS NOT NULL";
const ADD_PASSKEY: &str = "INSERT INTO passkeys (id, user_id, name, credential_id, credential, created_at)
                           VALUES ($2, $1, 'key', uuid_send($2), '{}', now())";
const LINK: &str = "INSERT INTO identities (issuer, subject, user_id, linked_at)
                    VALUES ('https://issuer.test', $2::text, $1, now())";

/// Browser of a person without a password, after a proof with an app's code.
async fn without_password(app: &TestApp, person: &Person) -> Web {
    let mut web = log_in(app, person, "/account/security").await;
    web.page().assert_status(200);
    set_up(app, &mut web).await;
    app.run_jobs().await;
    change(app, person, FORGET_PASSWORD).await;
    web
}

async fn passkeys(app: &TestApp) -> i64 {
    let mut database = app.database().connect("fataplus_platform").await;
    sqlx::query_scalar("SELECT count(*) FROM passkeys").fetch_one(&mut database).await.unwrap()
}

#[tokio::test]
async fn the_last_passkey_stays_where_there_is_no_other_way_in() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let mut web = without_password(&app, &person).await;
    change(&app, &person, ADD_PASSKEY).await;
    let security = at(&app, "/account/security");
    web.get(&security).await.assert_status(200);
    let kept = web.submit(REMOVE, &[]).await;
    kept.assert_status(409).assert_shows("your only way in").assert_shows("Choose a password");
    assert_eq!(passkeys(&app).await, 1);
    // Another person's link is no way to log in for this one.
    change(&app, &app.client().await, LINK).await;
    web.submit(REMOVE, &[]).await.assert_status(409);
    change(&app, &person, LINK).await;
    web.submit(REMOVE, &[]).await.assert_status(200).assert_shows("The second factor is removed.");
    assert_eq!(passkeys(&app).await, 0);
    app.run_jobs().await;
}

#[tokio::test]
async fn who_has_no_password_chooses_one_without_another() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let mut web = without_password(&app, &person).await;
    let account = at(&app, "/account");
    web.get(&account).await.assert_shows("You have none yet").assert_hides("Current password");
    let form = "form[action='/account/password']";
    web.submit(form, &[("password", "short")]).await.assert_status(422);
    web.submit(form, &[("password", "vary telo noho ny efatra")]).await.assert_status(200).assert_shows("is changed");
    web.get(&account).await.assert_shows("Current password").assert_hides("You have none yet");
    // From now on the present one is asked for.
    let refused = web.submit(form, &[("password", "hafa indray ny teny miafina")]).await;
    refused.assert_status(422).assert_shows("not your current password");
    app.run_jobs().await;
}

#[tokio::test]
async fn of_two_passkeys_taken_away_at_once_one_stays() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let mut web = without_password(&app, &person).await;
    for _ in 0..2 {
        change(&app, &person, ADD_PASSKEY).await;
    }
    let page = web.get(&at(&app, "/account/security")).await.assert_status(200).html();
    let value = |name: &str| {
        let fields = Selector::parse(&format!("{REMOVE} [name={name}]")).unwrap();
        page.select(&fields).map(|field| field.attr("value").unwrap().to_owned()).collect::<Vec<_>>()
    };
    let removals = value("id").into_iter().zip(value("csrf")).map(|(id, csrf)| {
        let request = web.fetch(Method::POST, "/account/passkeys/remove");
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.body(format!("csrf={csrf}&id={id}"))
    });
    let mut statuses: Vec<u16> = join_all(removals.map(Answer::of)).await.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!((statuses, passkeys(&app).await), (vec![303, 409], 1));
    app.run_jobs().await;
}
