//! Limits of an upload address for its holder, and clean-up of abandoned uploads.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use reqwest::StatusCode;
use serde_json::{Value, json};
use sqlx::Row as _;

use super::documents::{PDF, announcement, fetch, file, send, upload};
use crate::support::{TestApp, fixture, run};
use fataplus::{
    db::{DbError, TenantTx},
    features::files::documents::{self, uploads::jobs::DeleteUpload},
    ids::UploadId,
    storage::{ContentType, ObjectKey},
};

/// The request a ticket is for, with `PDF`.
fn put(app: &TestApp, ticket: &Value) -> reqwest::RequestBuilder {
    let put = app.http().put(ticket["url"].as_str().unwrap()).body(PDF.to_vec());
    let headers = ticket["headers"].as_object().unwrap().iter();
    headers.fold(put, |put, (name, value)| put.header(name, value.as_str().unwrap()))
}

/// As long as `PDF`.
const SECRET: &[u8] = b"%PDF-1.7\nmargin 40%";

#[tokio::test]
async fn a_wish_to_copy_that_was_not_signed_brings_nobody_another_documents_bytes() {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await.api().await, app.client().await.api().await);
    let internal = file(&app, &manager, SECRET, json!({ "name": "Marge.pdf" })).await;
    let own_project = format!("projects/{}/documents/{internal}/1", app.project().id);
    let foreign =
        ObjectKey::Document { project: app.another_project().await.id, document: uuid::Uuid::now_v7(), version: 1 };
    let pdf = ContentType::parse("application/pdf").unwrap();
    app.state().storage.put(&foreign, &pdf, SECRET.into()).await.unwrap();
    let request = json!({ "title": "Your logo" });
    let request = manager.post(&app.project().v1("/file-requests"), request).await.assert_status(201).json();

    for source in [own_project, foreign.to_string()] {
        let announced = announcement(PDF, &json!({ "file_request_id": request["id"] }));
        let ticket = client.post(&app.project().v1("/uploads"), announced).await.assert_status(201).json();
        let put = put(&app, &ticket).header("x-amz-copy-source", format!("/{}/{source}", run().s3.bucket));
        let status = put.send().await.unwrap();
        let complete = app.project().v1(&format!("/uploads/{}/complete", ticket["id"].as_str().unwrap()));
        let done = client.post(&complete, json!({})).await;
        if done.status == 201 {
            let path = format!("/documents/{}/download", done.json()["id"].as_str().unwrap());
            let bytes = fetch(&app, &client, &path).await.1;
            panic!("the client read {:?} of {source}", String::from_utf8_lossy(&bytes));
        }
        assert_eq!((status.status().as_u16(), done.problem().as_str()), (403, "upload-missing"));
    }
    app.run_jobs().await;
}

#[tokio::test]
async fn an_announced_checksum_is_signed_and_another_one_counts_for_nothing() {
    let app = TestApp::start().await;
    let manager = app.manager().await.api().await;
    let sha256 = "c2a02d9b1ba3f52c3e57e7ea6ca3f1b1fb9cb6c8db0e0ba6e7b1d4dbb3e1f000";
    let ticket =
        manager.post(&app.project().v1("/uploads"), announcement(PDF, &json!({ "sha256": sha256 }))).await.json();
    let url = ticket["url"].as_str().unwrap();
    assert!(url.contains("x-amz-checksum-sha256"), "not signed: {url}");
    assert!(ticket["headers"]["x-amz-checksum-sha256"].is_string(), "{ticket}");
    assert_eq!(put(&app, &ticket).send().await.unwrap().status(), StatusCode::BAD_REQUEST, "other bytes");

    let ticket = manager.post(&app.project().v1("/uploads"), announcement(PDF, &json!({}))).await.json();
    let with = put(&app, &ticket).header("x-amz-checksum-sha256", BASE64_STANDARD.encode([0; 32]));
    assert_eq!(with.send().await.unwrap().status(), StatusCode::FORBIDDEN);
    let document = file(&app, &manager, PDF, json!({})).await;
    let versions = manager.get(&app.project().v1(&format!("/documents/{document}/versions"))).await.json();
    assert_eq!(versions["items"][0]["sha256"], Value::Null);
}

#[tokio::test]
async fn an_upload_that_is_given_up_leaves_its_room() {
    let app = TestApp::start().await;
    let (manager, other) = (app.manager().await.api().await, app.admin().await.api().await);
    fixture::allow(app.state(), app.project(), "storage_bytes = 30").await;
    let (uploads, announced) = (app.project().v1("/uploads"), announcement(PDF, &json!({})));
    let ticket = manager.post(&uploads, announced.clone()).await.assert_status(201).json();
    manager.post(&uploads, announced.clone()).await.assert_status(413);
    let path = format!("{uploads}/{}", ticket["id"].as_str().unwrap());
    assert_eq!(other.delete(&path).await.problem(), "not-found", "somebody else's");
    manager.delete(&path).await.assert_status(204);
    manager.delete(&path).await.assert_status(204);
    // Late bytes become nothing.
    assert_eq!(put(&app, &ticket).send().await.unwrap().status(), StatusCode::OK);
    assert_eq!(manager.post(&format!("{path}/complete"), json!({})).await.problem(), "upload-missing");

    let ticket = manager.post(&uploads, announced).await.assert_status(201).json();
    let path = format!("{uploads}/{}", ticket["id"].as_str().unwrap());
    assert_eq!(put(&app, &ticket).send().await.unwrap().status(), StatusCode::OK);
    manager.post(&format!("{path}/complete"), json!({})).await.assert_status(201);
    assert_eq!(manager.delete(&path).await.problem(), "state-conflict");
    app.run_jobs().await;
}

#[tokio::test]
async fn what_drips_in_after_the_clean_up_goes_at_the_next_look() {
    let app = TestApp::start().await;
    let manager = app.manager().await.api().await;
    let uploads = app.project().v1("/uploads");
    let ticket = manager.post(&uploads, announcement(PDF, &json!({}))).await.assert_status(201).json();
    let (project, id) = (app.project().id, ticket["id"].as_str().unwrap().parse::<UploadId>().unwrap());
    let key = documents::uploads::key(project, id);
    for looks in 0..3 {
        // The address is still good here; elsewhere it is the body that is slow.
        assert_eq!(put(&app, &ticket).send().await.unwrap().status(), StatusCode::OK);
        assert!(app.state().storage.head(&key).await.unwrap().is_some());
        app.run_job(project, &DeleteUpload { upload: id, looks }).await;
        assert_eq!(app.state().storage.head(&key).await, Ok(None));
    }
    let mut connection = app.database().connect("fataplus_platform").await;
    let waiting = "SELECT (payload->>'looks')::int, (extract(epoch FROM run_at - now()) / 60)::int FROM jobs
                   WHERE kind = 'delete_upload' ORDER BY 1";
    let waiting = sqlx::query(waiting).fetch_all(&mut connection).await.unwrap();
    let waiting: Vec<(i32, i32)> = waiting.iter().map(|row| (row.get(0), row.get(1))).collect();
    assert_eq!(waiting, [(0, 20), (1, 60), (2, 1440)]);
    let complete = format!("{uploads}/{}/complete", ticket["id"].as_str().unwrap());
    assert_eq!(manager.post(&complete, json!({})).await.problem(), "not-found", "the row is gone with the last look");
}

#[tokio::test]
async fn rows_of_a_kind_are_as_many_as_the_plan_allows() {
    let app = TestApp::start().await;
    let manager = app.manager().await.api().await;
    fixture::allow(app.state(), app.project(), "rows = 3").await;
    let at = |tail: &str| app.project().v1(tail);
    let thread =
        manager.post(&at("/threads"), json!({ "kind": "internal", "title": "A" })).await.assert_status(201).json();
    let messages = format!("/threads/{}/messages", thread["id"].as_str().unwrap());
    let mut made = Vec::new();
    for (tail, body) in [
        ("/tasks", json!({ "title": "One more" })),
        ("/milestones", json!({ "title": "One more" })),
        ("/file-requests", json!({ "title": "One more" })),
        (messages.as_str(), json!({ "body": "One more" })),
        ("/uploads", announcement(b"A note", &json!({ "name": "note.txt", "content_type": "text/plain" }))),
    ] {
        for _ in 0..3 {
            made.push(manager.post(&at(tail), body.clone()).await.assert_status(201).json());
        }
        let refused = manager.post(&at(tail), body.clone()).await;
        assert_eq!((refused.status, refused.problem().as_str()), (413, "row-quota"), "{tail}");
        assert_eq!(refused.json()["limit"], json!({ "name": "rows", "quota": 3 }), "{tail}");
    }
    let task = at(&format!("/tasks/{}", made[0]["id"].as_str().unwrap()));
    manager.delete(&task).await.assert_status(204);
    manager.post(&at("/tasks"), json!({ "title": "In its place" })).await.assert_status(201);
    // Another project has its own.
    let another = app.another_project().await;
    app.run_jobs().await;
    let person = app.manager().await;
    app.join(&person, &another, "project_manager").await;
    for _ in 0..4 {
        let body = json!({ "title": "One more" });
        person.api().await.post(&another.v1("/tasks"), body).await.assert_status(201);
    }
}

async fn add_tasks(tx: &mut TenantTx, count: i32) -> Result<(), sqlx::Error> {
    let add = "INSERT INTO tasks (project_id, id, title, created_at)
               SELECT project_id, gen_random_uuid(), 'One more', now() FROM projects, generate_series(1, $1)";
    tx.insert("tasks", sqlx::query(add).bind(count)).await.map(drop)
}

async fn number(tx: &mut TenantTx, of: &'static str) -> i64 {
    sqlx::query_scalar(of).fetch_one(tx.conn()).await.unwrap()
}

#[tokio::test]
async fn one_more_row_costs_the_same_however_many_there_are() {
    const TOUCHED: &str = "SELECT sum(pg_stat_get_xact_blocks_fetched(oid))::bigint FROM pg_class
                           WHERE relnamespace = 'public'::regnamespace";
    const COUNT: &str = "SELECT count_rows(project_id, '{tasks}', '{1}') FROM projects";
    let app = TestApp::start().await;
    let (few, many) = (app.project().id, app.another_project().await.id);
    let mut blocks = Vec::new();
    for (project, count) in [(few, 20), (many, 20_000)] {
        let mut tx = app.state().db.write(&fixture::scope(project)).await.unwrap();
        add_tasks(&mut tx, count).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = app.state().db.write(&fixture::scope(project)).await.unwrap();
        add_tasks(&mut tx, 1).await.unwrap();
        sqlx::query(COUNT).execute(tx.conn()).await.unwrap();
        let before = number(&mut tx, TOUCHED).await;
        add_tasks(&mut tx, 1).await.unwrap();
        sqlx::query(COUNT).execute(tx.conn()).await.unwrap();
        blocks.push(number(&mut tx, TOUCHED).await - before);
    }
    // An index of many is deeper by a page.
    assert!(blocks[0] > 0 && blocks[1] <= blocks[0] + 10, "{blocks:?}");
}

#[tokio::test]
async fn writers_of_a_project_do_not_wait_for_one_another_and_are_all_counted() {
    const COUNTED: &str = "SELECT sum(rows)::bigint FROM row_counts WHERE kind = 'tasks'";
    let app = TestApp::start().await;
    fixture::allow(app.state(), app.project(), "rows = 7").await;
    let scope = fixture::scope(app.project().id);
    let counted = async || {
        let mut tx = app.state().db.read(&scope).await.unwrap();
        number(&mut tx, COUNTED).await
    };
    let mut first = app.state().db.write(&scope).await.unwrap();
    add_tasks(&mut first, 2).await.unwrap();
    // As its commit counts; the transaction stays open.
    sqlx::query("SELECT count_rows($1, '{tasks}', '{2}')")
        .bind(app.project().id.as_str())
        .execute(first.conn())
        .await
        .unwrap();
    first.count("tasks", -2);
    let mut second = app.state().db.write(&scope).await.unwrap();
    // Were it to wait, it would be refused after some seconds.
    add_tasks(&mut second, 3).await.unwrap();
    second.commit().await.unwrap();
    first.commit().await.unwrap();
    assert_eq!(counted().await, 5);
    let mut undone = app.state().db.write(&scope).await.unwrap();
    add_tasks(&mut undone, 2).await.unwrap();
    drop(undone);
    assert_eq!(counted().await, 5);
    let mut tx = app.state().db.write(&scope).await.unwrap();
    let some = "DELETE FROM tasks WHERE id IN (SELECT id FROM tasks LIMIT 4)";
    assert_eq!(tx.delete("tasks", sqlx::query(some)).await.unwrap(), 4);
    add_tasks(&mut tx, 6).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(counted().await, 7);
    let mut tx = app.state().db.write(&scope).await.unwrap();
    add_tasks(&mut tx, 1).await.unwrap();
    assert!(matches!(tx.commit().await, Err(DbError::RowsFull(7))));
    assert_eq!(counted().await, 7);
}

#[tokio::test]
async fn of_the_record_of_what_people_do_the_oldest_goes_and_nothing_else() {
    let app = TestApp::start().await;
    let manager = app.manager().await.api().await;
    fixture::allow(app.state(), app.project(), "rows = 5").await;
    let made = manager.post(&app.project().v1("/milestones"), json!({ "title": "M" })).await;
    let milestone =
        app.project().v1(&format!("/milestones/{}", made.assert_status(201).json()["id"].as_str().unwrap()));
    for done in [true, false, true, false, true, false, true] {
        manager.patch(&milestone, json!({ "done": done })).await.assert_status(200);
    }
    let listed = manager.get(&app.project().v1("/activity")).await.assert_status(200).json();
    let kinds: Vec<_> = listed["items"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
    let (done, open) = ("milestone-done", "milestone-reopened");
    assert_eq!(kinds, [done, open, done, open, done]);
    let mut tx = app.state().db.write(&fixture::scope(app.project().id)).await.unwrap();
    let deleted = sqlx::query("DELETE FROM activity").execute(tx.conn()).await.unwrap();
    assert_eq!(deleted.rows_affected(), 0);
    app.discard_jobs().await;
}

#[tokio::test]
async fn a_copy_that_was_never_filed_goes_with_its_upload_and_a_filed_one_stays() {
    let app = TestApp::start().await;
    let (manager, project) = (app.manager().await.api().await, app.project().id);
    let place = |upload: &UploadId| ObjectKey::Document { project, document: upload.0, version: 1 };
    // A new document has its upload's ID.
    let filed: UploadId = file(&app, &manager, PDF, json!({})).await.parse().unwrap();
    let complete = send(&app, &manager, PDF, &json!({})).await;
    let copied: UploadId = complete.split('/').nth_back(1).unwrap().parse().unwrap();
    fixture::allow(app.state(), app.project(), "rows = 1").await;
    // Refused where the document gets its row: by then its bytes lie at their place.
    assert_eq!(manager.post(&complete, json!({})).await.assert_status(413).problem(), "row-quota");
    assert!(app.state().storage.head(&place(&copied)).await.unwrap().is_some());

    app.clock().advance(time::Duration::minutes(21));
    for looks in 0..3 {
        for upload in [filed, copied] {
            app.run_job(project, &DeleteUpload { upload, looks }).await;
        }
        assert_eq!(app.state().storage.head(&place(&copied)).await, Ok(None));
        assert!(app.state().storage.head(&place(&filed)).await.unwrap().is_some());
    }
    assert_eq!(manager.post(&complete, json!({})).await.problem(), "not-found");
    app.discard_jobs().await;
}

#[tokio::test]
async fn uploads_under_way_are_bounded() {
    let app = TestApp::start().await;
    let manager = app.manager().await;
    let mut tx = app.state().db.write(&fixture::scope(app.project().id)).await.unwrap();
    let many = "INSERT INTO uploads (project_id, id, name, size, content_type, kind, visibility, created_by, created_at, expires_at)
                SELECT $1, gen_random_uuid(), 'a.txt', 0, 'text/plain', 'other', 'internal', $2, $3, $3 + interval '1 hour'
                FROM generate_series(1, 1000)";
    let many = sqlx::query(many).bind(app.project().id.as_str()).bind(manager.user.0).bind(app.clock().now());
    tx.insert("uploads", many).await.unwrap();
    tx.commit().await.unwrap();
    let (uploads, api) = (app.project().v1("/uploads"), manager.api().await);
    let refused = api.post(&uploads, announcement(PDF, &json!({}))).await;
    assert_eq!((refused.status, refused.problem().as_str()), (413, "row-quota"));
    assert_eq!(refused.json()["limit"], json!({ "name": "open_uploads", "quota": 1000 }));
    app.clock().advance(time::Duration::minutes(61));
    api.post(&uploads, announcement(PDF, &json!({}))).await.assert_status(201);
}

#[tokio::test]
async fn a_file_is_kept_under_what_it_is_and_a_refusal_says_what_was_found() {
    let app = TestApp::start().await;
    let manager = app.manager().await.api().await;
    let photo = b"\xff\xd8\xff\xe0\0\x10JFIF and a picture";
    let said = json!({ "name": "IMG_0042.HEIC", "content_type": "image/heic" });
    let document = upload(&app, &manager, photo, said).await.assert_status(201).json();
    assert_eq!(document["name"], "IMG_0042.jpg");
    assert_eq!(document["versions"][0]["content_type"], "image/jpeg");
    let path = format!("/documents/{}/download", document["id"].as_str().unwrap());
    let (disposition, bytes) = fetch(&app, &manager, &path).await;
    assert!(disposition.contains("IMG_0042.jpg") && bytes == photo, "{disposition}");
    // Without a type, as some browsers send for unknown ones.
    let apk = json!({ "name": "app-release.apk", "content_type": "" });
    let document = upload(&app, &manager, b"PK\x03\x04 and an app", apk).await.assert_status(201).json();
    assert_eq!(document["versions"][0]["content_type"], "application/vnd.android.package-archive");

    let uploads = app.project().v1("/uploads");
    let page = BASE64_STANDARD.encode("<!doctype html><script>");
    for (more, field, words) in [
        (json!({ "name": "contract.pdf.exe" }), "name", "program"),
        (json!({ "name": format!("{}.bat.{}", "a".repeat(160), "exe") }), "name", "program"),
        (json!({ "first_bytes": page }), "file", "web page"),
        (json!({ "first_bytes": BASE64_STANDARD.encode(b"\x01\0\x02") }), "file", "cannot be recognised"),
    ] {
        let refused = manager.post(&uploads, announcement(PDF, &more)).await;
        assert_eq!(refused.problem_fields(), [(field.to_owned(), "file-type".to_owned())], "{more}");
        let detail = refused.json()["errors"][0]["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(words), "{detail}");
    }
}
