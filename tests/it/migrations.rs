//! The schema brought up to date, again and from another version.

use std::fs;

use fataplus::db::{self, MigrationError};
use sqlx::{AssertSqlSafe, PgConnection};

use crate::{
    isolation::catalog::{tenant_tables, violations},
    support::Database,
};

#[tokio::test]
async fn a_database_of_another_version_is_left_as_it_is() {
    let database = Database::new().await;
    let owner = database.options("fataplus_migrator");
    // The second time changes nothing.
    db::migrate(&owner).await.unwrap();
    let mut connection = database.connect("fataplus_migrator").await;
    for (statement, version) in [
        (
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (9000, 'of a later version', true, '', 0)",
            9000,
        ),
        ("DELETE FROM _sqlx_migrations WHERE version = 9000", 0),
        ("UPDATE _sqlx_migrations SET checksum = '\\x00' WHERE version = 2", 2),
    ] {
        sqlx::query(statement).execute(&mut connection).await.unwrap();
        match db::migrate(&owner).await {
            Ok(()) => assert_eq!(version, 0, "{statement}"),
            Err(MigrationError::Unknown(found)) => assert_eq!(found, version),
            Err(MigrationError::Failed(error)) => panic!("{statement}: {error}"),
        }
    }
}

/// Columns, constraints, indexes, policies and rights of all tables and views, a line each.
async fn schema(connection: &mut PgConnection) -> Vec<String> {
    let lines = "SELECT line FROM (
            SELECT concat_ws(' ', c.relname, a.attname, format_type(atttypid, atttypmod), attnotnull,
                             pg_get_expr(adbin, adrelid)) AS line
            FROM pg_class c JOIN pg_attribute a ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
            LEFT JOIN pg_attrdef d ON adrelid = c.oid AND adnum = attnum
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v')
            UNION ALL
            SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(c.oid)) FROM pg_constraint c
            WHERE connamespace = 'public'::regnamespace AND contype <> 't'
            UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
            UNION ALL
            SELECT concat_ws(' ', tablename, policyname, permissive, roles, cmd, qual, with_check) FROM pg_policies
            UNION ALL
            SELECT concat_ws(' ', relname, relrowsecurity, relforcerowsecurity, grantee::regrole, privilege_type)
            FROM pg_class CROSS JOIN LATERAL aclexplode(relacl)
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v')
        ) found ORDER BY line";
    sqlx::query_scalar(lines).fetch_all(connection).await.unwrap()
}

/// Each release that `scripts/mark-release` dumped becomes what a new database is, and keeps its rows.
#[tokio::test]
async fn each_marked_release_is_upgraded() {
    let fresh = Database::new().await;
    let expected = schema(&mut fresh.connect("fataplus_migrator").await).await;
    assert!(expected.len() > 300, "{}", expected.len());
    let mut upgraded = 0;
    for entry in fs::read_dir("tests/upgrades").unwrap() {
        let file = entry.unwrap().path();
        let database = Database::empty().await;
        let mut owner = database.connect("fataplus_migrator").await;
        sqlx::raw_sql(AssertSqlSafe(fs::read_to_string(&file).unwrap())).execute(&mut owner).await.unwrap();
        let tables = tenant_tables(&mut owner).await;
        db::migrate(&database.options("fataplus_migrator")).await.unwrap();

        let mut owner = database.connect("fataplus_migrator").await;
        assert_eq!(violations(&mut owner).await, Vec::<String>::new(), "{file:?}");
        assert_eq!(schema(&mut owner).await, expected, "{file:?}");
        let ids = "SELECT project_id FROM synthetic_tenants";
        let mut platform = database.connect("fataplus_platform").await;
        let projects: Vec<String> = sqlx::query_scalar(ids).fetch_all(&mut platform).await.unwrap();
        assert_eq!(projects.len(), 2, "{file:?}");
        let mut app = database.connect("fataplus_app").await;
        for project in &projects {
            let arm = sqlx::query("SELECT set_config('app.project_id', $1, false)").bind(project);
            arm.execute(&mut app).await.unwrap();
            for table in &tables {
                let rows = AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
                let rows: i64 = sqlx::query_scalar(rows).fetch_one(&mut app).await.unwrap();
                assert!(rows > 0, "{file:?}: the rows of {table} are lost");
            }
        }
        upgraded += 1;
    }
    assert!(upgraded > 0, "nothing is marked");
}
