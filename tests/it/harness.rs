//! Promises of the harness to the other tests.

use std::panic::AssertUnwindSafe;

use fataplus::{access::PartnerLevel, db::PlatformScope, jobs};
use futures_util::FutureExt as _;
use serde_json::json;

use crate::support::{TestApp, fixture, mail};

#[tokio::test]
async fn every_kind_of_person_gets_the_answer_that_is_due() {
    let app = TestApp::start().await;
    fixture::furnish(app.state(), app.project()).await;
    let path = app.project().v1("/activity");
    for person in [
        app.client().await,
        app.manager().await,
        app.admin().await,
        app.partner(PartnerLevel::View).await,
        app.platform_admin().await,
    ] {
        let answer = person.api().await.get(&path).await;
        assert_eq!(answer.assert_status(200).json()["items"].as_array().unwrap().len(), 1, "{answer}");
    }
    for person in [app.stranger().await, app.staff().await] {
        assert_eq!(person.api().await.get(&path).await.problem(), "not-found");
    }
    assert_eq!(app.anonymous_api().get(&path).await.problem(), "authentication-required");
}

#[tokio::test]
async fn sessions_end_when_the_clock_moves() {
    let app = TestApp::start().await;
    let api = app.client().await.api().await;
    api.get(&app.project().v1("/activity")).await.assert_status(200);
    app.clock().advance(time::Duration::minutes(91));
    assert_eq!(api.get(&app.project().v1("/activity")).await.problem(), "invalid-token");
}

#[tokio::test]
async fn a_browser_keeps_its_session_and_goes_where_it_is_sent() {
    let app = TestApp::start().await;
    let mut web = app.client().await.portal(app.project()).await;
    let list = web.fetch(reqwest::Method::GET, "/api/v1/activity");
    assert_eq!(web.send(list).await.assert_status(200).json(), json!({ "items": [], "next_cursor": null }));
    let host = format!("{}.localhost", app.project().id.label());
    assert!(web.cookie(&host, "visitor").is_some_and(|value| value.len() == 43));

    let mut nobody = app.anonymous_at(app.project().id);
    let answer = nobody.get_without_following("/anything").await;
    answer.assert_status(404);
}

async fn enqueue(app: &TestApp, subject: &str) {
    let mail = mail("rasoa@people.test", subject);
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
    jobs::enqueue_platform(&mut tx, None, &mail).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn jobs_run_when_told_and_mail_can_be_read() {
    let app = TestApp::start().await;
    enqueue(&app, "Première").await;
    assert!(app.mails_to("rasoa@people.test").is_empty());
    app.run_jobs().await;
    let mail = app.last_mail_to("rasoa@people.test");
    assert_eq!((mail.subject.as_str(), mail.code().as_str()), ("Première", "123456"));
    assert_eq!(mail.link(), "http://app.localhost:1/open?token=a");
    assert!(mail.text.starts_with("Tonga soa é"));

    for number in 1..=5 {
        enqueue(&app, &number.to_string()).await;
    }
    app.run_jobs().await;
    let subjects: Vec<_> = app.mails_to("rasoa@people.test").into_iter().map(|mail| mail.subject).collect();
    assert_eq!(subjects, ["Première", "1", "2", "3", "4", "5"]);
}

#[tokio::test]
async fn a_job_nobody_ran_fails_the_test() {
    let test = async {
        let app = TestApp::start().await;
        enqueue(&app, "Forgotten").await;
    };
    let panic = AssertUnwindSafe(test).catch_unwind().await.unwrap_err();
    let message = panic.downcast_ref::<String>().unwrap();
    assert!(message.contains("nobody ran these jobs") && message.contains("send_mail"), "{message}");
}
