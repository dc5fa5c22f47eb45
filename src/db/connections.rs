//! Connections of one role: opened on demand, lent to one transaction at a time, kept for the next.
//!
//! sqlx's own pool can hand on a connection inside a transaction when a future is dropped during begin
//! (launchbadge/sqlx #4385, #4393), and sends three messages one after the other before it lends a connection again.
//! Here a dropped future has no such effect: however a lease ends, one message ends the transaction, if there is one,
//! and checks whether a setting was left behind. A connection that does not confirm that it is clean is closed.

use std::{
    collections::VecDeque,
    fmt::{self, Write},
    ops::{Deref, DerefMut},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqlSafeStr, postgres::PgConnectOptions};
use tokio::{
    runtime::Handle,
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{timeout, timeout_at},
};

use super::Change;
use crate::telemetry::traces::span_below;

/// Time to wait for a free or new connection.
const WAIT: Duration = Duration::from_secs(1);
/// Time for a connection to become clean: longer than any statement timeout.
const SETTLE: Duration = Duration::from_secs(20);
/// Idle time after which a connection is closed.
const IDLE: Duration = Duration::from_mins(10);
/// Age at which any connection is closed.
const AGE: Duration = Duration::from_mins(30);

/// Statements that end a lease. The last answer, a row with a text, is empty for a clean connection: outside any
/// transaction, the setting unset. All use the simple protocol, several statements in one message, of which the first
/// failure is the last.
#[derive(Debug)]
pub(super) struct ReleaseStatements {
    /// Commits, after the announcements of the changes. After a failed statement `COMMIT` alone would roll back and
    /// report success: the statement before it fails then, as it does for a violated deferred constraint.
    commit: &'static str,
    rollback: &'static str,
    /// Checks a connection without a transaction, or with one that is ending already. With the extended protocol each
    /// message would move `statement_timestamp()` past `now()`.
    look: &'static str,
}

macro_rules! release_statements {
    ($setting:literal) => {
        ReleaseStatements {
            commit: concat!("SET CONSTRAINTS ALL IMMEDIATE; COMMIT; SHOW ", $setting),
            rollback: concat!("ROLLBACK; SHOW ", $setting),
            look: concat!(
                "SELECT CASE WHEN now() = statement_timestamp() THEN coalesce(current_setting('",
                $setting,
                "', true), '') ELSE 'in a transaction' END"
            ),
        }
    };
}

/// Release statements of the service role.
pub(super) static APP: ReleaseStatements = release_statements!("app.project_id");
/// Release statements of the platform role.
pub(super) static PLATFORM: ReleaseStatements = release_statements!("app.user_id");

/// Usage of one pool.
#[derive(Clone, Copy, Debug)]
pub struct PoolUsage {
    /// Connections in use.
    pub used: i64,
    /// Connections not in use.
    pub idle: i64,
    /// Callers that wait for a connection.
    pub waiting: i64,
    /// Callers that had to wait, since the start.
    pub waits: u64,
    /// Most connections that there may be.
    pub most: i64,
    /// Transactions since the start whose caller did not wait for begin or end: most are clients that went away.
    pub cut_off: u64,
}

/// Pool of one role's connections. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct RolePool(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    options: PgConnectOptions,
    statements: &'static ReleaseStatements,
    size: u32,
    places: Arc<Semaphore>,
    cut_off: AtomicU64,
    waiting: AtomicI64,
    waits: AtomicU64,
    // The last used connection is at the back and is lent first; rarely needed ones age at the front.
    idle: Mutex<VecDeque<(Held, Instant)>>,
}

#[derive(Debug)]
struct Held {
    connection: PgConnection,
    opened: Instant,
}

impl RolePool {
    pub(super) fn new(options: PgConnectOptions, size: u32, statements: &'static ReleaseStatements) -> Self {
        let places = Arc::new(Semaphore::new(usize::try_from(size).unwrap_or(Semaphore::MAX_PERMITS)));
        let options = options.application_name("fataplus");
        Self(Arc::new(Inner {
            options,
            statements,
            size,
            places,
            cut_off: AtomicU64::default(),
            waiting: AtomicI64::default(),
            waits: AtomicU64::default(),
            idle: Mutex::default(),
        }))
    }

    /// A connection outside any transaction.
    pub(super) async fn acquire(&self) -> Result<Lease, sqlx::Error> {
        self.lend(None).await.map(|(lease, _)| lease)
    }

    /// A connection, and whether it was idle before: it may have died meanwhile.
    async fn lend(&self, share: Option<OwnedSemaphorePermit>) -> Result<(Lease, bool), sqlx::Error> {
        let place = Place { _of_pool: self.place().await?, _of_share: share };
        let deadline = tokio::time::Instant::now() + WAIT;
        let idle = self.0.take_idle();
        let lay_idle = idle.is_some();
        let held = match idle {
            Some(held) => held,
            None => self.open(deadline).await?,
        };
        let lent = Some((held, place));
        Ok((Lease { lent, stage: Stage::Before, of: self.clone(), span: tracing::Span::none() }, lay_idle))
    }

    /// A connection on which `statement` has begun a transaction; the place in a project's `share` is taken as long as
    /// it lasts. A connection that died while idle is replaced, and all idle ones are closed.
    pub(super) async fn begin(
        &self,
        statement: String,
        share: Option<OwnedSemaphorePermit>,
    ) -> Result<Lease, sqlx::Error> {
        let statement: Arc<str> = statement.into();
        let span = span_below!("transaction", db.system.name = "postgresql");
        let (mut lease, lay_idle) = self.lend(share).await?;
        lease.span = span;
        lease.stage = Stage::Beginning;
        match sqlx::raw_sql(AssertSqlSafe(statement.clone())).execute(&mut *lease).await {
            Err(sqlx::Error::Io(_) | sqlx::Error::Database(_) | sqlx::Error::Protocol(_)) if lay_idle => {
                self.0.idle().clear();
                let place = lease.discard();
                let held = self.open(tokio::time::Instant::now() + WAIT).await?;
                let span = lease.span.clone();
                lease =
                    Lease { lent: place.map(|place| (held, place)), stage: Stage::Beginning, of: self.clone(), span };
                sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut *lease).await?;
            }
            begun => {
                begun?;
            }
        }
        lease.stage = Stage::Open;
        Ok(lease)
    }

    /// Its connections now.
    pub(super) fn usage(&self) -> PoolUsage {
        let count = |connections: usize| i64::try_from(connections).unwrap_or(i64::MAX);
        let most = i64::from(self.0.size);
        PoolUsage {
            used: most - count(self.0.places.available_permits()),
            idle: count(self.0.idle().len()),
            waiting: self.0.waiting.load(Ordering::Relaxed),
            waits: self.0.waits.load(Ordering::Relaxed),
            most,
            cut_off: self.0.cut_off.load(Ordering::Relaxed),
        }
    }

    /// Waits for lent connections, then closes all of them; no more are lent.
    pub(super) async fn close(&self) {
        let _all = self.0.places.acquire_many(self.0.size).await;
        self.0.places.close();
        let idle = std::mem::take(&mut *self.0.idle());
        for (held, _) in idle {
            let _ = held.connection.close().await;
        }
    }

    async fn place(&self) -> Result<OwnedSemaphorePermit, sqlx::Error> {
        if let Ok(place) = self.0.places.clone().try_acquire_owned() {
            return Ok(place);
        }
        let _waiting = Waiting::new(&self.0.waiting);
        self.0.waits.fetch_add(1, Ordering::Relaxed);
        let place = timeout(WAIT, self.0.places.clone().acquire_owned()).await;
        place.map_err(|_| sqlx::Error::PoolTimedOut)?.map_err(|_| sqlx::Error::PoolClosed)
    }

    /// Opens a connection; waits for a server that is just starting.
    async fn open(&self, deadline: tokio::time::Instant) -> Result<Held, sqlx::Error> {
        let connect = async {
            loop {
                match PgConnection::connect_with(&self.0.options).await {
                    Err(sqlx::Error::Io(error)) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
                        tokio::time::sleep(Duration::from_millis(50)).await;
                    }
                    connected => return connected,
                }
            }
        };
        let connection = timeout_at(deadline, connect).await.map_err(|_| sqlx::Error::PoolTimedOut)??;
        Ok(Held { connection, opened: Instant::now() })
    }
}

impl Inner {
    fn idle(&self) -> MutexGuard<'_, VecDeque<(Held, Instant)>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_idle(&self) -> Option<Held> {
        self.idle().pop_back().map(|(held, _)| held)
    }

    /// Keeps a clean connection for the next lease.
    fn keep(&self, held: Held) {
        let now = Instant::now();
        if now - held.opened > AGE || self.places.is_closed() {
            return;
        }
        let mut idle = self.idle();
        idle.push_back((held, now));
        while idle.front().is_some_and(|(_, since)| now - *since > IDLE) {
            idle.pop_front();
        }
    }
}

/// A caller that waits for a place, counted until it has one or gives up.
struct Waiting<'a>(&'a AtomicI64);

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicI64) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Place of a lent connection until it is returned or closed, however long that takes: the borrower may be gone while
/// its last statement still runs.
#[derive(Debug)]
struct Place {
    _of_pool: OwnedSemaphorePermit,
    _of_share: Option<OwnedSemaphorePermit>,
}

/// Stage of a lease's transaction, as far as it was sent to the server. An idle connection is ready, so the first
/// message goes out at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Before,
    Beginning,
    Open,
    /// The end was sent, and may have arrived.
    Ending,
}

/// A lent connection. Dropping it rolls back its transaction and returns it.
pub(super) struct Lease {
    /// `None` only while it is dropped or returned.
    lent: Option<(Held, Place)>,
    stage: Stage,
    of: RolePool,
    /// Lasts from the wait for a connection to the end of the transaction.
    span: tracing::Span,
}

impl Lease {
    /// Runs the `last` statements, announces the changes, commits and returns the connection, in one round trip.
    pub(super) async fn commit(mut self, last: &str, changes: &[Change]) -> Result<(), sqlx::Error> {
        let of = self.of.clone();
        let mut commit = last.to_owned();
        for change in changes {
            let _ = write!(commit, "SELECT announce('{change}'); ");
        }
        commit.push_str(of.0.statements.commit);
        self.stage = Stage::Ending;
        let clean = match ask(&mut self, AssertSqlSafe(commit)).await {
            Err(error @ sqlx::Error::Database(_)) => {
                // Refused before the transaction ended: it is still to be rolled back.
                self.stage = Stage::Open;
                return Err(error);
            }
            asked => asked?,
        };
        if let Some((held, _place)) = self.lent.take()
            && clean
        {
            of.0.keep(held);
        }
        Ok(())
    }

    /// Closes the connection; its place stays taken.
    fn discard(&mut self) -> Option<Place> {
        self.lent.take().map(|(_, place)| place)
    }
}

impl Deref for Lease {
    type Target = PgConnection;

    #[expect(clippy::expect_used, reason = "taken only when the lease ends, which consumes it")]
    fn deref(&self) -> &PgConnection {
        &self.lent.as_ref().expect("a lease has its connection").0.connection
    }
}

impl DerefMut for Lease {
    #[expect(clippy::expect_used, reason = "taken only when the lease ends, which consumes it")]
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.lent.as_mut().expect("a lease has its connection").0.connection
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some((mut held, place)) = self.lent.take() else { return };
        // Without a runtime, closing the connection ends its transaction as well.
        let Ok(runtime) = Handle::try_current() else { return };
        let of = self.of.clone();
        let stage = self.stage;
        let ending = match stage {
            Stage::Before | Stage::Ending => of.0.statements.look,
            Stage::Beginning | Stage::Open => of.0.statements.rollback,
        };
        if matches!(stage, Stage::Beginning | Stage::Ending) {
            of.0.cut_off.fetch_add(1, Ordering::Relaxed);
        }
        // A separate task, because the borrower's own future may be dropped.
        runtime.spawn(async move {
            match timeout(SETTLE, ask(&mut held.connection, ending)).await {
                Ok(Ok(true)) => of.0.keep(held),
                Ok(Ok(false)) if stage == Stage::Ending => tracing::debug!("a connection is closed with what it began"),
                Ok(Ok(false)) => tracing::error!("a connection was not left clean, and is closed"),
                Ok(Err(error)) => tracing::debug!(%error, "a connection could not be taken back, and is closed"),
                Err(_) => tracing::warn!("a connection does not answer, and is closed"),
            }
            drop(place);
        });
    }
}

impl fmt::Debug for Lease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lease").field("stage", &self.stage).finish_non_exhaustive()
    }
}

/// Sends `ending`, after all outstanding answers, and returns whether the connection is clean.
async fn ask(connection: &mut PgConnection, ending: impl SqlSafeStr) -> Result<bool, sqlx::Error> {
    // Reads to the end of the answer; a rest would delay the next statement.
    let rows = sqlx::raw_sql(ending).fetch_all(connection).await?;
    Ok(rows.last().ok_or(sqlx::Error::RowNotFound)?.try_get::<&str, _>(0)?.is_empty())
}
