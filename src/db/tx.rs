use sqlx::{AssertSqlSafe, PgConnection, PgPool, Postgres, Transaction};

use super::{DbError, PlatformScope, Scope};
use crate::ids::ProjectId;

/// A transaction that sees and changes the rows of one project only. Dropping it rolls back.
#[derive(Debug)]
pub struct TenantTx {
    tx: Transaction<'static, Postgres>,
    project: ProjectId,
}

/// A transaction on platform rows.
#[derive(Debug)]
pub struct PlatformTx {
    tx: Transaction<'static, Postgres>,
}

impl TenantTx {
    pub(super) async fn begin(pool: &PgPool, scope: &Scope, begin: &'static str) -> Result<Self, DbError> {
        let project = scope.project();
        // The ID's type admits nothing but FP-, digits, capitals and hyphens: the one value ever interpolated.
        let tx = begin_armed(pool, format!("{begin}; SELECT set_config('app.project_id', '{project}', true)")).await?;
        Ok(Self { tx, project })
    }

    /// The project this transaction is armed for.
    #[must_use]
    pub fn project(&self) -> ProjectId {
        self.project
    }

    /// Where statements run.
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    /// Keeps what was changed. After a failed statement there is nothing to keep: return its error instead.
    pub async fn commit(self) -> Result<(), DbError> {
        Ok(self.tx.commit().await?)
    }
}

impl PlatformTx {
    pub(super) async fn begin(pool: &PgPool, scope: PlatformScope) -> Result<Self, DbError> {
        let tx = match scope {
            PlatformScope::Person(user) => {
                begin_armed(pool, format!("BEGIN; SELECT set_config('app.user_id', '{user}', true)")).await?
            }
            PlatformScope::Platform => begin_armed(pool, "BEGIN".to_owned()).await?,
        };
        Ok(Self { tx })
    }

    /// Where statements run.
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    /// Keeps what was changed.
    pub async fn commit(self) -> Result<(), DbError> {
        Ok(self.tx.commit().await?)
    }
}

/// Begins and arms in one round trip, in a task of its own: when the handler's future is dropped (the client went away),
/// the task still runs to its end and the transaction is rolled back in order, instead of going back to the pool open.
/// A connection that died while it lay idle is replaced once.
async fn begin_armed(pool: &PgPool, statement: String) -> Result<Transaction<'static, Postgres>, DbError> {
    let pool = pool.clone();
    let begun = tokio::spawn(async move {
        match pool.begin_with(AssertSqlSafe(statement.clone())).await {
            Err(sqlx::Error::Io(_)) => pool.begin_with(AssertSqlSafe(statement)).await,
            begun => begun,
        }
    });
    Ok(begun.await.map_err(|_| sqlx::Error::WorkerCrashed)??)
}
