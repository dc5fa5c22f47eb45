//! Recipients and occasions of mails.

use fataplus::access::PartnerLevel;
use serde_json::json;
use time::Duration;

use super::documents::{PDF, file};
use crate::support::{Person, TestApp, fixture};

/// The mails each of them got.
fn told<const N: usize>(app: &TestApp, people: [&Person; N]) -> [usize; N] {
    people.map(|person| app.mails_to(&person.email).len())
}

#[tokio::test]
async fn each_side_is_told_of_a_document_when_it_comes_to_its_sight() {
    let app = TestApp::start().await;
    let api = app.manager().await.api().await;
    let (client, partner) = (app.client().await, app.partner(PartnerLevel::View).await);
    let id = file(&app, &api, PDF, json!({ "visibility": "internal" })).await;
    app.run_jobs().await;
    assert_eq!(told(&app, [&client, &partner]), [0, 0]);
    for (visibility, mails) in [("client", [1, 0]), ("shared", [1, 1]), ("partner", [1, 1]), ("shared", [2, 1])] {
        let change = json!({ "visibility": visibility });
        api.patch(&app.project().v1(&format!("/documents/{id}")), change).await.assert_status(200);
        app.run_jobs().await;
        assert_eq!(told(&app, [&client, &partner]), mails, "{visibility}");
    }
}

/// The first file is mailed at once, later ones when those before have waited half a day.
#[tokio::test]
async fn the_agency_is_told_again_of_files_that_keep_coming() {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await, app.client().await);
    let ask = json!({ "title": "Your photographs" });
    let asked = manager.api().await.post(&app.project().v1("/file-requests"), ask).await.assert_status(201).json();
    for (hours, mails) in [(0, 1), (1, 1), (10, 1), (1, 2), (11, 2), (1, 3)] {
        app.clock().advance(Duration::hours(hours));
        file(&app, &client.api().await, PDF, json!({ "file_request_id": asked["id"] })).await;
        app.run_jobs().await;
        assert_eq!(told(&app, [&manager]), [mails], "{hours} h later");
    }
}

#[tokio::test]
async fn a_step_back_is_told_with_its_reason_to_all_who_see_the_project() {
    let app = TestApp::start().await;
    let (project, api) = (app.project(), app.admin().await.api().await);
    let (client, partner, stranger) = (app.client().await, app.partner(PartnerLevel::View).await, app.stranger().await);
    let (reason, step) = ("The roof turned out <b>too weak</b>.", json!({ "status": "intake" }));
    let refused = api.patch_current(&project.v1(""), step).await;
    assert_eq!(refused.assert_status(422).problem_fields(), [("reason".to_owned(), "required".to_owned())]);
    let step = json!({ "status": "intake", "reason": reason });
    api.patch_current(&project.v1(""), step).await.assert_status(200);
    app.run_jobs().await;
    assert_eq!(told(&app, [&client, &partner, &stranger]), [1, 1, 0]);
    for person in [&client, &partner] {
        let mut portal = person.portal(project).await;
        let said = portal.get("/").await.assert_status(200).texts(".timeline p");
        assert_eq!(said, [reason]);
    }

    // An expired share gets no more mails.
    let mut tx = app.state().db.write(&fixture::scope(project.id)).await.unwrap();
    tx.announce_part();
    let over = app.clock().now() - Duration::days(1);
    sqlx::query("UPDATE partner_shares SET expires_at = $1").bind(over).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
    api.patch_current(&project.v1(""), json!({ "status": "planning" })).await.assert_status(200);
    app.run_jobs().await;
    assert_eq!(told(&app, [&client, &partner]), [2, 1]);
}
