//! Rows behind credentials: of personal tokens and project keys, as read when a request presents one.

use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{
    access::Scopes,
    db::{PlatformTx, TenantTx},
    ids::{ApiKeyId, ProjectId, SessionId, TokenId, UserId},
};

/// Row behind a credential.
#[derive(Clone, Copy, Debug)]
pub enum CredentialId {
    /// A log-in.
    Session(SessionId),
    /// A personal token.
    Token(TokenId),
    /// A project key.
    Key(ProjectId, ApiKeyId),
}

impl CredentialId {
    /// Id of the row, distinct across kinds. Ending a session does not affect rows without one.
    #[must_use]
    pub fn row(self) -> Uuid {
        match self {
            Self::Session(id) => id.0,
            Self::Token(id) => id.0,
            Self::Key(_, id) => id.0,
        }
    }
}

/// Minimum time between two updates of the last use.
pub const USED: Duration = Duration::minutes(1);

/// A valid personal token.
#[derive(Clone, Debug)]
pub struct LiveToken {
    /// Permitted scopes.
    pub scopes: Scopes,
    /// Name given by its owner.
    pub name: String,
    /// Expiry.
    pub expires_at: OffsetDateTime,
    /// Creation time.
    pub created_at: OffsetDateTime,
    /// Last recorded use.
    pub last_used_at: Option<OffsetDateTime>,
    /// Time of the second factor in the session that created it.
    pub strong_at: Option<OffsetDateTime>,
}

/// A valid project key.
#[derive(Clone, Debug)]
pub struct LiveKey {
    /// Permitted scopes.
    pub scopes: Scopes,
    /// Name given by its creator.
    pub name: String,
    /// Permitted networks; empty for any.
    pub networks: Vec<String>,
    /// Expiry.
    pub expires_at: OffsetDateTime,
    /// Last recorded use.
    pub last_used_at: Option<OffsetDateTime>,
}

/// Token id and owner for a digest, whether or not the token is still valid.
pub async fn token_of(tx: &mut PlatformTx, hash: [u8; 32]) -> Result<Option<(TokenId, UserId)>, sqlx::Error> {
    let row = sqlx::query!("SELECT id, user_id FROM personal_tokens WHERE token_hash = $1", hash.as_slice())
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.map(|row| (row.id.into(), row.user_id.into())))
}

/// The token, if valid.
pub async fn live_token(
    tx: &mut PlatformTx,
    id: TokenId,
    now: OffsetDateTime,
) -> Result<Option<LiveToken>, sqlx::Error> {
    let row = sqlx::query!(
        "SELECT name, scopes, created_at, expires_at, last_used_at, strong_at FROM personal_tokens
         WHERE id = $1 AND revoked_at IS NULL AND expires_at > $2",
        id.0,
        now,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| LiveToken {
        scopes: Scopes::of_words(&row.scopes),
        name: row.name,
        created_at: row.created_at,
        expires_at: row.expires_at,
        last_used_at: row.last_used_at,
        strong_at: row.strong_at,
    }))
}

/// Records that a token is in use; called at most once a minute and token.
pub async fn touch_token(tx: &mut PlatformTx, id: TokenId, now: OffsetDateTime) -> Result<(), sqlx::Error> {
    sqlx::query!("UPDATE personal_tokens SET last_used_at = $2 WHERE id = $1", id.0, now).execute(tx.conn()).await?;
    Ok(())
}

/// Key id and creator for a digest within the project, whether or not the key is still valid.
pub async fn key_of(tx: &mut TenantTx, hash: [u8; 32]) -> Result<Option<(ApiKeyId, UserId)>, sqlx::Error> {
    let project = tx.project();
    let row = sqlx::query!(
        "SELECT id, made_by FROM api_keys WHERE project_id = $1 AND secret_hash = $2",
        project.as_str(),
        hash.as_slice(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (row.id.into(), row.made_by.into())))
}

/// The key, if valid.
pub async fn live_key(tx: &mut TenantTx, id: ApiKeyId, now: OffsetDateTime) -> Result<Option<LiveKey>, sqlx::Error> {
    let project = tx.project();
    let row = sqlx::query!(
        "SELECT name, scopes, networks, expires_at, last_used_at FROM api_keys
         WHERE project_id = $1 AND id = $2 AND revoked_at IS NULL AND expires_at > $3",
        project.as_str(),
        id.0,
        now,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| LiveKey {
        scopes: Scopes::of_words(&row.scopes),
        name: row.name,
        networks: row.networks,
        expires_at: row.expires_at,
        last_used_at: row.last_used_at,
    }))
}

/// Records that a key is in use; called at most once a minute and key.
pub async fn touch_key(tx: &mut TenantTx, id: ApiKeyId, now: OffsetDateTime) -> Result<(), sqlx::Error> {
    let project = tx.project();
    sqlx::query!(
        "UPDATE api_keys SET last_used_at = $3 WHERE project_id = $1 AND id = $2",
        project.as_str(),
        id.0,
        now
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Revokes all keys a person created for the project; returns their ids and names.
pub async fn revoke_keys_of(
    tx: &mut TenantTx,
    maker: UserId,
    now: OffsetDateTime,
) -> Result<Vec<(ApiKeyId, String)>, sqlx::Error> {
    tx.announce_part();
    let project = tx.project();
    let rows = sqlx::query!(
        r#"UPDATE api_keys SET revoked_at = $3 WHERE project_id = $1 AND made_by = $2 AND revoked_at IS NULL
           RETURNING id AS "id: ApiKeyId", name"#,
        project.as_str(),
        maker.0,
        now,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
