//! Rows of requests for files.

use serde::Serialize;
use time::{Date, OffsetDateTime};

use super::RequestState;
use crate::{
    db::{SampleRow, TenantTx},
    features::shared::notify,
    ids::{FileRequestId, UserId},
};

/// A row in each table, for tests and the isolation check.
pub const SAMPLES: &[SampleRow] = &[(
    "file_requests (project_id, id, title, instructions, created_by, created_at, updated_at)",
    "project, id(file_request), canary, canary, person, at, at",
)];

/// A request for files.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct FileRequest {
    /// Request id.
    pub id: FileRequestId,
    /// Title.
    pub title: String,
    /// Instructions.
    pub instructions: String,
    /// Whether nobody asked: a client sent the files unasked. The title is the first one's name.
    pub unasked: bool,
    /// Due day.
    pub due_on: Option<Date>,
    /// State.
    pub state: RequestState,
    /// Reason for sending it back, while it is open again.
    pub return_note: String,
    /// Time of the last acceptance, also after it was opened again.
    #[serde(skip)]
    pub accepted_at: Option<OffsetDateTime>,
    /// Creation time.
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    /// Time of the last change.
    #[serde(with = "time::serde::rfc3339")]
    pub updated_at: OffsetDateTime,
}

impl FileRequest {
    /// Whether it was sent back, and nothing has arrived since.
    #[must_use]
    pub fn is_sent_back(&self) -> bool {
        self.state == RequestState::Open && !self.return_note.is_empty()
    }

    /// Whether a file that came at `sent_at` may be taken back: the agency has not accepted it.
    #[must_use]
    pub fn may_lose(&self, sent_at: OffsetDateTime) -> bool {
        self.state.takes_files() && self.accepted_at.is_none_or(|accepted_at| sent_at > accepted_at)
    }
}

/// A request that is not accepted yet.
#[derive(Clone, Debug)]
pub struct OpenRequest {
    /// Request id.
    pub id: FileRequestId,
    /// Title.
    pub title: String,
    /// Due day.
    pub due_on: Option<Date>,
    /// `Open` or `Received`.
    pub state: RequestState,
    /// Whether its files were sent back, and nothing has arrived since.
    pub sent_back: bool,
}

/// The requests, newest first (only the one with `id` if set), those older than `before` if set.
pub async fn list(
    tx: &mut TenantTx,
    id: Option<FileRequestId>,
    before: Option<FileRequestId>,
    limit: i64,
) -> Result<Vec<FileRequest>, sqlx::Error> {
    let project = tx.project();
    sqlx::query_as!(
        FileRequest,
        r#"SELECT id AS "id: FileRequestId", title, instructions, unasked, due_on, state AS "state: RequestState", return_note, accepted_at,
                  created_at, updated_at
           FROM file_requests
           WHERE project_id = $1 AND ($2::uuid IS NULL OR id = $2) AND ($3::uuid IS NULL OR id < $3)
           ORDER BY id DESC LIMIT $4"#,
        project.as_str(),
        id.map(|id| id.0),
        before.map(|id| id.0),
        limit,
    )
    .fetch_all(tx.conn())
    .await
}

/// One request.
pub async fn find(tx: &mut TenantTx, id: FileRequestId) -> Result<Option<FileRequest>, sqlx::Error> {
    Ok(list(tx, Some(id), None, 1).await?.pop())
}

/// One request, locked until the transaction ends.
pub async fn lock(tx: &mut TenantTx, id: FileRequestId) -> Result<Option<FileRequest>, sqlx::Error> {
    let project = tx.project();
    sqlx::query!("SELECT id FROM file_requests WHERE project_id = $1 AND id = $2 FOR UPDATE", project.as_str(), id.0)
        .fetch_optional(tx.conn())
        .await?;
    find(tx, id).await
}

/// One request, locked after its uploads: the order in which an upload is filed.
pub async fn lock_with_uploads(tx: &mut TenantTx, id: FileRequestId) -> Result<Option<FileRequest>, sqlx::Error> {
    let project = tx.project();
    sqlx::query!(
        "SELECT id FROM uploads WHERE project_id = $1 AND file_request_id = $2 ORDER BY id FOR UPDATE",
        project.as_str(),
        id.0,
    )
    .fetch_all(tx.conn())
    .await?;
    lock(tx, id).await
}

/// The requests that are not accepted, the most urgent first.
pub async fn open(tx: &mut TenantTx) -> Result<Vec<OpenRequest>, sqlx::Error> {
    let project = tx.project();
    sqlx::query_as!(
        OpenRequest,
        r#"SELECT id AS "id: FileRequestId", title, due_on, state AS "state: RequestState",
                  state = 'open' AND return_note <> '' AS "sent_back!"
           FROM file_requests WHERE project_id = $1 AND state <> 'accepted' ORDER BY due_on NULLS LAST, id"#,
        project.as_str(),
    )
    .fetch_all(tx.conn())
    .await
}

/// Adds a request.
pub async fn insert(
    tx: &mut TenantTx,
    by: UserId,
    (title, instructions, due_on): (&str, &str, Option<Date>),
    now: OffsetDateTime,
) -> Result<FileRequestId, sqlx::Error> {
    let (project, id) = (tx.project(), FileRequestId::new());
    let insert = sqlx::query!(
        "INSERT INTO file_requests (project_id, id, title, instructions, due_on, created_by, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
        project.as_str(),
        id.0,
        title,
        instructions,
        due_on,
        by.0,
        now,
    );
    tx.insert("file_requests", insert).await?;
    Ok(id)
}

/// Request under which a client's unasked files are received: that of the last `notify::QUIET`, or a new one; and whether
/// it is new, so that the agency is mailed.
pub async fn receive_unasked(
    tx: &mut TenantTx,
    by: UserId,
    title: &str,
    now: OffsetDateTime,
) -> Result<(FileRequestId, bool), sqlx::Error> {
    let project = tx.project();
    let open = sqlx::query_scalar!(
        r#"SELECT id AS "id: FileRequestId" FROM file_requests
           WHERE project_id = $1 AND unasked AND state = 'received' AND created_by = $2 AND created_at > $3
           ORDER BY id DESC LIMIT 1 FOR UPDATE"#,
        project.as_str(),
        by.0,
        now - notify::QUIET,
    );
    if let Some(id) = open.fetch_optional(tx.conn()).await? {
        return Ok((id, false));
    }
    let id = FileRequestId::new();
    let insert = sqlx::query!(
        "INSERT INTO file_requests (project_id, id, title, unasked, state, told_at, created_by, created_at, updated_at)
         VALUES ($1, $2, $3, true, 'received', $5, $4, $5, $5)",
        project.as_str(),
        id.0,
        title,
        by.0,
        now,
    );
    tx.insert("file_requests", insert).await?;
    Ok((id, true))
}

/// Names an unasked request after the first file that is left for the client, or deletes it when none is. Its uploads
/// and then it itself are locked.
pub async fn settle_unasked(tx: &mut TenantTx, id: FileRequestId) -> Result<(), sqlx::Error> {
    let project = tx.project();
    let left = sqlx::query_scalar!(
        "SELECT name FROM documents WHERE project_id = $1 AND file_request_id = $2 AND deleted_at IS NULL
         AND visibility IN ('client', 'shared') ORDER BY id LIMIT 1",
        project.as_str(),
        id.0,
    );
    if let Some(name) = left.fetch_optional(tx.conn()).await? {
        sqlx::query!(
            "UPDATE file_requests SET title = $3 WHERE project_id = $1 AND id = $2",
            project.as_str(),
            id.0,
            name,
        )
        .execute(tx.conn())
        .await?;
        return Ok(());
    }
    sqlx::query!(
        "UPDATE uploads SET file_request_id = NULL WHERE project_id = $1 AND file_request_id = $2",
        project.as_str(),
        id.0,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "UPDATE documents SET file_request_id = NULL WHERE project_id = $1 AND file_request_id = $2",
        project.as_str(),
        id.0,
    )
    .execute(tx.conn())
    .await?;
    let delete = sqlx::query!("DELETE FROM file_requests WHERE project_id = $1 AND id = $2", project.as_str(), id.0);
    tx.delete("file_requests", delete).await.map(drop)
}

/// Opens a received request again whose files were all taken back.
pub async fn reopen_empty(tx: &mut TenantTx, id: FileRequestId, now: OffsetDateTime) -> Result<(), sqlx::Error> {
    let project = tx.project();
    sqlx::query!(
        "UPDATE file_requests SET state = 'open', updated_at = $3
         WHERE project_id = $1 AND id = $2 AND state = 'received' AND NOT unasked AND NOT EXISTS (
             SELECT FROM documents WHERE project_id = $1 AND file_request_id = $2 AND deleted_at IS NULL)",
        project.as_str(),
        id.0,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Accepts the request, or opens it again with a note.
pub async fn set_state(
    tx: &mut TenantTx,
    id: FileRequestId,
    state: RequestState,
    return_note: &str,
    now: OffsetDateTime,
) -> Result<bool, sqlx::Error> {
    let project = tx.project();
    let done = sqlx::query!(
        "UPDATE file_requests SET state = $3, return_note = $4, updated_at = $5,
                accepted_at = CASE $3 WHEN 'accepted' THEN $5 ELSE accepted_at END
         WHERE project_id = $1 AND id = $2",
        project.as_str(),
        id.0,
        state.as_str(),
        return_note,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Records received files; returns whether to mail the agency: for the first file since the request was opened, and for
/// further ones if the agency has not looked at them for a while.
pub async fn receive(tx: &mut TenantTx, id: FileRequestId, now: OffsetDateTime) -> Result<bool, sqlx::Error> {
    let project = tx.project();
    let done = sqlx::query!(
        "UPDATE file_requests SET state = 'received', updated_at = $3, told_at = $3
         WHERE project_id = $1 AND id = $2
           AND (state = 'open' OR state = 'received' AND coalesce(told_at, '-infinity') <= $4)",
        project.as_str(),
        id.0,
        now,
        now - notify::QUIET,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
