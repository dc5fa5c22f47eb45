//! Rate limiter (generic cell rate algorithm) whose places can be given back if a request turns out harmless. Undecided
//! requests count, so that many at once get no further than one after the other.

use std::{
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::sync::Notify;

/// Limiter of one limit for one subject.
#[derive(Debug)]
pub struct Limiter {
    start: Instant,
    /// Nanoseconds until one more place is free.
    each: u64,
    burst: u32,
    /// Time at which all places are free again, in nanoseconds since the start.
    due: AtomicU64,
    undecided: AtomicU32,
    decided: Notify,
}

/// A place taken at a limiter. Dropping it keeps it taken.
#[derive(Debug)]
pub struct Place(Arc<Limiter>);

impl Limiter {
    /// Permits `quota` in `window`, and `burst` of them at once.
    #[must_use]
    pub fn new(quota: NonZeroU32, window: Duration, burst: NonZeroU32) -> Arc<Self> {
        Arc::new(Self {
            start: Instant::now(),
            each: nanoseconds(window / quota.get()).max(1),
            burst: burst.get(),
            due: AtomicU64::new(0),
            undecided: AtomicU32::new(0),
            decided: Notify::new(),
        })
    }

    /// Takes a place for good; returns the places left, or the time to wait for one.
    pub fn take(&self) -> Result<u32, Duration> {
        self.take_at(nanoseconds(self.start.elapsed()))
    }

    fn take_at(&self, now: u64) -> Result<u32, Duration> {
        let most = now.saturating_add(self.each.saturating_mul(self.burst.into()));
        let after = |due: u64| due.max(now).saturating_add(self.each);
        let taken = self
            .due
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |due| Some(after(due)).filter(|after| *after <= most));
        match taken {
            Ok(before) => Ok(u32::try_from((most - after(before)) / self.each).unwrap_or(self.burst)),
            Err(due) => Err(Duration::from_nanos(after(due).saturating_sub(most))),
        }
    }

    /// Takes a place that may be given back.
    pub fn hold(self: &Arc<Self>) -> Result<(Place, u32), Duration> {
        let left = self.take()?;
        self.undecided.fetch_add(1, Ordering::AcqRel);
        Ok((Place(self.clone()), left))
    }

    /// Takes a place that may be given back; if all are taken by requests that may still give theirs back, waits for
    /// these for at most `patience`.
    pub async fn hold_patiently(self: &Arc<Self>, patience: Duration) -> Result<(Place, u32), Duration> {
        let until = tokio::time::Instant::now() + patience;
        loop {
            let mut decided = std::pin::pin!(self.decided.notified());
            decided.as_mut().enable();
            match self.hold() {
                Err(_) if self.undecided.load(Ordering::Acquire) > 0 && tokio::time::Instant::now() < until => {
                    let _ = tokio::time::timeout_at(until, decided).await;
                }
                held => return held,
            }
        }
    }

    /// Number of places at once.
    #[must_use]
    pub fn burst(&self) -> u32 {
        self.burst
    }
}

impl Place {
    /// Gives the place back.
    pub fn give_back(self) {
        let each = self.0.each;
        let _ = self.0.due.fetch_update(Ordering::AcqRel, Ordering::Acquire, |due| Some(due.saturating_sub(each)));
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.undecided.fetch_sub(1, Ordering::AcqRel);
        self.0.decided.notify_waiters();
    }
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::{num::NonZeroU32, sync::Arc, time::Duration};

    use super::Limiter;

    const SECOND: u64 = 1_000_000_000;
    const NO_TIME: Duration = Duration::ZERO;

    /// Twenty a minute, three at once.
    fn limiter() -> Arc<Limiter> {
        let number = |number| NonZeroU32::new(number).unwrap();
        Limiter::new(number(20), Duration::from_mins(1), number(3))
    }

    #[test]
    fn a_burst_passes_and_then_one_each_time() {
        let limiter = limiter();
        assert_eq!([0; 3].map(|now| limiter.take_at(now)), [Ok(2), Ok(1), Ok(0)]);
        assert_eq!(limiter.take_at(0), Err(Duration::from_secs(3)));
        assert_eq!(limiter.take_at(2 * SECOND), Err(Duration::from_secs(1)));
        assert_eq!((limiter.take_at(3 * SECOND), limiter.take_at(3 * SECOND).is_err()), (Ok(0), true));
        // After a rest the burst is the maximum.
        assert_eq!([1000 * SECOND; 3].map(|now| limiter.take_at(now)), [Ok(2), Ok(1), Ok(0)]);
    }

    #[tokio::test]
    async fn what_is_given_back_cost_nothing_and_what_is_undecided_counts() {
        let limiter = limiter();
        for _ in 0..100 {
            limiter.hold().unwrap().0.give_back();
        }
        let held: Vec<_> = (0..3).map(|_| limiter.hold().unwrap().0).collect();
        assert!(limiter.hold().is_err() && limiter.hold_patiently(NO_TIME).await.is_err());
        // A waiting request gets the place that is given back …
        let waits = limiter.clone();
        let waiting = tokio::spawn(async move { waits.hold_patiently(Duration::from_mins(1)).await.is_ok() });
        tokio::task::yield_now().await;
        let mut held = held.into_iter();
        held.next().unwrap().give_back();
        assert!(waiting.await.unwrap());
        // … and fails at once when no place can come back.
        let waits = limiter.clone();
        let waiting = tokio::spawn(async move { waits.hold_patiently(Duration::from_mins(1)).await.is_err() });
        tokio::task::yield_now().await;
        drop(held);
        assert!(waiting.await.unwrap());
    }
}
