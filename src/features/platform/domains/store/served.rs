//! Project that a name is served for. Platform rows: the caller has authorised the request and queried the DNS.

use time::{Duration, OffsetDateTime};

use super::{
    super::{FAILURES, challenge_value},
    Domain,
};
use crate::{
    db::{Change, PlatformTx},
    ids::{DomainId, ProjectId},
};

/// Interval of checks of a served name.
const AGAIN: Duration = Duration::days(1);
/// Minimum time between two counted checks, because a check may run twice.
const APART: Duration = Duration::hours(12);

/// Result of a proven claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takeover {
    /// It is served for this project now, and was served before for another claim or for none.
    Served(Option<(ProjectId, DomainId)>),
    /// The project it is served for can still prove it too.
    Elsewhere,
}

/// A served name, for its next check.
#[derive(Debug)]
pub struct Served {
    /// Domain name.
    pub name: String,
    /// Token of its proof.
    pub token: String,
}

/// Serves a claim whose proof is among `texts`, the values at its challenge.
pub async fn take(
    tx: &mut PlatformTx,
    project: ProjectId,
    claim: &Domain,
    texts: &[String],
    now: OffsetDateTime,
) -> Result<Takeover, sqlx::Error> {
    tx.announce(Change::Domains);
    sqlx::query!(
        "INSERT INTO served_domains (name, project_id, domain_id, token, verified_at, checked_at, check_at)
         VALUES ($1, $2, $3, $4, $5, $5, $6) ON CONFLICT (name) DO NOTHING",
        claim.name,
        project.as_str(),
        claim.id.0,
        claim.token,
        now,
        now + AGAIN,
    )
    .execute(tx.conn())
    .await?;
    let holder = sqlx::query!(
        r#"SELECT project_id, domain_id AS "domain_id: DomainId", token FROM served_domains WHERE name = $1 FOR UPDATE"#,
        claim.name,
    )
    .fetch_one(tx.conn())
    .await?;
    if holder.domain_id == claim.id {
        sqlx::query!(
            "UPDATE served_domains SET checked_at = $2, check_at = $3, failures = 0 WHERE name = $1",
            claim.name,
            now,
            now + AGAIN,
        )
        .execute(tx.conn())
        .await?;
        return Ok(Takeover::Served(None));
    }
    if proves(texts, &holder.token) {
        return Ok(Takeover::Elsewhere);
    }
    sqlx::query!(
        "UPDATE served_domains SET project_id = $2, domain_id = $3, token = $4, verified_at = $5, checked_at = $5,
                check_at = $6, failures = 0
         WHERE name = $1",
        claim.name,
        project.as_str(),
        claim.id.0,
        claim.token,
        now,
        now + AGAIN,
    )
    .execute(tx.conn())
    .await?;
    Ok(Takeover::Served(holder.project_id.parse().ok().map(|project| (project, holder.domain_id))))
}

/// Whether the value of `token` is among `texts`.
pub fn proves(texts: &[String], token: &str) -> bool {
    let value = challenge_value(token);
    texts.iter().any(|text| text.trim() == value)
}

/// Stops serving a claim's name; returns whether it was served.
pub async fn take_off(tx: &mut PlatformTx, project: ProjectId, domain: DomainId) -> Result<bool, sqlx::Error> {
    tx.announce(Change::Domains);
    let off = sqlx::query!(
        "DELETE FROM served_domains WHERE project_id = $1 AND domain_id = $2",
        project.as_str(),
        domain.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(off.rows_affected() == 1)
}

/// Names whose next check is due. The due time moves by a day: the caller enqueues the check in the same transaction.
pub async fn due(
    tx: &mut PlatformTx,
    now: OffsetDateTime,
    limit: i64,
) -> Result<Vec<(ProjectId, DomainId)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"UPDATE served_domains SET check_at = $2
           WHERE name IN (SELECT name FROM served_domains WHERE check_at <= $1 ORDER BY check_at LIMIT $3
                          FOR UPDATE SKIP LOCKED)
           RETURNING project_id, domain_id AS "domain_id: DomainId""#,
        now,
        now + AGAIN,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.project_id.parse().ok()?, row.domain_id))).collect())
}

/// Served name of a claim, if any.
pub async fn get(tx: &mut PlatformTx, project: ProjectId, domain: DomainId) -> Result<Option<Served>, sqlx::Error> {
    sqlx::query_as!(
        Served,
        "SELECT name, token FROM served_domains WHERE project_id = $1 AND domain_id = $2",
        project.as_str(),
        domain.0,
    )
    .fetch_optional(tx.conn())
    .await
}

/// Records a daily check, with or without the proof; returns whether the name has failed too often and is not served
/// any more.
pub async fn answered(
    tx: &mut PlatformTx,
    project: ProjectId,
    domain: DomainId,
    proven: bool,
    now: OffsetDateTime,
) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        "UPDATE served_domains SET failures = CASE WHEN $3 THEN 0 ELSE failures + 1 END, checked_at = $4
         WHERE project_id = $1 AND domain_id = $2 AND ($3 OR checked_at < $5)",
        project.as_str(),
        domain.0,
        proven,
        now,
        now - APART,
    )
    .execute(tx.conn())
    .await?;
    let off = sqlx::query!(
        "DELETE FROM served_domains WHERE project_id = $1 AND domain_id = $2 AND failures >= $3",
        project.as_str(),
        domain.0,
        FAILURES,
    )
    .execute(tx.conn())
    .await?;
    let off = off.rows_affected() == 1;
    if off {
        tx.announce(Change::Domains);
    }
    Ok(off)
}
