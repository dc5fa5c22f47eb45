//! Rows of claims to domains.

pub mod served;

use time::OffsetDateTime;

use super::CheckOutcome;
use crate::{
    db::{SampleRow, TenantTx},
    http::api::paging::Window,
    ids::{DomainId, UserId},
};

/// A row in each table, for tests and the isolation check.
pub const SAMPLES: &[SampleRow] = &[(
    "domains (project_id, id, name, token, created_at)",
    "project, id(domain), canary || '.isolation.invalid', canary, at",
)];

/// A claim, and whether its name is served for this project now.
#[derive(Clone, Debug)]
pub struct Domain {
    pub id: DomainId,
    pub name: String,
    pub token: String,
    pub created_at: OffsetDateTime,
    pub checked_at: Option<OffsetDateTime>,
    pub outcome: Option<CheckOutcome>,
    /// Values found instead of the expected one.
    pub found: Vec<String>,
    pub served: bool,
    /// Consecutive answers without the proof.
    pub failures: i32,
}

/// The project's claims, oldest first.
pub async fn list(tx: &mut TenantTx, window: Window) -> Result<Vec<Domain>, sqlx::Error> {
    select(tx, window, None).await
}

/// One claim.
pub async fn find(tx: &mut TenantTx, id: DomainId) -> Result<Option<Domain>, sqlx::Error> {
    Ok(select(tx, Window::ALL, Some(id)).await?.pop())
}

async fn select(tx: &mut TenantTx, window: Window, only: Option<DomainId>) -> Result<Vec<Domain>, sqlx::Error> {
    let project = tx.project();
    sqlx::query_as!(
        Domain,
        r#"SELECT d.id AS "id: DomainId", d.name, d.token, d.created_at, d.checked_at, d.outcome AS "outcome: CheckOutcome",
                  d.found, s.domain_id IS NOT NULL AS "served!", coalesce(s.failures, 0) AS "failures!"
           FROM domains d LEFT JOIN served_domains s ON s.project_id = d.project_id AND s.domain_id = d.id
           WHERE d.project_id = $1 AND ($2::uuid IS NULL OR d.id = $2) AND ($3::uuid IS NULL OR d.id > $3)
           ORDER BY d.id LIMIT $4"#,
        project.as_str(),
        only.map(|id| id.0),
        window.after,
        window.limit,
    )
    .fetch_all(tx.conn())
    .await
}

/// Locks the claim until the transaction ends: its served name changes under this lock only, so that no check serves a
/// name that is being removed.
pub async fn lock(tx: &mut TenantTx, id: DomainId) -> Result<Option<Domain>, sqlx::Error> {
    let project = tx.project();
    sqlx::query!("SELECT id FROM domains WHERE project_id = $1 AND id = $2 FOR UPDATE", project.as_str(), id.0)
        .fetch_optional(tx.conn())
        .await?;
    find(tx, id).await
}

/// Number of claims; concurrent additions wait.
pub async fn count_for_adding(tx: &mut TenantTx) -> Result<usize, sqlx::Error> {
    let project = tx.project();
    sqlx::query!("SELECT project_id FROM project_settings WHERE project_id = $1 FOR UPDATE", project.as_str())
        .fetch_optional(tx.conn())
        .await?;
    let count =
        sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM domains WHERE project_id = $1"#, project.as_str())
            .fetch_one(tx.conn())
            .await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// Adds a claim.
pub async fn add(
    tx: &mut TenantTx,
    name: &str,
    token: &str,
    by: UserId,
    now: OffsetDateTime,
) -> Result<DomainId, sqlx::Error> {
    let (project, id) = (tx.project(), DomainId::new());
    let insert = sqlx::query!(
        "INSERT INTO domains (project_id, id, name, token, added_by, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        project.as_str(),
        id.0,
        name,
        token,
        by.0,
        now,
    );
    tx.insert("domains", insert).await?;
    Ok(id)
}

/// Records the result of a DNS check.
pub async fn note(
    tx: &mut TenantTx,
    id: DomainId,
    outcome: CheckOutcome,
    found: &[String],
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    let project = tx.project();
    sqlx::query!(
        "UPDATE domains SET outcome = $3, found = $4, checked_at = $5,
                verified_at = CASE WHEN $3 = 'verified' THEN coalesce(verified_at, $5) ELSE verified_at END
         WHERE project_id = $1 AND id = $2",
        project.as_str(),
        id.0,
        outcome.as_str(),
        found,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Records that the name is not served any more; returns it the first time, if that is still so.
pub async fn lose(tx: &mut TenantTx, id: DomainId) -> Result<Option<String>, sqlx::Error> {
    let project = tx.project();
    sqlx::query_scalar!(
        "UPDATE domains d SET verified_at = NULL
         WHERE d.project_id = $1 AND d.id = $2 AND d.verified_at IS NOT NULL
           AND NOT EXISTS (SELECT FROM served_domains s WHERE s.project_id = d.project_id AND s.domain_id = d.id)
         RETURNING d.name",
        project.as_str(),
        id.0,
    )
    .fetch_optional(tx.conn())
    .await
}

/// Deletes a claim.
pub async fn remove(tx: &mut TenantTx, id: DomainId) -> Result<(), sqlx::Error> {
    let project = tx.project();
    let delete = sqlx::query!("DELETE FROM domains WHERE project_id = $1 AND id = $2", project.as_str(), id.0);
    tx.delete("domains", delete).await?;
    Ok(())
}
