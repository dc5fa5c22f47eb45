//! The worker: takes due jobs and runs them, each at least once.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    db::PlatformScope,
    features,
    http::{AppError, AppState},
    jobs::{self, Claimed},
};

/// How long an idle worker waits before it looks again; a commit in this process wakes it at once.
const IDLE: Duration = Duration::from_secs(1);
/// Jobs taken at a time.
const BATCH: i64 = 10;

/// Works until told to stop, finishing what it has begun.
pub async fn run(state: AppState, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match run_due(&state).await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(error) => tracing::warn!(?error, "the job queue could not be read"),
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = state.wake_worker.notified() => {}
            () = tokio::time::sleep(IDLE) => {}
        }
    }
}

/// Takes a batch of due jobs and runs them; how many it took.
pub async fn run_due(state: &AppState) -> Result<usize, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let claimed = jobs::claim(&mut tx, BATCH).await?;
    tx.commit().await?;
    let count = claimed.len();
    // All at once: they were claimed on one lease, and none may wait behind another until it has run out.
    let settled = futures_util::future::join_all(claimed.into_iter().map(|job| settle(state, job))).await;
    settled.into_iter().collect::<Result<(), _>>()?;
    Ok(count)
}

/// Runs one job now, unless somebody else has it.
pub async fn run_one(state: &AppState, job: Uuid) -> Result<(), AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let claimed = jobs::claim_one(&mut tx, job).await?;
    tx.commit().await?;
    match claimed {
        Some(claimed) => settle(state, claimed).await,
        None => Ok(()),
    }
}

/// Runs a job and notes what came of it.
async fn settle(state: &AppState, Claimed { id, lease, project, job }: Claimed) -> Result<(), AppError> {
    // In a task of its own, and for less than the lease: a job that panics or hangs fails, the worker goes on, and no
    // other worker has taken it up before that is noted.
    let work = tokio::spawn({
        let state = state.clone();
        async move { tokio::time::timeout(jobs::TIME, features::run_job(&state, project, job)).await }
    });
    let outcome = match work.await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(AppError::Internal("the job took longer than its lease".to_owned())),
        Err(panic) => Err(AppError::Internal(format!("the job panicked: {panic}"))),
    };
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    match outcome {
        Ok(()) => {
            jobs::finish(&mut tx, id, lease).await?;
        }
        Err(error) => {
            let (slug, _) = error.kind();
            tracing::warn!(job = %id, ?error, "a job failed");
            jobs::fail(&mut tx, id, lease, slug).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}
