use sqlx::types::Json;
use std::time::Duration;
use uuid::Uuid;

use super::Job;
use crate::{db::PlatformTx, ids::ProjectId};

/// A job this worker holds for `LEASE`.
#[derive(Debug)]
pub struct Claimed {
    /// The row.
    pub id: Uuid,
    /// Fences off a worker that comes back after its lease.
    pub lease: Uuid,
    /// The tenant it works for.
    pub project: Option<ProjectId>,
    /// What to do.
    pub job: Job,
}

/// How long a worker may hold a job before another may take it.
const LEASE: Duration = Duration::from_mins(1);
/// How long a job may run: what is left of the lease is for noting how it ended.
pub const TIME: Duration = Duration::from_secs(55);
/// After this many tries a job is dead and waits for a person.
const MAX_ATTEMPTS: i32 = 12;

/// Takes up to `limit` jobs that are due.
pub async fn claim(tx: &mut PlatformTx, limit: i64) -> Result<Vec<Claimed>, sqlx::Error> {
    // A job that takes its process with it never reports: it is given up by the count of its tries.
    sqlx::query!(
        "UPDATE jobs SET state = 'dead', last_error = coalesce(last_error, 'lost')
         WHERE state = 'ready' AND attempts >= $1 AND lease_until < now()",
        MAX_ATTEMPTS,
    )
    .execute(tx.conn())
    .await?;
    claim_where(tx, None, limit).await
}

/// Takes this job, unless somebody has it or it is done.
pub async fn claim_one(tx: &mut PlatformTx, id: Uuid) -> Result<Option<Claimed>, sqlx::Error> {
    Ok(claim_where(tx, Some(id), 1).await?.pop())
}

async fn claim_where(tx: &mut PlatformTx, id: Option<Uuid>, limit: i64) -> Result<Vec<Claimed>, sqlx::Error> {
    let lease = Uuid::new_v4();
    // Every project's first job comes before any project's second, and none has more under way than its plan allows:
    // who asks for a thousand things waits behind her own.
    let rows = sqlx::query!(
        r#"WITH due AS (
               SELECT j.id, j.project_id, j.run_at,
                      row_number() OVER (PARTITION BY j.project_id ORDER BY j.run_at, j.id)
                      + (SELECT count(*) FROM jobs busy WHERE busy.project_id = j.project_id AND busy.state = 'ready'
                         AND busy.lease_until >= now()) AS place
               FROM jobs j
               WHERE j.state = 'ready' AND j.run_at <= now() AND ($3::uuid IS NULL OR j.id = $3)
                 AND (j.lease_until IS NULL OR j.lease_until < now())
           ), turn AS (
               SELECT d.id FROM due d LEFT JOIN allowances a ON a.project_id = d.project_id
               JOIN plans p ON p.name = coalesce(a.plan, 'standard')
               WHERE d.project_id IS NULL OR $3 IS NOT NULL
                  OR d.place <= coalesce(a.concurrent_jobs, p.concurrent_jobs)
               ORDER BY d.place, d.run_at LIMIT $4
           )
           UPDATE jobs SET lease_until = now() + make_interval(secs => $1), lease_token = $2, attempts = attempts + 1
           WHERE id IN (SELECT id FROM jobs
                        WHERE id IN (SELECT id FROM turn) AND state = 'ready'
                          AND (lease_until IS NULL OR lease_until < now())
                        FOR UPDATE SKIP LOCKED)
           RETURNING id, project_id, payload AS "payload: Json<Job>""#,
        LEASE.as_secs_f64(),
        lease,
        id,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Claimed {
            id: row.id,
            lease,
            project: row.project_id.and_then(|id| id.parse().ok()),
            job: row.payload.0,
        })
        .collect())
}

/// Marks a job done and forgets what it carried (mails hold codes and names).
pub async fn finish(tx: &mut PlatformTx, id: Uuid, lease: Uuid) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "UPDATE jobs SET state = 'done', finished_at = now(), payload = '{}', last_error = NULL
         WHERE id = $1 AND lease_token = $2 AND state = 'ready'",
        id,
        lease,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Puts a job back to be tried later (1 s, 2 s, 4 s … 1 h), or declares it dead.
pub async fn fail(tx: &mut PlatformTx, id: Uuid, lease: Uuid, error: &str) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE jobs SET lease_until = NULL, last_error = $3,
                run_at = now() + make_interval(secs => least(power(2, attempts - 1), 3600)),
                state = CASE WHEN attempts >= $4 THEN 'dead' ELSE 'ready' END
         WHERE id = $1 AND lease_token = $2",
        id,
        lease,
        error,
        MAX_ATTEMPTS,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What the queue holds.
#[derive(Clone, Copy, Debug)]
pub struct Backlog {
    /// To be done.
    pub ready: i64,
    /// Given up.
    pub dead: i64,
}

/// Counts the queue.
pub async fn backlog(tx: &mut PlatformTx) -> Result<Backlog, sqlx::Error> {
    sqlx::query_as!(
        Backlog,
        r#"SELECT count(*) FILTER (WHERE state = 'ready') AS "ready!", count(*) FILTER (WHERE state = 'dead') AS "dead!"
           FROM jobs WHERE state <> 'done'"#
    )
    .fetch_one(tx.conn())
    .await
}
