use sqlx::PgConnection;

use super::{
    Changes, DbError, PlatformScope, Scope, Subject,
    connections::{Connections, Loan},
};
use crate::ids::ProjectId;

/// A transaction that sees and changes the rows of one project only. Dropping it rolls back.
#[derive(Debug)]
pub struct TenantTx {
    tx: Loan,
    project: ProjectId,
    changes: Changes,
}

/// A transaction on platform rows.
#[derive(Debug)]
pub struct PlatformTx {
    tx: Loan,
    changes: Changes,
}

impl TenantTx {
    pub(super) async fn begin(
        pool: &Connections,
        changes: &Changes,
        scope: &Scope,
        begin: &'static str,
    ) -> Result<Self, DbError> {
        let project = scope.project();
        // The ID's type admits nothing but FP-, digits, capitals and hyphens: the one value ever interpolated.
        let tx = pool.begin(format!("{begin}; SELECT set_config('app.project_id', '{project}', true)")).await?;
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
    pub(super) async fn begin(pool: &Connections, changes: &Changes, scope: PlatformScope) -> Result<Self, DbError> {
        let tx = match scope {
            PlatformScope::Person(user) => {
                pool.begin(format!("BEGIN; SELECT set_config('app.user_id', '{user}', true)")).await?
            }
            PlatformScope::Platform => pool.begin("BEGIN".to_owned()).await?,
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
