//! The outbox and its queue: a job is a row written in the transaction of the change that wants it done, so that it
//! exists exactly when the change does. Jobs run at least once: every kind is idempotent.
//!
//! To add a kind: a variant of `Job` with what it needs, and an arm in `worker::run_job`.

mod queue;
mod troubled;

use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

pub use queue::{
    Backlog, Claimed, Round, TIME, backlog, claim, claim_one, enqueue_held, fail, finish, forget_over, is_last,
    take_up_again,
};
pub use troubled::{Troubled, Which, retry, troubled};

use crate::{
    db::{PlatformTx, TenantTx},
    ids::{DomainId, ProjectId},
    mail::Mail,
};

/// Kinds of job.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Job {
    /// Make a project's rows, storage namespace and welcome mail.
    Provision(serde_json::Value),
    /// Send one mail.
    SendMail(Mail),
    /// Remove the object of an upload from quarantine.
    DeleteUpload {
        /// Upload id.
        upload: crate::ids::UploadId,
        /// Number of earlier checks.
        #[serde(default)]
        looks: u8,
    },
    /// Remove the files of a deleted document.
    DeleteDocument {
        /// Document id.
        document: crate::ids::DocumentId,
    },
    /// Ask the DNS whether a served domain is still the project's.
    CheckDomain {
        /// Domain id.
        domain: DomainId,
    },
    /// Tell the project that a domain of its own is no longer served.
    DomainLost {
        /// Domain id.
        domain: DomainId,
    },
}

impl Job {
    fn kind(&self) -> &'static str {
        match self {
            Self::Provision(_) => "provision",
            Self::SendMail(_) => "send_mail",
            Self::DeleteUpload { .. } => "delete_upload",
            Self::DeleteDocument { .. } => "delete_document",
            Self::CheckDomain { .. } => "check_domain",
            Self::DomainLost { .. } => "domain_lost",
        }
    }

    /// Whether the job is given up after all its tries. A confirmed project is not: it was promised.
    fn is_given_up(&self) -> bool {
        !matches!(self, Self::Provision(_))
    }
}

/// Enqueues a job for the transaction's project.
pub async fn enqueue(tx: &mut TenantTx, job: &Job) -> Result<Uuid, sqlx::Error> {
    tx.note_jobs();
    let project = tx.project();
    insert(tx.conn(), Some(project), job, None).await
}

/// Enqueues a job for the transaction's project, due at `run_at`.
pub async fn enqueue_at(tx: &mut TenantTx, job: &Job, run_at: OffsetDateTime) -> Result<Uuid, sqlx::Error> {
    tx.note_jobs();
    let project = tx.project();
    insert(tx.conn(), Some(project), job, Some(run_at)).await
}

/// Enqueues a job of the platform, or for a project.
pub async fn enqueue_platform(tx: &mut PlatformTx, project: Option<ProjectId>, job: &Job) -> Result<Uuid, sqlx::Error> {
    tx.note_jobs();
    insert(tx.conn(), project, job, None).await
}

async fn insert(
    connection: &mut PgConnection,
    project: Option<ProjectId>,
    job: &Job,
    run_at: Option<OffsetDateTime>,
) -> Result<Uuid, sqlx::Error> {
    let id = Uuid::now_v7();
    sqlx::query!(
        "INSERT INTO jobs (id, project_id, kind, payload, run_at) VALUES ($1, $2, $3, $4, coalesce($5, now()))",
        id,
        project.as_ref().map(ProjectId::as_str),
        job.kind(),
        sqlx::types::Json(job) as _,
        run_at,
    )
    .execute(connection)
    .await?;
    Ok(id)
}
