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
    jobs,
};

const EVERY: Duration = Duration::from_mins(5);

/// Sweeps at intervals, until told to stop.
pub async fn keep(state: AppState, stop: CancellationToken) {
    loop {
        if let Err(error) = once(&state).await {
            tracing::warn!(?error, "what is over could not be forgotten");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// Deletes everything that has expired.
pub async fn once(state: &AppState) -> Result<(), AppError> {
    let (mut tx, now) = (state.db.platform(PlatformScope::Platform).await?, state.clock.now());
    sign_in::forget_over(&mut tx, now).await?;
    mfa::forget_over(&mut tx, now).await?;
    linked_accounts::forget_over(&mut tx, now).await?;
    intake::forget_over(&mut tx, now).await?;
    idempotency::forget_over(&mut tx, now).await?;
    jobs::forget_over(&mut tx, now).await?;
    let known = jobs::take_up_again(&mut tx, now).await?;
    tx.commit().await?;
    if known > 0 {
        tracing::info!(known, "jobs that an earlier version set aside are taken up again");
    }
    Ok(())
}
