use std::time::Duration;

use sqlx::postgres::PgConnectOptions;

use super::{
    Changes, Crossings, DbError, PlatformScope, PlatformTx, Scope, SyntheticTenant, TenantTx, authority,
    connections::{self, Connections},
    shares::Shares,
};

/// How long a look at whether the database is ready may take, for each role.
const READY: Duration = Duration::from_secs(2);

/// Connections for looks that transactions wait for, at the most.
const ASKING: u32 = 4;

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
    /// Transactions since the start whose beginning or end nobody waited for: most clients that went away.
    pub cut_off: u64,
}

/// The way to the rows. Cheap to clone; its pools are private on purpose.
#[derive(Clone, Debug)]
pub struct Db {
    app: Connections,
    platform: Connections,
    /// Of the platform's role: for looks that transactions wait for. Opened when one does.
    asking: Connections,
    changes: Changes,
    shares: Shares,
}

impl Db {
    /// Opens the pools lazily; `check` tells whether they lead anywhere.
    #[must_use]
    pub fn new(config: DbConfig) -> Self {
        Self {
            app: Connections::new(config.app, config.max_connections, &connections::APP),
            asking: Connections::new(config.platform.clone(), ASKING, &connections::PLATFORM),
            platform: Connections::new(config.platform, config.max_connections, &connections::PLATFORM),
            changes: Changes::default(),
            shares: Shares::of(config.max_connections),
        }
    }

    /// A read-only transaction on one project's rows; dropped, never committed.
    pub async fn read(&self, scope: &Scope) -> Result<TenantTx, DbError> {
        authority::ask(&self.changes, false).await?;
        let place = self.shares.place(scope).await?;
        TenantTx::begin(&self.app, &self.changes, scope, "BEGIN READ ONLY", place).await
    }

    /// A transaction on one project's rows that changes something when committed.
    pub async fn write(&self, scope: &Scope) -> Result<TenantTx, DbError> {
        authority::ask(&self.changes, false).await?;
        let place = self.shares.place(scope).await?;
        TenantTx::begin(&self.app, &self.changes, scope, "BEGIN; SET LOCAL app.parts = ''", place).await
    }

    /// A transaction on platform rows; a person's scope also shows the projects that are hers.
    pub async fn platform(&self, scope: PlatformScope) -> Result<PlatformTx, DbError> {
        authority::ask(&self.changes, false).await?;
        let pool = if authority::is_asking() { &self.asking } else { &self.platform };
        PlatformTx::begin(pool, &self.changes, scope).await
    }

    /// What changed in the rows, as far as it was heard of.
    #[must_use]
    pub fn changes(&self) -> &Changes {
        &self.changes
    }

    /// Whether both roles can read and write now: to lock no row asks for everything that changing one does.
    pub async fn ready(&self) -> Result<(), DbError> {
        let app = "SET LOCAL statement_timeout = 1000; SELECT FROM projects WHERE false FOR UPDATE";
        let platform = "SET LOCAL statement_timeout = 1000; SELECT FROM jobs WHERE false FOR UPDATE";
        for (pool, lock) in [(&self.app, app), (&self.platform, platform)] {
            let look = async { sqlx::raw_sql(lock).execute(&mut *pool.acquire().await?).await };
            tokio::time::timeout(READY, look).await.map_err(|_| sqlx::Error::PoolTimedOut)??;
        }
        Ok(())
    }

    /// Connections of each role's pool.
    #[must_use]
    pub fn usage(&self) -> [(&'static str, PoolUsage); 2] {
        let usage = |pool: &Connections| {
            let (used, idle) = pool.usage();
            let count = |connections| i64::try_from(connections).unwrap_or(i64::MAX);
            PoolUsage { used: count(used), idle: count(idle), cut_off: pool.cut_off() }
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

    /// Tries, as the service's own roles, to reach `foreign`'s rows from where only `own`'s may be seen.
    pub async fn isolation_crossings(
        &self,
        own: &SyntheticTenant,
        foreign: &SyntheticTenant,
    ) -> Result<Crossings, DbError> {
        super::isolation::crossings(self, own, foreign).await
    }

    /// Closes the pools, waiting for what is in flight.
    pub async fn close(&self) {
        self.app.close().await;
        self.platform.close().await;
        self.asking.close().await;
    }
}
