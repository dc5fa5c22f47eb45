//! Rows of documents and their versions. Deleted documents, and those outside the reader's visibilities, are not found.

use strum::VariantArray;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{DocumentKind, decisions::ApprovalState};
use crate::{
    access::Visibility,
    db::{SampleRow, TenantTx},
    ids::{DocumentId, FileRequestId, UserId},
    storage::FileName,
};

/// A row in each table, for tests and the isolation check.
pub const SAMPLES: &[SampleRow] = &[
    (
        "documents (project_id, id, kind, name, visibility, current_version, created_by, created_at, updated_at)",
        "project, id(document), 'deliverable', canary || '.txt', 'shared', 1, person, at, at",
    ),
    (
        "document_versions (project_id, document_id, version, name, size, content_type, uploaded_by, created_at)",
        "project, id(document), 1, canary || '.txt', char_length(canary), 'text/plain', person, at",
    ),
    (
        "uploads (project_id, id, name, size, content_type, kind, visibility, created_by, created_at, expires_at)",
        "project, id(upload), canary || '.txt', 1, 'text/plain', 'other', 'shared', person, at, at",
    ),
    (
        "approvals (project_id, id, document_id, version, decision, comment, decided_by, decided_at)",
        "project, id(approval), id(document), 1, 'approved', canary, person, at",
    ),
];

/// A document with its current version.
#[derive(Clone, Debug)]
pub struct Document {
    /// Document id.
    pub id: DocumentId,
    /// Kind.
    pub kind: DocumentKind,
    /// Name.
    pub name: String,
    /// Visibility.
    pub visibility: Visibility,
    /// Number of the current version.
    pub current_version: i32,
    /// Size in bytes.
    pub size: i64,
    /// Media type.
    pub content_type: String,
    /// Request it came for.
    pub file_request_id: Option<FileRequestId>,
    /// Uploader.
    pub created_by: UserId,
    /// Name of the uploader.
    pub author: Option<String>,
    /// Time of the upload.
    pub created_at: OffsetDateTime,
    /// Time of the latest version or other change.
    pub updated_at: OffsetDateTime,
}

/// A version of a document.
#[derive(Clone, Debug)]
pub struct Version {
    /// Version number; some may be missing.
    pub version: i32,
    /// Name of the uploaded file.
    pub name: String,
    /// Size in bytes.
    pub size: i64,
    /// Detected media type.
    pub content_type: String,
    /// SHA-256 of the bytes, if declared or known to the store.
    pub sha256: Option<Vec<u8>>,
    /// Uploader.
    pub uploaded_by: UserId,
    /// Name of the uploader.
    pub author: Option<String>,
    /// Time of the upload.
    pub created_at: OffsetDateTime,
}

/// Filter of a project's documents; empty means all.
#[derive(Clone, Copy, Debug, Default)]
pub struct DocumentFilter {
    /// Only of this kind.
    pub kind: Option<DocumentKind>,
    /// Only of this visibility.
    pub visibility: Option<Visibility>,
    /// Only documents older than this one.
    pub before: Option<DocumentId>,
}

/// Query for the documents that `$which` selects, with their current version, newest first; `named` adds the authors.
macro_rules! documents {
    ($which:literal, $($bound:expr),+ $(,)?) => {
        sqlx::query_as!(
            Document,
            r#"SELECT d.id AS "id: DocumentId", d.kind AS "kind: DocumentKind", d.name, d.visibility AS "visibility: Visibility",
                      d.current_version, v.size, v.content_type, d.file_request_id AS "file_request_id: FileRequestId",
                      d.created_by AS "created_by: UserId", NULL AS "author?", d.created_at, d.updated_at
               FROM documents d
               JOIN document_versions v
                 ON v.project_id = d.project_id AND v.document_id = d.id AND v.version = d.current_version
               WHERE d.project_id = $1 AND d.visibility = ANY ($2) AND d.deleted_at IS NULL AND "#
                + $which,
            $($bound),+
        )
    };
}

async fn named(tx: &mut TenantTx, mut documents: Vec<Document>) -> Result<Vec<Document>, sqlx::Error> {
    let people = tx.people(documents.iter().map(|document| document.created_by).collect()).await?;
    for document in &mut documents {
        document.author = people.name(document.created_by);
    }
    Ok(documents)
}

/// Documents of `filter` with one of the visibilities `sees`, newest first.
pub async fn list(
    tx: &mut TenantTx,
    sees: &[String],
    filter: DocumentFilter,
    limit: i64,
) -> Result<Vec<Document>, sqlx::Error> {
    let project = tx.project();
    // Each condition always narrows, if only to everything: a statement with nullable parameters is planned for a
    // handful of rows, and then reads and sorts all rows of a project for each page.
    let narrowed: Vec<String> = match filter.visibility.map(Visibility::as_str) {
        Some(one) => sees.iter().filter(|visibility| *visibility == one).cloned().collect(),
        None => sees.to_vec(),
    };
    let kinds: Vec<String> = match filter.kind {
        Some(kind) => vec![kind.as_str().to_owned()],
        None => DocumentKind::VARIANTS.iter().map(|kind| kind.as_str().to_owned()).collect(),
    };
    let found = documents!(
        "d.kind = ANY ($3) AND d.id < $4 ORDER BY d.id DESC LIMIT $5",
        project.as_str(),
        &narrowed,
        &kinds,
        filter.before.map_or(Uuid::max(), |id| id.0),
        limit,
    );
    let found = found.fetch_all(tx.conn()).await?;
    named(tx, found).await
}

/// Deliverables in this state of approval, newest first, before `before` if given.
pub async fn in_state(
    tx: &mut TenantTx,
    sees: &[String],
    state: ApprovalState,
    before: Option<DocumentId>,
    limit: i64,
) -> Result<Vec<Document>, sqlx::Error> {
    let project = tx.project();
    let found = documents!(
        "d.kind = 'deliverable' AND ($3 <> 'to_approve' OR d.visibility IN ('client', 'shared'))
         AND coalesce((SELECT a.decision FROM approvals a WHERE a.project_id = $1 AND a.document_id = d.id
                       AND a.version = d.current_version), 'to_approve') = $3
         AND d.id < $4 ORDER BY d.id DESC LIMIT $5",
        project.as_str(),
        sees,
        state.as_str(),
        before.map_or(Uuid::max(), |id| id.0),
        limit,
    );
    let found = found.fetch_all(tx.conn()).await?;
    named(tx, found).await
}

/// The documents that came for one of these requests, newest first.
pub async fn for_requests(
    tx: &mut TenantTx,
    sees: &[String],
    requests: &[Uuid],
    limit: i64,
) -> Result<Vec<Document>, sqlx::Error> {
    let project = tx.project();
    let found = documents!(
        "d.file_request_id = ANY ($3) ORDER BY d.id DESC LIMIT $4",
        project.as_str(),
        sees,
        requests,
        limit,
    );
    let found = found.fetch_all(tx.conn()).await?;
    named(tx, found).await
}

/// Number of visible documents that came for a request.
pub async fn count_for(tx: &mut TenantTx, sees: &[String], request: FileRequestId) -> Result<i64, sqlx::Error> {
    let project = tx.project();
    sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM documents
           WHERE project_id = $1 AND file_request_id = $2 AND visibility = ANY ($3) AND deleted_at IS NULL"#,
        project.as_str(),
        request.0,
        sees,
    )
    .fetch_one(tx.conn())
    .await
}

/// The newest documents.
pub async fn latest(tx: &mut TenantTx, sees: &[String], limit: i64) -> Result<Vec<Document>, sqlx::Error> {
    list(tx, sees, DocumentFilter::default(), limit).await
}

/// One document.
pub async fn find(tx: &mut TenantTx, sees: &[String], id: DocumentId) -> Result<Option<Document>, sqlx::Error> {
    let project = tx.project();
    let found = documents!("d.id = $3", project.as_str(), sees, id.0).fetch_all(tx.conn()).await?;
    Ok(named(tx, found).await?.pop())
}

/// One document, locked until the transaction ends.
pub async fn lock(tx: &mut TenantTx, sees: &[String], id: DocumentId) -> Result<Option<Document>, sqlx::Error> {
    let project = tx.project();
    sqlx::query!("SELECT id FROM documents WHERE project_id = $1 AND id = $2 FOR UPDATE", project.as_str(), id.0)
        .fetch_optional(tx.conn())
        .await?;
    find(tx, sees, id).await
}

/// Numbers of visible documents of each kind.
pub async fn counts(tx: &mut TenantTx, sees: &[String]) -> Result<Vec<(DocumentKind, i64)>, sqlx::Error> {
    let project = tx.project();
    let rows = sqlx::query!(
        r#"SELECT kind AS "kind: DocumentKind", count(*) AS "count!" FROM documents
           WHERE project_id = $1 AND visibility = ANY ($2) AND deleted_at IS NULL GROUP BY kind"#,
        project.as_str(),
        sees,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.kind, row.count)).collect())
}

/// Versions of a document, newest first. The caller has checked that the document is visible.
pub async fn versions(tx: &mut TenantTx, id: DocumentId) -> Result<Vec<Version>, sqlx::Error> {
    let project = tx.project();
    let rows = sqlx::query!(
        r#"SELECT version, name, size, content_type, sha256, uploaded_by AS "uploaded_by: UserId", created_at
           FROM document_versions WHERE project_id = $1 AND document_id = $2 ORDER BY version DESC"#,
        project.as_str(),
        id.0,
    )
    .fetch_all(tx.conn())
    .await?;
    let people = tx.people(rows.iter().map(|row| row.uploaded_by).collect()).await?;
    Ok(rows
        .into_iter()
        .map(|row| Version {
            version: row.version,
            name: row.name,
            size: row.size,
            content_type: row.content_type,
            sha256: row.sha256,
            uploaded_by: row.uploaded_by,
            author: people.name(row.uploaded_by),
            created_at: row.created_at,
        })
        .collect())
}

/// Whether one person uploaded every version of a document.
pub async fn is_all_of(tx: &mut TenantTx, id: DocumentId, uploader: UserId) -> Result<bool, sqlx::Error> {
    let project = tx.project();
    sqlx::query_scalar!(
        r#"SELECT bool_and(uploaded_by = $3) AS "all!" FROM document_versions WHERE project_id = $1 AND document_id = $2"#,
        project.as_str(),
        id.0,
        uploader.0,
    )
    .fetch_one(tx.conn())
    .await
}

/// Renames a document.
pub async fn rename(
    tx: &mut TenantTx,
    id: DocumentId,
    name: &FileName,
    now: OffsetDateTime,
) -> Result<bool, sqlx::Error> {
    let project = tx.project();
    let done = sqlx::query!(
        "UPDATE documents SET name = $3, updated_at = $4 WHERE project_id = $1 AND id = $2 AND deleted_at IS NULL",
        project.as_str(),
        id.0,
        name.as_str(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Changes the visibility.
pub async fn set_visibility(
    tx: &mut TenantTx,
    id: DocumentId,
    visibility: Visibility,
    now: OffsetDateTime,
) -> Result<bool, sqlx::Error> {
    let project = tx.project();
    let done = sqlx::query!(
        "UPDATE documents SET visibility = $3, updated_at = $4
         WHERE project_id = $1 AND id = $2 AND deleted_at IS NULL",
        project.as_str(),
        id.0,
        visibility.as_str(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Version numbers of a deleted document under which a file may exist, including unused numbers reserved for uploads.
pub async fn versions_of_deleted(tx: &mut TenantTx, id: DocumentId) -> Result<Vec<i32>, sqlx::Error> {
    let project = tx.project();
    sqlx::query_scalar!(
        r#"SELECT v.version AS "version!" FROM (
               SELECT x.version FROM document_versions x WHERE x.project_id = $1 AND x.document_id = $2
               UNION
               SELECT u.version FROM uploads u
               WHERE u.project_id = $1 AND u.document_id = $2 AND u.version IS NOT NULL) v
           WHERE EXISTS (SELECT FROM documents WHERE project_id = $1 AND id = $2 AND deleted_at IS NOT NULL)"#,
        project.as_str(),
        id.0,
    )
    .fetch_all(tx.conn())
    .await
}

/// Deletes the versions of a deleted document, except those that decisions name.
pub async fn forget_versions(tx: &mut TenantTx, id: DocumentId) -> Result<(), sqlx::Error> {
    let project = tx.project();
    let delete = sqlx::query!(
        "DELETE FROM document_versions v WHERE v.project_id = $1 AND v.document_id = $2
         AND EXISTS (SELECT FROM documents d WHERE d.project_id = $1 AND d.id = $2 AND d.deleted_at IS NOT NULL)
         AND NOT EXISTS (SELECT FROM approvals a WHERE a.project_id = $1 AND a.document_id = $2 AND a.version = v.version)",
        project.as_str(),
        id.0,
    );
    tx.delete("document_versions", delete).await.map(drop)
}

/// Hides a document and releases its quota.
pub async fn delete(tx: &mut TenantTx, id: DocumentId, now: OffsetDateTime) -> Result<bool, sqlx::Error> {
    let project = tx.project();
    let done = sqlx::query!(
        "UPDATE documents SET deleted_at = $3 WHERE project_id = $1 AND id = $2 AND deleted_at IS NULL",
        project.as_str(),
        id.0,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
