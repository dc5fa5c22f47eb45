//! Writes checkpoints of the audit trails that grew, once a minute.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::{features::platform::audit, http::AppState};

const EVERY: Duration = Duration::from_mins(1);

/// Writes them. What fails is kept for the next time.
pub async fn flush(state: &AppState) {
    if let Err(error) = audit::write_checkpoints(state).await {
        tracing::warn!(?error, "a checkpoint of an audit trail could not be written; it will be tried again");
    }
}

/// Writes them once a minute until told to stop. The service writes once more after its last request.
pub async fn run(state: AppState, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => flush(&state).await,
        }
    }
}
