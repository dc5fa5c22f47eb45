//! The outbox and its queue: a job is a row written in the transaction of the change that wants it done, so that it
//! exists exactly when the change does. Jobs run at least once: every kind is idempotent.
//!
//! A kind is a type that implements [`Job`], usually in the `jobs.rs` of the feature that enqueues it. How it runs is
//! said there too (`Run`), and `src/worker/job_kinds.rs` lists all kinds. A mail is the kind that all features enqueue.

mod claim;
mod failed;
mod queue;

use serde::{Serialize, de::DeserializeOwned};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

pub use claim::{ProjectCursor, claim, claim_one, requeue_set_aside};
pub use failed::{FailedJob, PROMISED, Which, discard, list_failed, retry};
pub use queue::{Backlog, Claimed, RUN_TIMEOUT, backlog, delete_expired, enqueue_held, fail, finish, is_last};

use crate::{
    db::{PlatformTx, TenantTx},
    ids::ProjectId,
    mail::Mail,
};

/// Content of a job's row: IDs, never a copy of another row.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Name of the kind in its rows.
    const KIND: &'static str;
    /// Whether the job is dead after all its tries, until a person retries it.
    const IS_GIVEN_UP: bool = true;
}

impl Job for Mail {
    const KIND: &'static str = "send_mail";
}

/// A kind of job as the queue knows it.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    name: &'static str,
    is_given_up: bool,
    can_parse: fn(&str) -> bool,
}

impl Kind {
    /// The kind of these jobs.
    #[must_use]
    pub const fn of<J: Job>() -> Self {
        Self {
            name: J::KIND,
            is_given_up: J::IS_GIVEN_UP,
            can_parse: |payload| serde_json::from_str::<J>(payload).is_ok(),
        }
    }

    /// Whether its jobs are dead after all their tries.
    #[must_use]
    pub fn is_given_up(self) -> bool {
        self.is_given_up
    }

    /// Name of the kind in its rows.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.name
    }
}

/// Kinds that this version knows, by their names.
pub type Kinds = fn(&str) -> Option<Kind>;

/// Enqueues a job for the transaction's project.
pub async fn enqueue(tx: &mut TenantTx, job: &impl Job) -> Result<Uuid, sqlx::Error> {
    tx.note_jobs();
    let project = tx.project();
    insert(tx.conn(), Some(project), job, None).await
}

/// Enqueues a job for the transaction's project, due at `run_at`.
pub async fn enqueue_at(tx: &mut TenantTx, job: &impl Job, run_at: OffsetDateTime) -> Result<Uuid, sqlx::Error> {
    tx.note_jobs();
    let project = tx.project();
    insert(tx.conn(), Some(project), job, Some(run_at)).await
}

/// Enqueues a job of the platform, or for a project.
pub async fn enqueue_platform(
    tx: &mut PlatformTx,
    project: Option<ProjectId>,
    job: &impl Job,
) -> Result<Uuid, sqlx::Error> {
    tx.note_jobs();
    insert(tx.conn(), project, job, None).await
}

async fn insert<J: Job>(
    connection: &mut PgConnection,
    project: Option<ProjectId>,
    job: &J,
    run_at: Option<OffsetDateTime>,
) -> Result<Uuid, sqlx::Error> {
    let id = Uuid::now_v7();
    sqlx::query!(
        "INSERT INTO jobs (id, project_id, kind, payload, run_at, due_at)
         VALUES ($1, $2, $3, $4, coalesce($5, now()), coalesce($5, now()))",
        id,
        project.as_ref().map(ProjectId::as_str),
        J::KIND,
        sqlx::types::Json(job) as _,
        run_at,
    )
    .execute(connection)
    .await?;
    Ok(id)
}
