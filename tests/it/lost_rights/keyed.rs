//! A change begun under an `Idempotency-Key` is done once, even if client or service fail.

use std::time::{Duration, Instant};

use fataplus::db::PlatformScope;
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use tokio::io::AsyncWriteExt;

use super::{rows, waiting};
use crate::support::{Answer, Api, TestApp, app::Options, with_headers};

fn task(api: &Api, app: &TestApp) -> reqwest::RequestBuilder {
    let request = api.request(Method::POST, &app.project().v1("/tasks"));
    request.header("idempotency-key", "once").json(&json!({ "title": "Order the panels" }))
}

#[tokio::test]
async fn work_goes_on_when_its_client_leaves_and_is_not_done_again() {
    let app = TestApp::start().await;
    let api = app.manager().await.api().await;
    let mut other = app.database().connect("fataplus_app").await;
    let lock = format!("BEGIN; SET LOCAL app.project_id = '{}'; SELECT 1 FROM projects FOR UPDATE", app.project().id);
    sqlx::raw_sql(AssertSqlSafe(lock)).execute(&mut other).await.unwrap();
    {
        let request = task(&api, &app).build().unwrap();
        let url = request.url();
        let body = request.body().unwrap().as_bytes().unwrap();
        let head =
            format!("POST {} HTTP/1.1\r\nhost: {}:{}\r\n", url.path(), url.host_str().unwrap(), url.port().unwrap());
        let head = with_headers(head, request.headers());
        let head = format!("{head}content-length: {}\r\n\r\n", body.len());
        let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", url.port().unwrap())).await.unwrap();
        stream.write_all(&[head.as_bytes(), body].concat()).await.unwrap();
        waiting(&app).await;
    }
    // It is not there any more. Another of its requests finds the first under way.
    assert_eq!(api.send(task(&api, &app)).await.assert_status(409).problem(), "idempotency-in-flight");
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    let again = loop {
        let again = api.send(task(&api, &app)).await;
        if again.status != 409 {
            break again;
        }
        assert!(Instant::now() < deadline, "{again}");
    };
    assert_eq!(again.assert_status(201).header("idempotent-replayed"), Some("true"));
    assert_eq!(rows(&app, "tasks").await, 1);
    app.run_jobs().await;
}

#[tokio::test]
async fn what_a_dead_process_began_is_not_done_again() {
    let app = TestApp::start().await;
    let api = app.manager().await.api().await;
    api.send(task(&api, &app)).await.assert_status(201);
    for (alive, problem) in [(30, "idempotency-in-flight"), (90, "idempotency-lost")] {
        let at = app.clock().now() - time::Duration::seconds(alive);
        let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
        let began =
            "UPDATE idempotency_keys SET status = NULL, headers = NULL, body = NULL, created_at = $1, alive_at = $1";
        sqlx::query(began).bind(at).execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(api.send(task(&api, &app)).await.assert_status(409).problem(), problem);
    }
    assert_eq!(rows(&app, "tasks").await, 1);
    app.run_jobs().await;
}

#[tokio::test]
async fn strangers_with_the_same_key_do_not_meet() {
    let trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    let app = TestApp::with(Options { trusted_proxies, ..Options::default() }).await;
    let api = app.anonymous_api();
    let body = json!({
        "contact_name": "Voahangy", "email": "voahangy@example.mg", "title": "Une boutique", "problem": "p",
        "solution": "s", "audience": "a", "consent": true,
    });
    let send = async |address: &str, body: &Value| -> Answer {
        let request = api.request(Method::POST, "/v1/intake").header("idempotency-key", "1").json(body);
        api.send(request.header("x-forwarded-for", address)).await
    };
    let first = send("203.0.113.7", &body).await.assert_status(202).json();
    let again = send("203.0.113.7", &body).await;
    assert_eq!((again.header("idempotent-replayed"), again.json()), (Some("true"), first.clone()));
    let mut other = body.clone();
    other["email"] = json!("solo@example.mg");
    for body in [&body, &other] {
        let stranger = send("203.0.113.8", body).await;
        if body["email"] == other["email"] {
            // The key belongs to this caller by now, with another body.
            assert_eq!(stranger.assert_status(422).problem(), "idempotency-mismatch");
        } else {
            assert_eq!(stranger.assert_status(202).header("idempotent-replayed"), None);
            assert_ne!(stranger.json(), first);
        }
    }
    app.discard_jobs().await;
}
