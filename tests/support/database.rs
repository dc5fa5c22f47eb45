//! A database for each test, copied from the migrated template.

use std::{
    collections::VecDeque,
    sync::{
        LazyLock, Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

use fataplus::db::embedded::DATABASE;
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, PgConnection,
    postgres::{PgConnectOptions, PgSslMode},
};

use super::run;

/// Databases that were made by hand on another server, each for one test: `FATAPLUS_TEST_DATABASES`, as
/// `host:port/name,name`. With these the simulation runs on a cluster (docs/scale.md).
struct Given {
    server: PgConnectOptions,
    names: Mutex<VecDeque<String>>,
}

fn given() -> Option<&'static Given> {
    static GIVEN: LazyLock<Option<Given>> = LazyLock::new(|| {
        #[expect(clippy::disallowed_methods, reason = "a test's own settings")]
        let given = std::env::var("FATAPLUS_TEST_DATABASES").ok()?;
        let (server, names) = given.split_once('/').expect("host:port/name,name");
        let (host, port) = server.split_once(':').expect("host:port");
        let server = PgConnectOptions::new_without_pgpass()
            .host(host)
            .port(port.parse().expect("a port"))
            .ssl_mode(PgSslMode::Disable)
            .options([("citus.propagate_set_commands", "local"), ("client_min_messages", "error")]);
        Some(Given { server, names: Mutex::new(names.split(',').map(str::to_owned).collect()) })
    });
    GIVEN.as_ref()
}

/// A copy of the template, dropped with this.
pub struct Database {
    name: String,
}

impl Database {
    /// Copies the template. The rights on a database are not copied with it, so they are given as `roles.sql` does.
    pub async fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(1);
        if let Some(given) = given() {
            let name = given.names.lock().unwrap().pop_front().expect("more databases in FATAPLUS_TEST_DATABASES");
            return Self { name };
        }
        let name = format!("it_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        Self::copy_of(DATABASE, name).await
    }

    /// An empty database, before any migration.
    pub async fn empty() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(1);
        let name = format!("empty_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let database = Self::copy_of("template0", name).await;
        let mut superuser = database.connect("postgres").await;
        sqlx::raw_sql(include_str!("../../deploy/roles.sql")).execute(&mut superuser).await.unwrap();
        database
    }

    async fn copy_of(template: &str, name: String) -> Self {
        as_superuser(&[
            format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY OWNER fataplus_owner"),
            format!("REVOKE ALL ON DATABASE {name} FROM PUBLIC"),
            format!("GRANT CONNECT ON DATABASE {name} TO fataplus_migrator, fataplus_app, fataplus_platform"),
        ])
        .await;
        Self { name }
    }

    /// How to reach it as `role`.
    pub fn options(&self, role: &str) -> PgConnectOptions {
        if let Some(given) = given() {
            return given.server.clone().username(role).database(&self.name);
        }
        run().cluster.options(role, &self.name)
    }

    /// A connection of its own as `role`.
    pub async fn connect(&self, role: &str) -> PgConnection {
        self.options(role).connect().await.unwrap()
    }

    /// The rows of one of the platform's tables.
    pub async fn count(&self, table: &str) -> i64 {
        let count = AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
        sqlx::query_scalar(count).fetch_one(&mut self.connect("fataplus_platform").await).await.unwrap()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if given().is_some() {
            return;
        }
        let name = std::mem::take(&mut self.name);
        run().runtime.spawn(async move { as_superuser(&[format!("DROP DATABASE {name} WITH (FORCE)")]).await });
    }
}

/// The superuser makes and drops databases, nothing else: no row of a test passes through its hands.
async fn as_superuser(statements: &[String]) {
    let mut connection = run().cluster.options("postgres", "postgres").connect().await.unwrap();
    for statement in statements {
        sqlx::raw_sql(AssertSqlSafe(statement.clone())).execute(&mut connection).await.unwrap();
    }
    connection.close().await.unwrap();
}
