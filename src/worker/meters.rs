//! Writes what the meters counted, once a second.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::{
    db::PlatformScope,
    http::{AppError, AppState},
    metering,
};

/// Longest time that a count is in memory alone, and the most that a killed process loses.
const EVERY: Duration = Duration::from_secs(1);

/// Writes the counts of this process. On failure they are kept for the next time.
pub async fn flush(state: &AppState) -> Result<(), AppError> {
    let (now, today) = (state.clock.now(), state.clock.today());
    let counts = state.meters.take(today);
    if counts.is_empty() {
        return Ok(());
    }
    let written = async {
        let mut tx = state.db.platform(PlatformScope::Platform).await?;
        metering::write(&mut tx, &counts, now, today).await?;
        Ok::<_, AppError>(tx.commit().await?)
    };
    let written = written.await;
    if written.is_err() {
        state.meters.put_back(counts);
    }
    written
}

/// Writes counts once a second until told to stop. The service flushes once more after its last request.
pub async fn run(state: AppState, stop: CancellationToken) {
    loop {
        if let Err(error) = flush(&state).await {
            tracing::warn!(?error, "use could not be written; the counts are kept");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
