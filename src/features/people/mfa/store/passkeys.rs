//! Rows of passkeys, and of ceremonies under way.

use serde::{Deserialize, Serialize};
use sqlx::types::{Json, Uuid};
use time::{Duration, OffsetDateTime};
use webauthn_rs::prelude::{DiscoverableAuthentication, Passkey, PasskeyAuthentication, PasskeyRegistration};

use crate::{
    db::{PlatformTx, constraint},
    http::{AppError, error::Conflict},
    ids::{SessionId, UserId},
};

/// Lifetime of a ceremony.
pub const PATIENCE: Duration = Duration::minutes(5);

/// A ceremony under way, as stored.
#[derive(Serialize, Deserialize)]
pub enum Ceremony {
    /// Log-in with any passkey.
    LogIn(DiscoverableAuthentication),
    /// Second factor of a known person, at log-in.
    Second(UserId, PasskeyAuthentication),
    /// Repeated proof of identity.
    Confirm(PasskeyAuthentication),
    /// Registration of a new passkey.
    Add(PasskeyRegistration),
}

/// Adds a passkey.
pub async fn add(
    tx: &mut PlatformTx,
    user: UserId,
    name: &str,
    passkey: &Passkey,
    now: OffsetDateTime,
) -> Result<(), AppError> {
    let added = sqlx::query!(
        "INSERT INTO passkeys (id, user_id, name, credential_id, credential, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        Uuid::now_v7(),
        user.0,
        name,
        passkey.cred_id().as_slice(),
        Json(passkey) as _,
        now,
    );
    added.execute(tx.conn()).await.map(drop).map_err(|error| match constraint(&error) {
        Some("passkeys_credential_key") => AppError::Conflict(Conflict::Exists),
        _ => error.into(),
    })
}

/// A passkey, as its owner's page lists it.
pub struct PasskeySummary {
    pub id: Uuid,
    pub name: String,
    pub created_at: OffsetDateTime,
    pub last_used_at: Option<OffsetDateTime>,
}

/// Passkeys of the person, oldest first.
pub async fn list(tx: &mut PlatformTx, user: UserId) -> Result<Vec<PasskeySummary>, sqlx::Error> {
    sqlx::query_as!(
        PasskeySummary,
        "SELECT id, name, created_at, last_used_at FROM passkeys WHERE user_id = $1 ORDER BY created_at, id",
        user.0,
    )
    .fetch_all(tx.conn())
    .await
}

/// Removes a passkey of the person.
pub async fn remove(tx: &mut PlatformTx, user: UserId, id: Uuid) -> Result<bool, sqlx::Error> {
    let removed = sqlx::query!("DELETE FROM passkeys WHERE user_id = $1 AND id = $2", user.0, id);
    Ok(removed.execute(tx.conn()).await?.rows_affected() == 1)
}

/// Passkeys of the person.
pub async fn credentials(tx: &mut PlatformTx, user: UserId) -> Result<Vec<Passkey>, sqlx::Error> {
    let rows = sqlx::query_scalar!(
        r#"SELECT credential AS "credential: Json<Passkey>" FROM passkeys WHERE user_id = $1"#,
        user.0,
    );
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(|Json(passkey)| passkey).collect())
}

/// Passkey of the person by its credential ID; its row is locked.
pub async fn by_credential(tx: &mut PlatformTx, user: UserId, id: &[u8]) -> Result<Option<Passkey>, sqlx::Error> {
    let row = sqlx::query_scalar!(
        r#"SELECT k.credential AS "credential: Json<Passkey>" FROM passkeys k JOIN users u ON u.id = k.user_id
           WHERE k.user_id = $1 AND k.credential_id = $2 AND u.disabled_at IS NULL FOR UPDATE OF k"#,
        user.0,
        id,
    );
    Ok(row.fetch_optional(tx.conn()).await?.map(|Json(passkey)| passkey))
}

/// Stores a passkey's new state after a use.
pub async fn note_use(tx: &mut PlatformTx, passkey: &Passkey, now: OffsetDateTime) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE passkeys SET credential = $2, last_used_at = $3 WHERE credential_id = $1",
        passkey.cred_id().as_slice(),
        Json(passkey) as _,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Deletes expired ceremonies.
pub async fn delete_expired(tx: &mut PlatformTx, now: OffsetDateTime) -> Result<(), sqlx::Error> {
    sqlx::query!("DELETE FROM passkey_ceremonies WHERE expires_at < $1", now).execute(tx.conn()).await.map(drop)
}

/// Stores a ceremony of this browser, in place of its earlier one.
pub async fn keep(
    tx: &mut PlatformTx,
    visitor: [u8; 32],
    session: Option<SessionId>,
    ceremony: &Ceremony,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO passkey_ceremonies (visitor_hash, session_id, state, expires_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (visitor_hash) DO UPDATE SET session_id = $2, state = $3, expires_at = $4",
        visitor.as_slice(),
        session.map(|session| session.0),
        Json(ceremony) as _,
        now + PATIENCE,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes this browser's ceremony, which ends it; of concurrent tries one succeeds.
pub async fn take(
    tx: &mut PlatformTx,
    visitor: [u8; 32],
    session: Option<SessionId>,
    now: OffsetDateTime,
) -> Result<Option<Ceremony>, sqlx::Error> {
    let row = sqlx::query_scalar!(
        r#"DELETE FROM passkey_ceremonies
           WHERE visitor_hash = $1 AND session_id IS NOT DISTINCT FROM $2 AND expires_at > $3
           RETURNING state AS "state: Json<Ceremony>""#,
        visitor.as_slice(),
        session.map(|session| session.0),
        now,
    );
    Ok(row.fetch_optional(tx.conn()).await?.map(|Json(ceremony)| ceremony))
}
