//! Rows of project keys.

use time::OffsetDateTime;

use super::super::NewCredential;
use crate::{
    db::{SampleRow, TenantTx},
    http::api::paging::Window,
    ids::{ApiKeyId, UserId},
};

/// A row in each table, for tests and the isolation check.
pub const SAMPLES: &[SampleRow] = &[(
    "api_keys (project_id, id, secret_hash, name, scopes, made_by, created_at, expires_at)",
    "project, id(api_key), sha256(canary::bytea), canary, array['project:read'], person, at, at + interval '1 day'",
)];

/// A project key, without its secret.
#[derive(Clone, Debug)]
pub struct ApiKey {
    pub id: ApiKeyId,
    pub name: String,
    pub scopes: Vec<String>,
    pub networks: Vec<String>,
    /// Name of its maker.
    pub made_by: String,
    pub created_at: OffsetDateTime,
    pub expires_at: OffsetDateTime,
    pub last_used_at: Option<OffsetDateTime>,
}

/// The project's keys that were not revoked, oldest first.
pub async fn list(tx: &mut TenantTx, window: Window) -> Result<Vec<ApiKey>, sqlx::Error> {
    let project = tx.project();
    let rows = sqlx::query!(
        r#"SELECT id AS "id: ApiKeyId", name, scopes, networks, made_by AS "made_by: UserId", created_at, expires_at,
                  last_used_at
           FROM api_keys WHERE project_id = $1 AND revoked_at IS NULL AND ($2::uuid IS NULL OR id > $2)
           ORDER BY id LIMIT $3"#,
        project.as_str(),
        window.after,
        window.limit,
    )
    .fetch_all(tx.conn())
    .await?;
    let people = tx.people(rows.iter().map(|row| row.made_by).collect()).await?;
    Ok(rows
        .into_iter()
        .map(|row| ApiKey {
            id: row.id,
            name: row.name,
            scopes: row.scopes,
            networks: row.networks,
            made_by: people.name(row.made_by).unwrap_or_default(),
            created_at: row.created_at,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
        })
        .collect())
}

/// Adds a key.
pub(super) async fn add(
    tx: &mut TenantTx,
    maker: UserId,
    wish: &NewCredential,
    hash: [u8; 32],
    now: OffsetDateTime,
) -> Result<ApiKeyId, sqlx::Error> {
    tx.announce_part();
    let (project, id) = (tx.project(), ApiKeyId::new());
    let insert = sqlx::query!(
        "INSERT INTO api_keys (project_id, id, secret_hash, name, scopes, networks, made_by, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        project.as_str(),
        id.0,
        hash.as_slice(),
        wish.name,
        &wish.scopes.words(),
        &wish.networks,
        maker.0,
        now,
        wish.expires_at,
    );
    tx.insert("api_keys", insert).await?;
    Ok(id)
}

/// Revokes a key; returns its name, if there was one of this ID.
pub async fn revoke(tx: &mut TenantTx, id: ApiKeyId, now: OffsetDateTime) -> Result<Option<String>, sqlx::Error> {
    tx.announce_part();
    let project = tx.project();
    sqlx::query_scalar!(
        "UPDATE api_keys SET revoked_at = $3 WHERE project_id = $1 AND id = $2 AND revoked_at IS NULL RETURNING name",
        project.as_str(),
        id.0,
        now,
    )
    .fetch_optional(tx.conn())
    .await
}
