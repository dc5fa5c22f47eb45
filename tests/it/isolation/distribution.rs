//! The schema can be spread over a Citus cluster: what would keep it from that is named by the catalogue alone. The
//! cluster itself is tried by hand (docs/scale.md).

use fataplus::db::distribution_obstacles;
use sqlx::{AssertSqlSafe, Connection};

use crate::support::Database;

/// Changes that a later migration might make, and the obstacle that each is told of.
const OBSTACLES: [(&str, &str); 6] = [
    (
        "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
         CREATE TRIGGER noted AFTER INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION note()",
        "tasks: trigger noted",
    ),
    (
        "CREATE POLICY more ON tasks AS RESTRICTIVE USING (milestone_id IN (SELECT id FROM milestones))",
        "tasks: policy more has a sub-select",
    ),
    (
        "CREATE POLICY more ON served_domains AS RESTRICTIVE USING (name IN (SELECT name FROM domains))",
        "served_domains: policy more has a sub-select",
    ),
    ("CREATE UNIQUE INDEX titles ON tasks (title)", "tasks: titles is unique without project_id"),
    (
        "CREATE FUNCTION titles(project text) RETURNS SETOF text LANGUAGE sql STABLE
         BEGIN ATOMIC SELECT title FROM tasks WHERE project_id = project; END",
        "titles(): a function with an SQL body reads tasks; a view joins wherever it is named",
    ),
    (
        "ALTER TABLE tasks ADD CONSTRAINT apart EXCLUDE USING btree (project_id WITH =, title WITH =)",
        "tasks: exclusion constraint apart",
    ),
];

#[tokio::test]
async fn nothing_keeps_the_schema_from_being_distributed() {
    // Without the tests' own triggers.
    let database = Database::new().await;
    let mut connection = database.connect("fataplus_migrator").await;
    let untested = "DO $$ DECLARE t record; BEGIN
        FOR t IN SELECT tgrelid::regclass AS on_table, tgname FROM pg_trigger
                 WHERE NOT tgisinternal AND tgname ~ '^(expect|sum)_' LOOP
            EXECUTE format('DROP TRIGGER %I ON %s', t.tgname, t.on_table);
        END LOOP; END $$";
    sqlx::raw_sql(untested).execute(&mut connection).await.unwrap();
    assert_eq!(distribution_obstacles(&mut connection).await.unwrap(), Vec::<String>::new());
    for (migration, obstacle) in OBSTACLES {
        let mut tx = connection.begin().await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(migration)).execute(&mut *tx).await.unwrap();
        assert_eq!(distribution_obstacles(&mut tx).await.unwrap(), [obstacle], "{migration}");
        tx.rollback().await.unwrap();
    }
}
