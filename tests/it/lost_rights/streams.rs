//! Files that pass through the service: whole, unchanged, and only while the caller may have them.

use std::time::{Duration, Instant};

use fataplus::{
    access::PartnerLevel,
    ids::DocumentId,
    storage::{ContentType, ObjectKey},
};
use reqwest::Method;

use super::{REMOVED, change};
use crate::support::{Person, TestApp, app::Options, fixture};

const SIZE: usize = 24 << 20;

/// A file of `SIZE` in a project that lets only this machine in; where it is got.
async fn file(app: &TestApp) -> String {
    let made = fixture::furnish(app.state(), app.project()).await;
    let key = ObjectKey::Document { project: app.project().id, document: made.id("document"), version: 1 };
    let text = ContentType::parse("text/plain").unwrap();
    app.state().storage.put(&key, &text, vec![b'a'; SIZE].into()).await.unwrap();
    let mut tx = app.state().db.write(&fixture::scope(app.project().id)).await.unwrap();
    tx.announce_part();
    sqlx::query("UPDATE project_rules SET ip_allow = '{127.0.0.0/8,::1/128}'").execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
    app.project().v1(&format!("/documents/{}/download", DocumentId(made.id("document"))))
}

#[tokio::test]
async fn a_file_has_its_length_and_is_not_made_smaller_on_the_way() {
    let app = TestApp::start().await;
    let (path, api) = (file(&app).await, app.client().await.api().await);
    let answer = api.send(api.request(Method::GET, &path).header("accept-encoding", "br, gzip")).await;
    assert_eq!(answer.assert_status(200).header("content-length"), Some(SIZE.to_string().as_str()));
    assert_eq!((answer.header("content-encoding"), answer.body.len()), (None, SIZE));
}

/// Bytes of the file that `person` gets, at the pace of a line of 5 MB/s, with `statement` done after the first of them;
/// all of it takes five seconds.
async fn got(app: &TestApp, path: &str, statement: &str, person: &Person) -> usize {
    let mut answer = person.api().await.request(Method::GET, path).send().await.unwrap();
    let mut came = answer.chunk().await.unwrap().unwrap().len();
    change(app, statement, person).await;
    let changed = Instant::now();
    while let Ok(Some(chunk)) = answer.chunk().await {
        came += chunk.len();
        // The line's pace.
        let due = Duration::from_micros(u64::try_from(came / 5).unwrap());
        tokio::time::sleep(due.saturating_sub(changed.elapsed())).await;
    }
    came
}

#[tokio::test]
async fn a_file_ends_when_who_gets_it_is_removed() {
    let app = TestApp::start().await;
    let (path, client) = (file(&app).await, app.client().await);
    assert!(got(&app, &path, REMOVED, &client).await < SIZE, "all of it came");
}

#[tokio::test]
async fn a_file_goes_on_when_its_reader_loses_what_it_does_not_need() {
    let app = TestApp::start().await;
    let (path, partner) = (file(&app).await, app.partner(PartnerLevel::Manage).await);
    change(&app, "UPDATE documents SET visibility = 'shared'", &partner).await;
    assert_eq!(got(&app, &path, "UPDATE partner_shares SET level = 'view'", &partner).await, SIZE);
}

#[tokio::test]
async fn a_file_on_its_way_takes_a_place_among_the_projects_requests() {
    let app = TestApp::with(Options { rate_limits: true, ..Options::default() }).await;
    let (path, api) = (file(&app).await, app.client().await.api().await);
    fixture::allow(app.state(), app.project(), "concurrent_requests = 1").await;
    let mut answer = api.request(Method::GET, &path).send().await.unwrap();
    answer.chunk().await.unwrap().unwrap();
    assert_eq!(api.get(&app.project().v1("/tasks")).await.assert_status(429).problem(), "rate-limited");
    drop(answer);
    let deadline = Instant::now() + Duration::from_secs(20);
    while api.get(&app.project().v1("/tasks")).await.status == 429 {
        assert!(Instant::now() < deadline, "the place is not given back");
    }
}
