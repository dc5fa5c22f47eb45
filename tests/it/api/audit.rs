//! The audit trail: what changes stands in it at once and whole, and so do the reads that matter.

use fataplus::{
    cli,
    storage::{ContentType, ObjectKey},
    worker::{checkpoints, flushing},
};
use serde_json::{Value, json};

use super::{
    documents::{PDF, file},
    turn::made,
};
use crate::support::{Api, PASSWORD, TestApp};

/// Lines of the trail, the oldest first, as the API tells them.
async fn lines(app: &TestApp, api: &Api, asked: &str) -> Vec<Value> {
    flushing::flush(app.state()).await;
    let told = api.get(&app.project().v1(&format!("/audit?limit=100{asked}"))).await.assert_status(200).json();
    told["items"].as_array().unwrap().iter().rev().cloned().collect()
}

fn kinds(lines: &[Value]) -> Vec<&str> {
    lines.iter().map(|line| line["kind"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn changes_and_reads_that_matter_are_kept_with_their_people() {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await, app.client().await);
    let (api, hers) = (manager.api().await, client.api().await);
    let v1 = |path: &str| app.project().v1(path);
    let document = file(&app, &api, PDF, json!({ "kind": "contract", "visibility": "client" })).await;
    let before = lines(&app, &api, "").await.len();
    let (portal, mut web) = (app.state().hosts.tenant(app.project().id), client.app().await);
    web.get(&format!("{portal}/documents/{document}")).await.assert_status(200);
    web.get_without_following(&format!("{portal}/documents/{document}/download")).await.assert_status(303);
    // Nothing but the row itself names what is changed here.
    let task = made(&api, &v1("/tasks"), json!({ "title": "Weave", "side": "agency" })).await;
    api.patch(&v1(&format!("/tasks/{task}")), json!({ "title": "Weave it" })).await.assert_status(200);
    let thread = made(&api, &v1("/threads"), json!({ "kind": "client", "title": "Questions" })).await;
    made(&hers, &v1(&format!("/threads/{thread}/messages")), json!({ "body": "When?" })).await;
    // Refused changes and lists leave no line.
    hers.post(&v1("/tasks"), json!({ "title": "" })).await;
    hers.get(&v1("/documents")).await.assert_status(200);

    let all = lines(&app, &api, "").await;
    let since = &all[before..];
    let mut told = kinds(since);
    told.sort_unstable();
    let expected =
        ["changed", "changed", "changed", "document-downloaded", "document-viewed", "logged-in", "task-added"];
    assert_eq!(told, expected, "{since:#?}");
    let seqs: Vec<_> = all.iter().map(|line| line["seq"].as_u64().unwrap()).collect();
    assert!(seqs.windows(2).all(|pair| pair[1] == pair[0] + 1), "{seqs:?}");
    let routes: Vec<_> =
        since.iter().filter(|line| line["kind"] == "changed").map(|line| &line["detail"]["name"]).collect();
    assert_eq!(routes, ["PATCH /tasks/{id}", "POST /threads", "POST /threads/{id}/messages"]);
    let by = |kind: &str| since.iter().find(|line| line["kind"] == kind).unwrap();
    assert_eq!(by("task-added")["actor_id"], json!(manager.user));
    assert_eq!(by("document-viewed")["actor_id"], json!(client.user));
    assert_eq!(by("document-viewed")["detail"], json!({ "name": "Été.pdf" }));

    // Narrowed to a document and to reads: who saw it.
    let of_it = lines(&app, &api, &format!("&subject_id={document}&shown=reads")).await;
    assert_eq!(kinds(&of_it), ["document-viewed", "document-downloaded"]);
    let hers_alone = lines(&app, &api, &format!("&person_id={}&shown=changes", client.user)).await;
    assert_eq!(kinds(&hers_alone), ["changed"]);
    let mut web = manager.portal(app.project()).await;
    let page = web.get(&format!("/audit?subject={document}")).await.assert_status(200);
    page.assert_shows("downloaded “Été.pdf”").assert_shows("Only lines about").assert_hides("Weave");

    // Those who do not run the project read none of it.
    hers.get(&v1("/audit")).await.assert_status(403);
    hers.get(&v1("/audit.jsonl")).await.assert_status(403);
    app.run_jobs().await;
}

#[tokio::test]
async fn the_trail_is_checked_with_and_without_the_service() {
    let app = TestApp::start().await;
    let api = app.manager().await.api().await;
    for number in 0..5 {
        made(&api, &app.project().v1("/tasks"), json!({ "title": format!("Task {number}"), "side": "agency" })).await;
    }
    let told = cli::verify_audit(app.state()).await.unwrap();
    let own =
        |lines: &[String]| lines.iter().find(|line| line.starts_with(app.project().id.as_str())).cloned().unwrap();
    assert!(own(&told).contains("lines are whole"), "{told:?}");
    let taken = api.get(&app.project().v1("/audit.jsonl")).await.assert_status(200).text();
    let hash = own(&told).rsplit(' ').next().unwrap().to_owned();
    assert!(taken.lines().last().unwrap().contains(&hash), "the file ends where the trail ended");
    let file = app.mail_folder().join("audit.jsonl");
    let verify = async |text: &str| {
        std::fs::write(&file, text).unwrap();
        cli::verify_audit_file(&file).map_err(|error| error.to_string())
    };
    assert!(verify(&taken).await.unwrap().contains(&hash));
    let refused = verify(&taken.replace("Task 3", "Task 4")).await.unwrap_err();
    assert!(refused.contains("person, key or detail was changed"), "{refused}");
    let without: Vec<_> = taken.lines().enumerate().filter(|(place, _)| *place != 2).map(|(_, line)| line).collect();
    let refused = verify(&without.join("\n")).await.unwrap_err();
    assert!(refused.contains("line 3") && refused.contains("missing"), "{refused}");
    assert!(verify("{}").await.unwrap_err().contains("line 1 is not one"));
    assert!(verify("").await.unwrap_err().contains("holds no line"));

    // The service's own role alters nothing; a superuser who does is found.
    let mut service = app.database().connect("fataplus_app").await;
    let alter = format!("UPDATE audit SET kind = 'task-done' WHERE project_id = '{}' AND seq = 4", app.project().id);
    let refused = sqlx::query(sqlx::AssertSqlSafe(alter.clone())).execute(&mut service).await.unwrap_err();
    assert!(refused.to_string().contains("permission denied"), "{refused}");
    let mut superuser = app.database().connect("postgres").await;
    sqlx::query(sqlx::AssertSqlSafe(alter)).execute(&mut superuser).await.unwrap();
    let found = cli::verify_audit(app.state()).await.unwrap_err().to_string();
    assert!(found.contains(&format!("{}: line 4", app.project().id)), "{found}");
}

#[tokio::test]
async fn changes_at_the_same_time_make_one_chain() {
    let app = TestApp::start().await;
    let api = app.manager().await.api().await;
    let path = app.project().v1("/tasks");
    let add = |number: usize| {
        let (api, path) = (&api, &path);
        async move { made(api, path, json!({ "title": format!("Task {number}"), "side": "agency" })).await }
    };
    futures_util::future::join_all((0..16).map(add)).await;
    let added = lines(&app, &api, "&shown=changes").await;
    assert_eq!(kinds(&added).iter().filter(|kind| **kind == "task-added").count(), 16);
    assert!(cli::verify_audit(app.state()).await.is_ok());
}

#[tokio::test]
async fn an_admin_of_the_platform_is_seen_once_a_day() {
    let app = TestApp::start().await;
    let (manager, admin) = (app.manager().await.api().await, app.platform_admin().await);
    let theirs = admin.api().await;
    for _ in 0..3 {
        theirs.get(&app.project().v1("")).await.assert_status(200);
        theirs.get(&app.project().v1("/documents")).await.assert_status(200);
    }
    let entered = lines(&app, &manager, "&shown=reads").await;
    assert_eq!(kinds(&entered), ["admin-entered"]);
    assert_eq!(entered[0]["actor_id"], json!(admin.user));
}

#[tokio::test]
async fn reads_that_could_not_be_written_are_kept() {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await, app.client().await);
    let api = manager.api().await;
    let document = file(&app, &api, PDF, json!({ "kind": "contract", "visibility": "client" })).await;
    let mut web = client.portal(app.project()).await;
    flushing::flush(app.state()).await;
    let mut superuser = app.database().connect("postgres").await;
    let grant = async |connection: &mut sqlx::PgConnection, statement: &'static str| {
        sqlx::query(statement).execute(connection).await.unwrap();
    };
    grant(&mut superuser, "REVOKE INSERT ON audit FROM fataplus_app").await;
    web.get(&format!("/documents/{document}")).await.assert_status(200);
    flushing::flush(app.state()).await;
    grant(&mut superuser, "GRANT INSERT ON audit TO fataplus_app").await;
    let kept = lines(&app, &api, &format!("&subject_id={document}&shown=reads")).await;
    assert_eq!(kinds(&kept), ["document-viewed"]);
    app.run_jobs().await;
}

#[tokio::test]
async fn a_trail_that_was_cut_or_written_anew_does_not_hold_its_checkpoint() {
    let app = TestApp::start().await;
    let (api, path) = (app.manager().await.api().await, app.project().v1("/tasks"));
    let add = async || made(&api, &path, json!({ "title": "Weave", "side": "agency" })).await;
    for _ in 0..3 {
        add().await;
    }
    checkpoints::flush(app.state()).await;
    assert!(cli::verify_audit(app.state()).await.is_ok());
    let mut superuser = app.database().connect("postgres").await;
    let cut = format!(
        "DELETE FROM audit WHERE project_id = '{0}'
         AND seq > (SELECT max(seq) - 2 FROM audit WHERE project_id = '{0}')",
        app.project().id
    );
    sqlx::query(sqlx::AssertSqlSafe(cut)).execute(&mut superuser).await.unwrap();
    let found = cli::verify_audit(app.state()).await.unwrap_err().to_string();
    assert!(found.contains("lines after this one are missing"), "{found}");
    // Further changes do not hide it: the checkpoint stays.
    for _ in 0..3 {
        add().await;
    }
    checkpoints::flush(app.state()).await;
    let found = cli::verify_audit(app.state()).await.unwrap_err().to_string();
    assert!(found.contains("the trail does not hold its checkpoint"), "{found}");
    // Nor does another object in its place.
    let key = ObjectKey::AuditCheckpoint { project: app.project().id };
    app.state().storage.put(&key, &ContentType::json(), b"{}".as_slice().into()).await.unwrap();
    let found = cli::verify_audit(app.state()).await.unwrap_err().to_string();
    assert!(found.contains("line 0") && found.contains("checkpoint"), "{found}");
}

#[tokio::test]
async fn what_happens_outside_of_projects_is_in_the_platform_s_own_trail() {
    let app = TestApp::start().await;
    let (admin, client) = (app.platform_admin().await, app.client().await);
    let flushed = async || flushing::flush(app.state()).await;
    let mut web = admin.app().await;
    web.get("/account").await.assert_status(200);
    let wrong = json!({ "email": client.email, "password": "not the right one" });
    app.anonymous_api().post("/v1/auth/token", wrong).await.assert_status(401);
    let right = json!({ "email": client.email, "password": PASSWORD });
    app.anonymous_api().post("/v1/auth/token", right).await.assert_status(200);
    let theirs = client.api().await;
    theirs.patch("/v1/me", json!({ "name": "Another Name" })).await.assert_status(200);
    // A refused change and a look leave no line.
    theirs.patch("/v1/me", json!({ "name": "" })).await.assert_status(422);
    theirs.get("/v1/me").await.assert_status(200);
    flushed().await;
    let taken = web.get("/admin/audit.jsonl").await.assert_status(200).text();
    let lines: Vec<Value> = taken.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<_> = lines.iter().map(|line| line["kind"].as_str().unwrap()).collect();
    assert_eq!(told.iter().filter(|kind| **kind == "login-failed").count(), 1, "{told:?}");
    assert_eq!(told.iter().filter(|kind| **kind == "logged-in").count(), 1, "{told:?}");
    let failed = lines.iter().find(|line| line["kind"] == "login-failed").unwrap();
    assert_eq!((&failed["subject_id"], &failed["actor_id"]), (&json!(client.user), &Value::Null));
    let changed: Vec<_> = lines.iter().filter(|line| line["kind"] == "changed").collect();
    assert_eq!(changed.len(), 1, "{changed:#?}");
    assert_eq!(changed[0]["actor_id"], json!(client.user));
    assert!(changed[0]["detail"].as_str().unwrap().contains("PATCH /v1/me"), "{changed:#?}");
    let page = web.get("/admin/audit?shown=changes").await.assert_status(200);
    page.assert_shows("Another Name changed something: PATCH /v1/me");
    client.app().await.get("/admin/audit").await.assert_status(404);
    client.app().await.get("/admin/audit.jsonl").await.assert_status(404);

    // It is tied into one chain, which shows what was taken out.
    flushed().await;
    assert!(cli::verify_audit(app.state()).await.unwrap()[0].starts_with("platform: "));
    let mut superuser = app.database().connect("postgres").await;
    let take_out = "WITH taken AS (DELETE FROM platform_audit_chain WHERE seq = 2 RETURNING entry_id)
                    DELETE FROM platform_audit WHERE id IN (SELECT entry_id FROM taken)";
    sqlx::query("ALTER TABLE platform_audit_chain DROP CONSTRAINT platform_audit_chain_entry_id_fkey")
        .execute(&mut superuser)
        .await
        .unwrap();
    sqlx::query(take_out).execute(&mut superuser).await.unwrap();
    let found = cli::verify_audit(app.state()).await.unwrap_err().to_string();
    assert!(found.contains("platform: line 3: a line is missing"), "{found}");
}

#[tokio::test]
async fn log_ins_of_many_at_once_wait_for_none_and_make_one_chain() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let log_in = || async {
        let right = json!({ "email": person.email, "password": PASSWORD });
        app.anonymous_api().post("/v1/auth/token", right).await.assert_status(200);
    };
    futures_util::future::join_all((0..50).map(|_| log_in())).await;
    // Two replicas tie at the same time.
    tokio::join!(flushing::flush(app.state()), flushing::flush(app.state()));
    flushing::flush(app.state()).await;
    let told = cli::verify_audit(app.state()).await.unwrap();
    let count: i64 = told[0].split(' ').nth(1).unwrap().parse().unwrap();
    assert!(count >= 50, "{told:?}");
}
