//! What `/metrics` tells: monitoring depends on names and labels.

use std::collections::BTreeMap;

use axum::{body::Body, http::Request};
use http_body_util::BodyExt;
use tower::ServiceExt;

use crate::support::TestApp;

/// The text and its values, by name and labels.
async fn metrics(app: &TestApp) -> (String, BTreeMap<String, i64>) {
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
    let (text, values) = metrics(&app).await;
    let expected = [
        "fataplus_bodies_bytes{where=\"disk\"}",
        "fataplus_bodies_bytes{where=\"memory\"}",
        "fataplus_connections",
        "fataplus_connections_ended_total{reason=\"gave_way\"}",
        "fataplus_connections_ended_total{reason=\"idle\"}",
        "fataplus_connections_ended_total{reason=\"refused\"}",
        "fataplus_connections_ended_total{reason=\"stalled\"}",
        "fataplus_db_app_connections{state=\"idle\"}",
        "fataplus_db_app_connections{state=\"used\"}",
        "fataplus_db_app_cut_off_total",
        "fataplus_db_platform_connections{state=\"idle\"}",
        "fataplus_db_platform_connections{state=\"used\"}",
        "fataplus_db_platform_cut_off_total",
        "fataplus_isolation_broken",
        "fataplus_jobs{state=\"aside\"}",
        "fataplus_jobs{state=\"dead\"}",
        "fataplus_jobs{state=\"ready\"}",
    ];
    assert_eq!(values.into_keys().collect::<Vec<_>>(), expected);
    for kind in
        ["fataplus_jobs gauge", "fataplus_connections_ended_total counter", "fataplus_db_app_cut_off_total counter"]
    {
        assert!(text.contains(&format!("# TYPE {kind}\n")), "{text}");
    }
}

#[tokio::test]
async fn jobs_are_counted_by_their_state() {
    let app = TestApp::start().await;
    let mut database = app.database().connect("fataplus_platform").await;
    sqlx::raw_sql(
        "INSERT INTO jobs (id, kind, payload, state, finished_at)
         SELECT gen_random_uuid(), 'send_mail', '{}', 'dead', now() FROM generate_series(1, 2)",
    )
    .execute(&mut database)
    .await
    .unwrap();
    let (_, values) = metrics(&app).await;
    let jobs = ["ready", "dead", "aside"].map(|state| values[&format!("fataplus_jobs{{state=\"{state}\"}}")]);
    assert_eq!(jobs, [0, 2, 0]);
    app.discard_jobs().await;
}
