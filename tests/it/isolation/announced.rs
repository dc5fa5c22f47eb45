//! Changes are announced by the transaction that makes them. The triggers of `tests/support/at_commit.sql` fail one that
//! does not, in every test and in the simulation; here they are held to what permissions are decided by: every column
//! that the statements in `JUDGED_IN` read, also through a function, has one.

use std::fs;

use fataplus::{
    db::{Change, PlatformScope},
    identity::Audience,
};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::support::{Database, TestApp, fixture};

/// The files with the statements by which it is judged who somebody is, and what they are to a project.
const JUDGED_IN: [&str; 2] = ["src/identity/auth_context.rs", "src/identity/credential_rows.rs"];

/// Columns that are not announced, with the reason.
const UNTOLD: &[&str] = &[
    // Said when the row is made, and never changed.
    "api_keys.id",
    "api_keys.made_by",
    "api_keys.name",
    "api_keys.project_id",
    "api_keys.secret_hash",
    "personal_tokens.created_at",
    "personal_tokens.id",
    "personal_tokens.name",
    "personal_tokens.strong_at",
    "personal_tokens.token_hash",
    "personal_tokens.user_id",
    "sessions.created_at",
    "sessions.expires_at",
    "sessions.id",
    "sessions.proven_at",
    "sessions.root_id",
    "sessions.stays",
    "sessions.strong_at",
    "sessions.user_id",
    // Notes that it is in use.
    "api_keys.last_used_at",
    "personal_tokens.last_used_at",
    "sessions.last_seen_at",
    // Nobody was judged by a row before it was there, and a plan is had by name; an ID of the ledger and a synthetic
    // tenant are written before their project.
    "plans: INSERT",
    "project_ids: INSERT",
    "sessions: INSERT",
    "synthetic_tenants: INSERT",
    "users: INSERT",
];

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The judging statements, with a null in place of each parameter.
fn statements() -> Vec<String> {
    let sources = JUDGED_IN.map(|file| folded(&fs::read_to_string(file).unwrap()));
    let described = fs::read_dir(".sqlx").unwrap().map(|entry| {
        let described: serde_json::Value = serde_json::from_slice(&fs::read(entry.unwrap().path()).unwrap()).unwrap();
        let types = described["describe"]["parameters"]["Left"].as_array().unwrap().clone();
        (folded(described["query"].as_str().unwrap()), types)
    });
    let judging = described.filter(|(statement, _)| {
        (statement.starts_with("SELECT ") || statement.starts_with("WITH "))
            && sources.iter().any(|source| source.contains(statement.as_str()))
    });
    let filled = judging.map(|(statement, types)| {
        let places = types.iter().enumerate().rev();
        places.fold(statement, |statement, (place, name)| {
            statement.replace(&format!("${}", place + 1), &format!("NULL::{}", name.as_str().unwrap()))
        })
    });
    filled.collect()
}

/// Columns that the views `judged…` read and that can be changed, and tables whose rows can come and go, without anybody
/// being told; in the order of the alphabet.
async fn untold(connection: &mut PgConnection) -> Vec<String> {
    let untold = sqlx::query_scalar(
        r#"WITH RECURSIVE reads (class, object, part) AS (
              SELECT refclassid, refobjid, refobjsubid FROM pg_rewrite r
              JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
              WHERE r.ev_class::regclass::text LIKE 'judged%'
              UNION
              SELECT refclassid, refobjid, refobjsubid FROM reads
              LEFT JOIN pg_rewrite r ON class = 'pg_class'::regclass AND r.ev_class = object
              JOIN pg_depend d ON class = 'pg_proc'::regclass AND d.classid = class AND d.objid = object
                               OR d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
          ), columns AS (
              SELECT c.oid, c.relname::text AS name, a.attname, a.attnum
              FROM reads JOIN pg_class c ON class = 'pg_class'::regclass AND c.oid = object AND c.relkind IN ('r', 'p')
              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = part
          ), told AS (
              SELECT tgrelid, tgtype, tgattr FROM pg_trigger JOIN pg_proc p ON p.oid = tgfoid
              WHERE tgenabled = 'O' AND proname = 'expect_announced'
                AND split_part(encode(tgargs, 'escape'), '\000', 1) <> 'rows'
          ), service AS (SELECT unnest(ARRAY['fataplus_app', 'fataplus_platform']) AS role)
          SELECT found FROM (
              SELECT name || '.' || attname FROM columns
              WHERE EXISTS (SELECT FROM service WHERE has_column_privilege(role, oid, attnum, 'UPDATE'))
                AND NOT EXISTS (SELECT FROM told WHERE tgrelid = oid AND tgtype & 16 > 0
                                AND (tgattr::text = '' OR attnum = ANY (tgattr)))
              UNION
              SELECT name || ': ' || event FROM columns CROSS JOIN (VALUES ('INSERT', 4), ('DELETE', 8)) e (event, bit)
              WHERE EXISTS (SELECT FROM service WHERE has_table_privilege(role, oid, event))
                AND NOT EXISTS (SELECT FROM told WHERE tgrelid = oid AND tgtype & bit > 0)
              UNION
              SELECT 'function ' || proname || ': what it reads is not known' FROM reads
              JOIN pg_proc p ON class = 'pg_proc'::regclass AND p.oid = object
              WHERE pronamespace = 'public'::regnamespace AND prosqlbody IS NULL
          ) gaps (found) ORDER BY found COLLATE "C""#,
    );
    untold.fetch_all(connection).await.unwrap()
}

#[tokio::test]
async fn all_that_authority_is_judged_by_is_announced() {
    let database = Database::new().await;
    let mut connection = database.connect("fataplus_migrator").await;
    let statements = statements();
    assert_eq!(statements.len(), 5, "{statements:#?}");
    for (number, statement) in statements.iter().enumerate() {
        let view = AssertSqlSafe(format!("CREATE VIEW judged_{number} AS {statement}"));
        sqlx::raw_sql(view).execute(&mut connection).await.unwrap();
    }
    let mut known = UNTOLD.to_vec();
    known.sort_unstable();
    assert_eq!(untold(&mut connection).await, known);

    // A table that nobody marked, or without its trigger, is noticed.
    let mut noticed = 0;
    for table in ["projects", "members", "partner_shares", "project_rules", "api_keys"] {
        for forgotten in [
            "ALTER TABLE {} DISABLE TRIGGER expect_announced",
            "DROP TRIGGER expect_announced ON {};
             CREATE CONSTRAINT TRIGGER expect_announced AFTER INSERT OR UPDATE OR DELETE ON {}
             FOR EACH ROW EXECUTE FUNCTION expect_announced('rows', 'project_id')",
        ] {
            let mut tx = connection.begin().await.unwrap();
            let forgotten = AssertSqlSafe(forgotten.replace("{}", table));
            sqlx::raw_sql(forgotten).execute(&mut *tx).await.unwrap();
            let gaps = untold(&mut tx).await;
            assert!(gaps.contains(&format!("{table}: INSERT")) && gaps.len() > known.len(), "{table}: {gaps:?}");
            noticed += 1;
            tx.rollback().await.unwrap();
        }
    }
    for table in ["allowances", "plans", "users", "sessions", "partner_agents", "personal_tokens"] {
        let mut tx = connection.begin().await.unwrap();
        let forgotten = AssertSqlSafe(format!("ALTER TABLE {table} DISABLE TRIGGER USER"));
        sqlx::raw_sql(forgotten).execute(&mut *tx).await.unwrap();
        assert!(untold(&mut tx).await.len() > known.len(), "{table}");
        noticed += 1;
        tx.rollback().await.unwrap();
    }
    assert_eq!(noticed, 16);
}

const END_SESSIONS: &str = "UPDATE sessions SET ended_at = now() WHERE user_id = $1";
const ADD_TASK: &str = "INSERT INTO tasks (project_id, id, title, created_at)
                        SELECT project_id, gen_random_uuid(), 'One more', now() FROM projects";
const REMOVE_MEMBER: &str = "UPDATE members SET removed_at = now() WHERE user_id = $1";

/// The triggers themselves: a change of each kind fails at the commit that does not announce it.
#[tokio::test]
async fn a_change_that_is_not_announced_or_counted_fails_its_commit() {
    let app = TestApp::start().await;
    let (person, db) = (app.client().await, &app.state().db);
    fixture::session(app.state(), person.user, Audience::App).await;

    for (announced, expected) in [
        (None, false),
        (Some(Change::Domains), false),
        (Some(Change::Rows(app.project().id)), false),
        (Some(Change::Person(person.user)), true),
    ] {
        let mut tx = db.platform(PlatformScope::Platform).await.unwrap();
        if let Some(change) = announced {
            tx.announce(change);
        }
        let ended = sqlx::query(END_SESSIONS).bind(person.user.0).execute(tx.conn()).await.unwrap();
        assert!(ended.rows_affected() > 0, "{announced:?}");
        let committed = tx.commit().await;
        assert_eq!(committed.is_ok(), expected, "{announced:?}: {committed:?}");
    }
    for (announced, expected) in [(false, false), (true, true)] {
        let mut tx = db.write(&fixture::scope(app.project().id)).await.unwrap();
        if announced {
            tx.announce_part();
        }
        let removed = sqlx::query(REMOVE_MEMBER).bind(person.user.0).execute(tx.conn()).await.unwrap();
        assert_eq!(removed.rows_affected(), 1);
        let committed = tx.commit().await;
        assert_eq!(committed.is_ok(), expected, "{announced}: {committed:?}");
    }
    for (counted, expected) in [(0, false), (2, false), (1, true)] {
        let mut tx = db.write(&fixture::scope(app.project().id)).await.unwrap();
        sqlx::query(ADD_TASK).execute(tx.conn()).await.unwrap();
        tx.count("tasks", counted);
        let committed = tx.commit().await;
        assert_eq!(committed.is_ok(), expected, "{counted}: {committed:?}");
    }
    let mut tx = db.platform(PlatformScope::Platform).await.unwrap();
    let disabled = sqlx::query("UPDATE users SET disabled_at = now() WHERE id = $1").bind(person.user.0);
    assert!(disabled.execute(tx.conn()).await.is_err(), "credentials changed without their epoch");
    drop(tx);
    let mut tx = db.write(&fixture::scope(app.project().id)).await.unwrap();
    sqlx::query("UPDATE project_settings SET project_id = project_id").execute(tx.conn()).await.unwrap();
    assert!(tx.commit_unannounced().await.is_err());
}
