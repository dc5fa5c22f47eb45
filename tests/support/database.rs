//! A database for each test, copied from the migrated template.

use std::sync::atomic::{AtomicU32, Ordering};

use fataplus::db::embedded::DATABASE;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions};

use super::run;

/// A copy of the template, dropped with this.
pub struct Database {
    name: String,
}

impl Database {
    /// Copies the template. The rights on a database are not copied with it, so they are given as `roles.sql` does.
    pub async fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(1);
        let name = format!("it_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        as_superuser(&[
            format!("CREATE DATABASE {name} TEMPLATE {DATABASE} STRATEGY FILE_COPY OWNER fataplus_owner"),
            format!("REVOKE ALL ON DATABASE {name} FROM PUBLIC"),
            format!("GRANT CONNECT ON DATABASE {name} TO fataplus_migrator, fataplus_app, fataplus_platform"),
        ])
        .await;
        Self { name }
    }

    /// How to reach it as `role`.
    pub fn options(&self, role: &str) -> PgConnectOptions {
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
