//! Session signing keys of this process: read again after a change notice, while notices do not arrive, and when a
//! token names an unknown key.

use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use crate::{
    db::{DbError, PlatformScope},
    http::AppState,
    identity::signing_keys,
};

/// Minimum time between two reads caused by unknown key ids.
const ASKED: Duration = Duration::from_secs(1);

/// Reads the keys, and stores the master key's own if its row is missing.
pub async fn begin(state: &AppState) -> Result<(), DbError> {
    let now = state.clock.now();
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let first = state.keys.first_row(now);
    signing_keys::add(&mut tx, &first).await?;
    let rows = signing_keys::rows(&mut tx).await?;
    tx.commit().await?;
    if let Some(first) = rows.iter().map(|key| key.signs_from).min().filter(|first| *first > now) {
        tracing::warn!(%now, %first, "the clock is set behind the first signing key, which signs all the same; set it right");
    }
    for kid in state.keys.load(&rows) {
        tracing::warn!(%kid, "a signing key is sealed under another master key, and not used");
    }
    Ok(())
}

/// Reads the keys again.
pub async fn reload(state: &AppState) -> Result<(), DbError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let rows = signing_keys::rows(&mut tx).await?;
    drop(tx);
    state.keys.load(&rows);
    Ok(())
}

/// Keeps the keys up to date, until told to stop.
pub async fn run(state: AppState, stop: CancellationToken) {
    let (mut told, mut read) = (state.db.changes().keys(), Instant::now());
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = state.db.changes().reading_due(&mut told, read) => {}
        }
        match reload(&state).await {
            Ok(()) => read = Instant::now(),
            Err(error) => tracing::debug!(%error, "the signing keys could not be read"),
        }
    }
}

/// Reads the keys because a token names an unknown one; concurrent callers share the result.
pub async fn learn(state: &AppState) -> Result<(), DbError> {
    let mut asked = state.keys.last_asked().await;
    if asked.is_none_or(|at| at.elapsed() >= ASKED) {
        *asked = Some(Instant::now());
        reload(state).await?;
    }
    Ok(())
}
