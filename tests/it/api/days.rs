//! Days, instants, and the HTTP words around lists and tags.

use fataplus::access::PartnerLevel;
use reqwest::Method;
use serde_json::{Value, json};
use time::{Date, Duration, Time};

use super::documents::{PDF, file};
use crate::support::{Api, TestApp, fixture};

/// Moves the clock on to this time of the next day, as the installation has it, and gives the day.
fn tomorrow_at(app: &TestApp, time: Time) -> Date {
    let (clock, tomorrow) = (app.clock(), app.clock().today().next_day().unwrap());
    let at = clock.zone().start_of(tomorrow).unwrap() + (time - Time::MIDNIGHT);
    clock.advance(at - clock.now());
    assert_eq!(clock.today(), tomorrow);
    tomorrow
}

#[tokio::test]
async fn late_is_told_by_the_installation_s_day() {
    // At these times the day of UTC is another one.
    for (zone, hour, minute) in [("Indian/Antananarivo", 0, 30), ("Pacific/Honolulu", 23, 30)] {
        let options = crate::support::app::Options { zone: zone.parse().unwrap(), ..Default::default() };
        let app = TestApp::with(options).await;
        let today = tomorrow_at(&app, Time::from_hms(hour, minute, 0).unwrap());
        assert_ne!(app.clock().now().date(), today, "{zone}");
        let (manager, client) = (app.manager().await, app.client().await);
        let (api, v1) = (manager.api().await, |path: &str| app.project().v1(path));
        for (due, late) in [(today.previous_day().unwrap(), true), (today, false)] {
            for path in ["/tasks", "/milestones"] {
                let body = json!({ "title": due.to_string(), "due_on": due.to_string() });
                let made = api.post(&v1(path), body).await.assert_status(201).json();
                assert_eq!(made["overdue"], late, "{zone} {made}");
            }
            let request = json!({ "title": "Your logo", "due_on": due.to_string() });
            let asked = api.post(&v1("/file-requests"), request).await;
            assert_eq!(asked.status, if late { 422 } else { 201 }, "{zone} {asked}");
        }
        assert_eq!(api.get(&v1("")).await.json()["overdue"], 1, "{zone}");
        let listed = api.get("/v1/projects").await.json();
        assert_eq!(listed["items"][0]["overdue"], 1, "{zone} {listed}");

        // A message of this moment stands under this day.
        let thread = api.post(&v1("/threads"), json!({ "kind": "client", "title": "Questions" })).await;
        let thread = thread.assert_status(201).json();
        let thread = thread["id"].as_str().unwrap();
        api.post(&v1(&format!("/threads/{thread}/messages")), json!({ "body": "Salama" })).await.assert_status(201);
        app.run_jobs().await;
        let dated = format!("{} {}", today.day(), today.month());
        let shown = if (today + Duration::days(2)).year() == today.year() {
            dated
        } else {
            format!("{dated} {}", today.year())
        };
        for label in ["today", "yesterday", &shown] {
            let page = client.portal(app.project()).await.get(&format!("/messages/{thread}")).await.texts("h2.day");
            assert_eq!(page, [label], "{zone}");
            app.clock().advance(Duration::DAY);
        }
    }
}

#[tokio::test]
async fn a_share_s_last_day_is_the_installation_s() {
    let options = crate::support::app::Options { zone: "Europe/Paris".parse().unwrap(), ..Default::default() };
    let app = TestApp::with(options).await;
    app.partner(PartnerLevel::View).await;
    let admin = app.admin().await;
    let (api, path) = (admin.api().await, app.project().v1("/partners"));
    let agency = api.get(&path).await.json()["items"][0]["agency_id"].as_str().unwrap().to_owned();
    let mut web = admin.portal(app.project()).await;
    web.get("/people").await.assert_status(200);
    // Clocks are put back that night.
    let form = format!("form[action='/partners/{agency}']");
    web.submit(&form, &[("level", "view"), ("until", "2030-10-26")]).await.assert_shows("26 October 2030");
    let until = api.get(&format!("{path}/{agency}")).await.json()["expires_at"].clone();
    assert_eq!(until, "2030-10-26T22:00:00Z");
    web.submit(&form, &[("level", "view"), ("until", "2030-10-27")]).await.assert_shows("27 October 2030");
    let until = api.get(&format!("{path}/{agency}")).await.json()["expires_at"].clone();
    assert_eq!(until, "2030-10-27T23:00:00Z");
}

#[tokio::test]
async fn the_next_page_is_asked_for_with_the_same_limit_and_filter() {
    let app = TestApp::start().await;
    let manager = app.manager().await.api().await;
    let path = app.project().v1("/tasks");
    for number in 0..3 {
        manager.post(&path, json!({ "title": format!("Task {number}") })).await.assert_status(201);
    }
    let all = manager.get(&format!("{path}?limit=1&state=open")).await;
    let cursor = all.json()["next_cursor"].as_str().unwrap().to_owned();
    let link = all.header("link").unwrap().to_owned();
    assert_eq!(link, format!("<?limit=1&state=open&cursor={cursor}>; rel=\"next\""));
    let next = link.trim_start_matches('<').split('>').next().unwrap();
    let second = manager.get(&format!("{path}{next}")).await;
    assert_eq!(second.json()["items"].as_array().unwrap().len(), 1);
    assert_eq!(second.json()["items"][0]["title"], "Task 1");
    let link = second.header("link").unwrap();
    assert!(link.starts_with("<?limit=1&state=open&cursor=") && link.matches("cursor").count() == 1, "{link}");
    assert!(manager.get(&format!("{path}?state=open")).await.header("link").is_none());
    // The list of projects has a cursor of its own.
    let admin = app.platform_admin().await.api().await;
    app.another_project().await;
    let projects = admin.get("/v1/projects?limit=1&status=planning").await;
    let link = projects.header("link").unwrap_or_else(|| panic!("{projects}"));
    assert!(link.starts_with("<?limit=1&status=planning&cursor="), "{link}");
}

#[tokio::test]
async fn a_tag_that_a_proxy_made_weak_names_the_same_version() {
    let app = TestApp::start().await;
    let (manager, path) = (app.manager().await.api().await, app.project().v1(""));
    let change = async |tags: &[String]| {
        let mut request = manager.request(Method::PATCH, &path).json(&json!({ "summary": tags.join(" ") }));
        for tag in tags {
            request = request.header("if-match", tag);
        }
        manager.send(request).await
    };
    let tag = async || manager.get(&path).await.header("etag").unwrap().to_owned();
    let first = tag().await;
    change(&[format!("W/{first}")]).await.assert_status(200);
    change(&[format!("W/{first}")]).await.assert_status(412);
    change(&[format!("\"other\", W/{}", tag().await)]).await.assert_status(200);
    change(&["\"other\"".to_owned(), tag().await]).await.assert_status(200);
    change(&["*".to_owned()]).await.assert_status(200);
    change(&[]).await.assert_status(428);
    let known = format!("\"other\", W/{}", tag().await);
    let again = manager.send(manager.request(Method::GET, &path).header("if-none-match", known)).await;
    again.assert_status(304);
}

/// Bytes in use, as the settings say.
async fn used(admin: &Api, app: &TestApp) -> Value {
    admin.get(&app.project().v1("/settings")).await.assert_status(200).json()["storage_used_bytes"].clone()
}

#[tokio::test]
async fn what_is_deleted_gives_its_room_back_and_its_files_go() {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await.api().await, app.client().await.api().await);
    let admin = app.admin().await.api().await;
    let deliverable = json!({ "kind": "deliverable", "visibility": "client" });
    let (kept, gone) = (file(&app, &manager, PDF, json!({})).await, file(&app, &manager, PDF, deliverable).await);
    let decided = json!({ "document_id": gone, "decision": "approved" });
    client.post(&app.project().v1("/approvals"), decided).await.assert_status(201);
    file(&app, &manager, PDF, json!({ "document_id": gone })).await;
    let size = PDF.len();
    assert_eq!(used(&admin, &app).await, json!(3 * size));
    let address = |id: &str, path: &str| app.project().v1(&format!("/documents/{id}{path}"));
    let download = manager.get(&address(&gone, "/versions/1/download")).await;
    let object = download.assert_status(303).header("location").unwrap().to_owned();
    assert_eq!(app.http().get(&object).send().await.unwrap().status(), 200);

    manager.delete(&address(&gone, "")).await.assert_status(204);
    assert_eq!(used(&admin, &app).await, json!(size), "the page says: at once");
    app.run_jobs().await;
    assert_eq!(app.http().get(&object).send().await.unwrap().status(), 404, "the file is there no more");
    assert_eq!(used(&admin, &app).await, json!(size));
    // The decided version stays on record.
    let mut tx = app.state().db.read(&fixture::scope(app.project().id)).await.unwrap();
    let versions = sqlx::query_scalar("SELECT version FROM document_versions ORDER BY document_id, version");
    let versions: Vec<i32> = versions.fetch_all(tx.conn()).await.unwrap();
    assert_eq!(versions, [1, 1], "one of each document; the deleted one's second is gone");
    drop(tx);
    manager.get(&address(&kept, "/download")).await.assert_status(303);

    // A full project takes files again once some were deleted.
    admin.patch(&app.project().v1("/settings"), json!({ "storage_bytes": size })).await.assert_status(200);
    let new = json!({ "name": "a.pdf", "size": size, "content_type": "application/pdf", "kind": "other" });
    assert_eq!(manager.post(&app.project().v1("/uploads"), new.clone()).await.problem(), "storage-quota");
    manager.delete(&address(&kept, "")).await.assert_status(204);
    manager.post(&app.project().v1("/uploads"), new).await.assert_status(201);
    app.run_jobs().await;
}

#[tokio::test]
async fn times_at_the_edge_are_refused_by_the_field() {
    let app = TestApp::start().await;
    app.partner(PartnerLevel::View).await;
    let person = app.admin().await;
    let (admin, v1) = (person.api().await, |path: &str| app.project().v1(path));
    let agency = admin.get(&v1("/partners")).await.json()["items"][0]["agency_id"].as_str().unwrap().to_owned();
    let instants = [
        "9999-12-31T23:59:59-23:59",
        "9999-12-31T23:59:60Z",
        "0000-01-01T00:00:00+23:59",
        "0000-01-01T00:00:00Z",
        "-9999-01-01T00:00:00Z",
        "+20000-01-01T00:00:00Z",
        "294277-01-01T00:00:00Z",
        "2030-02-30T00:00:00Z",
        "2030-01-01T24:00:00Z",
        "2030-01-01T12:00:61Z",
        "2030-01-01T12:00:00+24:00",
        "2030-01-01",
        "",
    ];
    for at in instants {
        let key = json!({ "name": "Report", "scopes": ["project:read"], "expires_at": at });
        for answer in [
            admin.put(&v1(&format!("/partners/{agency}")), json!({ "level": "edit", "expires_at": at })).await,
            admin.post(&v1("/api-keys"), key.clone()).await,
            admin.post("/v1/me/tokens", key).await,
        ] {
            let fields = answer.assert_status(422).problem_fields();
            assert_eq!(fields, [("expires_at".to_owned(), "instant".to_owned())], "{at:?}: {answer}");
        }
    }
    let project = v1("");
    for day in ["9999-12-31", "0000-01-01", "-9999-01-01", "+20000-01-01", "2030-02-29", "1969-12-31", "2201-01-01", ""]
    {
        let due = |title: &str| json!({ "title": title, "due_on": day });
        for answer in [
            admin.post(&v1("/tasks"), due("Draw")).await,
            admin.post(&v1("/milestones"), due("Draw")).await,
            admin.post(&v1("/file-requests"), due("Logo")).await,
            admin.patch_current(&project, json!({ "due_on": day })).await,
        ] {
            let fields = answer.assert_status(422).problem_fields();
            assert!(fields.iter().all(|(field, _)| field == "due_on") && !fields.is_empty(), "{day:?}: {answer}");
        }
        if day.is_empty() {
            continue;
        }
        let mut web = person.portal(app.project()).await;
        web.get("/plan").await.assert_status(200);
        web.submit("form[action='/plan/tasks']", &[("title", "Draw"), ("due_on", day)]).await.assert_status(422);
        web.get("/people").await.assert_status(200);
        let form = format!("form[action='/partners/{agency}']");
        web.submit(&form, &[("level", "view"), ("until", day)]).await.assert_status(200);
    }
    // The extremes of the accepted range are shown.
    let end = "2200-12-31T23:59:59-23:59";
    assert_eq!(
        admin.put(&v1(&format!("/partners/{agency}")), json!({ "level": "edit", "expires_at": end })).await.problem(),
        "validation"
    );
    let end = json!({ "level": "edit", "expires_at": "2200-12-31T23:59:59Z" });
    admin.put(&v1(&format!("/partners/{agency}")), end).await.assert_status(200);
    person.portal(app.project()).await.get("/people").await.assert_status(200).assert_shows("2201");
    // A place in the list of projects that no project has.
    for nanoseconds in ["253402300799999999999", "-377705116800000000000", "9999999999999999999999999999"] {
        use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
        let cursor = URL_SAFE_NO_PAD.encode(format!("{}/{nanoseconds}/{}", person.user, app.project().id));
        let answer = admin.get(&format!("/v1/projects?cursor={cursor}")).await;
        assert_eq!(answer.problem_fields(), [("cursor".to_owned(), "cursor".to_owned())], "{answer}");
    }
    app.run_jobs().await;
}
