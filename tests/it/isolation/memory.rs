//! Cached rows are dropped when they change, on every replica, and are trusted only while change notices arrive.

use std::time::{Duration, Instant};

use fataplus::{
    cli::forget_copies,
    db::{Change, PlatformScope, Subject},
};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::support::{Answer, Api, Person, Project, TestApp, fixture, replica::Replica};

/// Promised time on every replica.
const PROMISED: Duration = Duration::from_secs(1);

async fn suspend(app: &TestApp, project: &Project) {
    let mut tx = app.state().db.write(&fixture::scope(project.id)).await.unwrap();
    tx.announce_part();
    sqlx::query("UPDATE projects SET workspace = 'suspended'").execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
}

/// Asks until `is` holds of the answer; fails when that takes longer than is promised.
pub async fn until(replica: &Replica, api: &Api, path: &str, is: impl Fn(&Answer) -> bool) {
    let begun = Instant::now();
    loop {
        let asked = begun.elapsed();
        let answer = replica.get(api, path).await;
        if is(&answer) {
            return;
        }
        // The time of the request counts: a busy machine may take its time to answer.
        assert!(asked < PROMISED, "still so when asked after {asked:?}: {answer}");
    }
}

/// A second replica that has answered `person` from memory.
async fn warmed(app: &TestApp, person: &Person) -> (Replica, Api) {
    let (replica, api) = (Replica::of(app).await, person.api().await);
    replica.listening().await;
    for _ in 0..2 {
        replica.get(&api, &app.project().v1("")).await.assert_status(200);
    }
    (replica, api)
}

#[tokio::test]
async fn a_suspension_bites_on_every_replica() {
    let app = TestApp::start().await;
    let (replica, api) = warmed(&app, &app.client().await).await;
    suspend(&app, app.project()).await;
    // At once where it was done …
    assert_eq!(api.get(&app.project().v1("")).await.problem(), "project-suspended");
    // … and soon everywhere.
    until(&replica, &api, &app.project().v1(""), |answer| answer.status == 403).await;
}

#[tokio::test]
async fn a_change_is_seen_by_everybody() {
    let app = TestApp::start().await;
    let manager = app.manager().await;
    let (replica, api) = warmed(&app, &manager).await;
    let path = app.project().v1("");
    let changed = api.patch_current(&path, serde_json::json!({ "title": "Solar pumps for Tsihombe" })).await;
    changed.assert_status(200);
    assert_eq!(api.get(&path).await.json()["title"], "Solar pumps for Tsihombe");
    until(&replica, &api, &path, |answer| answer.json()["title"] == "Solar pumps for Tsihombe").await;
}

#[tokio::test]
async fn who_logs_out_or_is_removed_is_out_everywhere() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let (replica, api) = warmed(&app, &client).await;
    let mut tx = app.state().db.write(&fixture::scope(app.project().id)).await.unwrap();
    tx.announce_part();
    sqlx::query("UPDATE members SET removed_at = now() WHERE user_id = $1")
        .bind(client.user.0)
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(api.get(&app.project().v1("")).await.status, 404);
    until(&replica, &api, &app.project().v1(""), |answer| answer.status == 404).await;

    let lead = app.lead_client().await;
    let (replica, api) = warmed(&app, &lead).await;
    api.post("/v1/auth/logout", serde_json::json!({})).await.assert_status(204);
    assert_eq!(api.get(&app.project().v1("")).await.status, 401);
    until(&replica, &api, &app.project().v1(""), |answer| answer.status == 401).await;
}

#[tokio::test]
async fn without_a_heartbeat_nothing_is_trusted() {
    let app = TestApp::start().await;
    let (replica, api) = warmed(&app, &app.client().await).await;
    replica.go_deaf();
    suspend(&app, app.project()).await;
    until(&replica, &api, &app.project().v1(""), |answer| answer.status == 403).await;
    assert!(replica.changes.version(Subject::Project(app.project().id)).is_none(), "it still keeps things");
}

#[tokio::test]
async fn a_lost_connection_is_made_again_and_everything_before_is_forgotten() {
    let app = TestApp::start().await;
    let (replica, api) = warmed(&app, &app.client().await).await;
    let subject = Subject::Project(app.project().id);
    let before = replica.changes.version(subject).unwrap();
    let mut connection: PgConnection = app.database().connect("fataplus_app").await;
    let ended: i64 = sqlx::query_scalar(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
         WHERE application_name = 'fataplus-listen' AND datname = current_database()",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    assert_eq!(ended, 2, "one listener each");
    connection.close().await.unwrap();
    suspend(&app, app.project()).await;
    until(&replica, &api, &app.project().v1(""), |answer| answer.status == 403).await;
    replica.listening().await;
    assert!(!replica.changes.unchanged(subject, before), "what was kept before is still trusted");
}

/// The copy is made from rows that were read before the change, and kept after it.
#[tokio::test]
async fn a_change_while_the_rows_are_read_is_not_missed() {
    let app = TestApp::start().await;
    let replica = Replica::of(&app).await;
    replica.listening().await;
    let subject = Subject::Project(app.project().id);
    let version = replica.changes.version(subject).unwrap();
    suspend(&app, app.project()).await;
    replica.changes.catch_up().await;
    assert!(!replica.changes.unchanged(subject, version));
}

/// Rows changed by a restore or by hand, which nobody announces.
#[tokio::test]
async fn the_operator_has_all_copies_forgotten() {
    let app = TestApp::start().await;
    let (replica, api) = warmed(&app, &app.client().await).await;
    let mut connection = app.database().connect("fataplus_app").await;
    let by_hand = format!("SET app.project_id = '{0}'; UPDATE projects SET title = 'Vanille'", app.project().id);
    sqlx::raw_sql(AssertSqlSafe(by_hand)).execute(&mut connection).await.unwrap();
    let before = replica.changes.stand([Some(Subject::Project(app.project().id)), None]);
    replica.changes.catch_up().await;
    assert!(replica.changes.stands(&before), "somebody announced it");
    forget_copies(app.state()).await.unwrap();
    until(&replica, &api, &app.project().v1(""), |answer| answer.json()["title"] == "Vanille").await;
}

#[tokio::test]
async fn a_projects_tag_answers_304_from_memory_and_from_rows() {
    let app = TestApp::start().await;
    let api = app.client().await.api().await;
    let other = app.another_project().await;
    let path = app.project().v1("");
    let first = api.get(&path).await;
    assert_eq!(first.header("cache-control"), Some("private, max-age=0, must-revalidate"));
    let tag = first.header("etag").unwrap().to_owned();
    let again = api.send(api.request(reqwest::Method::GET, &path).header("if-none-match", &tag)).await;
    assert_eq!((again.assert_status(304).header("etag"), again.body.len()), (Some(tag.as_str()), 0));
    // A tag of one project must not match another.
    let foreign = api.send(api.request(reqwest::Method::GET, &other.v1("")).header("if-none-match", &tag)).await;
    foreign.assert_status(404);
    fixture::furnish(app.state(), app.project()).await;
    let changed = api.send(api.request(reqwest::Method::GET, &path).header("if-none-match", &tag)).await;
    assert_ne!(changed.assert_status(200).header("etag"), Some(tag.as_str()));
}

/// Sessions end by rows that policies hide; the person's own counter moves all the same.
#[tokio::test]
async fn a_person_is_announced_by_what_changes_her() {
    let app = TestApp::start().await;
    let (person, changes) = (app.client().await, app.state().db.changes().clone());
    let replica = Replica::of(&app).await;
    replica.listening().await;
    for statement in [
        "UPDATE users SET name = 'Solo' WHERE id = $1",
        "UPDATE sessions SET ended_at = now() WHERE user_id = $1",
        "WITH agency AS (INSERT INTO partner_agencies (id, name) VALUES (gen_random_uuid(), 'Ravinala') RETURNING id)
         INSERT INTO partner_agents (agency_id, user_id) SELECT id, $1 FROM agency",
        "DELETE FROM partner_agents WHERE user_id = $1",
    ] {
        fixture::session(app.state(), person.user, fataplus::identity::Audience::App).await;
        changes.catch_up().await;
        replica.changes.catch_up().await;
        let version = replica.changes.version(Subject::Person(person.user)).unwrap();
        let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
        tx.announce(Change::Account(person.user));
        sqlx::query(statement).bind(person.user.0).execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        replica.changes.catch_up().await;
        assert!(!replica.changes.unchanged(Subject::Person(person.user), version), "{statement}");
    }
}
