//! Requests for files, as both sides see them.

use serde_json::json;

use crate::{
    api::documents::{PDF, file},
    support::{TestApp, fixture},
};

#[tokio::test]
async fn what_was_sent_is_late_no_more() {
    let app = TestApp::start().await;
    fixture::furnish(app.state(), app.project()).await;
    let mut web = app.client().await.portal(app.project()).await;
    for (state, late) in [("open", true), ("received", false)] {
        let mut tx = app.state().db.write(&fixture::scope(app.project().id)).await.unwrap();
        let set = sqlx::query("UPDATE file_requests SET due_on = '2020-01-31', state = $1").bind(state);
        set.execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        let page = web.get("/").await;
        assert_eq!(page.assert_status(200).texts("main .late").is_empty(), !late, "{page}");
        assert_eq!(page.texts(".badge").iter().any(|badge| badge == "Received, to be checked"), !late, "{page}");
    }
}

#[tokio::test]
async fn who_sends_files_back_says_why_and_is_told_beside_the_field() {
    let app = TestApp::start().await;
    let made = fixture::furnish(app.state(), app.project()).await;
    let mut tx = app.state().db.write(&fixture::scope(app.project().id)).await.unwrap();
    sqlx::query("UPDATE file_requests SET state = 'received'").execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
    let mut web = app.manager().await.portal(app.project()).await;
    let path = format!("/file-requests/{}", made.id("file_request"));
    web.get(&path).await.assert_status(200);
    let csrf = web.page().html();
    let csrf =
        csrf.select(&scraper::Selector::parse("form [name=csrf]").unwrap()).next().unwrap().attr("value").unwrap();
    let page = web.post(&format!("{path}/decision"), &[("csrf", csrf), ("state", "open"), ("return_note", " ")]).await;
    assert_eq!(page.assert_status(422).texts("textarea[aria-invalid=true] + .hint + .error").len(), 1, "{page}");
}

#[tokio::test]
async fn what_a_client_sent_is_taken_back_or_checked_on_its_page() {
    let app = TestApp::start().await;
    let (client, manager) = (app.client().await, app.manager().await);
    let document = file(&app, &client.api().await, PDF, json!({ "name": "Logo.pdf" })).await;
    let path = format!("/documents/{document}");
    let mut web = client.portal(app.project()).await;
    web.get("/documents").await.assert_shows("Send a file").assert_hides("Visible to");
    web.get("/file-requests").await.assert_shows("Sent unasked");
    web.get(&path).await.assert_shows("Take this file back").assert_hides("Rename");
    let mut staff = manager.portal(app.project()).await;
    staff.get(&path).await.assert_shows("File received: to check");
    let accepted = staff.submit("form[action$='/decision']", &[("state", "accepted")]).await;
    accepted.assert_shows("The files are accepted");
    staff.get(&path).await.assert_hides("File received: to check");
    web.get(&path).await.assert_hides("Take this file back");

    let document = file(&app, &client.api().await, PDF, json!({})).await;
    web.get(&format!("/documents/{document}")).await;
    web.submit("form[action$='/delete']", &[]).await.assert_shows("You have taken the file back");
    assert!(web.get("/file-requests").await.texts(".badge").iter().all(|badge| badge != "Received, to be checked"));
    app.run_jobs().await;
}

#[tokio::test]
async fn a_request_is_closed_unless_something_came_meanwhile() {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await, app.client().await);
    let api = manager.api().await;
    let ask = async |title: &str| {
        let made =
            api.post(&app.project().v1("/file-requests"), json!({ "title": title })).await.assert_status(201).json();
        made["id"].as_str().unwrap().to_owned()
    };
    let mut web = manager.portal(app.project()).await;
    let first = ask("Your logo").await;
    web.get(&format!("/file-requests/{first}")).await.assert_hides("Accept").assert_shows("Ask for them no more");
    web.submit("form[action$='/decision']", &[]).await.assert_status(200).assert_shows("asked for no more");
    client.portal(app.project()).await.get("/file-requests").await.assert_shows("No longer asked for");

    let second = ask("Your texts").await;
    web.get(&format!("/file-requests/{second}")).await.assert_status(200);
    file(&app, &client.api().await, PDF, json!({ "file_request_id": second, "kind": "asset" })).await;
    web.submit("form[action$='/decision']", &[]).await.assert_status(409).assert_shows("Load the page again");
    let request = api.get(&app.project().v1(&format!("/file-requests/{second}"))).await.json();
    assert_eq!(request["state"], "received");
    app.leave_jobs();
}
