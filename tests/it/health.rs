//! The page of the service's health, and what it counts.

use fataplus::{features::platform::health, worker::meters};
use time::Duration;

use super::metrics::metrics;
use crate::support::TestApp;

#[tokio::test]
async fn the_page_draws_the_last_hour_and_names_routes_projects_and_jobs() {
    let app = TestApp::start().await;
    let admin = app.platform_admin().await;
    health::sample(app.state());
    let mut portal = app.client().await.portal(app.project()).await;
    portal.get("/").await.assert_status(200);
    app.state().clock.advance(Duration::minutes(1));
    health::sample(app.state());
    meters::flush(app.state()).await.unwrap();
    let mut web = admin.app().await;
    let page = web.get("/admin/health").await.assert_status(200);
    page.assert_shows("portal GET /").assert_shows(&app.project().id.to_string()).assert_shows("Health");
    let figures = scraper::Selector::parse("figure.chart svg[role=img]").unwrap();
    let bars = scraper::Selector::parse("figure.chart rect title").unwrap();
    assert_eq!((page.html().select(&figures).count(), page.html().select(&bars).count()), (6, 6));
    // It is the platform's.
    for person in [app.manager().await, app.client().await, app.staff().await] {
        person.app().await.get("/admin/health").await.assert_status(404);
    }
}

#[tokio::test]
async fn a_failed_request_is_counted_for_its_route_and_its_project() {
    let app = TestApp::start().await;
    let api = app.client().await.api().await;
    let path = app.project().v1("/threads");
    api.get(&path).await.assert_status(200);
    let mut owner = app.database().connect("fataplus_migrator").await;
    let broken = "SET ROLE fataplus_owner; REVOKE SELECT ON threads FROM fataplus_app";
    sqlx::raw_sql(broken).execute(&mut owner).await.unwrap();
    // Not the answer that is kept.
    api.get(&format!("{path}?limit=5")).await.assert_status(500);
    // The ID of no project, and one that nobody used since the start, have no series.
    app.anonymous_at("FP-2025-AAAAAAAAA".parse().unwrap()).get("/").await.assert_status(200);
    let (text, values) = metrics(&app).await;
    let route = "mount=\"project_api\",method=\"GET\",route=\"/threads\"";
    for (status, count) in [("2xx", 1.0), ("5xx", 1.0)] {
        let name = format!("fataplus_http_requests_total{{{route},status=\"{status}\"}}");
        assert_eq!(values.get(&name), Some(&count), "{name}: {text}");
    }
    let project = app.project().id;
    let of = |name: &str| values.get(&format!("fataplus_project_{name}_total{{project=\"{project}\"}}")).copied();
    assert_eq!((of("failures"), of("requests").is_some_and(|count| count >= 2.0)), (Some(1.0), true), "{text}");
    assert!(!text.contains("AAAAAAAAA"), "{text}");
    meters::flush(app.state()).await.unwrap();
    let admin = app.platform_admin().await;
    let mut web = admin.app().await;
    let page = web.get("/admin/health").await.assert_status(200);
    let rows = scraper::Selector::parse("tr").unwrap();
    let html = page.html();
    let mut texts = html.select(&rows).map(|row| row.text().collect::<Vec<_>>().join(" "));
    let row = texts.find(|row| row.contains(project.as_str())).unwrap();
    assert!(row.split_whitespace().any(|word| word == "1"), "{row}");
}

#[tokio::test]
async fn a_failed_job_can_be_given_up_for_good() {
    let app = TestApp::start().await;
    let mut database = app.database().connect("fataplus_platform").await;
    sqlx::raw_sql(
        "INSERT INTO jobs (id, kind, payload, state, last_error, finished_at) VALUES
            ('00000000-0000-7000-8000-000000000001', 'send_mail', '{\"email\": \"ravo@example.test\"}', 'dead', 'lost', now()),
            ('00000000-0000-7000-8000-000000000002', 'send_mail', '{}', 'ready', NULL, NULL)",
    )
    .execute(&mut database)
    .await
    .unwrap();
    let mut web = app.platform_admin().await.app().await;
    web.get("/admin/jobs").await.assert_status(200).assert_shows("ravo@example.test");
    // The second only waits for its turn, and stays.
    let form = "form[action='/admin/jobs/discard']";
    let waiting = [("job", "00000000-0000-7000-8000-000000000002")];
    web.submit(form, &waiting).await.assert_status(200).assert_shows("There was nothing to");
    web.submit(form, &[]).await.assert_status(200).assert_shows("It is given up.");
    let left: Vec<(String, String)> =
        sqlx::query_as("SELECT state, payload::text FROM jobs ORDER BY id").fetch_all(&mut database).await.unwrap();
    assert_eq!(left, [("done".to_owned(), "{}".to_owned()), ("ready".to_owned(), "{}".to_owned())]);
    app.discard_jobs().await;
}
