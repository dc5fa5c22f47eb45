//! Transactions on tenant and platform rows.

use std::fmt::Write;

use sqlx::{PgConnection, Postgres, postgres::PgArguments, query::Query};
use tokio::sync::OwnedSemaphorePermit;

use super::{
    Change, ChangeFeed, DbError, PlatformScope, Scope, authority,
    connections::{Lease, RolePool},
    people::{People, PeopleById},
};
use crate::{
    audit::{self, AuditLine, Trail},
    ids::{AgencyId, ApiKeyId, ProjectId, UserId},
};

/// Statement timeout of the platform, in milliseconds.
const PLATFORM_MS: u32 = 10_000;

/// A transaction that sees and changes the rows of one project only. Dropping it rolls back.
#[derive(Debug)]
pub struct TenantTx {
    tx: Lease,
    project: ProjectId,
    actor: Option<UserId>,
    through: Option<ApiKeyId>,
    feed: ChangeFeed,
    people: People,
    /// Rows added to tables, less those removed.
    counts: Vec<(&'static str, i64)>,
    /// Lines for the audit trail.
    audited: Vec<AuditLine>,
    changes_parts: bool,
    enqueued: bool,
}

/// A transaction on platform rows.
#[derive(Debug)]
pub struct PlatformTx {
    tx: Lease,
    feed: ChangeFeed,
    changes: Vec<Change>,
    /// Lines for the platform's audit trail.
    audited: Vec<AuditLine>,
    enqueued: bool,
}

impl TenantTx {
    pub(super) async fn begin(
        pool: &RolePool,
        (feed, people): (&ChangeFeed, &People),
        scope: &Scope,
        begin: &'static str,
        place: Option<OwnedSemaphorePermit>,
    ) -> Result<Self, DbError> {
        let project = scope.project();
        let time = scope.share().statement_ms;
        // The ID's type admits only FP-, digits, capitals and hyphens; besides it only a number is interpolated. SET
        // LOCAL equals set_config(…, true), without a SELECT to plan and run.
        let arm = format!("{begin}; SET LOCAL app.project_id = '{project}'; SET LOCAL statement_timeout = {time}");
        Ok(Self {
            tx: pool.begin(arm, place).await?,
            project,
            actor: scope.actor(),
            through: scope.key(),
            feed: feed.clone(),
            people: people.clone(),
            counts: Vec::new(),
            audited: Vec::new(),
            changes_parts: false,
            enqueued: false,
        })
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

    /// Announces `Change::Part` at commit, and writes the project's listings: a statement writes rows on which people's
    /// parts depend. Not announced for each change, because requests under way are judged again.
    pub fn announce_part(&mut self) {
        self.changes_parts = true;
    }

    /// Connection for statements.
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    /// Runs a statement that inserts rows into `table`; they are counted at commit. Returns their number.
    pub async fn insert(
        &mut self,
        table: &'static str,
        statement: Query<'_, Postgres, PgArguments>,
    ) -> Result<u64, sqlx::Error> {
        let inserted = statement.execute(self.conn()).await?.rows_affected();
        self.count(table, inserted.cast_signed());
        Ok(inserted)
    }

    /// Runs a statement that deletes rows from `table`; they are counted at commit. Returns their number.
    pub async fn delete(
        &mut self,
        table: &'static str,
        statement: Query<'_, Postgres, PgArguments>,
    ) -> Result<u64, sqlx::Error> {
        let deleted = statement.execute(self.conn()).await?.rows_affected();
        self.count(table, -deleted.cast_signed());
        Ok(deleted)
    }

    /// Counts `change` rows of `table` at commit, if a statement was run otherwise.
    pub fn count(&mut self, table: &'static str, change: i64) {
        match self.counts.iter_mut().find(|(counted, _)| *counted == table) {
            Some((_, sum)) => *sum += change,
            None => self.counts.push((table, change)),
        }
    }

    /// Appends a line to the audit trail at commit.
    pub fn audit(&mut self, line: AuditLine) {
        self.audited.push(line);
    }

    /// Statements before the commit: the rows are counted, the project is listed if people's parts changed, and the audit
    /// trail grows. It comes last, because from then on the project's other changes wait.
    fn last(&self) -> String {
        let project = self.project;
        let (tables, changes): (Vec<_>, Vec<_>) = self
            .counts
            .iter()
            .filter(|(_, change)| *change != 0)
            .map(|(table, change)| (*table, change.to_string()))
            .unzip();
        let mut last = String::new();
        if !tables.is_empty() {
            let (tables, changes) = (tables.join(","), changes.join(","));
            last = format!("SELECT count_rows('{project}', '{{{tables}}}', '{{{changes}}}'); ");
        }
        if self.changes_parts {
            let _ = write!(last, "SELECT list_project('{project}'); ");
        }
        if !self.audited.is_empty() {
            last.push_str(&audit::append_statement(Trail::Project(project), &self.audited));
        }
        last
    }

    /// Accounts of people whose IDs stand in the project's rows; the tenants' role reads none.
    pub async fn people(&mut self, ids: Vec<UserId>) -> Result<PeopleById, sqlx::Error> {
        self.people.by_id(ids).await
    }

    /// People of agencies that the project is shared with.
    pub async fn agents(&mut self, agencies: &[AgencyId]) -> Result<Vec<UserId>, sqlx::Error> {
        self.people.agents(agencies).await
    }

    /// The platform's admins, who look after projects that nobody runs.
    pub async fn platform_admins(&mut self) -> Result<Vec<UserId>, sqlx::Error> {
        self.people.admins().await
    }

    /// Commits and announces the changes, if they are still permitted. A change that no event names is audited by the
    /// request that made it. After a failed statement this fails.
    pub async fn commit(mut self) -> Result<(), DbError> {
        if self.audited.is_empty()
            && let Some(line) = self.actor.and_then(|actor| audit::request_line(actor, self.through))
        {
            self.audit(line);
        }
        let change = if self.changes_parts { Change::Part(self.project) } else { Change::Rows(self.project) };
        self.commit_as(&[change]).await
    }

    /// Commits marks of what `reader` has read: copies of the project's rows stay valid.
    pub async fn commit_marks(self, reader: UserId) -> Result<(), DbError> {
        self.commit_as(&[Change::Marks(reader)]).await
    }

    /// Commits marks on which no copy depends, as that a key is in use, and lines of reads.
    pub async fn commit_unannounced(self) -> Result<(), DbError> {
        self.commit_as(&[]).await
    }

    async fn commit_as(self, changes: &[Change]) -> Result<(), DbError> {
        let last = self.last();
        commit(self.tx, &self.feed, &last, changes, self.enqueued).await?;
        if !self.audited.is_empty() {
            self.feed.note_grown(self.project);
        }
        Ok(())
    }
}

impl PlatformTx {
    pub(super) async fn begin(pool: &RolePool, feed: &ChangeFeed, scope: PlatformScope) -> Result<Self, DbError> {
        let arm = format!("BEGIN; {}; SET LOCAL statement_timeout = {PLATFORM_MS}", scope.arm());
        Ok(Self {
            tx: pool.begin(arm, None).await?,
            feed: feed.clone(),
            changes: Vec::new(),
            audited: Vec::new(),
            enqueued: false,
        })
    }

    /// Wakes the worker at commit: the transaction makes jobs due.
    pub fn note_jobs(&mut self) {
        self.enqueued = true;
    }

    /// Announces `change` at commit: a statement writes rows that it names.
    pub fn announce(&mut self, change: Change) {
        if !self.changes.contains(&change) {
            self.changes.push(change);
        }
    }

    /// Connection for statements.
    pub fn conn(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    /// Adds a line to the platform's audit trail at commit.
    pub fn audit(&mut self, line: AuditLine) {
        self.audited.push(line);
    }

    /// Commits bookkeeping of a request that may still be refused.
    pub async fn commit_unaudited(self) -> Result<(), DbError> {
        commit(self.tx, &self.feed, "", &self.changes, self.enqueued).await
    }

    /// Commits and announces the changes, if they are still permitted. What a person or the operator changes without an
    /// event of its own is audited by the request or command. After a failed statement this fails.
    pub async fn commit(mut self) -> Result<(), DbError> {
        let general = audit::platform_line().filter(|_| self.audited.is_empty());
        self.audited.extend(general);
        let last = match self.audited.as_slice() {
            [] => String::new(),
            lines => audit::append_statement(Trail::Platform, lines),
        };
        commit(self.tx, &self.feed, &last, &self.changes, self.enqueued).await?;
        if !self.audited.is_empty() {
            audit::note_told();
            self.feed.note_loose();
        }
        Ok(())
    }
}

async fn commit(tx: Lease, feed: &ChangeFeed, last: &str, changes: &[Change], enqueued: bool) -> Result<(), DbError> {
    authority::ask(feed).await?;
    tx.commit(last, changes).await?;
    if enqueued {
        feed.jobs().notify_one();
    }
    // The next request in this process must see them; other replicas get a notice.
    for change in changes {
        feed.record(*change);
    }
    // Only a task with grounds of its own must know its notice from another's.
    if authority::is_held() && changes.iter().any(|change| change.affects_authority()) {
        feed.catch_up().await;
        authority::renew(feed);
    }
    Ok(())
}
