//! Answers of a project's reads kept in memory: each is the one its reader would get from the rows.

use fataplus::{
    access::PartnerLevel,
    app::Mount,
    config::CacheBounds,
    db::{Change, Subject},
    http::routes::{KeptFor, Trait},
};
use reqwest::Method;
use serde_json::json;

use crate::support::{
    Answer, Api, TestApp,
    app::Options,
    fixture,
    replica::Replica,
    routes::{self, filled},
};

/// Reads of a project that are kept, below `/v1/projects/{id}`, with IDs of rows.
fn kept(app: &TestApp, made: &fixture::Furniture) -> Vec<(KeptFor, String)> {
    let kept = routes::mounted(Mount::TenantApi).filter_map(|route| {
        let kept_for = route.traits.iter().find_map(|given| match given {
            Trait::Kept(kept_for) => Some(*kept_for),
            _ => None,
        })?;
        assert_eq!(route.method, Method::GET, "{}", route.path);
        let path = routes::path_at(Mount::TenantApi, &route);
        Some((kept_for, app.project().v1(&filled(&path, made))))
    });
    let kept: Vec<_> = kept.collect();
    assert!(kept.len() >= 12, "{kept:?}");
    kept
}

fn says(answer: &Answer, text: &str) -> bool {
    answer.text().contains(text)
}

/// A thread of client and agency.
async fn open_thread(app: &TestApp, manager: &Api) -> String {
    let thread = json!({ "kind": "client", "title": "Maps" });
    let made = manager.post(&app.project().v1("/threads"), thread).await.assert_status(201).json();
    made["id"].as_str().unwrap().to_owned()
}

async fn tagged(api: &Api, path: &str, tag: &str) -> Answer {
    api.send(api.request(Method::GET, path).header("if-none-match", tag)).await
}

#[tokio::test]
async fn an_answer_from_memory_is_the_answer_from_the_rows() {
    let app = TestApp::start().await;
    let made = fixture::furnish(app.state(), app.project()).await;
    let api = app.manager().await.api().await;
    let answers = &app.state().caches.answers;
    for (_, path) in kept(&app, &made) {
        // A second page of a list has a link, where there is one.
        for path in [format!("{path}?limit=1"), path] {
            let before = answers.len();
            let first = api.get(&path).await.assert_status(200).clone();
            // Nothing is kept while no notices arrive, as on a busy machine.
            while answers.len() == before {
                assert_eq!(api.get(&path).await.assert_status(200).body, first.body);
            }
            let again = api.get(&path).await;
            assert_eq!(answers.len(), before + 1, "{path}");
            for name in ["content-type", "etag", "cache-control", "link"] {
                assert_eq!(again.header(name), first.header(name), "{path}: {name}");
            }
            assert_eq!((again.assert_status(200).body.clone(), again.body.is_empty()), (first.body.clone(), false));
            let tag = first.header("etag").unwrap();
            assert!(tagged(&api, &path, tag).await.assert_status(304).body.is_empty(), "{path}");
            let head = api.send(api.request(Method::HEAD, &path)).await;
            assert_eq!((head.assert_status(200).body.len(), answers.len()), (0, before + 1), "{path}");
        }
    }
    api.get(&app.project().v1("/documents?limit=0")).await.assert_status(422);
    let count = answers.len();
    api.get(&app.project().v1("/documents?limit=0")).await.assert_status(422);
    assert_eq!(answers.len(), count, "a refusal is kept");
}

/// By rows alone: what is kept for a role must not depend on the person.
#[tokio::test]
async fn people_of_one_role_read_the_same() {
    let app = TestApp::with(Options { cache: CacheBounds::NOTHING, ..Options::default() }).await;
    let made = fixture::furnish(app.state(), app.project()).await;
    let pairs = [
        [app.client().await, app.client().await],
        [app.lead_client().await, app.lead_client().await],
        [app.manager().await, app.manager().await],
        [app.admin().await, app.platform_admin().await],
        [app.partner(PartnerLevel::View).await, app.partner(PartnerLevel::View).await],
        [app.partner(PartnerLevel::Manage).await, app.partner(PartnerLevel::Manage).await],
    ];
    for [one, other] in pairs {
        let (one, other) = (one.api().await, other.api().await);
        for (kept_for, path) in kept(&app, &made) {
            let (one, other) = (one.get(&path).await, other.get(&path).await);
            if kept_for == KeptFor::Role {
                assert_eq!((one.status, one.text()), (other.status, other.text()), "{path}");
            }
        }
    }
}

#[tokio::test]
async fn an_answer_is_kept_for_those_it_was_made_for() {
    let app = TestApp::start().await;
    let (manager, client, other) = (app.manager().await, app.client().await, app.client().await);
    let [manager, client, other] = [manager.api().await, client.api().await, other.api().await];
    let task = json!({ "title": "Margins of the offer", "visibility": "internal", "side": "agency" });
    manager.post(&app.project().v1("/tasks"), task).await.assert_status(201);
    let (threads, shared) = (app.project().v1("/threads"), open_thread(&app, &manager).await);
    let message = json!({ "body": "The maps are ready." });
    manager.post(&app.project().v1(&format!("/threads/{shared}/messages")), message).await.assert_status(201);

    for _ in 0..3 {
        let tasks = app.project().v1("/tasks");
        assert!(says(manager.get(&tasks).await.assert_status(200), "Margins"));
        assert!(!says(client.get(&tasks).await.assert_status(200), "Margins"));
    }
    let unread = |answer: &Answer| {
        let threads = answer.json()["items"].as_array().unwrap().clone();
        threads.iter().find(|thread| thread["id"] == shared.as_str()).unwrap()["unread"].clone()
    };
    for api in [&client, &other] {
        assert_eq!(unread(api.get(&threads).await.assert_status(200)), 1);
    }
    let kept = app.state().db.changes().stand([Some(Subject::Project(app.project().id)), None]);
    client.put(&app.project().v1(&format!("/threads/{shared}/read")), json!({})).await.assert_status(204);
    assert!(app.state().db.changes().stands(&kept), "what somebody has read forgets the project");
    for _ in 0..2 {
        assert_eq!(unread(&client.get(&threads).await), 0);
        assert_eq!(unread(&other.get(&threads).await), 1);
    }
    app.leave_jobs();
}

/// A person's name stands in other projects' answers; it is announced by the person.
#[tokio::test]
async fn a_new_name_stands_in_every_answer() {
    let app = TestApp::start().await;
    let (client, manager) = (app.client().await.api().await, app.manager().await.api().await);
    let replica = Replica::of(&app).await;
    replica.listening().await;
    let path = app.project().v1(&format!("/threads/{}/messages", open_thread(&app, &manager).await));
    client.post(&path, json!({ "body": "Misaotra" })).await.assert_status(201);
    for _ in 0..2 {
        assert!(!says(&manager.get(&path).await, "Voahangy"));
        assert!(!says(&replica.get(&manager, &path).await, "Voahangy"));
    }
    client.patch("/v1/me", json!({ "name": "Voahangy" })).await.assert_status(200);
    assert!(says(&manager.get(&path).await, "Voahangy"));
    super::memory::until(&replica, &manager, &path, |answer| says(answer, "Voahangy")).await;
    app.leave_jobs();
}

#[tokio::test]
async fn what_is_late_since_midnight_is_late() {
    let app = TestApp::start().await;
    let api = app.manager().await.api().await;
    let today = app.clock().today().to_string();
    let task = json!({ "title": "Send the maps", "visibility": "shared", "side": "client", "due_on": today });
    api.post(&app.project().v1("/tasks"), task).await.assert_status(201);
    let overdue = async || api.get(&app.project().v1("/tasks")).await.json()["items"][0]["overdue"].clone();
    assert_eq!((overdue().await, overdue().await), (json!(false), json!(false)));
    app.clock().advance(time::Duration::DAY);
    let api = app.manager().await.api().await;
    let overdue = async || api.get(&app.project().v1("/tasks")).await.json()["items"][0]["overdue"].clone();
    assert_eq!(overdue().await, true);
}

/// The answers of a process that keeps nothing, beside those of one that does.
struct Compared<'a> {
    kept: Vec<(KeptFor, String)>,
    by_rows: &'a Replica,
    readers: [(&'static str, &'a Api); 4],
}

impl Compared<'_> {
    async fn agree(&self, after: &str) {
        for ((name, reader), (_, path)) in
            self.readers.iter().flat_map(|reader| self.kept.iter().map(move |kept| (reader, kept)))
        {
            let (kept, rows) = (reader.get(path).await, self.by_rows.get(reader, path).await);
            assert_eq!((kept.status, kept.text()), (rows.status, rows.text()), "{name}, {path}, after {after}");
        }
    }
}

#[tokio::test]
async fn memory_and_rows_agree_after_each_change() {
    let app = TestApp::start().await;
    let made = fixture::furnish(app.state(), app.project()).await;
    let [document, milestone, thread] = ["document", "milestone", "thread"].map(|row| made.id(row).to_string());
    let people = [app.platform_admin().await, app.manager().await, app.lead_client().await, app.client().await];
    let partner = app.partner(PartnerLevel::Edit).await.api().await;
    let [admin, manager, client, leaver] =
        [people[0].api().await, people[1].api().await, people[2].api().await, people[3].api().await];
    let by_rows = Replica::keeping(&app, CacheBounds::NOTHING).await;
    let readers = [("admin", &admin), ("manager", &manager), ("client", &client), ("partner", &partner)];
    let compared = Compared { kept: kept(&app, &made), by_rows: &by_rows, readers };
    let at = |path: &str| app.project().v1(path);
    let id = |answer: &Answer| answer.json()["id"].as_str().unwrap().to_owned();

    compared.agree("nothing").await;
    let task = json!({ "title": "Read the maps", "visibility": "shared", "side": "client" });
    let task = id(manager.post(&at("/tasks"), task).await.assert_status(201));
    compared.agree("a task").await;
    let internal = json!({ "kind": "internal", "title": "Margins" });
    let internal = id(manager.post(&at("/threads"), internal).await.assert_status(201));
    compared.agree("a thread").await;
    let (leaver_id, agency) = (people[3].user, made.tenant.agency);
    for (by, method, path, body) in [
        (&client, Method::PATCH, at(&format!("/tasks/{task}")), json!({ "done": true })),
        (&manager, Method::PATCH, at(&format!("/milestones/{milestone}")), json!({ "title": "Field work" })),
        (&manager, Method::PATCH, at(&format!("/documents/{document}")), json!({ "name": "Map.pdf" })),
        (&manager, Method::PATCH, at(&format!("/documents/{document}")), json!({ "visibility": "internal" })),
        (&manager, Method::PATCH, at(&format!("/documents/{document}")), json!({ "visibility": "shared" })),
        (&leaver, Method::POST, at(&format!("/threads/{thread}/messages")), json!({ "body": "Misaotra" })),
        (&manager, Method::POST, at(&format!("/threads/{internal}/messages")), json!({ "body": "Mine" })),
        (&manager, Method::PUT, at(&format!("/threads/{thread}/read")), json!({})),
        (&manager, Method::POST, at("/file-requests"), json!({ "title": "Logo", "instructions": "" })),
        (&leaver, Method::PATCH, "/v1/me".to_owned(), json!({ "name": "Voahangy" })),
        (&admin, Method::PATCH, "/v1/me".to_owned(), json!({ "name": "Lalao" })),
        (&admin, Method::PATCH, at(&format!("/members/{leaver_id}")), json!({ "role": "client", "lead": true })),
        (&admin, Method::DELETE, at(&format!("/members/{leaver_id}")), json!({})),
        (&admin, Method::PUT, at(&format!("/partners/{agency}")), json!({ "level": "edit" })),
        (&admin, Method::DELETE, at(&format!("/partners/{agency}")), json!({})),
        (&manager, Method::DELETE, at(&format!("/documents/{document}")), json!({})),
        (&manager, Method::DELETE, at(&format!("/tasks/{task}")), json!({})),
    ] {
        let after = format!("{method} {path} {body}");
        let answer = by.send(by.request(method, &path).json(&body)).await;
        assert!((200..300).contains(&answer.status), "{after}: {answer}");
        compared.agree(&after).await;
    }
    manager.patch_current(&at(""), json!({ "title": "Solar pumps", "status": "in_progress" })).await.assert_status(200);
    compared.agree("a title and a status").await;
    for (change, after) in [
        (
            Change::Account(people[1].user),
            "UPDATE users SET disabled_at = now(), credential_epoch = credential_epoch + 1 WHERE email = $1",
        ),
        (
            Change::Account(people[1].user),
            "UPDATE users SET disabled_at = NULL, credential_epoch = credential_epoch + 1 WHERE email = $1",
        ),
        (Change::Account(people[1].user), "UPDATE users SET platform_role = 'staff' WHERE email = $1"),
    ] {
        let mut tx = fixture::platform(app.state()).await;
        tx.announce(change);
        sqlx::query(after).bind(&people[1].email).execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        compared.agree(after).await;
    }
    app.leave_jobs();
}
