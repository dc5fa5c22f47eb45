//! Writes what requests left in memory, once a second: counts of use, and reads for the audit trails; ties the platform's
//! lines into its chain.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::{meters, reads};
use crate::{features::platform::audit, http::AppState};

/// Longest time that they are in memory alone, and the most that a killed process loses.
const EVERY: Duration = Duration::from_secs(1);

/// Writes them. What fails is kept for the next time.
pub async fn flush(state: &AppState) {
    if let Err(error) = meters::flush(state).await {
        tracing::warn!(?error, "use could not be written; the counts are kept");
    }
    if let Err(error) = reads::flush(state).await {
        tracing::warn!(?error, "reads could not be written to the audit trail; they are kept");
    }
    if let Err(error) = audit::tie_platform(state).await {
        tracing::warn!(?error, "lines of the platform's audit trail are not tied in yet");
    }
}

/// Writes them once a second until told to stop. The service flushes once more after its last request.
pub async fn run(state: AppState, stop: CancellationToken) {
    loop {
        flush(&state).await;
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
