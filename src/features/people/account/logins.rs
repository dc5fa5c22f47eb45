//! Log-ins of a person, each with all sessions that descend from it, which begin and end with it.

use time::OffsetDateTime;

use super::devices::Device;
use crate::{
    db::PlatformTx,
    http::{AppError, AppState, Caller},
    identity::sessions::{self, IDLE},
    ids::{SessionId, UserId},
};

/// A live log-in.
#[derive(Clone, Debug)]
pub struct Family {
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
}

/// Live log-ins of the person, the last used first.
pub async fn list(tx: &mut PlatformTx, user: UserId, now: OffsetDateTime) -> Result<Vec<Family>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"SELECT root.id, root.audience, root.user_agent, root.created_at,
                  max(s.last_seen_at) AS "last_seen_at!",
                  (array_agg(s.address ORDER BY s.last_seen_at DESC) FILTER (WHERE s.address IS NOT NULL))[1] AS address
           FROM sessions s JOIN sessions root ON root.id = s.root_id
           WHERE s.user_id = $1 AND s.ended_at IS NULL AND s.expires_at > $2 AND s.last_seen_at > $3
           GROUP BY root.id ORDER BY 5 DESC, root.id DESC LIMIT 100"#,
        user.0,
        now,
        now - IDLE,
    )
    .fetch_all(tx.conn())
    .await?;
    let family = rows.into_iter().map(|row| Family {
        root: row.id.into(),
        api: row.audience == "api",
        device: Device::of(&row.user_agent),
        address: row.address,
        started_at: row.created_at,
        last_seen_at: row.last_seen_at,
    });
    Ok(family.collect())
}

/// Ends a log-in of the caller; 404 for another person's or an ended one.
pub async fn end(state: &AppState, caller: &Caller, root: SessionId) -> Result<(), AppError> {
    let mut tx = state.db.platform(caller.platform_scope()).await?;
    if sessions::end_family(&mut tx, (caller.user, root), state.clock.now()).await? == 0 {
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
