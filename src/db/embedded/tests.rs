use std::{
    fs,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use sqlx::{ConnectOptions, PgConnection, Row};
use tokio::time::{sleep, timeout};

use super::{DATABASE, Durability, Embedded, EmbeddedError, cluster::socket_dir};

/// A directory of this test alone, removed with it.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new() -> Self {
        let path = std::env::temp_dir().join(format!("fataplus-test-{}", uuid::Uuid::new_v4()));
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn start(dir: &Path) -> Result<Embedded, EmbeddedError> {
    Embedded::start(dir, None, Durability::Disposable).await
}

async fn connect(embedded: &Embedded, role: &str) -> PgConnection {
    embedded.options(role, DATABASE).connect().await.unwrap()
}

async fn text(connection: &mut PgConnection, sql: &'static str) -> String {
    sqlx::query_scalar(sql).fetch_one(connection).await.unwrap()
}

async fn run(connection: &mut PgConnection, sql: &'static str) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(sql).execute(connection).await.map(drop)
}

#[tokio::test]
async fn data_outlives_a_stop_and_only_granted_rights_exist() {
    let scratch = Scratch::new();
    let embedded = start(scratch.path()).await.unwrap();

    let mut migrator = connect(&embedded, "fataplus_migrator").await;
    assert_eq!(text(&mut migrator, "SELECT current_user::text").await, "fataplus_owner");
    run(&mut migrator, "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('salama')").await.unwrap();
    let owner = "SELECT tableowner::text FROM pg_tables WHERE tablename = 'kept'";
    assert_eq!(text(&mut migrator, owner).await, "fataplus_owner");

    for role in ["fataplus_app", "fataplus_platform"] {
        let mut service = connect(&embedded, role).await;
        assert_eq!(text(&mut service, "SELECT current_user::text").await, role);
        assert_eq!(text(&mut service, "SHOW statement_timeout").await, "15s");
        for denied in [
            "SELECT word FROM kept",
            "CREATE TABLE own ()",
            "CREATE TEMPORARY TABLE own ()",
            "CREATE SCHEMA own",
            "SET ROLE fataplus_owner",
        ] {
            let error = run(&mut service, denied).await.unwrap_err();
            assert_eq!(error.as_database_error().unwrap().code().unwrap(), "42501", "{role}: {denied}");
        }
    }
    run(&mut migrator, "CREATE FUNCTION secret() RETURNS int LANGUAGE sql AS 'SELECT 1'").await.unwrap();
    run(&mut connect(&embedded, "fataplus_app").await, "SELECT secret()").await.unwrap_err();
    run(&mut migrator, "GRANT SELECT ON kept TO fataplus_app").await.unwrap();
    embedded.stop().await.unwrap();

    let embedded = start(scratch.path()).await.unwrap();
    let mut app = connect(&embedded, "fataplus_app").await;
    assert_eq!(text(&mut app, "SELECT word FROM kept").await, "salama");
    embedded.stop().await.unwrap();
}

#[tokio::test]
async fn no_role_of_ours_is_above_row_level_security() {
    let scratch = Scratch::new();
    let embedded = start(scratch.path()).await.unwrap();
    let mut app = connect(&embedded, "fataplus_app").await;
    let roles = sqlx::query(
        "SELECT rolname::text, rolcanlogin, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolinherit
           FROM pg_roles WHERE rolname LIKE 'fataplus%' ORDER BY 1",
    );
    let roles: Vec<(String, bool, bool)> =
        roles.fetch_all(&mut app).await.unwrap().iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect();
    let expected =
        [("fataplus_app", true), ("fataplus_migrator", true), ("fataplus_owner", false), ("fataplus_platform", true)];
    assert_eq!(roles, expected.map(|(name, login)| (name.to_owned(), login, false)));
    let owner = "SELECT datdba::regrole::text FROM pg_database WHERE datname = current_database()";
    assert_eq!(text(&mut app, owner).await, "fataplus_owner");
    embedded.options("fataplus_owner", DATABASE).connect().await.unwrap_err();
    embedded.stop().await.unwrap();
}

#[tokio::test]
async fn a_second_application_is_told_of_the_first() {
    let scratch = Scratch::new();
    let first = start(scratch.path()).await.unwrap();
    let error = start(scratch.path()).await.err().unwrap();
    assert!(matches!(error, EmbeddedError::InUse { .. }), "{error}");
    assert!(error.to_string().contains("another Fataplus is running"), "{error}");
    let mut app = connect(&first, "fataplus_app").await;
    assert_eq!(text(&mut app, "SELECT 'undisturbed'").await, "undisturbed");
    first.stop().await.unwrap();
}

#[tokio::test]
async fn a_path_too_long_for_a_socket_works_too() {
    let scratch = Scratch::new();
    let dir = scratch.path().join("deep".repeat(30)).join("and, with a comma");
    let embedded = start(&dir).await.unwrap();
    let socket = socket_dir(&dir);
    assert!(socket.starts_with("/tmp/") && socket.exists(), "{socket:?}");
    assert_eq!(text(&mut connect(&embedded, "fataplus_app").await, "SELECT 'here'").await, "here");
    embedded.stop().await.unwrap();
    assert!(!socket.exists(), "{socket:?} stayed");
}

#[tokio::test]
async fn a_pid_file_whose_number_now_belongs_to_somebody_else_does_not_hinder() {
    let scratch = Scratch::new();
    start(scratch.path()).await.unwrap().stop().await.unwrap();
    let mut stranger = Command::new("cat").stdin(Stdio::piped()).spawn().unwrap();
    let stale = format!("{}\n/elsewhere\n0\n5432\n\n\n\nready\n", stranger.id());
    fs::write(scratch.path().join("data/postmaster.pid"), stale).unwrap();
    start(scratch.path()).await.unwrap().stop().await.unwrap();
    assert!(stranger.try_wait().unwrap().is_none(), "the stranger was harmed");
    stranger.kill().unwrap();
    stranger.wait().unwrap();
}

#[tokio::test]
async fn a_cluster_that_cannot_start_says_why() {
    let scratch = Scratch::new();
    start(scratch.path()).await.unwrap().stop().await.unwrap();
    fs::write(scratch.path().join("data/postgresql.conf"), "no_such_setting = 1\n").unwrap();
    let error = start(scratch.path()).await.err().unwrap();
    assert!(matches!(error, EmbeddedError::Ended { .. }), "{error}");
    assert!(error.to_string().contains("no_such_setting"), "{error}");
}

/// Its helper below is this same test program, run as an application of its own.
#[tokio::test]
async fn a_killed_application_leaves_no_server_and_the_next_start_is_clean() {
    let mut application = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "db::embedded::tests::application_to_be_killed", "--ignored", "--nocapture"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(application.stdout.take().unwrap()).lines();
    let dir = lines.find_map(|line| line.unwrap().strip_prefix("serving ").map(PathBuf::from)).unwrap();
    let scratch = Scratch(dir);
    let pid_file = scratch.path().join("data/postmaster.pid");
    assert!(pid_file.exists());

    application.kill().unwrap();
    application.wait().unwrap();
    // The server removes the file as its last act.
    let gone = async {
        while pid_file.exists() {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(Duration::from_secs(10), gone).await.expect("the server outlived its application");

    start(scratch.path()).await.unwrap().stop().await.unwrap();
}

#[tokio::test]
#[ignore = "not a test by itself: the application another test kills; serves until its input ends"]
async fn application_to_be_killed() {
    let scratch = Scratch::new();
    let embedded = start(scratch.path()).await.unwrap();
    println!("\nserving {}", scratch.path().display());
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
    embedded.stop().await.unwrap();
}
