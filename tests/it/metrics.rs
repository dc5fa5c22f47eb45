//! What `/metrics` tells: monitoring depends on names and labels.

use std::collections::{BTreeMap, BTreeSet};

use axum::{body::Body, http::Request};
use http_body_util::BodyExt;
use tower::ServiceExt;

use crate::support::TestApp;

/// The text and its values, by name and labels.
pub async fn metrics(app: &TestApp) -> (String, BTreeMap<String, f64>) {
    let request = Request::get("/metrics").body(Body::empty()).unwrap();
    let answer = fataplus::app::metrics(app.state()).oneshot(request).await.unwrap();
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/plain; version=0.0.4"));
    let text = answer.into_body().collect().await.unwrap().to_bytes();
    let text = String::from_utf8(text.to_vec()).unwrap();
    let values = text.lines().filter(|line| !line.starts_with('#'));
    let values = values.map(|line| line.rsplit_once(' ').unwrap());
    let values = values.map(|(name, value)| (name.to_owned(), value.parse().unwrap())).collect();
    (text, values)
}

#[tokio::test]
async fn each_metric_keeps_its_name_and_labels() {
    let app = TestApp::start().await;
    let mut portal = app.client().await.portal(app.project()).await;
    portal.get("/").await.assert_status(200);
    let (text, values) = metrics(&app).await;
    let names: BTreeSet<_> = values.keys().map(|name| name.split('{').next().unwrap()).collect();
    insta::assert_debug_snapshot!("names", names);
    for one in [
        "fataplus_bodies_bytes{where=\"disk\"}",
        "fataplus_cache_lookups_total{cache=\"answers\",result=\"hit\"}",
        "fataplus_connections_ended_total{reason=\"gave_way\"}",
        "fataplus_db_app_connections{state=\"waiting\"}",
        "fataplus_db_platform_connections{state=\"most\"}",
        "fataplus_isolation_broken",
        "fataplus_mail_duration_seconds_bucket{le=\"+Inf\"}",
        "fataplus_storage_duration_seconds_count{operation=\"head\"}",
    ] {
        assert!(values.contains_key(one), "{one}: {text}");
    }
    for kind in [
        "fataplus_connections_ended_total counter",
        "fataplus_http_request_duration_seconds histogram",
        "fataplus_db_app_connections gauge",
        "process_cpu_seconds_total counter",
    ] {
        let name = kind.replace("_total counter", " counter");
        assert!(text.contains(&format!("# TYPE {kind}\n")) || text.contains(&format!("# TYPE {name}\n")), "{text}");
    }
}

#[tokio::test]
async fn jobs_are_counted_by_kind_and_state_with_the_oldest() {
    let app = TestApp::start().await;
    let mut database = app.database().connect("fataplus_platform").await;
    sqlx::raw_sql(
        "INSERT INTO jobs (id, kind, payload, state, finished_at, due_at, run_at) VALUES
            (gen_random_uuid(), 'send_mail', '{}', 'dead', now() - interval '1 hour', now(), now()),
            (gen_random_uuid(), 'send_mail', '{}', 'dead', now(), now(), now()),
            (gen_random_uuid(), 'delete_upload', '{}', 'ready', NULL, now() + interval '1 hour', now() + interval '1 hour')",
    )
    .execute(&mut database)
    .await
    .unwrap();
    let (text, values) = metrics(&app).await;
    let of = |name: &str, kind: &str, state: &str| values[&format!("{name}{{kind=\"{kind}\",state=\"{state}\"}}")];
    assert!((of("fataplus_jobs", "send_mail", "dead") - 2.0).abs() < f64::EPSILON, "{text}");
    assert!(of("fataplus_jobs_oldest_seconds", "send_mail", "dead") >= 3600.0, "{text}");
    // One for later does not wait yet.
    assert!(of("fataplus_jobs_oldest_seconds", "delete_upload", "ready").abs() < f64::EPSILON, "{text}");
    app.discard_jobs().await;
}
