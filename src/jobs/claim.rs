//! Claiming due jobs: a worker takes them with a lease, in turn over the projects.

use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    Kinds,
    queue::{Claimed, LEASE, MAX_ATTEMPTS, fail},
};
use crate::{db::PlatformTx, ids::ProjectId};

/// `last_error` of a job whose process never reported, and of one that this version does not know.
const LOST: &str = "lost";
const NOT_UNDERSTOOD: &str = "not-understood";

/// Position of a worker's round over the projects that have jobs. While more is due than one look covers, each look
/// takes some further projects in turn: a project with a thousand jobs keeps no other waiting.
#[derive(Debug, Default)]
pub struct ProjectCursor {
    project: String,
    left: bool,
}

impl ProjectCursor {
    /// Due jobs a look counts, and whose projects it takes; the SQL of `look` says it again.
    const HEAD: usize = 40;
    /// Projects a look takes besides those of the first due jobs; the SQL of `look` says it again.
    const STEP: usize = 20;

    /// Whether the last claim left due jobs, because of its limit or a plan's. Otherwise another one finds nothing
    /// until jobs are committed or come due.
    #[must_use]
    pub fn has_more(&self) -> bool {
        self.left
    }
}

/// Takes up to `limit` due jobs: every project's first comes before any project's second, and no project has more under
/// way than its plan allows.
pub async fn claim(
    tx: &mut PlatformTx,
    kinds: Kinds,
    now: OffsetDateTime,
    round: &mut ProjectCursor,
    limit: i64,
) -> Result<Vec<Claimed>, sqlx::Error> {
    let (seen, projects) = look(tx, now, round).await?;
    round.left = false;
    if seen == 0 {
        return Ok(Vec::new());
    }
    let due = sqlx::query_scalar!(
        r#"WITH lane AS MATERIALIZED (
               SELECT asked.project_id,
                      coalesce(limits.concurrent_jobs,
                               (SELECT concurrent_jobs FROM plans WHERE name = default_plan())) AS most,
                      (SELECT count(*) FROM jobs busy WHERE busy.project_id = asked.project_id AND busy.state = 'ready'
                       AND busy.lease_until >= now()) AS under_way
               FROM unnest($2::text[]) AS asked (project_id)
               LEFT JOIN project_limits limits ON limits.project_id = asked.project_id
           ), due AS (
               SELECT first.id, first.run_at, lane.under_way + row_number() OVER (PARTITION BY lane.project_id
                                                                               ORDER BY first.run_at, first.id) AS place
               FROM lane CROSS JOIN LATERAL (
                   SELECT id, run_at FROM jobs j
                   WHERE j.project_id = lane.project_id AND j.state = 'ready' AND j.run_at <= greatest($1, now())
                     AND (j.lease_until IS NULL OR j.lease_until < now())
                   ORDER BY j.run_at LIMIT greatest(lane.most - lane.under_way, 0)
               ) first
               UNION ALL
               SELECT first.id, first.run_at, row_number() OVER (ORDER BY first.run_at, first.id)
               FROM (
                   SELECT id, run_at FROM jobs j
                   WHERE j.project_id IS NULL AND j.state = 'ready' AND j.run_at <= greatest($1, now())
                     AND (j.lease_until IS NULL OR j.lease_until < now())
                   ORDER BY j.run_at LIMIT $3
               ) first
           )
           SELECT id AS "id!" FROM due ORDER BY place, run_at LIMIT $3"#,
        now,
        &projects,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    let claimed = if due.is_empty() { Vec::new() } else { take(tx, kinds, now, &due).await? };
    round.left = seen > claimed.len() || seen == ProjectCursor::HEAD;
    Ok(claimed)
}

/// Number of due jobs, as far as a look counts, and projects to look at now: those of the first due rows and, if more
/// are due than one look covers, the round's next.
async fn look(
    tx: &mut PlatformTx,
    now: OffsetDateTime,
    round: &mut ProjectCursor,
) -> Result<(usize, Vec<String>), sqlx::Error> {
    // The queue fills and empties faster than its statistics follow, so the plan is forced to use the indexes; and once
    // for each connection, because planning takes ten times as long as the claim itself.
    sqlx::query_scalar!(
        r#"SELECT count(set_config(name, value, true)) AS "count!"
           FROM unnest(ARRAY['enable_seqscan', 'enable_bitmapscan', 'enable_sort', 'plan_cache_mode'],
                       ARRAY['off', 'off', 'off', 'force_generic_plan']) AS setting (name, value)"#
    )
    .fetch_one(tx.conn())
    .await?;
    let rows = sqlx::query!(
        r#"WITH RECURSIVE head AS (
               SELECT project_id FROM jobs WHERE state = 'ready' AND attempts >= 0 AND run_at <= greatest($1, now())
               ORDER BY run_at LIMIT 40
           ), step (project_id, place) AS (
               (SELECT project_id, 1 FROM jobs
                WHERE state = 'ready' AND project_id > $2 AND (SELECT count(*) = 40 FROM head)
                ORDER BY project_id LIMIT 1)
               UNION ALL
               SELECT (SELECT next.project_id FROM jobs next
                       WHERE next.state = 'ready' AND next.project_id > step.project_id
                       ORDER BY next.project_id LIMIT 1), place + 1
               FROM step WHERE step.project_id IS NOT NULL AND place < 20
           )
           SELECT project_id, 0 AS "place!", count(*) AS "due!" FROM head GROUP BY project_id
           UNION ALL SELECT project_id, place, 0 FROM step WHERE project_id IS NOT NULL ORDER BY 2"#,
        now,
        round.project,
    )
    .fetch_all(tx.conn())
    .await?;
    // A round that reached the last project begins again.
    let steps: Vec<_> = rows.iter().filter(|row| row.place > 0).collect();
    let last = steps.last().filter(|_| steps.len() >= ProjectCursor::STEP);
    round.project = last.and_then(|row| row.project_id.clone()).unwrap_or_default();
    let seen = usize::try_from(rows.iter().map(|row| row.due).sum::<i64>()).unwrap_or_default();
    let mut projects: Vec<String> = rows.into_iter().filter_map(|row| row.project_id).collect();
    projects.sort_unstable();
    projects.dedup();
    Ok((seen, projects))
}

/// Takes this job, unless it is held, not due, or done.
pub async fn claim_one(
    tx: &mut PlatformTx,
    kinds: Kinds,
    now: OffsetDateTime,
    id: Uuid,
) -> Result<Option<Claimed>, sqlx::Error> {
    Ok(take(tx, kinds, now, &[id]).await?.pop())
}

/// Takes those of these jobs that are still available. The row gets its next due time at once: if the process dies, the
/// job comes due by itself, behind those that are due before.
async fn take(
    tx: &mut PlatformTx,
    kinds: Kinds,
    now: OffsetDateTime,
    ids: &[Uuid],
) -> Result<Vec<Claimed>, sqlx::Error> {
    let lease = Uuid::new_v4();
    // CASE hides the conditions from the planner: for a short queue it would choose an index of ready jobs, and keep to
    // it when the queue is long.
    let rows = sqlx::query!(
        r#"UPDATE jobs SET lease_until = now() + make_interval(secs => $1), lease_token = $2, attempts = attempts + 1,
                  run_at = greatest($4, now())
                           + make_interval(secs => greatest($1, least(power(2, least(attempts, 12)), 3600)))
           WHERE id IN (SELECT id FROM jobs
                        WHERE id = ANY ($3)
                          AND CASE state WHEN 'ready' THEN run_at <= greatest($4, now())
                                                       AND (lease_until IS NULL OR lease_until < now()) END
                        FOR UPDATE SKIP LOCKED)
           RETURNING id, project_id, kind, payload::text AS "payload!", created_at, attempts,
                     last_error IS NOT NULL AS "failed_before!""#,
        LEASE.as_secs_f64(),
        lease,
        ids,
        now,
    )
    .fetch_all(tx.conn())
    .await?;
    let mut claimed = Vec::with_capacity(rows.len());
    for row in rows {
        // An unreadable job is set aside. A tenant's job without its tenant must not run as the platform's.
        let project = row.project_id.as_deref().map(str::parse::<ProjectId>).transpose().ok();
        let kind = kinds(&row.kind).filter(|kind| (kind.can_parse)(&row.payload));
        let (Some(project), Some(kind)) = (project, kind) else {
            set_aside(tx, row.id).await?;
            continue;
        };
        let one = Claimed {
            id: row.id,
            lease,
            project,
            created_at: row.created_at,
            attempts: row.attempts,
            failed_before: row.failed_before,
            kind,
            payload: row.payload,
        };
        // A job that kills its process never reports: the count of its tries ends it.
        if one.attempts > MAX_ATTEMPTS && one.kind.is_given_up {
            fail(tx, now, &one, LOST, true).await?;
        } else {
            claimed.push(one);
        }
    }
    Ok(claimed)
}

async fn set_aside(tx: &mut PlatformTx, id: Uuid) -> Result<(), sqlx::Error> {
    tracing::warn!(job = %id, "a job of a kind or form this version does not know is set aside");
    sqlx::query!(
        "UPDATE jobs SET state = 'aside', attempts = attempts - 1, lease_until = NULL, last_error = $2 WHERE id = $1",
        id,
        NOT_UNDERSTOOD,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Puts jobs that were set aside back into the queue if this version knows them, as after an upgrade; returns how many.
pub async fn requeue_set_aside(tx: &mut PlatformTx, kinds: Kinds, now: OffsetDateTime) -> Result<usize, sqlx::Error> {
    tx.note_jobs();
    let rows = sqlx::query!(
        r#"SELECT id, project_id, kind, payload::text AS "payload!" FROM jobs WHERE state = 'aside' ORDER BY created_at LIMIT 1000"#
    )
    .fetch_all(tx.conn())
    .await?;
    let known = rows.iter().filter(|row| {
        row.project_id.as_deref().is_none_or(|id| id.parse::<ProjectId>().is_ok())
            && kinds(&row.kind).is_some_and(|kind| (kind.can_parse)(&row.payload))
    });
    let known: Vec<Uuid> = known.map(|row| row.id).collect();
    sqlx::query!(
        "UPDATE jobs SET state = 'ready', run_at = $2, last_error = NULL WHERE id = ANY ($1) AND state = 'aside'",
        &known,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(known.len())
}
