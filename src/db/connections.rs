//! The connections of one role: opened when they are needed, lent to one transaction at a time, kept for the next.
//!
//! sqlx's own pool can hand on a connection inside a transaction when a future is dropped in mid-begin (launchbadge/sqlx
//! #4385, #4393), and asks a connection three things one after the other before it is lent again. Here nobody's dropped
//! future decides anything: however a loan ends, one message ends the transaction, if there is one, and asks whether a
//! setting was left behind. A connection that does not answer that it is clean is closed.

use std::{
    collections::VecDeque,
    fmt,
    ops::{Deref, DerefMut},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use sqlx::{
    AssertSqlSafe, Connection, PgConnection, Row,
    postgres::{PgConnectOptions, PgRow},
};
use tokio::{
    runtime::Handle,
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{timeout, timeout_at},
};

/// For a connection to come free or be opened.
const WAIT: Duration = Duration::from_secs(1);
/// For a connection to become clean: longer than any statement may take.
const SETTLE: Duration = Duration::from_secs(20);
/// A connection nobody needed for this long is closed…
const IDLE: Duration = Duration::from_mins(10);
/// …and any one when it is this old.
const AGE: Duration = Duration::from_mins(30);

/// What a connection is told when its loan ends. The last answer, a row with a text, is empty when it is clean: outside any
/// transaction, the setting gone. All by the simple protocol, several statements in one message, of which the first that
/// fails is the last. After a failed statement `COMMIT` alone would roll back and call that a success: what stands before
/// it fails then, as it does where a deferred constraint is broken.
#[derive(Debug)]
pub(super) struct Endings {
    /// The first answer is not empty when what people's parts in a project rest on was changed.
    commit: &'static str,
    rollback: &'static str,
    /// When none was begun, or one is ending already. With the extended protocol each message would move `statement_timestamp()` past `now()`.
    look: &'static str,
}

macro_rules! endings {
    ($setting:literal, $told:literal) => {
        Endings {
            commit: concat!("SET CONSTRAINTS ALL IMMEDIATE; SHOW ", $told, "; COMMIT; SHOW ", $setting),
            rollback: concat!("ROLLBACK; SHOW ", $setting),
            look: concat!(
                "SELECT CASE WHEN now() = statement_timestamp() THEN coalesce(current_setting('",
                $setting,
                "', true), '') ELSE 'in a transaction' END"
            ),
        }
    };
}

/// Of the service's role.
pub(super) static APP: Endings = endings!("app.project_id", "app.parts");
/// Of the platform's role.
pub(super) static PLATFORM: Endings = endings!("app.user_id", "app.user_id");

/// The connections of a role. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Connections(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    options: PgConnectOptions,
    endings: &'static Endings,
    size: u32,
    places: Arc<Semaphore>,
    cut_off: AtomicU64,
    // The last used at the back, and the first to be lent: what is seldom needed grows old at the front.
    idle: Mutex<VecDeque<(Held, Instant)>>,
}

#[derive(Debug)]
struct Held {
    connection: PgConnection,
    opened: Instant,
}

impl Connections {
    pub(super) fn new(options: PgConnectOptions, size: u32, endings: &'static Endings) -> Self {
        let places = Arc::new(Semaphore::new(usize::try_from(size).unwrap_or(Semaphore::MAX_PERMITS)));
        let options = options.application_name("fataplus");
        let cut_off = AtomicU64::default();
        Self(Arc::new(Inner { options, endings, size, places, cut_off, idle: Mutex::default() }))
    }

    /// A connection outside any transaction.
    pub(super) async fn acquire(&self) -> Result<Loan, sqlx::Error> {
        self.lend(None).await.map(|(loan, _)| loan)
    }

    /// A connection, and whether it lay idle before: it may have died meanwhile.
    async fn lend(&self, share: Option<OwnedSemaphorePermit>) -> Result<(Loan, bool), sqlx::Error> {
        let place = Place { _of_pool: self.place().await?, _of_share: share };
        let deadline = tokio::time::Instant::now() + WAIT;
        let idle = self.0.take_idle();
        let lay_idle = idle.is_some();
        let held = match idle {
            Some(held) => held,
            None => self.open(deadline).await?,
        };
        Ok((Loan { lent: Some((held, place)), stage: Stage::Before, of: self.clone() }, lay_idle))
    }

    /// A connection on which `statement` has begun a transaction; the place in a project's `share` is taken as long as it
    /// is. One that died while it lay idle is replaced, with all that lay beside it.
    pub(super) async fn begin(
        &self,
        statement: String,
        share: Option<OwnedSemaphorePermit>,
    ) -> Result<Loan, sqlx::Error> {
        // Compiling a statement takes a hundred times as long as one of ours runs. Said with each transaction, since a pooler
        // between us and the server keeps no setting of a session's, and costs no round trip.
        let statement: Arc<str> = format!("{statement}; SET LOCAL jit = off").into();
        let (mut loan, lay_idle) = self.lend(share).await?;
        loan.stage = Stage::Beginning;
        match sqlx::raw_sql(AssertSqlSafe(statement.clone())).execute(&mut *loan).await {
            Err(sqlx::Error::Io(_) | sqlx::Error::Database(_) | sqlx::Error::Protocol(_)) if lay_idle => {
                self.0.idle().clear();
                let place = loan.discard();
                let held = self.open(tokio::time::Instant::now() + WAIT).await?;
                loan = Loan { lent: place.map(|place| (held, place)), stage: Stage::Beginning, of: self.clone() };
                sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut *loan).await?;
            }
            begun => {
                begun?;
            }
        }
        loan.stage = Stage::Open;
        Ok(loan)
    }

    /// Lent out, and idle.
    pub(super) fn usage(&self) -> (usize, usize) {
        let free = self.0.places.available_permits();
        (usize::try_from(self.0.size).unwrap_or(usize::MAX).saturating_sub(free), self.0.idle().len())
    }

    /// Transactions whose beginning or end nobody waited for.
    pub(super) fn cut_off(&self) -> u64 {
        self.0.cut_off.load(Ordering::Relaxed)
    }

    /// Waits for what is lent, then closes all of them; nothing is lent any more.
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
        let place = timeout(WAIT, self.0.places.clone().acquire_owned()).await;
        place.map_err(|_| sqlx::Error::PoolTimedOut)?.map_err(|_| sqlx::Error::PoolClosed)
    }

    /// A new connection; a server that is just starting is waited for.
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

    /// For the next one; `held` is clean.
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

/// What a lent connection takes up until it is given back or closed, however long that takes: whoever lent it may be gone
/// while its last statement still runs.
#[derive(Debug)]
struct Place {
    _of_pool: OwnedSemaphorePermit,
    _of_share: Option<OwnedSemaphorePermit>,
}

/// How far the transaction of a loan is, as far as it was said to the server. A connection that lies idle is ready, so that
/// what is said first goes out at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Before,
    Beginning,
    Open,
    /// The end was asked for, and may have come.
    Ending,
}

/// A connection, lent. Dropping it rolls back what it began and gives it back.
pub(super) struct Loan {
    /// `None` only when it is dropped or given back.
    lent: Option<(Held, Place)>,
    stage: Stage,
    of: Connections,
}

impl Loan {
    /// Commits and gives back, in one round trip; whether the first answer says something.
    pub(super) async fn commit(mut self) -> Result<bool, sqlx::Error> {
        let (commit, of) = (self.of.0.endings.commit, self.of.clone());
        self.stage = Stage::Ending;
        let Answers { told, clean } = match ask(&mut self, commit).await {
            Err(error @ sqlx::Error::Database(_)) => {
                // Refused before it ended: it is there to be rolled back.
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
        Ok(told)
    }

    /// Closes the connection; its place stays taken.
    fn discard(&mut self) -> Option<Place> {
        self.lent.take().map(|(_, place)| place)
    }
}

impl Deref for Loan {
    type Target = PgConnection;

    #[expect(clippy::expect_used, reason = "taken only when the loan ends, which consumes it")]
    fn deref(&self) -> &PgConnection {
        &self.lent.as_ref().expect("a loan has its connection").0.connection
    }
}

impl DerefMut for Loan {
    #[expect(clippy::expect_used, reason = "taken only when the loan ends, which consumes it")]
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.lent.as_mut().expect("a loan has its connection").0.connection
    }
}

impl Drop for Loan {
    fn drop(&mut self) {
        let Some((mut held, place)) = self.lent.take() else { return };
        // Where no task can run any more, closing the connection ends its transaction as well.
        let Ok(runtime) = Handle::try_current() else { return };
        let of = self.of.clone();
        let stage = self.stage;
        let ending = match stage {
            Stage::Before | Stage::Ending => of.0.endings.look,
            Stage::Beginning | Stage::Open => of.0.endings.rollback,
        };
        if matches!(stage, Stage::Beginning | Stage::Ending) {
            of.0.cut_off.fetch_add(1, Ordering::Relaxed);
        }
        // A task of its own: whoever drops the loan may be dropped itself.
        runtime.spawn(async move {
            match timeout(SETTLE, ask(&mut held.connection, ending)).await {
                Ok(Ok(Answers { clean: true, .. })) => of.0.keep(held),
                Ok(Ok(_)) if stage == Stage::Ending => tracing::debug!("a connection is closed with what it began"),
                Ok(Ok(_)) => tracing::error!("a connection was not left clean, and is closed"),
                Ok(Err(error)) => tracing::debug!(%error, "a connection could not be taken back, and is closed"),
                Err(_) => tracing::warn!("a connection does not answer, and is closed"),
            }
            drop(place);
        });
    }
}

impl fmt::Debug for Loan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loan").field("stage", &self.stage).finish_non_exhaustive()
    }
}

/// What an ending is answered.
struct Answers {
    told: bool,
    clean: bool,
}

/// Sends `ending`, after whatever answers are still to come, and reads whether the connection is clean.
async fn ask(connection: &mut PgConnection, ending: &'static str) -> Result<Answers, sqlx::Error> {
    // To the end of the answer: what would be left of it, the next statement had to wait for before it is sent.
    let rows = sqlx::raw_sql(ending).fetch_all(connection).await?;
    let says = |row: Option<&PgRow>| -> Result<bool, sqlx::Error> {
        Ok(!row.ok_or(sqlx::Error::RowNotFound)?.try_get::<&str, _>(0)?.is_empty())
    };
    Ok(Answers { told: says(rows.first())?, clean: !says(rows.last())? })
}
