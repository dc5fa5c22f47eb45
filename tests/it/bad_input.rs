//! Careless or hostile input gets a clear, typed answer, and leaves nothing behind.

use fataplus::{
    db::PlatformScope,
    features::files::documents::jobs::DeleteDocument,
    ids::DocumentId,
    jobs,
    worker::{self, expiry},
};
use reqwest::Method;
use serde_json::{Value, json};
use time::Duration;

use crate::support::{Answer, TestApp, mail};

const JSON: (&str, &str) = ("content-type", "application/json");

fn intake() -> Value {
    json!({
        "contact_name": "Voahangy", "email": "voahangy@example.mg", "title": "Une boutique", "problem": "p",
        "solution": "s", "audience": "a", "consent": true,
    })
}

/// The intake form with one field set otherwise.
async fn post_with(app: &TestApp, field: &str, value: Value) -> Answer {
    let mut body = intake();
    body[field] = value;
    app.anonymous_api().post("/v1/intake", body).await
}

#[tokio::test]
async fn each_bad_field_of_the_intake_is_named() {
    let app = TestApp::start().await;
    for (field, value, code) in [
        ("consent", json!(false), "consent"),
        ("title", json!("ab"), "too-short"),
        ("title", json!("x".repeat(101)), "too-long"),
        ("email", json!("voahangy"), "email"),
        ("email", json!("voahangy@localhost"), "email"),
        ("budget", json!("a lot"), "choice"),
        ("favourite_colour", json!("red"), "unknown"),
        ("title", json!(7), "type"),
    ] {
        let answer = post_with(&app, field, value).await;
        answer.assert_status(422);
        assert_eq!(answer.problem(), "validation");
        assert_eq!(answer.problem_fields(), [(field.to_owned(), code.to_owned())], "{answer}");
    }
    assert_eq!(app.database().count("submissions").await, 0);
    for (length, status) in [(3, 202), (100, 202)] {
        post_with(&app, "title", json!("x".repeat(length))).await.assert_status(status);
    }
    app.discard_jobs().await;
}

#[tokio::test]
async fn broken_bodies_are_refused_by_kind() {
    let app = TestApp::start().await;
    let api = app.anonymous_api();
    let send = async |content_type: &'static str, body: Vec<u8>| {
        let request = api.request(Method::POST, "/v1/intake").header("content-type", content_type).body(body);
        api.send(request).await
    };
    assert_eq!(send(JSON.1, b"{\"title\": ".to_vec()).await.assert_status(400).problem(), "malformed-json");
    // Not even one whose items would fit the fields in their order.
    assert_eq!(send(JSON.1, b"[null, null]".to_vec()).await.assert_status(422).problem(), "validation");
    assert_eq!(send(JSON.1, b"[]".to_vec()).await.assert_status(422).problem(), "validation");
    assert_eq!(send("text/plain", b"hello".to_vec()).await.assert_status(415).problem(), "unsupported-media-type");
    let huge = serde_json::to_vec(&json!({ "title": "x".repeat(20_000_000) })).unwrap();
    assert_eq!(send(JSON.1, huge).await.assert_status(413).problem(), "payload-too-large");
    assert_eq!(
        api.send(api.request(Method::DELETE, "/v1/intake")).await.assert_status(405).problem(),
        "method-not-allowed"
    );
    assert_eq!(app.database().count("submissions").await, 0);
}

#[tokio::test]
async fn hosts_that_are_not_ours_are_misdirected() {
    let app = TestApp::start().await;
    let send = async |host: &str| {
        let request = app.http().get(format!("{}/", app.state().hosts.public)).header("host", host);
        Answer::of(request).await
    };
    for host in ["evil.example", "localhost.evil.example", "a.b.localhost", "127.0.0.1"] {
        assert_eq!(send(host).await.assert_status(421).problem(), "misdirected-request", "{host}");
    }
    send("localhost").await.assert_status(200);
}

#[tokio::test]
async fn a_repeated_request_with_a_key_is_answered_once() {
    let app = TestApp::start().await;
    let api = app.anonymous_api();
    let send = async |body: Value| {
        let request = api.request(Method::POST, "/v1/intake").header("idempotency-key", "order-66").json(&body);
        api.send(request).await
    };
    let first = send(intake()).await;
    first.assert_status(202);
    let again = send(intake()).await;
    assert_eq!((again.status, again.json(), again.header("idempotent-replayed")), (202, first.json(), Some("true")));
    let mut other = intake();
    other["title"] = json!("Another one");
    assert_eq!(send(other).await.assert_status(422).problem(), "idempotency-mismatch");
    assert_eq!(app.database().count("submissions").await, 1);
    // The answer is kept for a day, and then deleted without any request.
    for (hours, kept) in [(23, 1), (2, 0)] {
        app.clock().advance(Duration::hours(hours));
        expiry::run_once(app.state()).await.unwrap();
        assert_eq!(app.database().count("idempotency_keys").await, kept, "{hours} h later");
    }
    app.discard_jobs().await;
}

#[tokio::test]
async fn a_project_is_changed_only_by_who_read_it() {
    let app = TestApp::start().await;
    let api = app.manager().await.api().await;
    let path = app.project().v1("");
    assert_eq!(api.patch(&path, json!({ "summary": "x" })).await.assert_status(428).problem(), "precondition-required");
    let tag = api.get(&path).await.header("etag").unwrap().to_owned();
    let known = api.send(api.request(Method::GET, &path).header("if-none-match", &tag)).await;
    known.assert_status(304);
    api.patch_current(&path, json!({ "summary": "Changed." })).await.assert_status(200);
    let late =
        api.send(api.request(Method::PATCH, &path).header("if-match", &tag).json(&json!({ "summary": "y" }))).await;
    assert_eq!(late.assert_status(412).problem(), "precondition-failed");
    let jump = api.patch_current(&path, json!({ "status": "completed" })).await;
    assert_eq!(jump.assert_status(409).problem(), "lifecycle-step");
    let next = api.patch_current(&path, json!({ "status": "planning" })).await;
    next.assert_status(200);
    let back = api.patch_current(&path, json!({ "status": "intake" })).await;
    assert_eq!(back.assert_status(422).problem_fields(), [("reason".to_owned(), "required".to_owned())]);
    api.patch_current(&path, json!({ "status": "intake", "reason": "Too early." })).await.assert_status(200);
    let client = app.client().await.api().await;
    assert_eq!(
        client.patch_current(&path, json!({ "summary": "Mine" })).await.assert_status(403).problem(),
        "forbidden"
    );
    app.discard_jobs().await;
}

#[tokio::test]
async fn control_characters_reach_neither_rows_nor_mails() {
    let app = TestApp::start().await;
    let manager = app.manager().await.api().await;
    let invite = async |name: &str| {
        let body = json!({ "email": "solo@baobab.test", "name": name, "role": "client" });
        manager.post(&app.project().v1("/invitations"), body).await
    };
    for hidden in ["Solo\u{0}", "Solo\u{1b}[2J", "\u{7f}"] {
        let refused = invite(hidden).await;
        assert_eq!(refused.assert_status(422).problem_fields(), [("name".to_owned(), "control".to_owned())]);
    }
    invite("Solo\r\nBcc: everybody@evil.example").await.assert_status(201);
    app.run_jobs().await;
    let mail = app.last_mail_to("solo@baobab.test");
    assert!(mail.text.contains("Hello Solo Bcc: everybody@evil. example,"), "{mail:?}");
    assert!(app.mails_to("everybody@evil.example").is_empty());
}

#[tokio::test]
async fn a_job_that_fails_leaves_the_worker_at_work() {
    let app = TestApp::start().await;
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
    let broken = jobs::enqueue_platform(&mut tx, None, &DeleteDocument { document: DocumentId::new() }).await.unwrap();
    let mail = mail("rasoa@people.test", "After");
    jobs::enqueue_platform(&mut tx, None, &mail).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(worker::run_due(app.state()).await.unwrap(), 2);
    let mut database = app.database().connect("fataplus_platform").await;
    let left: Vec<(uuid::Uuid, String)> =
        sqlx::query_as("SELECT id, last_error FROM jobs WHERE state <> 'done'").fetch_all(&mut database).await.unwrap();
    assert_eq!(left, [(broken, "internal".to_owned())]);
    app.discard_jobs().await;
}

#[tokio::test]
async fn days_out_of_time_are_refused() {
    let app = TestApp::start().await;
    let api = app.manager().await.api().await;
    for day in ["-9999-01-01", "0000-01-01", "1969-12-31", "2201-01-01"] {
        for (path, body) in [
            ("/milestones", json!({ "title": "M", "due_on": day })),
            ("/tasks", json!({ "title": "T", "due_on": day })),
            ("/file-requests", json!({ "title": "F", "due_on": day })),
        ] {
            let answer = api.post(&app.project().v1(path), body).await;
            answer.assert_status(422);
            assert_eq!(answer.problem_fields()[0].0, "due_on", "{answer}");
        }
        let answer = api.patch_current(&app.project().v1(""), json!({ "starts_on": day })).await;
        assert_eq!(answer.assert_status(422).problem_fields()[0].0, "starts_on", "{answer}");
    }
    let today = app.clock().today();
    for (day, status) in [(today - time::Duration::DAY, 422), (today, 201)] {
        let request = json!({ "title": "F", "due_on": day.to_string() });
        api.post(&app.project().v1("/file-requests"), request).await.assert_status(status);
    }
}

#[tokio::test]
async fn health_answers_any_host() {
    let app = TestApp::start().await;
    for path in ["/health/live", "/health/ready"] {
        let request = app.http().get(format!("{}{path}", app.state().hosts.public)).header("host", "10.0.0.7:8080");
        assert_eq!(Answer::of(request).await.assert_status(200).text(), "ok\n");
    }
}

#[tokio::test]
async fn what_a_stranger_types_leads_nobody_anywhere_from_our_mail() {
    let app = TestApp::start().await;
    let (admin, api) = (app.platform_admin().await, app.anonymous_api());
    let mut asked = intake();
    asked["title"] = json!("Free at https://evil.example/now, www.evil.example or evil.example");
    asked["contact_name"] = json!("Rasoa evil.example\u{202e}");
    asked["email"] = json!("victim@people.test");
    let asked = api.post("/v1/intake", asked).await.assert_status(202).json();
    app.run_jobs().await;
    // The mailbox is unproven: mail to it holds only our own words.
    let mail = app.last_mail_to("victim@people.test");
    assert_eq!(mail.subject, "Votre code Fataplus");
    assert!(mail.text.starts_with("Bonjour,\r\n") && !mail.text.contains("evil"), "{mail:?}");
    let confirm = format!("/v1/intake/{}/confirm", asked["submission_id"].as_str().unwrap());
    api.post(&confirm, json!({ "code": mail.code() })).await.assert_status(201);
    app.run_jobs().await;
    let mut mails = app.mails_to("victim@people.test");
    mails.extend(app.mails_to(&admin.email));
    assert_eq!(mails.len(), 3, "{mails:#?}");
    for mail in &mails[1..] {
        let whole = format!("{} {}", mail.subject, mail.text);
        assert!(whole.contains("Free at … … or evil. example") && !whole.contains("evil.example"), "{mail:?}");
        assert!(!whole.contains('\u{202e}'), "{mail:?}");
    }
}

#[tokio::test]
async fn an_address_that_no_relay_takes_is_refused_before_anything_is_promised() {
    let app = TestApp::start().await;
    let (api, admin) = (app.manager().await.api().await, app.platform_admin().await.api().await);
    for email in ["\"x y\"@people.test", "a@[127.0.0.1]", "a@127.0.0.1", "a..b@people.test", "a@people-.test"] {
        let mut asked = intake();
        asked["email"] = json!(email);
        let colleague = json!({ "name": format!("Agency {email}"), "agents": [email] });
        let project = json!({ "title": "A shop", "organisation": "Lamba", "summary": "", "client_name": "Solo", "client_email": email });
        for (answer, field) in [
            (app.anonymous_api().post("/v1/intake", asked).await, "email"),
            (api.post(&app.project().v1("/invitations"), json!({ "email": email, "role": "client" })).await, "email"),
            (admin.post("/v1/partner-agencies", colleague).await, "agents"),
            (admin.post("/v1/projects", project).await, "client_email"),
        ] {
            let fields = answer.assert_status(422).problem_fields();
            assert!(fields.contains(&(field.to_owned(), "email".to_owned())), "{email}: {answer}");
        }
    }
}
