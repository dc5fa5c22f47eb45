//! Uploads and downloads over the real protocol of the object store.

use fataplus::access::PartnerLevel;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Api, TestApp, fixture};

pub const PDF: &[u8] = b"%PDF-1.7\nthe first\n";
const PDF_2: &[u8] = b"%PDF-1.7\nthe other\n";

pub(super) fn announcement(bytes: &[u8], more: &Value) -> Value {
    let mut body =
        json!({ "name": "Été.pdf", "size": bytes.len(), "content_type": "application/pdf", "kind": "other" });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

/// Announces and sends an upload; completing it is left to the caller.
pub(super) async fn send(app: &TestApp, api: &Api, bytes: &[u8], more: &Value) -> String {
    let answer = api.post(&app.project().v1("/uploads"), announcement(bytes, more)).await;
    let ticket = answer.assert_status(201).json();
    let mut put = app.http().put(ticket["url"].as_str().unwrap()).body(bytes.to_vec());
    for (name, value) in ticket["headers"].as_object().unwrap() {
        put = put.header(name, value.as_str().unwrap());
    }
    assert_eq!(put.send().await.unwrap().status(), 200);
    app.project().v1(&format!("/uploads/{}/complete", ticket["id"].as_str().unwrap()))
}

pub(super) async fn upload(app: &TestApp, api: &Api, bytes: &[u8], more: Value) -> Answer {
    let complete = send(app, api, bytes, &more).await;
    api.post(&complete, json!({})).await
}

/// Uploads a file that must be accepted; returns the document's ID.
pub async fn file(app: &TestApp, api: &Api, bytes: &[u8], more: Value) -> String {
    upload(app, api, bytes, more).await.assert_status(201).json()["id"].as_str().unwrap().to_owned()
}

/// Follows a download's address to the bytes.
pub(super) async fn fetch(app: &TestApp, api: &Api, path: &str) -> (String, Vec<u8>) {
    let answer = api.get(&app.project().v1(path)).await;
    let url = answer.assert_status(303).header("location").unwrap().to_owned();
    let response = app.http().get(url).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let disposition = response.headers()["content-disposition"].to_str().unwrap().to_owned();
    (disposition, response.bytes().await.unwrap().to_vec())
}

#[tokio::test]
async fn a_file_comes_back_as_it_was_sent_and_old_versions_stay() {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await.api().await, app.client().await.api().await);
    let complete = send(&app, &manager, PDF, &json!({ "visibility": "shared" })).await;
    let document = manager.post(&complete, json!({})).await.assert_status(201).json();
    let again = manager.post(&complete, json!({})).await.assert_status(201).json();
    assert_eq!(document, again);
    let id = document["id"].as_str().unwrap();

    let second = file(&app, &manager, PDF_2, json!({ "document_id": id })).await;
    assert_eq!(second, id);
    let (disposition, bytes) = fetch(&app, &client, &format!("/documents/{id}/download")).await;
    assert_eq!(bytes, PDF_2);
    assert!(disposition.starts_with("attachment;") && disposition.contains("%C3%89t%C3%A9.pdf"), "{disposition}");
    assert_eq!(fetch(&app, &client, &format!("/documents/{id}/versions/1/download")).await.1, PDF);
    client.get(&app.project().v1(&format!("/documents/{id}/versions/3/download"))).await.assert_status(404);

    let detail = client.get(&app.project().v1(&format!("/documents/{id}"))).await.assert_status(200).json();
    assert_eq!((&detail["current_version"], detail["versions"].as_array().unwrap().len()), (&json!(2), 2));
    app.run_jobs().await;
}

#[tokio::test]
async fn what_the_agency_keeps_to_itself_is_not_there_for_others() {
    let app = TestApp::start().await;
    let manager = app.manager().await.api().await;
    let (client, partner) = (app.client().await, app.partner(PartnerLevel::Manage).await);
    let id = file(&app, &manager, PDF, json!({ "name": "Marge secrète.pdf" })).await;
    for person in [&client, &partner] {
        let api = person.api().await;
        let list = api.get(&app.project().v1("/documents")).await;
        assert_eq!(list.assert_status(200).json()["items"], json!([]));
        for path in ["", "/versions", "/download", "/versions/1/download"] {
            let path = app.project().v1(&format!("/documents/{id}{path}"));
            assert_eq!(api.get(&path).await.problem(), "not-found", "{path}");
        }
        let path = app.project().v1(&format!("/documents/{id}"));
        assert_eq!(api.patch(&path, json!({ "name": "x" })).await.problem(), "not-found");
        assert_eq!(api.delete(&path).await.problem(), "not-found");
        let version = announcement(PDF, &json!({ "document_id": id }));
        assert_eq!(api.post(&app.project().v1("/uploads"), version).await.problem(), "not-found");
        let mut web = person.portal(app.project()).await;
        let page = web.get("/documents").await;
        page.assert_status(200).assert_hides("Marge");
        assert_eq!(page.texts(".filters .count"), ["0"]);
    }
    let path = app.project().v1(&format!("/documents/{id}"));
    manager.patch(&path, json!({ "visibility": "client" })).await.assert_status(200);
    client.api().await.get(&path).await.assert_status(200);
    assert_eq!(partner.api().await.get(&path).await.problem(), "not-found");
    app.run_jobs().await;
    assert!(app.last_mail_to(&client.email).text.contains(&id));
    assert!(app.mails_to(&partner.email).is_empty());
}

#[tokio::test]
async fn a_client_answers_requests_until_they_are_accepted() {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await, app.client().await);
    let (agency, api) = (manager.api().await, client.api().await);
    let uploads = app.project().v1("/uploads");
    let request = json!({ "title": "Your logo", "due_on": "2030-01-31" });
    assert_eq!(api.post(&app.project().v1("/file-requests"), request.clone()).await.problem(), "forbidden");
    let request = agency.post(&app.project().v1("/file-requests"), request).await.assert_status(201).json();
    assert_eq!(request["due_on"], "2030-01-31");
    let (id, path) = (&request["id"], app.project().v1(&format!("/file-requests/{}", request["id"].as_str().unwrap())));

    let deliverable = announcement(PDF, &json!({ "file_request_id": id, "kind": "deliverable" }));
    assert_eq!(api.post(&uploads, deliverable).await.problem_fields(), [("kind".to_owned(), "choice".to_owned())]);
    let document = upload(&app, &api, PDF, json!({ "file_request_id": id })).await.assert_status(201).json();
    assert_eq!((&document["visibility"], &document["file_request_id"]), (&json!("client"), id));
    assert_eq!(api.get(&path).await.json()["state"], "received");
    file(&app, &api, PDF_2, json!({ "file_request_id": id })).await;

    let partner = app.partner(PartnerLevel::Manage).await.api().await;
    assert_eq!(partner.get(&path).await.problem(), "not-found");
    let answer = announcement(PDF, &json!({ "file_request_id": id }));
    assert_eq!(partner.post(&uploads, answer.clone()).await.problem(), "not-found");

    let back = agency.patch(&path, json!({ "state": "open" })).await;
    assert_eq!(back.problem_fields(), [("return_note".to_owned(), "required".to_owned())]);
    agency.patch(&path, json!({ "state": "open", "return_note": "As SVG, please" })).await.assert_status(200);
    // The agency may think better of it, both ways.
    agency.patch(&path, json!({ "state": "accepted" })).await.assert_status(200);
    agency.patch(&path, json!({ "state": "open", "return_note": "As SVG, please" })).await.assert_status(200);
    let late = send(&app, &api, PDF, &json!({ "file_request_id": id })).await;
    file(&app, &api, PDF_2, json!({ "file_request_id": id })).await;
    agency.patch(&path, json!({ "state": "accepted" })).await.assert_status(200);
    assert_eq!(api.post(&uploads, answer).await.problem(), "state-conflict");
    assert_eq!(api.post(&late, json!({})).await.problem(), "state-conflict");
    app.run_jobs().await;
    assert_eq!(app.mails_to(&client.email).len(), 3, "asked, and asked again twice");
    assert_eq!(
        app.mails_to(&manager.email).len(),
        2,
        "the first of the files that came, each time they were asked for"
    );
}

#[tokio::test]
async fn a_client_sends_files_unasked_and_takes_them_back_until_they_are_accepted() {
    let app = TestApp::start().await;
    let (manager, client, colleague) = (app.manager().await, app.client().await, app.client().await);
    let (agency, api, theirs) = (manager.api().await, client.api().await, colleague.api().await);
    let v1 = |path: String| app.project().v1(&path);
    let request_of = async |document: &str| {
        let detail = agency.get(&v1(format!("/documents/{document}"))).await.assert_status(200).json();
        assert_eq!(detail["visibility"], "client");
        v1(format!("/file-requests/{}", detail["file_request_id"].as_str().unwrap()))
    };
    let first = file(&app, &api, PDF, json!({ "name": "Logo.pdf" })).await;
    let second = file(&app, &api, PDF_2, json!({ "name": "Plan.pdf" })).await;
    let request = request_of(&first).await;
    assert_eq!(request_of(&second).await, request, "what is sent together is looked at together");
    let said = agency.get(&request).await.json();
    assert_eq!(
        (&said["unasked"], &said["state"], &said["title"]),
        (&json!(true), &json!("received"), &json!("Logo.pdf"))
    );
    app.run_jobs().await;
    let told = app.last_mail_to(&manager.email);
    assert_eq!(app.mails_to(&manager.email).len(), 1);
    assert!(told.text.contains("Logo.pdf") && told.text.contains("/file-requests/"), "{}", told.text);

    let (one, other) = (v1(format!("/documents/{first}")), v1(format!("/documents/{second}")));
    assert_eq!(theirs.delete(&one).await.problem(), "forbidden", "it is not theirs");
    assert_eq!(api.patch(&one, json!({ "name": "x" })).await.problem(), "forbidden");
    api.delete(&one).await.assert_status(204);
    assert_eq!(agency.get(&request).await.json()["title"], "Plan.pdf");
    file(&app, &agency, PDF, json!({ "document_id": second })).await;
    assert_eq!(api.delete(&other).await.problem(), "forbidden", "the agency's version is in it");
    agency.delete(&other).await.assert_status(204);
    assert_eq!(agency.get(&request).await.problem(), "not-found", "nothing is left to check");
    assert_eq!(agency.get(&v1("/file-requests".to_owned())).await.json()["items"], json!([]));

    let third = file(&app, &api, PDF, json!({})).await;
    let (request, path) = (request_of(&third).await, v1(format!("/documents/{third}")));
    let back = json!({ "state": "open", "return_note": "It cannot be opened" });
    agency.patch(&request, back).await.assert_status(200);
    file(&app, &api, PDF_2, json!({ "document_id": third })).await;
    assert_eq!(agency.get(&request).await.json()["state"], "received");
    agency.patch(&request, json!({ "state": "accepted" })).await.assert_status(200);
    assert_eq!(api.delete(&path).await.problem(), "forbidden", "it is accepted");
    agency.patch(&request, json!({ "state": "open", "return_note": "One more" })).await.assert_status(200);
    assert_eq!(api.delete(&path).await.problem(), "forbidden", "it was accepted");
    file(&app, &api, PDF_2, json!({ "file_request_id": request.rsplit('/').next().unwrap() })).await;
    agency.patch(&request, json!({ "state": "accepted" })).await.assert_status(200);
    let version = announcement(PDF, &json!({ "document_id": third }));
    assert_eq!(api.post(&v1("/uploads".to_owned()), version).await.problem(), "state-conflict");
    app.run_jobs().await;
}

#[tokio::test]
async fn a_request_whose_files_are_taken_back_waits_again() {
    let app = TestApp::start().await;
    let (agency, api) = (app.manager().await.api().await, app.client().await.api().await);
    let requests = app.project().v1("/file-requests");
    let asked = agency.post(&requests, json!({ "title": "Your logo" })).await.assert_status(201).json();
    let state = async || agency.get(&requests).await.json()["items"][0]["state"].clone();
    let [first, second] = [PDF, PDF_2].map(async |bytes| {
        let id = file(&app, &api, bytes, json!({ "file_request_id": asked["id"] })).await;
        app.project().v1(&format!("/documents/{id}"))
    });
    let (first, second) = (first.await, second.await);
    api.delete(&first).await.assert_status(204);
    assert_eq!(state().await, "received");
    api.delete(&second).await.assert_status(204);
    assert_eq!(state().await, "open");
    app.run_jobs().await;
}

#[tokio::test]
async fn a_deliverable_is_decided_on_once_for_each_version() {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await.api().await, app.client().await.api().await);
    let approvals = app.project().v1("/approvals");
    let id = file(&app, &manager, PDF, json!({ "kind": "deliverable", "visibility": "client" })).await;
    let decision = json!({ "document_id": id, "decision": "approved", "version": 1 });
    assert_eq!(manager.post(&approvals, decision.clone()).await.problem(), "forbidden");
    let (one, other) =
        tokio::join!(client.post(&approvals, decision.clone()), client.post(&approvals, decision.clone()));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409], "{one}\n{other}");
    assert_eq!(client.post(&approvals, decision.clone()).await.problem(), "already-exists");

    file(&app, &manager, PDF_2, json!({ "document_id": id, "kind": "deliverable" })).await;
    assert_eq!(client.post(&approvals, decision).await.problem(), "state-conflict", "it is another version now");
    let changes = json!({ "document_id": id, "decision": "changes_requested" });
    assert_eq!(client.post(&approvals, changes).await.problem(), "validation");
    let changes = json!({ "document_id": id, "decision": "changes_requested", "comment": "Larger" });
    client.post(&approvals, changes).await.assert_status(201);
    let list = manager.get(&approvals).await.assert_status(200).json();
    assert_eq!(list["items"].as_array().unwrap().len(), 2);

    let contract = file(&app, &manager, PDF, json!({ "kind": "contract", "visibility": "client" })).await;
    let decision = json!({ "document_id": contract, "decision": "approved" });
    assert_eq!(client.post(&approvals, decision).await.problem(), "state-conflict");
    app.run_jobs().await;
}

#[tokio::test]
async fn two_who_race_for_the_last_room_do_not_both_get_it() {
    let app = TestApp::start().await;
    let manager = app.manager().await.api().await;
    fixture::allow(app.state(), app.project(), "storage_bytes = 1500, upload_bytes = 1200").await;

    let uploads = app.project().v1("/uploads");
    let large = announcement(&[0; 1201], &json!({}));
    assert_eq!(manager.post(&uploads, large).await.problem_fields(), [("size".to_owned(), "file-size".to_owned())]);
    let new = announcement(&[0; 1000], &json!({}));
    let (one, other) = tokio::join!(manager.post(&uploads, new.clone()), manager.post(&uploads, new.clone()));
    let refused = if one.status == 201 { &other } else { &one };
    assert_eq!((one.status.min(other.status), refused.status), (201, 413));
    assert_eq!(refused.problem(), "storage-quota");
    assert_eq!(refused.json()["limit"], json!({ "name": "storage_bytes", "quota": 1500, "used": 1000 }));
    // An upload that never came releases its quota.
    app.clock().advance(time::Duration::minutes(16));
    manager.post(&uploads, new).await.assert_status(201);
    app.run_jobs().await;
}

#[tokio::test]
async fn room_that_was_taken_away_meanwhile_is_not_used() {
    let app = TestApp::start().await;
    let manager = app.manager().await.api().await;
    let complete = send(&app, &manager, PDF, &json!({})).await;
    fixture::allow(app.state(), app.project(), "storage_bytes = 10").await;
    let refused = manager.post(&complete, json!({})).await;
    assert_eq!((refused.status, refused.problem()), (413, "storage-quota".to_owned()));
    // An announced upload holds its quota already.
    assert_eq!(refused.json()["limit"], json!({ "name": "storage_bytes", "quota": 10, "used": PDF.len() }));
    let documents = app.project().v1("/documents");
    assert_eq!(manager.get(&documents).await.json()["items"], json!([]));
    // With room again the same upload is good.
    fixture::allow(app.state(), app.project(), "storage_bytes = 19").await;
    manager.post(&complete, json!({})).await.assert_status(201);
}

#[tokio::test]
async fn only_what_was_announced_becomes_a_document() {
    let app = TestApp::start().await;
    let manager = app.manager().await.api().await;
    let announced = manager.post(&app.project().v1("/uploads"), announcement(PDF, &json!({}))).await.json();
    let complete = app.project().v1(&format!("/uploads/{}/complete", announced["id"].as_str().unwrap()));
    assert_eq!(manager.post(&complete, json!({})).await.problem(), "upload-missing");
    let stranger = app.admin().await.api().await;
    assert_eq!(stranger.post(&complete, json!({})).await.problem(), "not-found", "somebody else's upload");

    let refused = upload(&app, &manager, b"MZ not a contract", json!({})).await;
    assert_eq!(refused.problem_fields(), [("file".to_owned(), "file-type".to_owned())]);
    let list = manager.get(&app.project().v1("/documents")).await.json();
    assert_eq!(list["items"], json!([]));
}

#[tokio::test]
async fn who_brings_no_files_any_more_completes_none() {
    let app = TestApp::start().await;
    let (admin, partner) = (app.admin().await.api().await, app.partner(PartnerLevel::Edit).await.api().await);
    let agency = admin.get(&app.project().v1("/partners")).await.json()["items"][0]["agency_id"].clone();
    let share = app.project().v1(&format!("/partners/{}", agency.as_str().unwrap()));
    let done = send(&app, &partner, PDF, &json!({})).await;
    partner.post(&done, json!({})).await.assert_status(201);
    let open = send(&app, &partner, PDF_2, &json!({})).await;

    admin.put(&share, json!({ "level": "view" })).await.assert_status(200);
    for complete in [&done, &open] {
        assert_eq!(partner.post(complete, json!({})).await.problem(), "forbidden");
    }
    admin.put(&share, json!({ "level": "edit" })).await.assert_status(200);
    for complete in [&done, &open] {
        partner.post(complete, json!({})).await.assert_status(201);
    }
    app.run_jobs().await;
}

#[tokio::test]
async fn versions_that_race_each_get_their_own_place() {
    let app = TestApp::start().await;
    let manager = app.manager().await.api().await;
    let id = file(&app, &manager, PDF, json!({})).await;
    let version = json!({ "document_id": id });
    let first = send(&app, &manager, PDF, &version).await;
    let second = send(&app, &manager, PDF_2, &version).await;
    // Each is completed twice at the same time, too.
    let (a, b, c, d) = tokio::join!(
        manager.post(&first, json!({})),
        manager.post(&second, json!({})),
        manager.post(&first, json!({})),
        manager.post(&second, json!({})),
    );
    for answer in [a, b, c, d] {
        answer.assert_status(201);
    }
    let versions = manager.get(&app.project().v1(&format!("/documents/{id}/versions"))).await.json();
    assert_eq!(versions["items"].as_array().unwrap().len(), 3);
    let mut bytes = Vec::new();
    for version in [2, 3] {
        bytes.push(fetch(&app, &manager, &format!("/documents/{id}/versions/{version}/download")).await.1);
    }
    bytes.sort();
    assert_eq!(bytes, [PDF, PDF_2]);
}

#[tokio::test]
async fn a_form_without_scripts_brings_files_by_the_same_way() {
    let app = TestApp::start().await;
    let mut web = app.manager().await.portal(app.project()).await;
    let page = web.get("/documents").await.html();
    let token = scraper::Selector::parse("form[data-upload] input[name=csrf]").unwrap();
    let token = page.select(&token).next().unwrap().value().attr("value").unwrap().to_owned();
    let body = |token: &str, bytes: &str| {
        let part = |(name, value): (&str, &str)| {
            format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let body = [("csrf", token), ("kind", "contract"), ("visibility", "client")].map(part).concat();
        let file = "Content-Disposition: form-data; name=\"file\"; filename=\"Contrat.pdf\"";
        body + &format!("--b\r\n{file}\r\nContent-Type: application/pdf\r\n\r\n{bytes}\r\n--b--\r\n")
    };
    let post = |web: &crate::support::Web, body: String| {
        let request = web.fetch(Method::POST, "/documents/upload");
        request.header("content-type", "multipart/form-data; boundary=b").header("accept", "text/html").body(body)
    };
    let forged = post(&web, body("nonsense", "%PDF-1.7"));
    web.send(forged).await.assert_status(403);
    let wrong = post(&web, body(&token, "<html>"));
    let refused = web.send(wrong).await;
    refused.assert_status(422).assert_shows("not accepted").assert_shows("choose the file again");
    for (name, sent) in [("kind", "contract"), ("visibility", "client")] {
        assert_eq!(refused.attribute(&format!("form[data-upload] [name={name}] option[selected]"), "value"), sent);
    }
    let right = post(&web, body(&token, "%PDF-1.7"));
    assert_eq!(web.send(right).await.assert_status(303).header("location"), Some("/documents"));
    web.get("/documents").await.assert_status(200).assert_shows("Contrat.pdf").assert_shows("Contract");
}

#[tokio::test]
async fn an_approval_is_taken_back_for_ten_minutes_by_who_gave_it() {
    let app = TestApp::start().await;
    let (manager, client, colleague) = (app.manager().await, app.client().await, app.client().await);
    let (api, approvals) = (client.api().await, app.project().v1("/approvals"));
    let deliverable = json!({ "kind": "deliverable", "visibility": "client" });
    let document = file(&app, &manager.api().await, PDF, deliverable).await;
    let approve = async || {
        let decision = json!({ "document_id": document, "decision": "approved" });
        let made = api.post(&approvals, decision).await.assert_status(201).json();
        format!("{approvals}/{}", made["id"].as_str().unwrap())
    };
    let first = approve().await;
    assert_eq!(colleague.api().await.delete(&first).await.assert_status(409).problem(), "state-conflict");
    manager.api().await.delete(&first).await.assert_status(403);
    api.delete(&first).await.assert_status(204);
    api.delete(&first).await.assert_status(404);
    app.run_jobs().await;
    assert!(app.last_mail_to(&manager.email).subject.contains("taken back"));

    // The document waits for a decision again, on the page too.
    let mut web = client.portal(app.project()).await;
    web.get("/").await.assert_shows("It is your turn");
    web.get(&format!("/documents/{document}")).await;
    web.submit("form[action$='/approval']", &[("decision", "approved")]).await.assert_status(200);
    web.submit("form[action$='/approval/undo']", &[]).await.assert_status(200).assert_shows("waits for your decision");
    assert_eq!(web.page().texts("form[action$='/approval']").len(), 1);

    let late = approve().await;
    app.clock().advance(time::Duration::minutes(11));
    assert_eq!(api.delete(&late).await.assert_status(409).problem(), "state-conflict");
    assert!(web.get(&format!("/documents/{document}")).await.texts("form[action$='/approval/undo']").is_empty());
    app.discard_jobs().await;
}
