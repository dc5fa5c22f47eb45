//! Isolation status of this process.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::sync::{Notify, watch};

use super::{Report, Verdict};

/// Last known isolation status of this process, shared by its readers. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Status(Arc<Cell>);

#[derive(Debug)]
struct Cell {
    state: watch::Sender<GateState>,
    /// Copy of `state`, for a cheap look at every request.
    broken: AtomicBool,
    /// Number of requests for a check; a check answers all that were made before it began.
    asked: AtomicU64,
    wake: Notify,
}

/// Isolation status.
#[derive(Clone, Debug, Default)]
pub struct GateState {
    /// Last check; `None` until the first has ended.
    pub last: Option<Arc<Report>>,
    /// Check that closed the projects: set until a check is green.
    pub broken_by: Option<Arc<Report>>,
    /// Number of the last request that a check has answered.
    answered: u64,
}

impl GateState {
    /// Effective verdict: red until a check is green, even if later checks are incomplete.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        if self.broken_by.is_some() { Some(Verdict::Red) } else { self.last.as_ref().map(|last| last.verdict()) }
    }
}

impl Default for Status {
    fn default() -> Self {
        Self(Arc::new(Cell {
            state: watch::Sender::default(),
            broken: AtomicBool::new(false),
            asked: AtomicU64::new(0),
            wake: Notify::new(),
        }))
    }
}

impl Status {
    /// Whether a crossing was found and no check since was green: no project is served then.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.0.broken.load(Ordering::Acquire)
    }

    /// Current status.
    #[must_use]
    pub fn state(&self) -> GateState {
        self.0.state.borrow().clone()
    }

    /// Ticket to take before a check begins and to pass to `settle` with its report.
    #[must_use]
    pub fn ticket(&self) -> u64 {
        self.0.asked.load(Ordering::Acquire)
    }

    /// Records a check's result. Red closes the projects, green opens them, amber leaves them unchanged.
    pub fn settle(&self, ticket: u64, report: Report) {
        let report = Arc::new(report);
        self.0.state.send_modify(|state| {
            match report.verdict() {
                Verdict::Red => state.broken_by = Some(report.clone()),
                Verdict::Green => state.broken_by = None,
                Verdict::Amber => {}
            }
            self.0.broken.store(state.broken_by.is_some(), Ordering::Release);
            state.last = Some(report);
            state.answered = state.answered.max(ticket);
        });
    }

    /// Requests a check and waits until one that began afterwards has ended; returns whether it did.
    pub async fn check_now(&self, patience: Duration) -> bool {
        let mine = self.0.asked.fetch_add(1, Ordering::AcqRel) + 1;
        let mut state = self.0.state.subscribe();
        self.0.wake.notify_one();
        let answered = state.wait_for(|state| state.answered >= mine);
        matches!(tokio::time::timeout(patience, answered).await, Ok(Ok(_)))
    }

    /// Waits for a request for a check.
    pub async fn asked(&self) {
        self.0.wake.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Status;
    use crate::isolation_status::{Cause, Finding, Part, Report, Tried, Verdict};

    fn report(findings: &[&str], untried: &[&str]) -> Report {
        Report {
            id: uuid::Uuid::nil(),
            cause: Cause::Schedule,
            started_at: time::OffsetDateTime::UNIX_EPOCH,
            took: Duration::ZERO,
            findings: findings.iter().map(|what| Finding::new(Part::Routes, *what)).collect(),
            untried: untried.iter().map(|what| (*what).to_owned()).collect(),
            tried: Tried::default(),
        }
    }

    #[test]
    fn only_green_opens_what_red_has_closed() {
        let status = Status::default();
        assert!(!status.is_broken() && status.state().verdict().is_none());
        for (findings, untried, verdict) in [
            (&[][..], &["store"][..], Verdict::Amber),
            (&["GET /"], &[], Verdict::Red),
            (&[], &["store"], Verdict::Red),
            (&[], &[], Verdict::Green),
        ] {
            status.settle(0, report(findings, untried));
            assert_eq!(status.state().verdict(), Some(verdict));
            assert_eq!(status.is_broken(), verdict == Verdict::Red);
        }
    }

    #[tokio::test]
    async fn a_check_under_way_does_not_answer_who_asks_later() {
        let status = Status::default();
        let under_way = status.ticket();
        let asker = tokio::spawn({
            let status = status.clone();
            async move { status.check_now(Duration::from_secs(5)).await }
        });
        status.asked().await;
        status.settle(under_way, report(&[], &[]));
        assert!(!asker.is_finished());
        status.settle(status.ticket(), report(&[], &[]));
        assert!(asker.await.unwrap());
        assert!(!status.check_now(Duration::ZERO).await, "nobody checks");
    }
}
