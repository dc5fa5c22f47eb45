//! The worker: takes due jobs and runs each at least once.

pub mod checkpoints;
pub mod expiry;
pub mod flushing;
mod job_kinds;
mod mails;
pub mod meters;
pub mod reads;

use std::time::Duration;

use tokio::{
    task::{JoinError, JoinSet},
    time::Instant,
};
use tokio_util::sync::CancellationToken;

pub use job_kinds::{kind, settle};

use crate::{
    db::PlatformScope,
    http::{AppError, AppState},
    jobs::{self, Claimed, ProjectCursor},
};

/// Interval of looks of an idle worker; a commit in this process wakes it at once.
const IDLE: Duration = Duration::from_secs(1);
/// Maximum number of concurrent jobs.
const AT_A_TIME: usize = 10;

type UnderWay = JoinSet<Result<(), AppError>>;

/// Works until told to stop, then finishes running jobs. A finished job frees its slot, so that a slow job delays only
/// its own project.
pub async fn run(state: AppState, stop: CancellationToken) {
    let (mut under_way, mut round) = (UnderWay::new(), ProjectCursor::default());
    while !stop.is_cancelled() {
        let looked = Instant::now();
        let taken = match take(&state, &mut round, AT_A_TIME - under_way.len()).await {
            Ok(claimed) => claimed,
            Err(error) => {
                tracing::warn!(?error, "the job queue could not be read");
                Vec::new()
            }
        };
        let found = !taken.is_empty();
        for claimed in taken {
            let state = state.clone();
            under_way.spawn(async move { settle(&state, claimed).await });
        }
        if !(found && round.has_more() && under_way.len() < AT_A_TIME) {
            wait(&state, &stop, &mut under_way, round.has_more(), looked + IDLE).await;
        }
    }
    while let Some(ended) = under_way.join_next().await {
        note(ended);
    }
}

/// Waits for a reason to look again, with a slot to fill: a commit that enqueued jobs, the end of a job while others
/// wait for it (`left`), or the time `again`.
async fn wait(state: &AppState, stop: &CancellationToken, under_way: &mut UnderWay, left: bool, again: Instant) {
    loop {
        let free = under_way.len() < AT_A_TIME;
        tokio::select! {
            () = stop.cancelled() => return,
            () = state.db.changes().jobs().notified(), if free => return,
            Some(ended) = under_way.join_next() => {
                note(ended);
                if left {
                    return;
                }
            }
            () = tokio::time::sleep_until(again), if free => return,
        }
    }
}

fn note(ended: Result<Result<(), AppError>, JoinError>) {
    match ended {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(?error, "how a job ended could not be noted; its lease will run out"),
        Err(error) => tracing::error!(%error, "a job's task ended by itself"),
    }
}

/// Takes due jobs with a lease of this worker.
async fn take(state: &AppState, round: &mut ProjectCursor, most: usize) -> Result<Vec<Claimed>, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let claimed = jobs::claim(&mut tx, kind, state.clock.now(), round, i64::try_from(most).unwrap_or_default()).await?;
    tx.commit().await?;
    Ok(claimed)
}

/// Takes and runs due jobs; returns how many it took.
pub async fn run_due(state: &AppState) -> Result<usize, AppError> {
    let claimed = take(state, &mut ProjectCursor::default(), AT_A_TIME).await?;
    let count = claimed.len();
    // All at once: they were claimed on one lease, and none may wait behind another until it has expired.
    let settled = futures_util::future::join_all(claimed.into_iter().map(|job| settle(state, job))).await;
    settled.into_iter().collect::<Result<(), _>>()?;
    Ok(count)
}
