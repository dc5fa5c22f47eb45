//! Single-use refresh tokens of API sessions.

use sqlx::types::Uuid;
use time::OffsetDateTime;

use super::{
    Secret,
    sessions::{ABSOLUTE, IDLE, end_login, touch},
};
use crate::{
    db::PlatformTx,
    ids::{SessionId, UserId},
};

/// Issues a refresh token for an API session; only its hash is stored.
pub async fn issue(tx: &mut PlatformTx, session: SessionId, now: OffsetDateTime) -> Result<Secret, sqlx::Error> {
    let secret = Secret::new();
    let hash = secret.digest();
    sqlx::query!(
        "INSERT INTO refresh_tokens (token_hash, session_id, expires_at) VALUES ($1, $2, $3)",
        hash.as_slice(),
        session.0,
        now + ABSOLUTE,
    )
    .execute(tx.conn())
    .await?;
    Ok(secret)
}

/// Result of presenting a refresh token.
#[derive(Debug)]
pub enum Refreshed {
    /// Valid, and used up now.
    Session(SessionId, UserId),
    /// Used before: the token was copied, so the whole family has ended.
    Reused,
    /// Unknown, expired, or of an ended session.
    Refused,
}

/// Uses up a refresh token (RFC 9700 §4.14: rotation, reuse ends the family).
pub async fn use_up(tx: &mut PlatformTx, hash: [u8; 32], now: OffsetDateTime) -> Result<Refreshed, sqlx::Error> {
    let row = sqlx::query!(
        r#"SELECT t.used_at, t.expires_at, s.id, s.user_id AS "user_id: Uuid",
                  (s.ended_at IS NULL AND s.expires_at > $2 AND s.last_seen_at > $3 AND u.disabled_at IS NULL) AS "live!"
           FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = s.user_id
           WHERE t.token_hash = $1 FOR UPDATE OF t"#,
        hash.as_slice(),
        now,
        now - IDLE,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(Refreshed::Refused) };
    let (session, user) = (SessionId(row.id), UserId(row.user_id));
    if row.used_at.is_some() {
        end_login(tx, (user, session), now).await?;
        return Ok(Refreshed::Reused);
    }
    if !row.live || row.expires_at <= now {
        return Ok(Refreshed::Refused);
    }
    sqlx::query!("UPDATE refresh_tokens SET used_at = $2 WHERE token_hash = $1", hash.as_slice(), now)
        .execute(tx.conn())
        .await?;
    touch(tx, session, None, now).await?;
    Ok(Refreshed::Session(session, user))
}
