//! The directory: people's lists follow each change of the projects they show, and say what the projects themselves say.

use fataplus::{
    access::PartnerLevel,
    cli::relist,
    db::PlatformScope,
    features::work::projects::store::directory::{self, differing},
};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use reqwest::Method;
use serde_json::{Value, json};
use time::Duration;

use crate::support::{Api, Person, TestApp, fixture};

/// The project in the list of a person; null if it is not there.
async fn listed(api: &Api, app: &TestApp, search: &str) -> Value {
    let list = api.get(&format!("/v1/projects?q={search}")).await.assert_status(200).json();
    let items = list["items"].as_array().unwrap();
    items.iter().find(|item| item["id"] == app.project().id.to_string()).cloned().unwrap_or_default()
}

/// Asserts that the list of each person says of the project what the project itself says.
async fn assert_same(app: &TestApp, people: &[Person], after: &str) {
    for person in people {
        let api = person.api().await;
        let (one, list) = (api.get(&app.project().v1("")).await.assert_status(200).json(), listed(&api, app, "").await);
        for field in ["id", "title", "organisation", "status", "turn", "progress", "overdue", "created_at"] {
            assert_eq!(list[field], one[field], "{field} for {} after {after}", person.email);
        }
        let next = json!({ "title": list["next_milestone"], "due_on": list["next_due_on"] });
        let expected = &one["next_milestone"];
        assert!(next == *expected || expected.is_null() && next["title"].is_null(), "{list} after {after}, not {one}");
    }
}

/// One thing at random that changes whose turn it is, or how far the project is.
async fn work(rng: &mut StdRng, app: &TestApp, manager: &Api) -> String {
    let today = app.clock().today();
    let day = |rng: &mut StdRng| (rng.random_range(0..4) > 0).then(|| today + Duration::days(rng.random_range(-2..3)));
    let rows = ["milestones", "tasks"];
    let kind = *rows.choose(rng).unwrap();
    let items = manager.get(&app.project().v1(&format!("/{kind}"))).await.assert_status(200).json();
    let row = items["items"].as_array().unwrap().choose(rng).map(|row| row["id"].as_str().unwrap().to_owned());
    let (method, path, body) = match rng.random_range(0..6) {
        0 => (Method::POST, "/milestones".to_owned(), json!({ "title": "Drawings", "due_on": day(rng) })),
        1 => {
            let (side, visibility) = (["client", "agency"].choose(rng), ["client", "internal", "shared"].choose(rng));
            let task = json!({ "title": "Measure", "side": side, "visibility": visibility, "due_on": day(rng) });
            (Method::POST, "/tasks".to_owned(), task)
        }
        2 => (Method::POST, "/file-requests".to_owned(), json!({ "title": "Logo", "due_on": day(rng) })),
        3 | 4 if row.is_some() => {
            (Method::PATCH, format!("/{kind}/{}", row.unwrap()), json!({ "done": rng.random_bool(0.7) }))
        }
        _ => (Method::PATCH, String::new(), json!({ "title": format!("Pumps {}", rng.random_range(0..1000)) })),
    };
    let path = app.project().v1(&path);
    // A task of the client's that no client sees is refused.
    let answer = match method {
        Method::POST => manager.post(&path, body.clone()).await,
        _ if body["title"].is_null() => manager.patch(&path, body.clone()).await,
        _ => manager.patch_current(&path, body.clone()).await,
    };
    assert!([200, 201, 422].contains(&answer.status), "{method} {path} {body}: {answer}");
    format!("{method} {path} {body}")
}

#[tokio::test]
async fn lists_say_what_projects_say_before_and_after_midnight() {
    for seed in 0..3 {
        let (mut rng, app) = (StdRng::seed_from_u64(seed), TestApp::start().await);
        let people = [
            app.manager().await,
            app.client().await,
            app.lead_client().await,
            app.admin().await,
            app.platform_admin().await,
            app.partner(PartnerLevel::View).await,
            app.partner(PartnerLevel::Manage).await,
        ];
        for days in 0..2 {
            let manager = people[0].api().await;
            for _ in 0..8 {
                let done = work(&mut rng, &app, &manager).await;
                assert_same(&app, &people[..2], &format!("{done}, seed {seed}")).await;
            }
            assert_same(&app, &people, &format!("day {days}, seed {seed}")).await;
            app.clock().advance(Duration::DAY);
            assert_same(&app, &people, &format!("midnight {days}, seed {seed}")).await;
        }
        app.leave_jobs();
    }
}

#[tokio::test]
async fn lists_follow_what_decides_who_sees_a_project() {
    let app = TestApp::start().await;
    let (admin, client) = (app.platform_admin().await.api().await, app.client().await);
    let (api, id) = (client.api().await, app.project().id);
    let partner = app.partner(PartnerLevel::View).await;
    let agency = admin.get("/v1/partner-agencies").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    let at = |path: &str| app.project().v1(path);
    let member = at(&format!("/members/{}", client.user));
    let share = at(&format!("/partners/{agency}"));
    let soon = (app.clock().now() + Duration::hours(1)).format(&time::format_description::well_known::Rfc3339).unwrap();
    let here = async |api: &Api, search: &str| listed(api, &app, search).await["workspace"].clone();
    let all = directory::projects(app.state()).await.unwrap();

    assert_eq!((here(&api, "").await, here(&partner.api().await, "").await), (json!("active"), json!("active")));
    let renamed = json!({ "title": "Solar pumps", "status": "in_progress" });
    admin.patch_current(&at(""), renamed).await.assert_status(200);
    assert_eq!((here(&api, "solar+pumps").await, here(&api, "nothing").await), (json!("active"), Value::Null));
    assert_eq!(api.get("/v1/projects?status=in_progress").await.json()["items"].as_array().unwrap().len(), 1);
    for (method, path, body, hers, partners) in [
        (Method::PUT, at("/workspace"), json!({ "state": "suspended" }), "suspended", "suspended"),
        (Method::PUT, at("/workspace"), json!({ "state": "active" }), "active", "active"),
        (Method::DELETE, member, json!({}), "", "active"),
        (Method::PUT, share.clone(), json!({ "level": "edit", "expires_at": soon }), "", "active"),
        (Method::DELETE, share, json!({}), "", ""),
    ] {
        let answer = admin.send(admin.request(method.clone(), &path).json(&body)).await;
        assert!((200..300).contains(&answer.status), "{method} {path}: {answer}");
        for (person, expected) in [(&api, hers), (&partner.api().await, partners)] {
            let expected = if expected.is_empty() { Value::Null } else { json!(expected) };
            assert_eq!(here(person, "").await, expected, "after {method} {path}");
        }
        assert_eq!(differing(app.state(), &all).await.unwrap(), [], "after {method} {path}");
    }
    let api = app.client().await.api().await;
    assert_eq!(here(&api, "").await, "active");
    admin.put(&at("/workspace"), json!({ "state": "archived" })).await.assert_status(204);
    assert_eq!((here(&api, "").await, here(&api, id.as_str()).await), (Value::Null, json!("archived")));
    app.leave_jobs();
}

#[tokio::test]
async fn a_share_that_has_ended_is_in_no_list() {
    let app = TestApp::start().await;
    let partner = app.partner(PartnerLevel::View).await;
    let mut tx = app.state().db.write(&fixture::scope(app.project().id)).await.unwrap();
    tx.announce_part();
    let ends = sqlx::query("UPDATE partner_shares SET expires_at = $1");
    ends.bind(app.clock().now() + Duration::hours(1)).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(listed(&partner.api().await, &app, "").await["role"], "partner_view");
    app.clock().advance(Duration::hours(2));
    assert!(listed(&partner.api().await, &app, "").await.is_null());
}

/// Rows that no transaction of the service changed.
#[tokio::test]
async fn lists_that_differ_are_named_and_written_again() {
    let app = TestApp::start().await;
    let (other, id, _) = (app.another_project().await, app.project().id, app.client().await);
    let all = directory::projects(app.state()).await.unwrap();
    assert_eq!(differing(app.state(), &all).await.unwrap(), []);
    for damage in [
        "UPDATE listings SET title = 'Another'",
        "UPDATE listings SET archived = true",
        "UPDATE listings SET words = ''",
        "DELETE FROM listings WHERE holder_id = (SELECT min(holder_id::text)::uuid FROM listings)",
        "INSERT INTO listings SELECT project_id, gen_random_uuid(), title, organisation, status, archived, words, level,
                expires_at, created_at FROM listings LIMIT 1",
        "UPDATE members SET removed_at = now()",
    ] {
        let mut connection = app.database().connect("fataplus_app").await;
        let armed = format!("BEGIN; SET LOCAL app.project_id = '{id}'; {damage}; COMMIT");
        sqlx::raw_sql(sqlx::AssertSqlSafe(armed)).execute(&mut connection).await.unwrap();
        assert_eq!(differing(app.state(), &all).await.unwrap(), [id], "{damage}");
        let said = relist(app.state()).await.unwrap();
        assert_eq!(said, [format!("{id}: listed again"), format!("{} projects, 1 listed again.", all.len())]);
        assert_eq!(differing(app.state(), &all).await.unwrap(), [], "{damage}");
    }
    let mut tx = app.state().db.platform(PlatformScope::Listings(app.platform_admin().await.user)).await.unwrap();
    let titles: Vec<String> =
        sqlx::query_scalar("SELECT title FROM listings ORDER BY 1").fetch_all(tx.conn()).await.unwrap();
    let mut expected = [app.project().title.clone(), other.title];
    expected.sort();
    assert_eq!(titles, expected);
}
