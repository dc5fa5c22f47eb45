//! `tenancy.enrol`, which migrations call for a new tenant table: what it makes keeps the catalogue's rules, each piece
//! of it is missed, and no tenant table differs from it.

use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::catalog::{tenant_tables, violations};
use crate::support::Database;

/// A table that no feature makes.
const TABLE: &str = "create table a_new_table (
        project_id text collate \"C\" not null references projects (project_id),
        id uuid not null,
        due_on date,
        primary key (project_id, id)
    )";

const ENROL: &str = "select tenancy.enrol('a_new_table', judged := 'project_id, due_on')";

async fn run(connection: &mut PgConnection, statement: impl Into<String>) {
    sqlx::raw_sql(AssertSqlSafe(statement.into())).execute(connection).await.unwrap();
}

/// Breaches of the rules by the new table, but for its missing lines in the list of grants.
async fn breaches(connection: &mut PgConnection) -> Vec<String> {
    let mut breaches = violations(connection).await;
    breaches.retain(|line| !line.ends_with("and not listed"));
    breaches
}

/// Rights that the list of grants does not know yet.
async fn unlisted_rights(connection: &mut PgConnection) -> Vec<String> {
    let lines = violations(connection).await;
    let rights = lines.iter().filter_map(|line| line.strip_suffix(" and not listed")?.strip_prefix("a_new_table: "));
    rights.map(str::to_owned).collect()
}

#[tokio::test]
async fn a_table_enrolled_keeps_every_rule() {
    let database = Database::new().await;
    let mut connection = database.connect("fataplus_migrator").await;
    for (arguments, rights) in [
        (
            "",
            vec![
                "INSERT is granted to fataplus_app",
                "SELECT is granted to fataplus_app",
                "UPDATE is granted to fataplus_app",
            ],
        ),
        (", app := 'select, insert'", vec!["INSERT is granted to fataplus_app", "SELECT is granted to fataplus_app"]),
        (
            ", app := 'select', judged := 'project_id, due_on'",
            vec![
                "SELECT (due_on) is granted to fataplus_platform",
                "SELECT (project_id) is granted to fataplus_platform",
                "SELECT is granted to fataplus_app",
            ],
        ),
    ] {
        let mut tx = connection.begin().await.unwrap();
        run(&mut tx, TABLE).await;
        run(&mut tx, format!("select tenancy.enrol('a_new_table'{arguments})")).await;
        assert_eq!(breaches(&mut tx).await, Vec::<String>::new(), "{arguments}");
        assert_eq!(unlisted_rights(&mut tx).await, rights, "{arguments}");
        tx.rollback().await.unwrap();
    }
}

/// Each piece of what `enrol` makes, taken away, and the rule that misses it.
const WITHOUT: [(&str, &str); 7] = [
    ("alter table a_new_table disable row level security", "a_new_table: row-level security is off"),
    ("alter table a_new_table no force row level security", "a_new_table: row-level security is not forced"),
    ("drop policy tenant on a_new_table", "a_new_table: 0 permissive policies for fataplus_app instead of one"),
    (
        "alter policy tenant on a_new_table using (project_id = project_id)",
        "a_new_table: policy tenant does not bind reading and writing to the armed project",
    ),
    (
        "alter policy tenant on a_new_table with check (true)",
        "a_new_table: policy tenant does not bind reading and writing to the armed project",
    ),
    ("drop policy judged on a_new_table", "a_new_table: 0 permissive policies for fataplus_platform instead of one"),
    (
        "alter policy judged on a_new_table using (true)",
        "a_new_table: policy judged does not bind the platform to one project or person",
    ),
];

#[tokio::test]
async fn each_piece_of_it_is_missed() {
    let database = Database::new().await;
    let mut connection = database.connect("fataplus_migrator").await;
    run(&mut connection, TABLE).await;
    run(&mut connection, ENROL).await;
    for (statement, expected) in WITHOUT {
        let mut tx = connection.begin().await.unwrap();
        run(&mut tx, statement).await;
        assert_eq!(breaches(&mut tx).await, [expected], "{statement}");
        tx.rollback().await.unwrap();
    }
}

/// Policies of a table, each as one line.
async fn pieces(connection: &mut PgConnection, table: &str) -> Vec<(String, String)> {
    let pieces =
        "SELECT policyname::text, concat_ws(' ', permissive, roles, cmd, qual, '/', with_check) FROM pg_policies
         WHERE schemaname = 'public' AND tablename = $1 ORDER BY 1";
    sqlx::query_as(pieces).bind(table).fetch_all(connection).await.unwrap()
}

/// Pieces that differ on purpose: of the members the platform reads only the person who is judged, the directory is read
/// by those who hold a listing, and the record of actions is deleted from at
/// its limit alone.
const OWN: [(&str, &str); 3] = [("members", "judged"), ("listings", "held"), ("activity", "kept")];

#[tokio::test]
async fn every_tenant_table_says_the_same() {
    let database = Database::new().await;
    let mut connection = database.connect("fataplus_migrator").await;
    let tables = tenant_tables(&mut connection).await;
    run(&mut connection, TABLE).await;
    run(&mut connection, ENROL).await;
    let known = pieces(&mut connection, "a_new_table").await;
    let unjudged: Vec<_> = known.iter().filter(|(name, _)| name != "judged").cloned().collect();
    assert_eq!(unjudged, pieces(&mut connection, "tasks").await);
    let mut compared = 0;
    for table in &tables {
        for (name, text) in pieces(&mut connection, table).await {
            if !OWN.contains(&(table, &name)) {
                compared += 1;
                assert!(known.contains(&(name.clone(), text.clone())), "{table}: {name} differs: {text}\n{known:#?}");
            }
        }
    }
    assert!(compared > 20, "only {compared} pieces were compared");
}

#[tokio::test]
async fn only_the_migrating_role_may_enrol() {
    let database = Database::new().await;
    let mut migrator = database.connect("fataplus_migrator").await;
    run(&mut migrator, TABLE).await;
    for role in ["fataplus_app", "fataplus_platform"] {
        let mut connection = database.connect(role).await;
        let refused = sqlx::query(ENROL).execute(&mut connection).await.unwrap_err();
        assert!(refused.to_string().contains("permission denied for schema tenancy"), "{role}: {refused}");
    }
}
