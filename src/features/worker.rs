//! The worker: takes due jobs and runs them, each at least once.

use std::time::Duration;

use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::{
    db::PlatformScope,
    features,
    http::{AppError, AppState},
    jobs::{self, Claimed},
};

/// How long an idle worker waits before it looks again; a commit in this process wakes it at once.
const IDLE: Duration = Duration::from_secs(1);
/// Jobs under way at a time.
const AT_A_TIME: usize = 10;

/// Works until told to stop, finishing what it has begun. Whoever ends makes room for the next: a slow job keeps nobody
/// waiting but its own project.
pub async fn run(state: AppState, stop: CancellationToken) {
    let mut under_way = JoinSet::new();
    while !stop.is_cancelled() {
        let taken = match take(&state, AT_A_TIME - under_way.len()).await {
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
        if found && under_way.len() < AT_A_TIME {
            continue;
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = state.wake_worker.notified(), if under_way.len() < AT_A_TIME => {}
            Some(ended) = under_way.join_next() => note(ended),
            () = tokio::time::sleep(IDLE), if under_way.len() < AT_A_TIME => {}
        }
    }
    while let Some(ended) = under_way.join_next().await {
        note(ended);
    }
}

fn note(ended: Result<Result<(), AppError>, JoinError>) {
    match ended {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(?error, "how a job ended could not be noted; its lease will run out"),
        Err(error) => tracing::error!(%error, "a job's task ended by itself"),
    }
}

/// Jobs that are due, leased to this worker.
async fn take(state: &AppState, most: usize) -> Result<Vec<Claimed>, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let claimed = jobs::claim(&mut tx, i64::try_from(most).unwrap_or_default()).await?;
    tx.commit().await?;
    Ok(claimed)
}

/// Takes what is due now and runs it; how many jobs it took.
pub async fn run_due(state: &AppState) -> Result<usize, AppError> {
    let claimed = take(state, AT_A_TIME).await?;
    let count = claimed.len();
    // All at once: they were claimed on one lease, and none may wait behind another until it has run out.
    let settled = futures_util::future::join_all(claimed.into_iter().map(|job| settle(state, job))).await;
    settled.into_iter().collect::<Result<(), _>>()?;
    Ok(count)
}

/// Runs a job that was claimed, and notes what came of it.
pub async fn settle(state: &AppState, Claimed { id, lease, project, job }: Claimed) -> Result<(), AppError> {
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
