//! Use of a project: counted for it alone, written within a second, read by those who run it.

use fataplus::worker::{expiry, meters};
use serde_json::{Value, json};
use time::Duration;

use super::{
    documents::{PDF, file},
    turn::made,
};
use crate::support::{Api, TestApp, fixture};

/// Last day of the project's use, as the API tells it.
async fn today(app: &TestApp, api: &Api) -> Value {
    meters::flush(app.state()).await.unwrap();
    let used = api.get(&app.project().v1("/usage")).await.assert_status(200).json();
    used["days"].as_array().unwrap().last().unwrap().clone()
}

#[tokio::test]
async fn what_people_and_programs_do_is_counted_for_their_project() {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await, app.client().await);
    let (api, hers) = (manager.api().await, client.api().await);
    let v1 = |path: &str| app.project().v1(path);
    let document = file(&app, &api, PDF, json!({ "kind": "contract", "visibility": "client" })).await;
    let thread = made(&api, &v1("/threads"), json!({ "kind": "client", "title": "Questions" })).await;
    made(&hers, &v1(&format!("/threads/{thread}/messages")), json!({ "body": "When?" })).await;
    let mut web = client.portal(app.project()).await;
    web.get(&format!("/documents/{document}")).await.assert_status(200);
    web.get_without_following(&format!("/documents/{document}/download")).await.assert_status(303);
    // Refused requests and those of another project count nowhere here.
    let stranger = app.stranger().await;
    stranger.api().await.get(&v1("")).await.assert_status(404);
    let other = app.another_project().await;
    app.join(&stranger, &other, "client").await;
    stranger.api().await.get(&other.v1("")).await.assert_status(200);

    let before = today(&app, &api).await;
    let size = i64::try_from(PDF.len()).unwrap();
    let told = ["active_people", "document_views", "downloads", "messages", "storage_bytes"].map(|key| &before[key]);
    assert_eq!(told, [&json!(2), &json!(1), &json!(1), &json!(1), &json!(size)], "{before}");
    assert!(before["page_views"].as_i64() >= Some(2) && before["api_calls"].as_i64() >= Some(4), "{before}");
    hers.get(&v1("")).await.assert_status(200);
    // The request that asked before, and the one since then.
    let after = today(&app, &api).await;
    assert_eq!(after["api_calls"].as_i64().unwrap() - before["api_calls"].as_i64().unwrap(), 2);
    let used = api.get(&v1("/usage")).await.json();
    assert_eq!(used["documents"], json!([{ "id": document, "name": "Été.pdf", "views": 1, "downloads": 1 }]));
    assert_eq!((&used["storage_bytes"], used["days"].as_array().unwrap().len()), (&json!(size), 30));

    // The same on the page, drawn and as a table, and for spreadsheets.
    let mut web = manager.portal(app.project()).await;
    let page = web.get("/usage?days=7").await.assert_status(200);
    page.assert_shows("Pages opened").assert_shows("Été.pdf").assert_shows("All figures as a table");
    let bars = scraper::Selector::parse("figure svg[role=img] rect title").unwrap();
    assert_eq!(page.html().select(&bars).count(), 7 * 7);
    let page = web.get("/usage?hours").await.assert_status(200);
    page.assert_shows("24 hours").assert_shows("without the hours").assert_hides("Active people");
    assert_eq!(page.html().select(&bars).count(), 6 * 24);
    let last = scraper::Selector::parse("figure svg rect:last-of-type title").unwrap();
    let told: Vec<_> = page.html().select(&last).map(|title| title.text().collect::<String>()).collect();
    assert!(told.iter().filter(|said| said.ends_with(": 1")).count() >= 3, "message, view, download: {told:?}");
    let table = web.get("/usage.csv?days=2").await.assert_status(200);
    let lines: Vec<_> = table.text().lines().map(str::to_owned).collect();
    assert_eq!((lines.len(), lines[0].split(',').count()), (3, 8));
    assert!(lines[2].starts_with(&format!("{},", app.clock().today())), "{lines:?}");
    assert!(lines[2].ends_with(&format!(",1,1,1,{size}")), "{lines:?}");
    app.run_jobs().await;
}

#[tokio::test]
async fn people_are_counted_once_a_day_and_storage_stays_until_it_changes() {
    let app = TestApp::start().await;
    let manager = app.manager().await;
    let api = manager.api().await;
    let document = file(&app, &api, PDF, json!({ "kind": "contract" })).await;
    let size = i64::try_from(PDF.len()).unwrap();
    for _ in 0..2 {
        assert_eq!(today(&app, &api).await["active_people"], json!(1));
    }
    app.clock().advance(Duration::days(2));
    meters::flush(app.state()).await.unwrap();
    let api = manager.api().await;
    let used = api.get(&app.project().v1("/usage?days=3")).await.assert_status(200).json();
    let level = |used: &Value| [0, 1, 2].map(|day: usize| used["days"][day]["storage_bytes"].as_i64().unwrap());
    assert_eq!(level(&used), [size, size, size]);
    assert_eq!(used["days"][1]["active_people"], json!(0));
    assert_eq!(today(&app, &api).await["active_people"], json!(1));
    api.delete(&app.project().v1(&format!("/documents/{document}"))).await.assert_status(204);
    today(&app, &api).await;
    let used = api.get(&app.project().v1("/usage?days=3")).await.assert_status(200).json();
    assert_eq!((level(&used), &used["documents"]), ([size, size, 0], &json!([])));
    for days in ["0", "401"] {
        api.get(&app.project().v1(&format!("/usage?days={days}"))).await.assert_status(422);
    }
    app.leave_jobs();
}

#[tokio::test]
async fn old_counts_are_deleted() {
    let app = TestApp::start().await;
    let api = app.manager().await.api().await;
    today(&app, &api).await;
    meters::flush(app.state()).await.unwrap();
    let rows = async || {
        let mut all = 0;
        for table in ["usage_hours", "usage_days", "usage_people"] {
            all += app.database().count(table).await;
        }
        all
    };
    assert!(rows().await >= 3);
    app.clock().advance(Duration::days(800));
    expiry::run_once(app.state()).await.unwrap();
    assert_eq!(rows().await, 0);
    app.leave_jobs();
}

#[tokio::test]
async fn managers_are_told_once_when_storage_runs_out() {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await, app.client().await);
    let (api, hers) = (manager.api().await, client.api().await);
    let size = i64::try_from(PDF.len()).unwrap();
    let room = async |bytes: i64| fixture::allow(app.state(), app.project(), &format!("storage_bytes = {bytes}")).await;
    let kind = json!({ "kind": "asset", "visibility": "client" });
    let told = async || {
        app.run_jobs().await;
        let mails = app.mails_to(&manager.email);
        ["Storage is nearly full", "No room for files"]
            .map(|subject| mails.iter().filter(|mail| mail.subject.starts_with(subject)).count())
    };
    room(size * 10).await;
    file(&app, &api, PDF, kind.clone()).await;
    assert_eq!(told().await, [0, 0]);
    room(size * 9 / 4).await;
    file(&app, &api, PDF, kind.clone()).await;
    assert_eq!(told().await, [1, 0]);
    // The client is refused twice, and the managers are told once.
    for _ in 0..2 {
        let body = json!({ "name": "a.pdf", "size": size, "content_type": "application/pdf", "kind": "asset" });
        let refused = hers.post(&app.project().v1("/uploads"), body).await;
        assert_eq!(refused.assert_status(413).problem(), "storage-quota");
    }
    assert_eq!(told().await, [1, 1]);
    // Room that comes and goes within a day tells nobody; after a day, once more.
    for (day, expected) in [(0, [1, 1]), (1, [2, 1])] {
        app.clock().advance(Duration::days(day));
        // The log-in has ended meanwhile.
        let api = manager.api().await;
        room(size * 100).await;
        file(&app, &api, PDF, kind.clone()).await;
        room(size * if day == 0 { 19 } else { 27 } / 4).await;
        file(&app, &api, PDF, kind.clone()).await;
        assert_eq!(told().await, expected, "{day}");
    }
}
