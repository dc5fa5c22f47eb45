//! Claimed jobs and their ends. Due times go by the service's clock or the database's, whichever is later; leases are
//! between processes and go by the database's alone.

use std::time::Duration;

use time::OffsetDateTime;
use uuid::Uuid;

use super::{Job, Kind};
use crate::{db::PlatformTx, ids::ProjectId};

/// A job that this worker holds for `LEASE`.
#[derive(Debug)]
pub struct Claimed {
    /// Job id.
    pub id: Uuid,
    /// Lease token: fences off a worker that returns after its lease.
    pub lease: Uuid,
    /// Tenant of the job.
    pub project: Option<ProjectId>,
    /// Creation time.
    pub created_at: OffsetDateTime,
    /// Number of tries so far, including this one.
    pub attempts: i32,
    /// Whether an earlier try failed.
    pub failed_before: bool,
    /// Kind of the job.
    pub kind: Kind,
    pub(super) payload: String,
}

impl Claimed {
    /// The job; its kind is known to be `J`.
    pub fn read<J: Job>(&self) -> serde_json::Result<J> {
        serde_json::from_str(&self.payload)
    }
}

/// Time after which another worker may take the job.
pub(super) const LEASE: Duration = Duration::from_mins(1);
/// Time limit of a run: the rest of the lease is for recording its end.
pub const RUN_TIMEOUT: Duration = Duration::from_secs(55);
/// A dozen tries within about an hour, then one an hour for three days: afterwards a job is dead and waits for a
/// person.
pub(super) const MAX_ATTEMPTS: i32 = 12 + 72;

/// Enqueues a job of `project` that the caller holds and runs after the commit. No worker finds it before its lease has
/// ended, so none is woken.
pub async fn enqueue_held<J: Job>(
    tx: &mut PlatformTx,
    now: OffsetDateTime,
    project: ProjectId,
    job: &J,
) -> Result<Claimed, sqlx::Error> {
    let (id, lease) = (Uuid::now_v7(), Uuid::new_v4());
    let payload = serde_json::to_string(job).map_err(|error| sqlx::Error::Encode(error.into()))?;
    let created_at = sqlx::query_scalar!(
        "INSERT INTO jobs (id, project_id, kind, payload, attempts, lease_token, lease_until, run_at)
         VALUES ($1, $2, $3, $4::text::jsonb, 1, $5, now() + make_interval(secs => $6), greatest($7, now()) + make_interval(secs => $6))
         RETURNING created_at",
        id,
        project.as_str(),
        J::KIND,
        payload,
        lease,
        LEASE.as_secs_f64(),
        now,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Claimed {
        id,
        lease,
        project: Some(project),
        created_at,
        attempts: 1,
        failed_before: false,
        kind: Kind::of::<J>(),
        payload,
    })
}

/// Marks a job done and clears its payload (mails hold codes and names).
pub async fn finish(tx: &mut PlatformTx, id: Uuid, lease: Uuid) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "UPDATE jobs SET state = 'done', finished_at = now(), payload = '{}', last_error = NULL, lease_until = NULL
         WHERE id = $1 AND lease_token = $2 AND state = 'ready'",
        id,
        lease,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether the next failure of this job is final: its tries are used up, or another would fail alike (`for_good`).
#[must_use]
pub fn is_last(claimed: &Claimed, for_good: bool) -> bool {
    claimed.kind.is_given_up && (for_good || claimed.attempts >= MAX_ATTEMPTS)
}

/// Puts a job back for a later try (1 s, 2 s, 4 s … 1 h), or declares it dead. `error` is shown to admins.
pub async fn fail(
    tx: &mut PlatformTx,
    now: OffsetDateTime,
    claimed: &Claimed,
    error: &str,
    for_good: bool,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE jobs SET lease_until = NULL, last_error = $3,
                run_at = greatest($4, now()) + make_interval(secs => least(power(2, least(attempts - 1, 12)), 3600)),
                state = CASE WHEN $5 THEN 'dead' ELSE 'ready' END,
                finished_at = CASE WHEN $5 THEN greatest($4, now()) END
         WHERE id = $1 AND lease_token = $2 AND state = 'ready'",
        claimed.id,
        claimed.lease,
        error,
        now,
        is_last(claimed, for_good),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Retention of done and dead jobs: no link in a mail lives longer.
const KEPT: time::Duration = time::Duration::days(7);

/// Deletes jobs that were done or given up long ago.
pub async fn delete_expired(tx: &mut PlatformTx, now: OffsetDateTime) -> Result<(), sqlx::Error> {
    sqlx::query!("DELETE FROM jobs WHERE finished_at < $1 AND state IN ('done', 'dead')", now - KEPT)
        .execute(tx.conn())
        .await
        .map(drop)
}

/// Jobs of one kind in one state.
#[derive(Clone, Debug)]
pub struct Backlog {
    /// Kind, as its rows name it.
    pub kind: String,
    /// `ready` (to do), `dead` (given up) or `aside` (not known to this version).
    pub state: String,
    /// Their number.
    pub jobs: i64,
    /// How long the oldest has waited, in seconds: since it was due, or since it was given up. Jobs for later
    /// do not wait yet.
    pub oldest_seconds: f64,
}

/// Counts the queue by kind and state.
pub async fn backlog(tx: &mut PlatformTx, now: OffsetDateTime) -> Result<Vec<Backlog>, sqlx::Error> {
    sqlx::query_as!(
        Backlog,
        r#"SELECT kind, state, count(*) AS "jobs!",
                  greatest(extract(epoch FROM greatest($1, now()) - min(coalesce(finished_at, due_at))), 0)::float8
                      AS "oldest_seconds!"
           FROM jobs WHERE state <> 'done' GROUP BY kind, state ORDER BY kind, state"#,
        now,
    )
    .fetch_all(tx.conn())
    .await
}
