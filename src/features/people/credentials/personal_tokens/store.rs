//! Rows of personal tokens.

use time::OffsetDateTime;

use super::super::NewCredential;
use crate::{
    db::{Change, PlatformTx},
    http::api::paging::Window,
    ids::{TokenId, UserId},
};

/// A personal token, without its secret.
#[derive(Clone, Debug)]
pub struct Token {
    pub id: TokenId,
    pub name: String,
    pub scopes: Vec<String>,
    pub created_at: OffsetDateTime,
    pub expires_at: OffsetDateTime,
    pub last_used_at: Option<OffsetDateTime>,
}

/// The person's tokens that were not revoked, oldest first.
pub async fn list(tx: &mut PlatformTx, user: UserId, window: Window) -> Result<Vec<Token>, sqlx::Error> {
    sqlx::query_as!(
        Token,
        r#"SELECT id AS "id: TokenId", name, scopes, created_at, expires_at, last_used_at FROM personal_tokens
           WHERE user_id = $1 AND revoked_at IS NULL AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3"#,
        user.0,
        window.after,
        window.limit,
    )
    .fetch_all(tx.conn())
    .await
}

/// Adds a token; `strong_at` is the time of its maker's second factor.
pub(super) async fn add(
    tx: &mut PlatformTx,
    (user, strong_at): (UserId, Option<OffsetDateTime>),
    wish: &NewCredential,
    hash: [u8; 32],
    now: OffsetDateTime,
) -> Result<TokenId, sqlx::Error> {
    tx.announce(Change::Person(user));
    let id = TokenId::new();
    sqlx::query!(
        "INSERT INTO personal_tokens (id, user_id, token_hash, name, scopes, created_at, expires_at, strong_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        id.0,
        user.0,
        hash.as_slice(),
        wish.name,
        &wish.scopes.words(),
        now,
        wish.expires_at,
        strong_at,
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// Revokes a token of the person; false if there is none of this ID.
pub async fn revoke(tx: &mut PlatformTx, user: UserId, id: TokenId, now: OffsetDateTime) -> Result<bool, sqlx::Error> {
    tx.announce(Change::Person(user));
    let revoked = sqlx::query!(
        "UPDATE personal_tokens SET revoked_at = $3 WHERE user_id = $1 AND id = $2 AND revoked_at IS NULL",
        user.0,
        id.0,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(revoked.rows_affected() == 1)
}
