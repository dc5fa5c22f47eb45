//! With rows of two projects in every tenant table, each project has its own and no more.

use fataplus::{
    db::{PLATFORM_TABLES, PlatformScope, TenantTx},
    ids::ProjectId,
};
use sqlx::{AssertSqlSafe, PgConnection};

use super::catalog::tenant_tables;
use crate::support::{Project, TestApp, fixture};

/// SQLSTATE `insufficient_privilege`: no such right, or a row the policy does not let in.
const DENIED: &str = "42501";

async fn count(connection: &mut PgConnection, table: &str, condition: &str) -> i64 {
    // Of a column, since the platform's role may not read all of them.
    let statement = format!("SELECT count(project_id) FROM {table} WHERE {condition}");
    sqlx::query_scalar(AssertSqlSafe(statement)).fetch_one(connection).await.unwrap()
}

async fn may(connection: &mut PgConnection, table: &str, privilege: &str) -> bool {
    let query = sqlx::query_scalar("SELECT has_table_privilege($1, $2) OR has_any_column_privilege($1, $2)");
    let whole = sqlx::query_scalar("SELECT has_table_privilege($1, $2)");
    // There are no columns to delete.
    let query = if privilege == "DELETE" { whole } else { query };
    query.bind(table).bind(privilege).fetch_one(connection).await.unwrap()
}

/// A column that may be changed: `project_id`, unless the right is for others alone.
async fn changeable(connection: &mut PgConnection, table: &str) -> Option<String> {
    let query = "SELECT attname::text FROM pg_attribute
                 WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
                   AND has_column_privilege(attrelid, attnum, 'UPDATE')
                 ORDER BY attname <> 'project_id', attnum LIMIT 1";
    sqlx::query_scalar(query).bind(table).fetch_optional(connection).await.unwrap()
}

/// How many rows the statement changed, or the code and text of its refusal. The transaction survives either.
async fn attempt(tx: &mut TenantTx, statement: String) -> Result<u64, (String, String)> {
    sqlx::raw_sql("SAVEPOINT attempt").execute(tx.conn()).await.unwrap();
    let outcome = sqlx::query(AssertSqlSafe(statement)).execute(tx.conn()).await;
    sqlx::raw_sql("ROLLBACK TO attempt").execute(tx.conn()).await.unwrap();
    outcome.map(|done| done.rows_affected()).map_err(|error| {
        let error = error.into_database_error().unwrap();
        (error.code().unwrap_or_default().into_owned(), error.message().to_owned())
    })
}

#[track_caller]
fn assert_refused_by_policy(outcome: Result<u64, (String, String)>, what: &str) {
    let (code, message) = outcome.expect_err(what);
    assert!(code == DENIED && message.contains("row-level security"), "{what}: {code} {message}");
}

async fn two_projects() -> (TestApp, Project, Project) {
    let app = TestApp::start().await;
    let (a, b) = (app.project().clone(), app.another_project().await);
    fixture::furnish(app.state(), &a).await;
    fixture::furnish(app.state(), &b).await;
    (app, a, b)
}

/// All of `theirs` is out of reach for a transaction armed for `ours`.
async fn assert_apart(app: &TestApp, tables: &[String], ours: ProjectId, theirs: ProjectId) {
    let mut tx = app.state().db.read(&fixture::scope(ours)).await.unwrap();
    for table in tables {
        let own = count(tx.conn(), table, &format!("project_id = '{ours}'")).await;
        assert!(own > 0, "{table}: no row to test with; fixture::furnish must make one");
        assert_eq!(count(tx.conn(), table, "true").await, own, "{table}: foreign rows are visible");
    }
    drop(tx);

    let mut tx = app.state().db.write(&fixture::scope(ours)).await.unwrap();
    for table in tables {
        let column = changeable(tx.conn(), table).await;
        let touched = column.as_deref().unwrap_or("project_id");
        let update = format!("UPDATE {table} SET {touched} = {touched}");
        let deletes = may(tx.conn(), table, "DELETE").await;
        for (allowed, change) in [(column.is_some(), update), (deletes, format!("DELETE FROM {table}"))] {
            let outcome = attempt(&mut tx, format!("{change} WHERE project_id = '{theirs}'")).await;
            match outcome {
                Ok(changed) => assert!(allowed && changed == 0, "{change}: reached {changed} foreign rows"),
                Err((code, message)) => assert!(!allowed && code == DENIED, "{change}: {code} {message}"),
            }
        }
        let gift = format!("UPDATE {table} SET project_id = '{theirs}'");
        match column.as_deref() {
            Some("project_id") => assert_refused_by_policy(attempt(&mut tx, gift.clone()).await, &gift),
            _ => assert_eq!(attempt(&mut tx, gift.clone()).await.expect_err(&gift).0, DENIED, "{gift}"),
        }
        let foreign = format!(
            "INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table},
                 to_jsonb(own) || jsonb_build_object('project_id', '{theirs}'))).* FROM {table} own LIMIT 1"
        );
        assert_refused_by_policy(attempt(&mut tx, foreign.clone()).await, &foreign);
    }
}

#[tokio::test]
async fn no_project_reaches_anothers_rows() {
    let (app, a, b) = two_projects().await;
    let tables = tenant_tables(&mut app.database().connect("fataplus_app").await).await;
    assert_apart(&app, &tables, a.id, b.id).await;
    assert_apart(&app, &tables, b.id, a.id).await;
}

#[tokio::test]
async fn with_nothing_armed_there_are_no_rows() {
    let (app, a, _) = two_projects().await;
    for role in ["fataplus_app", "fataplus_platform"] {
        let mut connection = app.database().connect(role).await;
        let tables = tenant_tables(&mut connection).await;
        let mut readable = 0;
        // Before any setting, after one that was given back with its transaction, and with one that is no project.
        for before in [
            "SELECT 1".to_owned(),
            format!("BEGIN; SELECT set_config('app.project_id', '{}', true); COMMIT", a.id),
            "SELECT set_config('app.project_id', '%', false)".to_owned(),
        ] {
            sqlx::raw_sql(AssertSqlSafe(before.clone())).execute(&mut connection).await.unwrap();
            for table in &tables {
                if may(&mut connection, table, "SELECT").await {
                    readable += 1;
                    assert_eq!(count(&mut connection, table, "true").await, 0, "{role}: {table} after {before}");
                }
            }
        }
        assert!(readable > 0, "{role} reads no tenant table: nothing was tested");
    }
}

/// Tenant tables that the platform's role reads, in part.
const READ_BY_PLATFORM: [&str; 5] = ["listings", "members", "partner_shares", "project_rules", "projects"];

#[tokio::test]
async fn the_platform_reads_what_decides_in_one_project_and_a_persons_listings() {
    let (app, a, b) = two_projects().await;
    let (client, manager, admin) = (app.client().await, app.manager().await, app.platform_admin().await);
    let mut connection = app.database().connect("fataplus_platform").await;
    let mut readable = Vec::new();
    for table in tenant_tables(&mut connection).await {
        if may(&mut connection, &table, "SELECT").await {
            readable.push(table);
        }
    }
    assert_eq!(readable, READ_BY_PLATFORM);
    let foreign = format!("project_id <> '{}'", a.id);
    for (scope, own, listed) in [
        (PlatformScope::Part(client.user, Some(a.id)), 1, 0),
        (PlatformScope::Part(client.user, None), 0, 0),
        (PlatformScope::Listings(client.user), 0, 1),
        (PlatformScope::Person(client.user), 0, 0),
        (PlatformScope::Platform, 0, 0),
    ] {
        let mut tx = app.state().db.platform(scope).await.unwrap();
        for table in &readable {
            let expected = if table == "listings" { listed } else { own };
            assert_eq!(count(tx.conn(), table, "true").await, expected, "{scope:?}: {table}");
            assert_eq!(count(tx.conn(), table, &foreign).await, 0, "{scope:?}: {table}");
        }
    }
    // A request may name any project: what is read there of somebody without a part decides that they have none.
    let mut tx = app.state().db.platform(PlatformScope::Part(client.user, Some(b.id))).await.unwrap();
    assert_eq!(count(tx.conn(), "members", "true").await, 0, "others' memberships");
    for (person, expected) in [(manager.user, 1), (admin.user, 2)] {
        let mut tx = app.state().db.platform(PlatformScope::Listings(person)).await.unwrap();
        assert_eq!(count(tx.conn(), "listings", "true").await, expected, "{person}");
    }
}

/// Platform tables that the tenants' role reads: no company, no agency, and of people those who used the project, by ID.
const READ_BY_TENANTS: [&str; 8] = [
    "allowances",
    "plans",
    "project_ids",
    "served_domains",
    "usage_days",
    "usage_documents",
    "usage_hours",
    "usage_people",
];

#[tokio::test]
async fn a_project_reads_no_account() {
    let app = TestApp::start().await;
    let mut connection = app.database().connect("fataplus_app").await;
    let mut readable = Vec::new();
    for table in PLATFORM_TABLES {
        if may(&mut connection, table, "SELECT").await {
            readable.push(*table);
        }
    }
    assert_eq!(readable, READ_BY_TENANTS);
}
