//! Failed jobs, for the agency's admins: on a page, and on the command line. `all` and [`Which::One`] reach jobs that
//! never failed, too.

use time::OffsetDateTime;
use uuid::Uuid;

use crate::db::PlatformTx;

/// A job that was given up, set aside, or has failed and will be tried again.
#[derive(Clone, Debug)]
pub struct FailedJob {
    /// Job id.
    pub id: Uuid,
    /// Tenant of the job.
    pub project: Option<String>,
    /// Kind of job.
    pub kind: String,
    /// `dead`, `aside` or `ready`.
    pub state: String,
    /// Number of tries so far.
    pub attempts: i32,
    /// Last error: a code such as `lost`, never text from the payload.
    pub last_error: String,
    /// Next try, while it is `ready`.
    pub run_at: OffsetDateTime,
    /// Creation time.
    pub created_at: OffsetDateTime,
    /// Recipient of a mail.
    pub to: Option<String>,
}

/// Jobs in trouble, those that wait for a person first, then the oldest; with `all`, every job that is not done.
pub async fn list_failed(tx: &mut PlatformTx, all: bool, limit: i64) -> Result<Vec<FailedJob>, sqlx::Error> {
    sqlx::query_as!(
        FailedJob,
        r#"SELECT id, project_id AS project, kind, state, attempts, coalesce(last_error, '') AS "last_error!", run_at,
                  created_at, CASE WHEN kind = 'send_mail' THEN payload ->> 'email' END AS "to"
           FROM jobs
           WHERE state IN ('dead', 'aside') OR (state = 'ready' AND last_error IS NOT NULL) OR ($1 AND state = 'ready')
           ORDER BY state = 'ready', created_at, id LIMIT $2"#,
        all,
        limit,
    )
    .fetch_all(tx.conn())
    .await
}

/// Jobs to try again at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// This one.
    One(Uuid),
    /// Jobs that were given up.
    Dead,
    /// All jobs in trouble.
    All,
}

/// Makes jobs due at once, with their attempts reset to 0; returns how many.
pub async fn retry(tx: &mut PlatformTx, now: OffsetDateTime, which: Which) -> Result<u64, sqlx::Error> {
    tx.note_jobs();
    let (one, all) = match which {
        Which::One(id) => (Some(id), false),
        Which::Dead => (None, false),
        Which::All => (None, true),
    };
    let changed = sqlx::query!(
        "UPDATE jobs SET state = 'ready', attempts = 0, run_at = $1, due_at = $1, finished_at = NULL
         WHERE (state IN ('dead', 'aside') OR state = 'ready' AND (last_error IS NOT NULL OR id = $2))
           AND (id = $2 OR $2 IS NULL AND ($3 OR state = 'dead'))
           AND (lease_until IS NULL OR lease_until < now())",
        now,
        one,
        all,
    )
    .execute(tx.conn())
    .await?;
    Ok(changed.rows_affected())
}

/// Kinds whose jobs are promised to somebody and never given up (`Job::IS_GIVEN_UP`).
pub const PROMISED: [&str; 1] = ["provision"];

/// Discards a job that was given up, set aside or has failed, with its content; returns whether there was one. A promised
/// one is not discarded.
pub async fn discard(tx: &mut PlatformTx, now: OffsetDateTime, id: Uuid) -> Result<bool, sqlx::Error> {
    let discarded = sqlx::query!(
        "UPDATE jobs SET state = 'done', finished_at = $2, payload = '{}', lease_until = NULL
         WHERE id = $1 AND (state IN ('dead', 'aside') OR state = 'ready' AND last_error IS NOT NULL)
           AND kind <> ALL ($3) AND (lease_until IS NULL OR lease_until < now())",
        id,
        now,
        &PROMISED.map(str::to_owned),
    )
    .execute(tx.conn())
    .await?;
    Ok(discarded.rows_affected() == 1)
}
