//! Log-ins of a person, each with all sessions that descend from it, which begin and end with it.

use time::OffsetDateTime;

use super::user_agent::Device;
use crate::{
    http::{AppError, AppState, Caller},
    identity::sessions,
    ids::SessionId,
};

/// A live log-in.
#[derive(Clone, Debug)]
pub struct Login {
    /// Its first session.
    pub root: SessionId,
    /// Whether a program logged in, rather than a browser.
    pub api: bool,
    /// Device.
    pub device: Device,
    /// Network address of the last use, if known.
    pub address: Option<String>,
    /// Time of the log-in.
    pub started_at: OffsetDateTime,
    /// Last use, to the minute.
    pub last_seen_at: OffsetDateTime,
    /// Whether it stays beyond the usual times.
    pub stays: bool,
}

/// Ends a log-in of the caller; 404 for another person's or an ended one.
pub async fn end(state: &AppState, caller: &Caller, root: SessionId) -> Result<(), AppError> {
    let mut tx = state.db.platform(caller.platform_scope()).await?;
    if sessions::end_login(&mut tx, (caller.user, root), state.clock.now()).await? == 0 {
        return Err(AppError::NotFound);
    }
    Ok(tx.commit().await?)
}

/// Ends all log-ins of the caller except the current one.
pub async fn end_others(state: &AppState, caller: &Caller) -> Result<(), AppError> {
    let mut tx = state.db.platform(caller.platform_scope()).await?;
    sessions::end_others(&mut tx, caller.user, caller.root, state.clock.now()).await?;
    Ok(tx.commit().await?)
}
