//! A document's page: decisions of all its versions, and what withdrawing it takes along.

use serde_json::json;

use crate::{
    api::documents::{PDF, file},
    support::TestApp,
};

#[tokio::test]
async fn an_earlier_version_keeps_its_decision() {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await, app.client().await);
    let api = manager.api().await;
    let draft = json!({ "name": "Draft.pdf", "kind": "deliverable", "visibility": "client" });
    let id = file(&app, &api, PDF, draft).await;
    let corrections = json!({ "document_id": id, "decision": "changes_requested", "comment": "A larger logo" });
    client.api().await.post(&app.project().v1("/approvals"), corrections).await.assert_status(201);
    app.run_jobs().await;
    assert!(app.last_mail_to(&manager.email).text.contains("A larger logo"));
    file(&app, &api, b"%PDF-1.7\nthe second\n", json!({ "document_id": id, "kind": "deliverable" })).await;
    app.run_jobs().await;
    assert!(app.last_mail_to(&client.email).subject.contains("(v2)"), "a new version is told as one");
    for reader in [&manager, &client] {
        let mut web = reader.portal(app.project()).await;
        let page = web.get(&format!("/documents/{id}")).await;
        page.assert_status(200).assert_shows("A larger logo");
        assert_eq!(page.texts("ol .prose"), ["A larger logo"], "beside its version");
    }
}

#[tokio::test]
async fn what_was_withdrawn_is_no_longer_told() {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await.api().await, app.client().await.api().await);
    let id = file(&app, &manager, PDF, json!({ "name": "Margins.pdf", "visibility": "internal" })).await;
    let (one, activity) = (app.project().v1(&format!("/documents/{id}")), app.project().v1("/activity"));
    manager.patch(&one, json!({ "visibility": "client" })).await.assert_status(200);
    assert!(client.get(&activity).await.text().contains("Margins"));
    manager.patch(&one, json!({ "visibility": "internal" })).await.assert_status(200);
    assert!(!client.get(&activity).await.text().contains("Margins"));
    assert!(manager.get(&activity).await.text().contains("Margins"));
    app.run_jobs().await;
}

#[tokio::test]
async fn a_task_that_was_withdrawn_and_deleted_is_no_longer_told() {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await.api().await, app.client().await.api().await);
    let (path, activity) = (app.project().v1("/tasks"), app.project().v1("/activity"));
    let task = manager.post(&path, json!({ "title": "Margins", "visibility": "client" })).await.json();
    assert!(client.get(&activity).await.text().contains("Margins"));
    let one = format!("{path}/{}", task["id"].as_str().unwrap());
    manager.patch(&one, json!({ "visibility": "internal" })).await.assert_status(200);
    assert!(!client.get(&activity).await.text().contains("Margins"));
    manager.delete(&one).await.assert_status(204);
    assert!(!client.get(&activity).await.text().contains("Margins"));
    assert!(manager.get(&activity).await.text().contains("Margins"));
}

#[tokio::test]
async fn a_decision_taken_back_in_another_tab_is_explained() {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await.api().await, app.client().await);
    let id = file(&app, &manager, PDF, json!({ "kind": "deliverable", "visibility": "client" })).await;
    let mut web = client.portal(app.project()).await;
    web.get(&format!("/documents/{id}")).await.assert_status(200);
    web.submit("form[action$='/approval']", &[("decision", "approved")]).await.assert_status(200);
    let mut other = client.portal(app.project()).await;
    other.get(&format!("/documents/{id}")).await.assert_status(200);
    web.submit("form[action$='/approval/undo']", &[]).await.assert_shows("waits for your decision again");
    let late = other.submit("form[action$='/approval/undo']", &[]).await;
    late.assert_status(409).assert_shows("nothing to take back any more");
    app.run_jobs().await;
}

#[tokio::test]
async fn an_empty_file_is_refused() {
    let app = TestApp::start().await;
    let client = app.client().await.api().await;
    let empty = json!({ "name": "notes.txt", "size": 0, "content_type": "text/plain", "kind": "asset" });
    let refused = client.post(&app.project().v1("/uploads"), empty).await;
    assert_eq!(refused.problem_fields(), [("size".to_owned(), "file-empty".to_owned())]);
}

#[tokio::test]
async fn a_refused_file_holds_up_no_other_without_a_script() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let mut web = client.portal(app.project()).await;
    let csrf = web.get("/documents").await.attribute("main form [name=csrf]", "value");
    let file = |name: &str, bytes: &str| {
        format!("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{bytes}\r\n")
    };
    let field =
        |name: &str, value: &str| format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let files = [file("virus.exe", "MZ"), file("empty.txt", ""), file("notes.txt", "A few words.")];
    let body = [field("csrf", &csrf), field("kind", "asset"), files.concat(), "--x--\r\n".to_owned()].concat();
    let request = web.fetch(reqwest::Method::POST, "/documents/upload").body(body);
    let page = web.send(request.header("content-type", "multipart/form-data; boundary=x")).await;
    page.assert_status(422).assert_shows("virus.exe —").assert_shows("empty.txt — The file is empty.");
    page.assert_shows("The others have arrived.").assert_shows("notes.txt");
    app.run_jobs().await;
}
