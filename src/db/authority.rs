//! Authority of a task's transactions. A request is admitted when its head has arrived; its body may arrive much later,
//! and the permission may be gone by then. So its grounds are kept beside the task, and each of its transactions checks
//! them again: at begin and before commit. Without a change notice nothing is read.

use std::{
    cell::RefCell,
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::future::BoxFuture;

use super::{ChangeFeed, CounterSnapshot, DbError, Refusal};

/// Maximum age of a judgement, whether or not a notice arrived.
const TRUST: Duration = Duration::from_secs(1);

/// Judges an admitted request again.
pub trait Judge: Send + Sync {
    /// Judges as for a request that begins now. Its transactions use connections of their own.
    fn judge(&self) -> BoxFuture<'_, Result<(), Refusal>>;
}

/// Grounds of an admitted request.
#[derive(Clone)]
pub struct Authority {
    judge: Arc<dyn Judge>,
    stood: CounterSnapshot,
    at: Instant,
}

tokio::task_local! {
    static AUTHORITY: RefCell<Option<Authority>>;
    /// Set while a judgement runs.
    static ASKING: ();
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authority").field("stood", &self.stood).finish_non_exhaustive()
    }
}

impl Authority {
    /// Authority judged by rows that were read after `stood` was taken.
    #[must_use]
    pub fn new(stood: CounterSnapshot, judge: Arc<dyn Judge>) -> Self {
        Self { judge, stood, at: Instant::now() }
    }

    /// Authority of the running task, if any.
    #[must_use]
    pub fn current() -> Option<Self> {
        AUTHORITY.try_with(|own| own.borrow().clone()).ok().flatten()
    }

    /// Replaces the authority of the running task.
    pub fn give(self) {
        let _ = AUTHORITY.try_with(|own| *own.borrow_mut() = Some(self));
    }

    /// Judges again if a subject has moved or the last judgement is too old.
    pub async fn ask(&mut self, changes: &ChangeFeed) -> Result<(), Refusal> {
        if self.is_due(changes) { self.judge(changes).await } else { Ok(()) }
    }

    fn is_due(&self, changes: &ChangeFeed) -> bool {
        self.at.elapsed() >= TRUST || !changes.stands(&self.stood)
    }

    async fn judge(&mut self, changes: &ChangeFeed) -> Result<(), Refusal> {
        self.renew(changes);
        // The judgement itself runs without an authority.
        within(None, ASKING.scope((), self.judge.judge())).await
    }

    fn renew(&mut self, changes: &ChangeFeed) {
        self.stood = changes.stand(self.stood.subjects());
        self.at = Instant::now();
    }
}

/// Runs `work` under `authority`: under none at first for a request, or for work that may not be refused any more.
pub async fn within<T>(authority: Option<Authority>, work: impl Future<Output = T>) -> T {
    AUTHORITY.scope(RefCell::new(authority), work).await
}

/// Whether the running task is judging: its caller may hold a connection, so it uses a pool of its own.
pub(super) fn is_asking() -> bool {
    ASKING.try_with(|()| ()).is_ok()
}

/// Whether the running task has an authority.
pub(super) fn is_held() -> bool {
    AUTHORITY.try_with(|own| own.borrow().is_some()).unwrap_or(false)
}

/// For transactions: judges the running task's authority again if that is due.
pub(super) async fn ask(changes: &ChangeFeed) -> Result<(), DbError> {
    let due = |own: &RefCell<Option<Authority>>| own.borrow().as_ref().filter(|own| own.is_due(changes)).cloned();
    let Some(mut authority) = AUTHORITY.try_with(due).ok().flatten() else { return Ok(()) };
    authority.judge(changes).await.map_err(DbError::Refused)?;
    authority.give();
    Ok(())
}

/// Records that the task itself has changed its own grounds, and that the notice arrived: the rest of the task belongs
/// to the same action, even if it took its own permission away.
pub(super) fn renew(changes: &ChangeFeed) {
    let _ = AUTHORITY.try_with(|own| {
        if let Some(authority) = own.borrow_mut().as_mut() {
            authority.renew(changes);
        }
    });
}
