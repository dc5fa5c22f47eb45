//! Writes what the meters counted.

use crate::{
    db::PlatformScope,
    http::{AppError, AppState},
    metering,
};

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
