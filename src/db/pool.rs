//! `Db`: the pools of both roles, and the transactions on them.

use std::time::Duration;

use sqlx::postgres::PgConnectOptions;

use super::{
    ChangeFeed, DbError, PlatformScope, PlatformTx, Scope, TenantTx, authority,
    connection_quotas::ConnectionQuotas,
    connections::{self, PoolUsage, RolePool},
    people::People,
};

/// Timeout of a readiness check, for each role.
const READY: Duration = Duration::from_secs(2);

/// Maximum number of connections of each pool for what transactions wait for.
const ASKING: u32 = 4;

/// Connection settings of both roles.
#[derive(Clone, Debug)]
pub struct DbConfig {
    /// Service role, `fataplus_app`: tenant rows under RLS.
    pub app: PgConnectOptions,
    /// Platform role, `fataplus_platform`: log-in, listings, jobs.
    pub platform: PgConnectOptions,
    /// Maximum number of connections of each pool.
    pub max_connections: u32,
}

#[derive(Clone, Debug)]
struct Asking {
    app: RolePool,
    platform: RolePool,
    /// Names for tenants' transactions, which hold a connection meanwhile.
    people: RolePool,
}

/// Access to the rows. Cheap to clone; its pools are private on purpose.
#[derive(Clone, Debug)]
pub struct Db {
    app: RolePool,
    platform: RolePool,
    /// Pools of both roles for checks and names that transactions wait for, so that these wait for nothing that a
    /// transaction holds. Opened on demand.
    asking: Asking,
    changes: ChangeFeed,
    people: People,
    quotas: ConnectionQuotas,
}

impl Db {
    /// Opens the pools lazily; `check_roles` connects.
    #[must_use]
    pub fn new(config: DbConfig) -> Self {
        let asking = Asking {
            app: RolePool::new(config.app.clone(), ASKING, &connections::APP),
            platform: RolePool::new(config.platform.clone(), ASKING, &connections::PLATFORM),
            people: RolePool::new(config.platform.clone(), ASKING, &connections::PLATFORM),
        };
        let changes = ChangeFeed::default();
        Self {
            people: People::new(asking.people.clone(), &changes),
            asking,
            app: RolePool::new(config.app, config.max_connections, &connections::APP),
            platform: RolePool::new(config.platform, config.max_connections, &connections::PLATFORM),
            changes,
            quotas: ConnectionQuotas::new(config.max_connections),
        }
    }

    /// A read-only transaction on one project's rows; dropped, never committed.
    pub async fn read(&self, scope: &Scope) -> Result<TenantTx, DbError> {
        if authority::is_asking() {
            return TenantTx::begin(&self.asking.app, (&self.changes, &self.people), scope, "BEGIN READ ONLY", None)
                .await;
        }
        authority::ask(&self.changes).await?;
        let place = self.quotas.acquire(scope).await?;
        TenantTx::begin(&self.app, (&self.changes, &self.people), scope, "BEGIN READ ONLY", Some(place)).await
    }

    /// A read-only transaction on one of the projects of a list. It takes none of that project's connections.
    pub async fn read_for_list(&self, scope: &Scope) -> Result<TenantTx, DbError> {
        authority::ask(&self.changes).await?;
        let place = self.quotas.acquire_for_list().await?;
        TenantTx::begin(&self.app, (&self.changes, &self.people), scope, "BEGIN READ ONLY", Some(place)).await
    }

    /// A transaction on one project's rows that changes something when committed.
    pub async fn write(&self, scope: &Scope) -> Result<TenantTx, DbError> {
        authority::ask(&self.changes).await?;
        let place = self.quotas.acquire(scope).await?;
        TenantTx::begin(&self.app, (&self.changes, &self.people), scope, "BEGIN", Some(place)).await
    }

    /// A transaction on platform rows, and on the tenants' rows that its scope shows.
    pub async fn platform(&self, scope: PlatformScope) -> Result<PlatformTx, DbError> {
        authority::ask(&self.changes).await?;
        let pool = if authority::is_asking() { &self.asking.platform } else { &self.platform };
        PlatformTx::begin(pool, &self.changes, scope).await
    }

    /// Change notices of the rows.
    #[must_use]
    pub fn changes(&self) -> &ChangeFeed {
        &self.changes
    }

    /// Whether both roles can read and write now: locking no row needs every permission that changing one does.
    pub async fn ready(&self) -> Result<(), DbError> {
        let app = "SET LOCAL statement_timeout = 1000; SELECT FROM projects WHERE false FOR UPDATE";
        let platform = "SET LOCAL statement_timeout = 1000; SELECT FROM jobs WHERE false FOR UPDATE";
        for (pool, lock) in [(&self.app, app), (&self.platform, platform)] {
            let look = async { sqlx::raw_sql(lock).execute(&mut *pool.acquire().await?).await };
            tokio::time::timeout(READY, look).await.map_err(|_| sqlx::Error::PoolTimedOut)??;
        }
        Ok(())
    }

    /// Usage of each role's pool.
    #[must_use]
    pub fn usage(&self) -> [(&'static str, PoolUsage); 2] {
        [("app", self.app.usage()), ("platform", self.platform.usage())]
    }

    /// Refuses roles that row-level security does not bind; see `SelfCheckError`.
    pub async fn check_roles(&self) -> Result<(), super::SelfCheckError> {
        super::self_check::check(&self.app).await?;
        super::self_check::check(&self.platform).await
    }

    /// Leaves production's mark; a second one changes nothing.
    pub async fn mark_production(&self) -> Result<(), DbError> {
        super::production_mark::leave(&self.platform).await
    }

    /// Whether production has left its mark.
    pub async fn is_production(&self) -> Result<bool, DbError> {
        super::production_mark::look(&self.platform).await
    }

    /// Faults of the schema that break tenant isolation; empty without any.
    pub async fn isolation_breaches(&self) -> Result<Vec<String>, DbError> {
        super::isolation::check(&self.app).await
    }

    /// Whether the schema can be distributed over a cluster, and is.
    pub async fn distribution(&self) -> Result<super::Distribution, DbError> {
        super::distribution::look(&self.app).await
    }

    /// Closes the pools after waiting for transactions under way.
    pub async fn close(&self) {
        self.app.close().await;
        self.platform.close().await;
        self.asking.app.close().await;
        self.asking.platform.close().await;
        self.asking.people.close().await;
    }
}
