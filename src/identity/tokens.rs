//! The rows of people's own tokens and of projects' keys, as they are looked at when one is shown.

use time::{Duration, OffsetDateTime};

use crate::{
    access::Scopes,
    db::{PlatformTx, TenantTx},
    ids::{ApiKeyId, TokenId, UserId},
};

/// How often it is noted that one is in use.
pub const USED: Duration = Duration::minutes(1);

/// A token that lives.
#[derive(Clone, Debug)]
pub struct LiveToken {
    /// What it may be used for.
    pub scopes: Scopes,
    /// What its person calls it.
    pub name: String,
    /// When it is over.
    pub expires_at: OffsetDateTime,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it was last noted as in use.
    pub last_used_at: Option<OffsetDateTime>,
    /// When a second factor had been shown in the session that made it.
    pub strong_at: Option<OffsetDateTime>,
}

/// A key that lives.
#[derive(Clone, Debug)]
pub struct LiveKey {
    /// What it may be used for.
    pub scopes: Scopes,
    /// What its maker calls it.
    pub name: String,
    /// From where; from anywhere when empty.
    pub networks: Vec<String>,
    /// When it is over.
    pub expires_at: OffsetDateTime,
    /// When it was last noted as in use.
    pub last_used_at: Option<OffsetDateTime>,
}

/// Whose token has this digest; whether it lives is another question.
pub async fn token_of(tx: &mut PlatformTx, hash: [u8; 32]) -> Result<Option<(TokenId, UserId)>, sqlx::Error> {
    let row = sqlx::query!("SELECT id, user_id FROM personal_tokens WHERE token_hash = $1", hash.as_slice())
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.map(|row| (row.id.into(), row.user_id.into())))
}

/// The token, if it lives.
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

/// Notes that a token is in use; called at most once a minute and token.
pub async fn touch_token(tx: &mut PlatformTx, id: TokenId, now: OffsetDateTime) -> Result<(), sqlx::Error> {
    sqlx::query!("UPDATE personal_tokens SET last_used_at = $2 WHERE id = $1", id.0, now).execute(tx.conn()).await?;
    Ok(())
}

/// Which of the project's keys has this digest and who made it; whether it lives is another question.
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

/// The key, if it lives.
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

/// Notes that a key is in use; called at most once a minute and key.
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

/// Takes back every key somebody made for the project; which, with their names.
pub async fn revoke_keys_of(
    tx: &mut TenantTx,
    maker: UserId,
    now: OffsetDateTime,
) -> Result<Vec<(ApiKeyId, String)>, sqlx::Error> {
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
