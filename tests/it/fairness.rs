//! One project's load, size and slowness are its own: the neighbour does not feel them.

use fataplus::{
    db::{Change, DbError, PlatformScope},
    http::AppError,
    jobs::{self, ProjectCursor},
    limits::QuotaExceeded,
    worker,
};
use serde_json::json;

use crate::support::{TestApp, app::Options, fixture, mail};

#[tokio::test]
async fn who_asks_too_often_is_told_when_to_come_back() {
    let app = TestApp::with(Options { rate_limits: true, ..Options::default() }).await;
    fixture::allow(app.state(), app.project(), "requests_per_minute = 3").await;
    let (client, neighbour, other) = (app.client().await, app.stranger().await, app.another_project().await);
    app.join(&neighbour, &other, "client").await;
    let (api, path) = (client.api().await, app.project().v1("/activity"));
    for _ in 0..3 {
        api.get(&path).await.assert_status(200);
    }
    let refused = api.get(&path).await;
    assert_eq!(refused.assert_status(429).problem(), "rate-limited");
    let wait: u32 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=21).contains(&wait), "{refused}");
    assert_eq!(refused.header("ratelimit-policy"), Some("\"project\";q=3;w=60"));
    assert_eq!(refused.header("ratelimit"), Some(format!("\"project\";r=0;t={wait}").as_str()));
    let limit = json!({ "name": "requests_per_minute", "quota": 3, "window_seconds": 60 });
    assert_eq!(refused.json()["limit"], limit);
    // Pages of the same project say it too, strangers learn nothing, and neighbours go on.
    let mut portal = client.portal(app.project()).await;
    portal.get("/").await.assert_status(429).assert_shows("Too many requests");
    assert_eq!(neighbour.api().await.get(&path).await.assert_status(404).problem(), "not-found");
    neighbour.api().await.get(&other.v1("/activity")).await.assert_status(200);
    // A larger allowance counts from the next request on.
    fixture::allow(app.state(), app.project(), "requests_per_minute = 100").await;
    api.get(&path).await.assert_status(200);
}

#[tokio::test]
async fn a_plan_is_a_row_and_a_project_may_differ_from_it() {
    let app = TestApp::with(Options { rate_limits: true, ..Options::default() }).await;
    let (api, path) = (app.client().await.api().await, app.project().v1(""));
    fixture::allow(app.state(), app.project(), "plan = 'small'").await;
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
    tx.announce(Change::Everything);
    let plan = "UPDATE plans SET requests_per_minute = 1 WHERE name = 'small'";
    sqlx::query(plan).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
    api.get(&path).await.assert_status(200);
    api.get(&path).await.assert_status(429);
}

/// A pool of four, so that a project has two at the most: the other two are for its neighbours.
#[tokio::test]
async fn a_project_never_holds_the_whole_pool() {
    let app = TestApp::with(Options { max_connections: 4, ..Options::default() }).await;
    let (db, other) = (&app.state().db, app.another_project().await);
    let (scope, api) = (fixture::scope(app.project().id), app.client().await.api().await);
    let held = [db.read(&scope).await.unwrap(), db.write(&scope).await.unwrap()];
    assert!(matches!(db.read(&scope).await, Err(DbError::ShareInUse(2))));
    let refused = api.get(&app.project().v1("/activity")).await;
    assert_eq!(refused.assert_status(503).problem(), "project-busy");
    assert_eq!(refused.header("retry-after"), Some("1"));
    assert_eq!(refused.json()["limit"], json!({ "name": "connections", "quota": 2 }));
    db.read(&fixture::scope(other.id)).await.unwrap();
    drop(held);
    api.get(&app.project().v1("/activity")).await.assert_status(200);
}

/// A project whose connections are all in use stands in the lists of its people and of admins as ever.
#[tokio::test]
async fn a_busy_project_keeps_no_list_waiting() {
    let app = TestApp::with(Options { max_connections: 8, ..Options::default() }).await;
    let (client, admin) = (app.client().await, app.admin().await);
    let (db, scope) = (&app.state().db, fixture::scope(app.project().id));
    let mut held = Vec::new();
    while let Ok(tx) = db.read(&scope).await {
        held.push(tx);
    }
    assert_eq!(held.len(), 4);
    for person in [&client, &admin] {
        let list = person.api().await.get("/v1/projects").await;
        assert_eq!(list.assert_status(200).json()["items"][0]["id"], json!(app.project().id));
    }
}

#[tokio::test]
async fn a_project_s_share_is_taken_until_its_cancelled_statements_have_ended() {
    let app = TestApp::with(Options { max_connections: 4, ..Options::default() }).await;
    let (db, other) = (&app.state().db, app.another_project().await);
    let scope = fixture::scope(app.project().id);
    let mut holder = app.database().connect("fataplus_app").await;
    sqlx::query("SELECT pg_advisory_lock(4711)").execute(&mut holder).await.unwrap();
    let waiting =
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()";
    let statements = [db.read(&scope).await.unwrap(), db.read(&scope).await.unwrap()].map(|mut tx| {
        tokio::spawn(async move {
            sqlx::query("SELECT pg_advisory_lock_shared(4711)").execute(tx.conn()).await.unwrap();
        })
    });
    while sqlx::query_scalar::<_, i64>(waiting).fetch_one(&mut holder).await.unwrap() < 2 {
        tokio::task::yield_now().await;
    }
    for statement in statements {
        statement.abort();
        assert!(statement.await.unwrap_err().is_cancelled());
    }
    // Their callers have gone, but they still run, on two of the four connections.
    assert!(matches!(db.read(&scope).await, Err(DbError::ShareInUse(2))));
    db.read(&fixture::scope(other.id)).await.unwrap();
    sqlx::query("SELECT pg_advisory_unlock(4711)").execute(&mut holder).await.unwrap();
    db.read(&scope).await.unwrap();
}

/// Whatever the database is set to, the service's roles neither compile a statement nor plan it anew.
#[tokio::test]
async fn no_connection_compiles_or_plans_statements_again() {
    let app = TestApp::start().await;
    let mut owner = app.database().connect("fataplus_migrator").await;
    for (setting, other) in [("jit", "on"), ("plan_cache_mode", "force_custom_plan"), ("random_page_cost", "4")] {
        let set = format!(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET {setting} = {other}', current_database()); END $$"
        );
        sqlx::raw_sql(sqlx::AssertSqlSafe(set)).execute(&mut owner).await.unwrap();
    }
    for role in ["fataplus_app", "fataplus_platform"] {
        let mut connection = app.database().connect(role).await;
        let settings = "SELECT concat_ws(' ', current_setting('jit'), current_setting('plan_cache_mode'),
                                         current_setting('random_page_cost'))";
        let said: String = sqlx::query_scalar(settings).fetch_one(&mut connection).await.unwrap();
        assert_eq!(said, "off force_generic_plan 1.1", "{role}");
    }
}

#[tokio::test]
async fn a_statement_ends_when_its_time_is_over() {
    let app = TestApp::start().await;
    let access = |limits: &fataplus::db::Limits| fixture::scope_within(app.project().id, limits);
    let limits = fataplus::db::Limits { statement_ms: 100, ..Default::default() };
    let mut tx = app.state().db.read(&access(&limits)).await.unwrap();
    let slow = sqlx::query("SELECT pg_sleep(30)").execute(tx.conn()).await.unwrap_err();
    let error = DbError::from(slow);
    assert!(matches!(error, DbError::TooSlow));
    let told = QuotaExceeded::at_once("statement_ms", None);
    assert!(matches!(AppError::from(error), AppError::ProjectBusy(Some(limit)) if limit == told));
    drop(tx);
    // The next one has its own time.
    let mut tx = app.state().db.read(&access(&fataplus::db::Limits::default())).await.unwrap();
    let time: String = sqlx::query_scalar("SHOW statement_timeout").fetch_one(tx.conn()).await.unwrap();
    assert_eq!(time, "5s");
}

async fn enqueue(app: &TestApp, project: fataplus::ids::ProjectId, subject: &str) {
    let mail = mail("rasoa@people.test", subject);
    let mut tx = app.state().db.write(&fixture::scope(project)).await.unwrap();
    jobs::enqueue(&mut tx, &mail).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_long_queue_of_one_project_keeps_no_other_waiting() {
    let app = TestApp::start().await;
    let other = app.another_project().await;
    for number in 0..30 {
        enqueue(&app, app.project().id, &format!("busy {number}")).await;
    }
    enqueue(&app, other.id, "quiet").await;
    // As many as the plan lets run at a time, and the neighbour's, though it came last.
    assert_eq!(worker::run_due(app.state()).await.unwrap(), 4);
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
    let done = "SELECT count(*) FROM jobs WHERE state = 'done' AND project_id = $1";
    let done: i64 = sqlx::query_scalar(done).bind(other.id.as_str()).fetch_one(tx.conn()).await.unwrap();
    assert_eq!(done, 1);
    // Those under way count: nothing more of the project is taken while three of its jobs run.
    let now = app.clock().now();
    let taken = jobs::claim(&mut tx, worker::kind, now, &mut ProjectCursor::default(), 10).await.unwrap();
    assert_eq!(taken.len(), 3);
    assert_eq!(jobs::claim(&mut tx, worker::kind, now, &mut ProjectCursor::default(), 10).await.unwrap().len(), 0);
    drop(tx);
    app.discard_jobs().await;
}

/// Forty at once for the room of three: never more bytes than the quota, in any order.
#[tokio::test]
async fn storage_holds_when_many_come_at_once() {
    let app = TestApp::start().await;
    fixture::allow(app.state(), app.project(), "storage_bytes = 3500").await;
    let manager = app.manager().await.api().await;
    let (uploads, file) = (
        app.project().v1("/uploads"),
        json!({ "name": "a.txt", "size": 1000,
        "content_type": "text/plain", "kind": "other", "visibility": "internal" }),
    );
    let asked = (0..40).map(|_| manager.post(&uploads, file.clone()));
    let answers = futures_util::future::join_all(asked).await;
    let count = |status| answers.iter().filter(|answer| answer.status == status).count();
    // Some may find the project busy with the others; nobody gets more than there is.
    assert_eq!(count(201) + count(413) + count(503), 40);
    assert_eq!(count(201), 3, "{answers:?}");
    assert!(count(413) > 0);
    app.run_jobs().await;
}
