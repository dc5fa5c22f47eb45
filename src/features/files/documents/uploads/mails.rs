//! Mails to the managers when storage runs out: of each level at most once a day.

use time::{Duration, OffsetDateTime};

use super::store::{self as rows, Limits};
use crate::{
    db::TenantTx,
    features::shared::notify,
    http::{Access, AppError, AppState},
    mail::Word,
};

/// Levels in percent, each with its mail.
const LEVELS: [(i16, &str); 2] = [(80, "storage-nearly"), (100, "storage-full")];
/// Time in which a level is not told of again, whatever comes and goes.
const QUIET: Duration = Duration::DAY;

/// Tells the managers that `used` bytes are taken now, if that is a higher level. The settings are locked.
pub async fn tell(
    tx: &mut TenantTx,
    state: &AppState,
    access: &Access,
    limits: Limits,
    used: i64,
) -> Result<(), sqlx::Error> {
    let percent = used.saturating_mul(100) / limits.quota.max(1);
    let reached = LEVELS.into_iter().rev().find(|(level, _)| i64::from(*level) <= percent);
    reach(tx, state, access, limits, reached).await
}

/// Tells the managers that a file was refused for lack of room.
pub async fn refused(state: &AppState, access: &Access) -> Result<(), AppError> {
    let mut tx = state.db.write(&access.scope()).await?;
    let limits = rows::lock_limits(&mut tx).await?;
    reach(&mut tx, state, access, limits, LEVELS.last().copied()).await?;
    Ok(tx.commit().await?)
}

async fn reach(
    tx: &mut TenantTx,
    state: &AppState,
    access: &Access,
    limits: Limits,
    reached: Option<(i16, &'static str)>,
) -> Result<(), sqlx::Error> {
    let now = state.clock.now();
    let level = reached.map_or(0, |(level, _)| level);
    match reached {
        Some((_, key)) if level > limits.told => {
            rows::note_told(tx, level, Some(now)).await?;
            let link = format!("{}/usage", state.hosts.tenant(access.project));
            let args = [("project", Word::theirs(&access.title)), ("link", Word::link(&link))];
            for manager in notify::managers(tx).await? {
                notify::mail_to(tx, &manager, key, &args).await?;
            }
            Ok(())
        }
        _ if level < limits.told && is_past(limits.told_at, now) => rows::note_told(tx, level, limits.told_at).await,
        _ => Ok(()),
    }
}

fn is_past(told_at: Option<OffsetDateTime>, now: OffsetDateTime) -> bool {
    told_at.is_none_or(|told_at| now - told_at >= QUIET)
}
