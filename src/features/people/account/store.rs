//! Rows of one's own account: profile, log-ins, changes of address.

use time::OffsetDateTime;

use super::{logins::Login, profile::Profile, user_agent::Device};
use crate::{
    db::{Change, PlatformTx, constraint},
    http::AppError,
    identity::sessions::{IDLE, STAYS_IDLE},
    ids::UserId,
    text::Language,
};

/// The profile; its row is locked `to_change` it.
pub async fn profile(tx: &mut PlatformTx, user: UserId, to_change: bool) -> Result<Profile, sqlx::Error> {
    if to_change {
        sqlx::query!("SELECT id FROM users WHERE id = $1 FOR NO KEY UPDATE", user.0).fetch_one(tx.conn()).await?;
    }
    sqlx::query_as!(
        Profile,
        r#"SELECT name, language AS "language: Language", phone, muted,
                  password_hash IS NOT NULL AS "has_password!"
           FROM users WHERE id = $1"#,
        user.0,
    )
    .fetch_one(tx.conn())
    .await
}

/// Stores the profile.
pub async fn save(tx: &mut PlatformTx, user: UserId, profile: &Profile) -> Result<(), sqlx::Error> {
    tx.announce(Change::Account(user));
    sqlx::query!(
        "UPDATE users SET name = $2, language = $3, phone = $4, muted = $5 WHERE id = $1",
        user.0,
        profile.name,
        profile.language.tag(),
        profile.phone,
        &profile.muted,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Live log-ins of the person, the last used first.
pub async fn logins(tx: &mut PlatformTx, user: UserId, now: OffsetDateTime) -> Result<Vec<Login>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"SELECT root.id, root.audience, root.user_agent, root.created_at,
                  root.stays, max(s.last_seen_at) AS "last_seen_at!",
                  (array_agg(s.address ORDER BY s.last_seen_at DESC) FILTER (WHERE s.address IS NOT NULL))[1] AS address
           FROM sessions s JOIN sessions root ON root.id = s.root_id
           WHERE s.user_id = $1 AND s.ended_at IS NULL AND s.expires_at > $2
             AND s.last_seen_at > CASE WHEN s.stays THEN $4 ELSE $3::timestamptz END
           GROUP BY root.id ORDER BY max(s.last_seen_at) DESC, root.id DESC LIMIT 100"#,
        user.0,
        now,
        now - IDLE,
        now - STAYS_IDLE,
    )
    .fetch_all(tx.conn())
    .await?;
    let login = rows.into_iter().map(|row| Login {
        root: row.id.into(),
        api: row.audience == "api",
        device: Device::of(&row.user_agent),
        address: row.address,
        started_at: row.created_at,
        last_seen_at: row.last_seen_at,
        stays: row.stays,
    });
    Ok(login.collect())
}

/// A change that waits for its confirmation.
#[derive(Debug)]
pub struct AddressChange {
    /// Person who asked.
    pub user: UserId,
    /// The new address.
    pub email: String,
}

/// Change behind a link's token; nothing is used up.
pub async fn address_change(
    tx: &mut PlatformTx,
    hash: [u8; 32],
    now: OffsetDateTime,
) -> Result<Option<AddressChange>, sqlx::Error> {
    sqlx::query_as!(
        AddressChange,
        r#"SELECT user_id AS "user: UserId", email FROM email_changes
           WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
             AND epoch = (SELECT credential_epoch FROM users WHERE id = user_id)"#,
        hash.as_slice(),
        now,
    )
    .fetch_optional(tx.conn())
    .await
}

/// Uses up a link of the person; returns the new address.
pub async fn use_address_change(
    tx: &mut PlatformTx,
    hash: [u8; 32],
    user: UserId,
    now: OffsetDateTime,
) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!(
        "UPDATE email_changes SET used_at = $3
         WHERE token_hash = $1 AND user_id = $2 AND used_at IS NULL AND expires_at > $3
           AND epoch = (SELECT credential_epoch FROM users WHERE id = $2) RETURNING email",
        hash.as_slice(),
        user.0,
        now,
    )
    .fetch_optional(tx.conn())
    .await
}

/// Stores the new address; `LinkExpired` if another person has it by now.
pub async fn set_address(tx: &mut PlatformTx, user: UserId, email: &str) -> Result<(), AppError> {
    tx.announce(Change::Account(user));
    sqlx::query!("UPDATE users SET email = $2, credential_epoch = credential_epoch + 1 WHERE id = $1", user.0, email,)
        .execute(tx.conn())
        .await
        .map_err(|error| match constraint(&error) {
            Some("users_email_key") => AppError::LinkExpired,
            _ => error.into(),
        })?;
    Ok(())
}

/// Number of requested changes that have not expired.
pub async fn open_address_changes(tx: &mut PlatformTx, user: UserId, now: OffsetDateTime) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM email_changes WHERE user_id = $1 AND expires_at > $2"#,
        user.0,
        now,
    )
    .fetch_one(tx.conn())
    .await
}

/// Whether a person has this address.
pub async fn is_address_taken(tx: &mut PlatformTx, email: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM users WHERE email = $1) AS "is!""#, email)
        .fetch_one(tx.conn())
        .await
}

/// Makes the person's earlier links invalid.
pub async fn spend_address_changes(tx: &mut PlatformTx, user: UserId, now: OffsetDateTime) -> Result<(), sqlx::Error> {
    sqlx::query!("UPDATE email_changes SET used_at = $2 WHERE user_id = $1 AND used_at IS NULL", user.0, now)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Adds a change that waits for its link.
pub async fn add_address_change(
    tx: &mut PlatformTx,
    hash: [u8; 32],
    user: UserId,
    email: &str,
    expires_at: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO email_changes (token_hash, user_id, email, epoch, expires_at)
         SELECT $1, id, $3, credential_epoch, $4 FROM users WHERE id = $2",
        hash.as_slice(),
        user.0,
        email,
        expires_at,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
