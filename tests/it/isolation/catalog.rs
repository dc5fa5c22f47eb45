//! The catalog holds every table to the rules, those of tomorrow's migrations too; and the check is shown to bite.

use fataplus::db::{PLATFORM_TABLES, breaches, grants};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::support::Database;

/// Every breach of the rules, named.
pub async fn violations(connection: &mut PgConnection) -> Vec<String> {
    breaches(connection).await.unwrap()
}

/// The tenant tables of the schema as it is.
pub async fn tenant_tables(connection: &mut PgConnection) -> Vec<String> {
    let tables = sqlx::query_scalar(
        "SELECT relname::text FROM pg_class
         WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname <> ALL ($1) ORDER BY 1",
    );
    let tables: Vec<String> = tables.bind(PLATFORM_TABLES).fetch_all(connection).await.unwrap();
    assert!(tables.len() >= 16, "{tables:?}");
    tables
}

#[tokio::test]
async fn the_schema_keeps_every_rule() {
    let database = Database::new().await;
    let mut connection = database.connect("fataplus_app").await;
    assert_eq!(violations(&mut connection).await, Vec::<String>::new());
    let missing = "SELECT name FROM unnest($1) AS listed (name) WHERE to_regclass('public.' || name) IS NULL";
    let stale: Vec<String> =
        sqlx::query_scalar(missing).bind(PLATFORM_TABLES).fetch_all(&mut connection).await.unwrap();
    assert!(stale.is_empty(), "PLATFORM_TABLES names tables that do not exist: {stale:?}");
    let [tables, roles, rights] = grants();
    let unused: Vec<String> = sqlx::query_scalar(
        "SELECT name || ': ' || granted || ' for ' || role
         FROM (SELECT *, split_part(granted, ' (', 1) AS what, rtrim(split_part(granted, ' (', 2), ')') AS of
               FROM unnest($1, $2, $3) listed (name, role, granted)) listed
         WHERE NOT CASE of WHEN '' THEN has_table_privilege(role, name, what)
                   ELSE has_column_privilege(role, name, of, what) END",
    )
    .bind(tables)
    .bind(roles)
    .bind(rights)
    .fetch_all(&mut connection)
    .await
    .unwrap();
    assert!(unused.is_empty(), "src/db/isolation/grants.rs lists what is not granted: {unused:?}");
}

/// A distributed database refuses triggers: the service's transactions announce and count as they commit.
#[tokio::test]
async fn no_table_has_a_trigger() {
    let database = Database::new().await;
    let mut connection = database.connect("fataplus_migrator").await;
    let triggers = "SELECT tgrelid::regclass || ': ' || tgname FROM pg_trigger
                    WHERE NOT tgisinternal AND tgname !~ '^(expect|sum)_'";
    let triggers: Vec<String> = sqlx::query_scalar(triggers).fetch_all(&mut connection).await.unwrap();
    assert_eq!(triggers, Vec::<String>::new());
}

/// Possible breaches, and the findings each must cause.
const BREACHES: &[(&str, &[&str])] = &[
    ("DROP POLICY tenant ON tasks", &["tasks: 0 permissive policies for fataplus_app instead of one"]),
    ("ALTER TABLE tasks NO FORCE ROW LEVEL SECURITY", &["tasks: row-level security is not forced"]),
    ("ALTER TABLE tasks DISABLE ROW LEVEL SECURITY", &["tasks: row-level security is off"]),
    (
        "CREATE POLICY more ON tasks TO fataplus_app USING (true)",
        &[
            "tasks: 2 permissive policies for fataplus_app instead of one",
            "tasks: policy more does not bind reading and writing to the armed project",
        ],
    ),
    (
        "ALTER POLICY tenant ON tasks USING (project_id = current_setting('app.project_id', true))",
        &["tasks: policy tenant does not bind reading and writing to the armed project"],
    ),
    (
        "ALTER POLICY tenant ON tasks WITH CHECK (true)",
        &["tasks: policy tenant does not bind reading and writing to the armed project"],
    ),
    (
        "CREATE POLICY anybody ON tasks USING (true)",
        &["tasks: policy anybody is for others than the service's roles, or lets the platform write"],
    ),
    (
        "CREATE POLICY writes ON tasks FOR UPDATE TO fataplus_platform USING (true)",
        &[
            "tasks: policy writes does not bind the platform to one project or person",
            "tasks: policy writes is for others than the service's roles, or lets the platform write",
        ],
    ),
    (
        "ALTER TABLE tasks ADD parent uuid UNIQUE",
        &["tasks: unique index tasks_parent_key does not start with project_id"],
    ),
    (
        "ALTER TABLE messages ADD CONSTRAINT to_thread FOREIGN KEY (project_id, id) REFERENCES threads (project_id, id)",
        &[],
    ),
    (
        "CREATE UNIQUE INDEX threads_id ON threads (id);
         ALTER TABLE messages ADD CONSTRAINT to_thread FOREIGN KEY (thread_id) REFERENCES threads (id)",
        &[
            "messages: foreign key to_thread does not carry project_id on both sides",
            "threads: unique index threads_id does not start with project_id",
        ],
    ),
    (
        "ALTER TABLE sessions ADD project_id text COLLATE \"C\";
         ALTER TABLE sessions ADD CONSTRAINT of_project FOREIGN KEY (project_id) REFERENCES projects (project_id)",
        &["sessions: foreign key of_project does not carry project_id on both sides"],
    ),
    (
        "CREATE TABLE notes (id uuid PRIMARY KEY, project_id text COLLATE \"C\")",
        &[
            "notes: 0 permissive policies for fataplus_app instead of one",
            "notes: no column project_id that is NOT NULL",
            "notes: project_id is not first in a primary key",
            "notes: row-level security is not forced",
            "notes: row-level security is off",
            "notes: unique index notes_pkey does not start with project_id",
        ],
    ),
    ("DROP POLICY kept ON activity", &["activity: the record of what people do can be deleted from"]),
    (
        "GRANT TRUNCATE ON tasks TO fataplus_app",
        &["tasks: TRUNCATE is granted", "tasks: TRUNCATE is granted to fataplus_app and not listed"],
    ),
    ("GRANT SELECT ON tasks TO PUBLIC", &["tasks: granted to PUBLIC"]),
    ("GRANT SELECT (title) ON tasks TO PUBLIC", &["tasks: granted to PUBLIC"]),
    (
        "GRANT UPDATE ON tasks TO fataplus_platform",
        &[
            "tasks: 0 permissive policies for fataplus_platform instead of one",
            "tasks: UPDATE is granted to fataplus_platform and not listed",
            "tasks: the platform side may UPDATE",
        ],
    ),
    (
        "GRANT UPDATE ON activity TO fataplus_app; GRANT DELETE ON messages TO fataplus_app",
        &[
            "activity: UPDATE is granted to fataplus_app and not listed",
            "messages: DELETE is granted to fataplus_app and not listed",
        ],
    ),
    (
        "GRANT UPDATE (author_id) ON messages TO fataplus_app",
        &["messages: UPDATE (author_id) is granted to fataplus_app and not listed"],
    ),
    (
        "GRANT SELECT ON tasks TO fataplus_platform",
        &[
            "tasks: 0 permissive policies for fataplus_platform instead of one",
            "tasks: SELECT is granted to fataplus_platform and not listed",
        ],
    ),
    ("GRANT DELETE ON users TO fataplus_platform", &["users: DELETE is granted to fataplus_platform and not listed"]),
    (
        "GRANT SELECT (password_hash) ON users TO fataplus_app",
        &[
            "users: SELECT (password_hash) is granted to fataplus_app and not listed",
            "users: the tenant side reaches this platform table without row-level security",
        ],
    ),
    ("GRANT SELECT ON tasks TO pg_monitor", &["tasks: granted to pg_monitor"]),
    (
        "GRANT SELECT ON sessions TO fataplus_app",
        &[
            "sessions: SELECT is granted to fataplus_app and not listed",
            "sessions: the tenant side reaches this platform table without row-level security",
        ],
    ),
    (
        "ALTER DEFAULT PRIVILEGES FOR ROLE fataplus_owner GRANT SELECT ON TABLES TO fataplus_app",
        &["default privileges grant SELECT to fataplus_app"],
    ),
    ("CREATE VIEW everything AS SELECT * FROM tasks", &["everything: a view without security_invoker"]),
    ("CREATE VIEW everything WITH (security_invoker = true) AS SELECT * FROM tasks", &[]),
    ("CREATE MATERIALIZED VIEW totals AS SELECT count(*) FROM tasks", &["totals: a materialised view"]),
    (
        "CREATE FUNCTION peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM tasks'",
        &["peek(): a SECURITY DEFINER function", "peek(): a SECURITY DEFINER function whose search_path is not pinned"],
    ),
    (
        "CREATE FUNCTION peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = public
         AS 'SELECT count(*) FROM tasks'",
        &["peek(): a SECURITY DEFINER function"],
    ),
    ("CREATE INDEX tasks_done ON tasks (done_at)", &["tasks: index tasks_done does not start with project_id"]),
    ("CREATE INDEX tasks_done ON tasks (project_id, done_at)", &[]),
    (
        "ALTER TABLE tasks ADD number bigint GENERATED BY DEFAULT AS IDENTITY",
        &["tasks: sequence tasks_number_seq counts across projects"],
    ),
    (
        "CREATE SEQUENCE numbers; GRANT USAGE ON numbers TO fataplus_app",
        &["numbers: USAGE is granted to fataplus_app and not listed", "numbers: a sequence granted to fataplus_app"],
    ),
    ("GRANT SELECT ON tasks TO fataplus_app WITH GRANT OPTION", &["tasks: fataplus_app may grant SELECT on"]),
    ("CREATE RULE redirect AS ON DELETE TO tasks DO INSTEAD NOTHING", &["tasks: a rewrite rule, redirect"]),
    (
        "CREATE TABLE parts (project_id text COLLATE \"C\" NOT NULL, id uuid NOT NULL, PRIMARY KEY (project_id, id))
             PARTITION BY HASH (project_id);
         ALTER TABLE parts ENABLE ROW LEVEL SECURITY; ALTER TABLE parts FORCE ROW LEVEL SECURITY;
         CREATE POLICY tenant ON parts TO fataplus_app
             USING (project_id = nullif(current_setting('app.project_id', true), ''))
             WITH CHECK (project_id = nullif(current_setting('app.project_id', true), ''));
         CREATE TABLE parts_0 PARTITION OF parts FOR VALUES WITH (MODULUS 1, REMAINDER 0);
         GRANT SELECT ON parts_0 TO fataplus_app",
        &[
            "parts_0: 0 permissive policies for fataplus_app instead of one",
            "parts_0: SELECT is granted to fataplus_app and not listed",
            "parts_0: a partition with grants of its own",
            "parts_0: row-level security is not forced",
            "parts_0: row-level security is off",
        ],
    ),
    ("GRANT CREATE ON SCHEMA public TO fataplus_app", &["schema public: fataplus_app may make things in it"]),
    (
        "GRANT EXECUTE ON FUNCTION tenancy.enrol TO fataplus_app",
        &["tenancy.enrol(regclass,text,text): fataplus_app may enrol tables"],
    ),
    (
        "GRANT EXECUTE ON FUNCTION tenancy.enrol TO PUBLIC",
        &["tenancy.enrol(regclass,text,text): PUBLIC may enrol tables"],
    ),
    (
        "GRANT USAGE ON SCHEMA tenancy TO fataplus_app",
        &["schema tenancy: fataplus_app may use it, and nothing there is held to these rules"],
    ),
    (
        "ALTER FUNCTION tenancy.enrol SECURITY DEFINER",
        &["tenancy.enrol(regclass,text,text): a SECURITY DEFINER function"],
    ),
];

/// Breaches that need a superuser.
const BREACHES_BY_SUPERUSER: &[(&str, &[&str])] = &[
    (
        "CREATE SCHEMA aside; GRANT USAGE ON SCHEMA aside TO fataplus_app",
        &["schema aside: fataplus_app may use it, and nothing there is held to these rules"],
    ),
    (
        "ALTER ROLE fataplus_app SET app.project_id = 'FP-2025-X7K9M3P1A'",
        &["role fataplus_app: arms every connection by default: app.project_id"],
    ),
    (
        "CREATE FUNCTION own() RETURNS int LANGUAGE sql AS 'SELECT 1'; ALTER FUNCTION own() OWNER TO fataplus_app",
        &["fataplus_app: the role owns own()"],
    ),
    ("ALTER ROLE fataplus_app BYPASSRLS", &["fataplus_app: the role is above row-level security"]),
    ("ALTER ROLE fataplus_platform SUPERUSER", &["fataplus_platform: the role is above row-level security"]),
    ("GRANT fataplus_owner TO fataplus_app", &["fataplus_app: the role is a member of fataplus_owner"]),
    (
        "ALTER TABLE sessions OWNER TO fataplus_platform",
        &[
            "fataplus_platform: the role owns sessions",
            "sessions: owned by fataplus_platform instead of fataplus_owner",
        ],
    ),
];

#[tokio::test]
async fn every_breach_is_named() {
    let database = Database::new().await;
    for (role, breaches) in [("fataplus_migrator", BREACHES), ("postgres", BREACHES_BY_SUPERUSER)] {
        let mut connection = database.connect(role).await;
        for (statement, expected) in breaches {
            // Rolled back, so that each stands alone and the roles, which all tests share, stay as they are.
            let mut tx = connection.begin().await.unwrap();
            sqlx::raw_sql(AssertSqlSafe((*statement).to_owned())).execute(&mut *tx).await.unwrap();
            assert_eq!(violations(&mut tx).await, *expected, "{statement}");
            tx.rollback().await.unwrap();
        }
    }
}
