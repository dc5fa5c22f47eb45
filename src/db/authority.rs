//! By whose authority the transactions of a task are made. A request is let in when its head has come; its body may come
//! much later, and what it was let in on may be gone by then. So what it rests on is kept beside the task, and each of its
//! transactions asks it again: when it begins, and before it is committed. Nothing is read while nothing was changed.

use std::{
    any::Any,
    cell::RefCell,
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::future::BoxFuture;

use super::{Changes, DbError, Stood};

/// What was judged longer ago is judged again, whether or not a change was heard of.
const TRUST: Duration = Duration::from_secs(1);

/// What a request would be answered were it to begin now; for who judged to read.
pub type Refusal = Box<dyn Any + Send + Sync>;

/// Judges again what was let in.
pub trait Judge: Send + Sync {
    /// Asks as for a request that begins now. While a connection is held (`holding`) no other of its role may be asked for.
    fn judge(&self, holding: bool) -> BoxFuture<'_, Result<(), Refusal>>;
}

/// What somebody was let in on.
#[derive(Clone)]
pub struct Authority {
    judge: Arc<dyn Judge>,
    stood: Stood,
    at: Instant,
}

tokio::task_local! {
    static AUTHORITY: RefCell<Option<Authority>>;
    /// Set while it is asked.
    static ASKING: ();
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authority").field("stood", &self.stood).finish_non_exhaustive()
    }
}

impl Authority {
    /// Of who was judged by rows that were read after `stood` was taken.
    #[must_use]
    pub fn new(stood: Stood, judge: Arc<dyn Judge>) -> Self {
        Self { judge, stood, at: Instant::now() }
    }

    /// That of the running task, if it has one.
    #[must_use]
    pub fn current() -> Option<Self> {
        AUTHORITY.try_with(|own| own.borrow().clone()).ok().flatten()
    }

    /// Makes it that of the running task, in place of what it had.
    pub fn give(self) {
        let _ = AUTHORITY.try_with(|own| *own.borrow_mut() = Some(self));
    }

    /// Asks again, if something it rests on has moved or it was judged a while ago.
    pub async fn ask(&mut self, changes: &Changes) -> Result<(), Refusal> {
        if self.is_due(changes) { self.judge(changes, false).await } else { Ok(()) }
    }

    fn is_due(&self, changes: &Changes) -> bool {
        self.at.elapsed() >= TRUST || !changes.stands(&self.stood)
    }

    async fn judge(&mut self, changes: &Changes, holding: bool) -> Result<(), Refusal> {
        self.renew(changes);
        // The look itself is nobody's.
        within(None, ASKING.scope((), self.judge.judge(holding))).await
    }

    fn renew(&mut self, changes: &Changes) {
        self.stood = changes.stand(self.stood.subjects());
        self.at = Instant::now();
    }
}

/// Runs `work` by `authority`: by none at first for a request, or for what may not be refused any more.
pub async fn within<T>(authority: Option<Authority>, work: impl Future<Output = T>) -> T {
    AUTHORITY.scope(RefCell::new(authority), work).await
}

/// Whether the running task is asking: who waits for that may hold a connection, so that it has its own.
pub(super) fn is_asking() -> bool {
    ASKING.try_with(|()| ()).is_ok()
}

/// For transactions: asks the running task's authority again where that is due.
pub(super) async fn ask(changes: &Changes, holding: bool) -> Result<(), DbError> {
    let due = |own: &RefCell<Option<Authority>>| own.borrow().as_ref().filter(|own| own.is_due(changes)).cloned();
    let Some(mut authority) = AUTHORITY.try_with(due).ok().flatten() else { return Ok(()) };
    authority.judge(changes, holding).await.map_err(DbError::Refused)?;
    authority.give();
    Ok(())
}

/// Notes that the task has changed what it rests on by itself, and that it was heard: what it does from here on belongs to
/// the same act, also when that took its own authority away.
pub(super) fn renew(changes: &Changes) {
    let _ = AUTHORITY.try_with(|own| {
        if let Some(authority) = own.borrow_mut().as_mut() {
            authority.renew(changes);
        }
    });
}
