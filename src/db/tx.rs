use sqlx::{AssertSqlSafe, PgConnection, PgPool, Postgres, Transaction};

use super::{Changes, DbError, PlatformScope, Scope, Subject};
use crate::ids::ProjectId;

/// A transaction that sees and changes the rows of one project only. Dropping it rolls back.
#[derive(Debug)]
pub struct TenantTx {
    tx: Transaction<'static, Postgres>,
    project: ProjectId,
    changes: Changes,
}

/// A transaction on platform rows.
#[derive(Debug)]
pub struct PlatformTx {
    tx: Transaction<'static, Postgres>,
    changes: Changes,
}

impl TenantTx {
    pub(super) async fn begin(
        pool: &PgPool,
        changes: &Changes,
        scope: &Scope,
        begin: &'static str,
    ) -> Result<Self, DbError> {
        let project = scope.project();
        // The ID's type admits nothing but FP-, digits, capitals and hyphens: the one value ever interpolated.
        let tx = begin_armed(pool, format!("{begin}; SELECT set_config('app.project_id', '{project}', true)")).await?;
        Ok(Self { tx, project, changes: changes.clone() })
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
        self.tx.commit().await?;
        // Who asks this process next must see it; the others hear of it.
        self.changes.note(Subject::Project(self.project));
        Ok(())
    }
}

impl PlatformTx {
    pub(super) async fn begin(pool: &PgPool, changes: &Changes, scope: PlatformScope) -> Result<Self, DbError> {
        let tx = match scope {
            PlatformScope::Person(user) => {
                begin_armed(pool, format!("BEGIN; SELECT set_config('app.user_id', '{user}', true)")).await?
            }
            PlatformScope::Platform => begin_armed(pool, "BEGIN".to_owned()).await?,
        };
        Ok(Self { tx, changes: changes.clone() })
    }

    /// Where statements run.
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    /// Keeps what was changed, and waits until this process has heard of it: whose rows they were is not known here.
    pub async fn commit(self) -> Result<(), DbError> {
        self.tx.commit().await?;
        self.changes.catch_up().await;
        Ok(())
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
