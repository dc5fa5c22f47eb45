use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::sync::{Notify, watch};

use super::{Report, Verdict};

/// This process's last word on isolation, shared by all who heed it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Status(Arc<Cell>);

#[derive(Debug)]
struct Cell {
    standing: watch::Sender<Standing>,
    /// Beside `standing`, for the look at every request.
    broken: AtomicBool,
    /// Counts who asked for a check; a check answers all who asked before it began.
    asked: AtomicU64,
    wake: Notify,
}

/// Where things stand.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// The last check; none until the first has ended.
    pub last: Option<Arc<Report>>,
    /// The check whose crossing closed the projects: set until a check is green.
    pub broken_by: Option<Arc<Report>>,
    /// Up to which asker the checks have answered.
    answered: u64,
}

impl Standing {
    /// The verdict that is heeded: red until a check is green, whatever could not be tried meanwhile.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        if self.broken_by.is_some() { Some(Verdict::Red) } else { self.last.as_ref().map(|last| last.verdict()) }
    }
}

impl Default for Status {
    fn default() -> Self {
        Self(Arc::new(Cell {
            standing: watch::Sender::default(),
            broken: AtomicBool::new(false),
            asked: AtomicU64::new(0),
            wake: Notify::new(),
        }))
    }
}

impl Status {
    /// Whether a crossing was found and no check since was green: nothing of any project is served then.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.0.broken.load(Ordering::Acquire)
    }

    /// Where things stand.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.0.standing.borrow().clone()
    }

    /// To be taken before a check begins and given back to `settle` with its report.
    #[must_use]
    pub fn ticket(&self) -> u64 {
        self.0.asked.load(Ordering::Acquire)
    }

    /// Notes a check's outcome. Red closes the projects, green opens them, amber leaves them as they are.
    pub fn settle(&self, ticket: u64, report: Report) {
        let report = Arc::new(report);
        self.0.standing.send_modify(|standing| {
            match report.verdict() {
                Verdict::Red => standing.broken_by = Some(report.clone()),
                Verdict::Green => standing.broken_by = None,
                Verdict::Amber => {}
            }
            self.0.broken.store(standing.broken_by.is_some(), Ordering::Release);
            standing.last = Some(report);
            standing.answered = standing.answered.max(ticket);
        });
    }

    /// Asks this process's checker for a check and waits until one that began afterwards has ended: whether it did.
    pub async fn check_now(&self, patience: Duration) -> bool {
        let mine = self.0.asked.fetch_add(1, Ordering::AcqRel) + 1;
        let mut standing = self.0.standing.subscribe();
        self.0.wake.notify_one();
        let answered = standing.wait_for(|standing| standing.answered >= mine);
        matches!(tokio::time::timeout(patience, answered).await, Ok(Ok(_)))
    }

    /// Until somebody asks for a check.
    pub async fn asked(&self) {
        self.0.wake.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Status;
    use crate::isolation::{Cause, Finding, Part, Report, Tried, Verdict};

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
        assert!(!status.is_broken() && status.standing().verdict().is_none());
        for (findings, untried, verdict) in [
            (&[][..], &["store"][..], Verdict::Amber),
            (&["GET /"], &[], Verdict::Red),
            (&[], &["store"], Verdict::Red),
            (&[], &[], Verdict::Green),
        ] {
            status.settle(0, report(findings, untried));
            assert_eq!(status.standing().verdict(), Some(verdict));
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
