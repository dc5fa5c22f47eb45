//! Mails to the managers when storage runs out: once at each level, and again after there was room in between.

use super::store::{self as rows, Limits};
use crate::{
    db::TenantTx,
    features::shared::notify,
    http::{Access, AppError, AppState},
    mail::Word,
};

/// Levels in percent, each with its mail.
const LEVELS: [(i16, &str); 2] = [(80, "storage-nearly"), (100, "storage-full")];

/// Tells the managers that `used` bytes are taken now, if that is another level. The settings are locked.
pub async fn tell(
    tx: &mut TenantTx,
    state: &AppState,
    access: &Access,
    limits: Limits,
    used: i64,
) -> Result<(), sqlx::Error> {
    let percent = used.saturating_mul(100) / limits.quota.max(1);
    let reached = LEVELS.into_iter().rev().find(|(level, _)| i64::from(*level) <= percent);
    match reached {
        Some((level, key)) if level > limits.told => {
            rows::note_told(tx, level).await?;
            let link = format!("{}/usage", state.hosts.tenant(access.project));
            let args = [("project", Word::theirs(&access.title)), ("link", Word::link(&link))];
            for manager in notify::managers(tx).await? {
                notify::mail_to(tx, &manager, key, &args).await?;
            }
            Ok(())
        }
        None if limits.told > 0 => rows::note_told(tx, 0).await,
        _ => Ok(()),
    }
}

/// Tells the managers that a file was refused for lack of room.
pub async fn refused(state: &AppState, access: &Access) -> Result<(), AppError> {
    let mut tx = state.db.write(&access.scope()).await?;
    let limits = rows::lock_limits(&mut tx).await?;
    tell(&mut tx, state, access, limits, limits.quota.max(1)).await?;
    Ok(tx.commit().await?)
}
