//! Deletes expired log-in state and other expired rows every five minutes.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::{
    db::PlatformScope,
    features::{
        front::intake,
        people::{linked_accounts, mfa, sign_in},
    },
    http::{AppError, AppState, api::idempotency},
    jobs, metering,
};

const EVERY: Duration = Duration::from_mins(5);

/// Sweeps at intervals, until told to stop.
pub async fn run(state: AppState, stop: CancellationToken) {
    loop {
        if let Err(error) = run_once(&state).await {
            tracing::warn!(?error, "expired rows could not be deleted");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// Deletes everything that has expired.
pub async fn run_once(state: &AppState) -> Result<(), AppError> {
    let (mut tx, now) = (state.db.platform(PlatformScope::Platform).await?, state.clock.now());
    sign_in::delete_expired(&mut tx, now).await?;
    mfa::delete_expired(&mut tx, now).await?;
    linked_accounts::delete_expired(&mut tx, now).await?;
    intake::delete_expired(&mut tx, now).await?;
    idempotency::delete_expired(&mut tx, now).await?;
    jobs::delete_expired(&mut tx, now).await?;
    metering::delete_expired(&mut tx, now).await?;
    let known = jobs::requeue_set_aside(&mut tx, super::kind, now).await?;
    tx.commit().await?;
    if known > 0 {
        tracing::info!(known, "jobs that an earlier version set aside are taken up again");
    }
    Ok(())
}
