//! Transactions on tenant and platform rows.

use sqlx::PgConnection;
use tokio::sync::OwnedSemaphorePermit;

use super::{
    ChangeFeed, DbError, PlatformScope, Scope, Subject, authority,
    connections::{Lease, RolePool},
};
use crate::ids::{ApiKeyId, ProjectId};

/// Statement timeout of the platform, in milliseconds.
const PLATFORM_MS: u32 = 10_000;

/// A transaction that sees and changes the rows of one project only. Dropping it rolls back.
#[derive(Debug)]
pub struct TenantTx {
    tx: Lease,
    project: ProjectId,
    through: Option<ApiKeyId>,
    changes: ChangeFeed,
    enqueued: bool,
}

/// A transaction on platform rows.
#[derive(Debug)]
pub struct PlatformTx {
    tx: Lease,
    changes: ChangeFeed,
    enqueued: bool,
}

impl TenantTx {
    pub(super) async fn begin(
        pool: &RolePool,
        changes: &ChangeFeed,
        scope: &Scope,
        begin: &'static str,
        place: Option<OwnedSemaphorePermit>,
    ) -> Result<Self, DbError> {
        let project = scope.project();
        let time = scope.share().statement_ms;
        // The ID's type admits only FP-, digits, capitals and hyphens; besides it only a number is interpolated. SET
        // LOCAL equals set_config(…, true), without a SELECT to plan and run.
        let arm = format!("{begin}; SET LOCAL app.project_id = '{project}'; SET LOCAL statement_timeout = {time}");
        let (tx, through) = (pool.begin(arm, place).await?, scope.key());
        Ok(Self { tx, project, through, changes: changes.clone(), enqueued: false })
    }

    /// The project this transaction is armed for.
    #[must_use]
    pub fn project(&self) -> ProjectId {
        self.project
    }

    /// Project key that makes the change, if a program uses one.
    #[must_use]
    pub fn through(&self) -> Option<ApiKeyId> {
        self.through
    }

    /// Wakes the worker at commit: the transaction makes jobs due.
    pub fn note_jobs(&mut self) {
        self.enqueued = true;
    }

    /// Connection for statements.
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    /// Commits the changes, if they are still permitted. After a failed statement this fails.
    pub async fn commit(self) -> Result<(), DbError> {
        authority::ask(&self.changes).await?;
        let parts_moved = self.tx.commit().await?;
        if self.enqueued {
            self.changes.jobs().notify_one();
        }
        // The next request in this process must see it; other replicas get a notice.
        self.changes.note(Subject::Project(self.project));
        if parts_moved {
            self.changes.note(Subject::Part(self.project));
            // Only a task with grounds of its own must know its notice from another's.
            if authority::is_held() {
                self.changes.catch_up().await;
                authority::renew(&self.changes);
            }
        }
        Ok(())
    }
}

impl PlatformTx {
    pub(super) async fn begin(pool: &RolePool, changes: &ChangeFeed, scope: PlatformScope) -> Result<Self, DbError> {
        let user = match scope {
            PlatformScope::Person(user) => user.to_string(),
            PlatformScope::Platform => String::new(),
        };
        let arm = format!("BEGIN; SET LOCAL app.user_id = '{user}'; SET LOCAL statement_timeout = {PLATFORM_MS}");
        Ok(Self { tx: pool.begin(arm, None).await?, changes: changes.clone(), enqueued: false })
    }

    /// Wakes the worker at commit: the transaction makes jobs due.
    pub fn note_jobs(&mut self) {
        self.enqueued = true;
    }

    /// Connection for statements.
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    /// Commits the changes, if they are still permitted, and waits until their notices have arrived in this process:
    /// the affected projects and people are not known here.
    pub async fn commit(self) -> Result<(), DbError> {
        let changes = self.changes.clone();
        self.commit_quietly().await?;
        changes.catch_up().await;
        authority::renew(&changes);
        Ok(())
    }

    /// Commits changes that the database does not announce, as those of the queue: no notice is waited for.
    pub async fn commit_quietly(self) -> Result<(), DbError> {
        authority::ask(&self.changes).await?;
        self.tx.commit().await?;
        if self.enqueued {
            self.changes.jobs().notify_one();
        }
        Ok(())
    }
}
