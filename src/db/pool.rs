use std::time::Duration;

use sqlx::{
    PgPool, Row,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use super::{Changes, DbError, PlatformScope, PlatformTx, Scope, TenantTx};

/// How to reach the database, as which roles.
#[derive(Clone, Debug)]
pub struct DbConfig {
    /// The service's role, `fataplus_app`: tenant rows under RLS.
    pub app: PgConnectOptions,
    /// The platform's role, `fataplus_platform`: log-in, people's lists, jobs.
    pub platform: PgConnectOptions,
    /// Connections of each pool, at the most.
    pub max_connections: u32,
}

/// Connections of one pool.
#[derive(Clone, Copy, Debug)]
pub struct PoolUsage {
    /// Lent out.
    pub used: i64,
    /// Waiting.
    pub idle: i64,
}

/// The way to the rows. Cheap to clone; its pools are private on purpose.
#[derive(Clone, Debug)]
pub struct Db {
    app: PgPool,
    platform: PgPool,
    changes: Changes,
}

impl Db {
    /// Opens the pools lazily; `check` tells whether they lead anywhere.
    #[must_use]
    pub fn new(config: DbConfig) -> Self {
        Self {
            app: pool(config.app, config.max_connections, "app.project_id"),
            platform: pool(config.platform, config.max_connections, "app.user_id"),
            changes: Changes::default(),
        }
    }

    /// A read-only transaction on one project's rows; dropped, never committed.
    pub async fn read(&self, scope: &Scope) -> Result<TenantTx, DbError> {
        TenantTx::begin(&self.app, &self.changes, scope, "BEGIN READ ONLY").await
    }

    /// A transaction on one project's rows that changes something when committed.
    pub async fn write(&self, scope: &Scope) -> Result<TenantTx, DbError> {
        TenantTx::begin(&self.app, &self.changes, scope, "BEGIN").await
    }

    /// A transaction on platform rows; a person's scope also shows the projects that are hers.
    pub async fn platform(&self, scope: PlatformScope) -> Result<PlatformTx, DbError> {
        PlatformTx::begin(&self.platform, &self.changes, scope).await
    }

    /// What changed in the rows, as far as it was heard of.
    #[must_use]
    pub fn changes(&self) -> &Changes {
        &self.changes
    }

    /// Whether both roles can talk to the database now.
    pub async fn ready(&self) -> Result<(), DbError> {
        for pool in [&self.app, &self.platform] {
            sqlx::query("SELECT 1").execute(pool).await?;
        }
        Ok(())
    }

    /// Connections of each role's pool.
    #[must_use]
    pub fn usage(&self) -> [(&'static str, PoolUsage); 2] {
        let usage = |pool: &PgPool| {
            let idle = i64::try_from(pool.num_idle()).unwrap_or(i64::MAX);
            PoolUsage { used: i64::from(pool.size()) - idle, idle }
        };
        [("app", usage(&self.app)), ("platform", usage(&self.platform))]
    }

    /// Refuses roles that row-level security does not bind; see `SelfCheckError`.
    pub async fn check_roles(&self) -> Result<(), super::SelfCheckError> {
        super::self_check::check(&self.app).await?;
        super::self_check::check(&self.platform).await
    }

    /// What in the schema breaks tenant isolation; empty when nothing does.
    pub async fn isolation_breaches(&self) -> Result<Vec<String>, DbError> {
        super::isolation::check(&self.app).await
    }

    /// Closes the pools, waiting for what is in flight.
    pub async fn close(&self) {
        self.app.close().await;
        self.platform.close().await;
    }
}

fn pool(options: PgConnectOptions, max_connections: u32, setting: &'static str) -> PgPool {
    // sqlx can hand back a connection inside a transaction when a future is dropped in mid-begin (launchbadge/sqlx
    // #4385, #4393): a connection whose transaction is still open, or whose setting is still there, is closed instead.
    let tripwire: &'static str = match setting {
        "app.project_id" => {
            "SELECT now() = statement_timestamp() AND coalesce(current_setting('app.project_id', true), '') = ''"
        }
        _ => "SELECT now() = statement_timestamp() AND coalesce(current_setting('app.user_id', true), '') = ''",
    };
    PgPoolOptions::new()
        .max_connections(max_connections)
        .acquire_timeout(Duration::from_secs(1))
        .test_before_acquire(false)
        .after_release(move |connection, _| {
            // The simple protocol: with the extended one each message moves statement_timestamp() past now(), and every
            // connection would look as if it were inside a transaction.
            Box::pin(async move { sqlx::raw_sql(tripwire).fetch_one(connection).await?.try_get(0) })
        })
        .connect_lazy_with(options.application_name("fataplus"))
}
