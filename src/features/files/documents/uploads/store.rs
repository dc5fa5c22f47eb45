//! Rows of uploads, and the documents and versions made of them.

use time::OffsetDateTime;

use super::super::{DocumentKind, store::Document};
use crate::{
    access::Visibility,
    db::TenantTx,
    ids::{DocumentId, FileRequestId, UploadId, UserId},
    storage::Filed,
};

/// An announced upload.
#[derive(Clone, Debug)]
pub struct Upload {
    pub id: UploadId,
    pub name: String,
    pub size: i64,
    pub content_type: String,
    pub sha256: Option<Vec<u8>>,
    pub kind: DocumentKind,
    pub visibility: Visibility,
    pub document_id: Option<DocumentId>,
    pub file_request_id: Option<FileRequestId>,
    pub created_at: OffsetDateTime,
    /// Time until which it can be completed.
    pub expires_at: OffsetDateTime,
    /// `ETag` of the accepted bytes, once a completion began.
    pub etag: Option<String>,
    /// Version number reserved for this upload.
    pub version: Option<i32>,
    pub completed_as: Option<DocumentId>,
}

/// Storage limits of the project, and what its managers know of them.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of all files.
    pub quota: i64,
    /// Bytes of one file.
    pub upload: i64,
    /// Level that its managers were told of, in percent; 0 below the first.
    pub told: i16,
    /// When they were told.
    pub told_at: Option<OffsetDateTime>,
}

/// The limits. Other transactions that are about to use storage wait until this one ends.
pub async fn lock_limits(tx: &mut TenantTx) -> Result<Limits, sqlx::Error> {
    let project = tx.project();
    let settings = sqlx::query!(
        "SELECT storage_told, storage_told_at FROM project_settings WHERE project_id = $1 FOR UPDATE",
        project.as_str(),
    );
    let settings = settings.fetch_one(tx.conn()).await?;
    let limits = sqlx::query!(
        r#"SELECT storage_bytes AS "quota!", upload_bytes AS "upload!" FROM project_limits WHERE project_id = $1"#,
        project.as_str(),
    );
    let limits = limits.fetch_one(tx.conn()).await?;
    let (told, told_at) = (settings.storage_told, settings.storage_told_at);
    Ok(Limits { quota: limits.quota, upload: limits.upload, told, told_at })
}

/// Notes the level that the managers are told of, and when.
pub async fn note_told(tx: &mut TenantTx, level: i16, told_at: Option<OffsetDateTime>) -> Result<(), sqlx::Error> {
    let project = tx.project();
    sqlx::query!(
        "UPDATE project_settings SET storage_told = $2, storage_told_at = $3 WHERE project_id = $1",
        project.as_str(),
        level,
        told_at,
    )
    .execute(tx.conn())
    .await
    .map(drop)
}

/// Bytes of all versions of existing documents, and of uploads that can still become one.
pub async fn bytes_used(tx: &mut TenantTx, now: OffsetDateTime) -> Result<i64, sqlx::Error> {
    let project = tx.project();
    sqlx::query_scalar!(
        r#"SELECT (SELECT coalesce(sum(v.size), 0) FROM document_versions v
                   JOIN documents d ON d.project_id = $1 AND d.id = v.document_id
                   WHERE v.project_id = $1 AND d.deleted_at IS NULL)::bigint
                + (SELECT coalesce(sum(size), 0) FROM uploads
                   WHERE project_id = $1 AND completed_as IS NULL AND expires_at > $2)::bigint AS "bytes!""#,
        project.as_str(),
        now,
    )
    .fetch_one(tx.conn())
    .await
}

/// Number of uploads that can still become a version.
pub async fn open(tx: &mut TenantTx, now: OffsetDateTime) -> Result<i64, sqlx::Error> {
    let project = tx.project();
    sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM uploads
           WHERE project_id = $1 AND completed_as IS NULL AND expires_at > $2"#,
        project.as_str(),
        now,
    )
    .fetch_one(tx.conn())
    .await
}

/// Ends an upload without accepted bytes, so that it counts no more.
pub async fn give_up(tx: &mut TenantTx, id: UploadId, now: OffsetDateTime) -> Result<(), sqlx::Error> {
    let project = tx.project();
    sqlx::query!(
        "UPDATE uploads SET expires_at = least(expires_at, $3) WHERE project_id = $1 AND id = $2 AND etag IS NULL",
        project.as_str(),
        id.0,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Place of the copy of an upload whose bytes were accepted and never filed. Waits while the upload is being filed.
pub async fn unfiled(tx: &mut TenantTx, id: UploadId) -> Result<Option<(DocumentId, i32)>, sqlx::Error> {
    let project = tx.project();
    let row = sqlx::query!(
        r#"SELECT coalesce(document_id, id) AS "document!: DocumentId", version AS "version!" FROM uploads
           WHERE project_id = $1 AND id = $2 AND completed_as IS NULL AND version IS NOT NULL FOR UPDATE"#,
        project.as_str(),
        id.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (row.document, row.version)))
}

/// Deletes an upload that became no document.
pub async fn forget(tx: &mut TenantTx, id: UploadId) -> Result<(), sqlx::Error> {
    let project = tx.project();
    let delete = sqlx::query!(
        "DELETE FROM uploads WHERE project_id = $1 AND id = $2 AND completed_as IS NULL",
        project.as_str(),
        id.0,
    );
    tx.delete("uploads", delete).await?;
    Ok(())
}

/// Adds an upload of `by`.
pub async fn insert(tx: &mut TenantTx, by: UserId, upload: &Upload) -> Result<(), sqlx::Error> {
    let project = tx.project();
    let insert = sqlx::query!(
        "INSERT INTO uploads (project_id, id, name, size, content_type, sha256, kind, visibility, document_id,
                              file_request_id, created_by, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        project.as_str(),
        upload.id.0,
        upload.name,
        upload.size,
        upload.content_type,
        upload.sha256,
        upload.kind.as_str(),
        upload.visibility.as_str(),
        upload.document_id.map(|id| id.0),
        upload.file_request_id.map(|id| id.0),
        by.0,
        upload.created_at,
        upload.expires_at,
    );
    tx.insert("uploads", insert).await?;
    Ok(())
}

/// The upload that `by` announced.
pub async fn find(tx: &mut TenantTx, by: UserId, id: UploadId) -> Result<Option<Upload>, sqlx::Error> {
    let project = tx.project();
    sqlx::query_as!(
        Upload,
        r#"SELECT id AS "id: UploadId", name, size, content_type, sha256, kind AS "kind: DocumentKind",
                  visibility AS "visibility: Visibility", document_id AS "document_id: DocumentId",
                  file_request_id AS "file_request_id: FileRequestId", created_at, expires_at, etag, version,
                  completed_as AS "completed_as: DocumentId"
           FROM uploads WHERE project_id = $1 AND id = $2 AND created_by = $3"#,
        project.as_str(),
        id.0,
        by.0,
    )
    .fetch_optional(tx.conn())
    .await
}

/// The upload that `by` announced, locked until the transaction ends.
pub async fn lock(tx: &mut TenantTx, by: UserId, id: UploadId) -> Result<Option<Upload>, sqlx::Error> {
    let project = tx.project();
    sqlx::query!("SELECT id FROM uploads WHERE project_id = $1 AND id = $2 FOR UPDATE", project.as_str(), id.0)
        .fetch_optional(tx.conn())
        .await?;
    find(tx, by, id).await
}

/// Next number of a document whose row is locked: after its versions and all numbers reserved for uploads.
pub async fn next_version(tx: &mut TenantTx, document: &Document) -> Result<i32, sqlx::Error> {
    let project = tx.project();
    sqlx::query_scalar!(
        r#"SELECT greatest($3, coalesce(max(version), 0)) + 1 AS "next!" FROM uploads
           WHERE project_id = $1 AND document_id = $2"#,
        project.as_str(),
        document.id.0,
        document.current_version,
    )
    .fetch_one(tx.conn())
    .await
}

/// Accepts bytes and version number of the upload; once, for good.
pub async fn settle(tx: &mut TenantTx, id: UploadId, etag: &str, version: i32) -> Result<bool, sqlx::Error> {
    let project = tx.project();
    let done = sqlx::query!(
        "UPDATE uploads SET etag = $3, version = $4 WHERE project_id = $1 AND id = $2 AND etag IS NULL",
        project.as_str(),
        id.0,
        etag,
        version,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends the upload.
pub async fn completed(tx: &mut TenantTx, id: UploadId, document: DocumentId) -> Result<bool, sqlx::Error> {
    let project = tx.project();
    let done = sqlx::query!(
        "UPDATE uploads SET completed_as = $3 WHERE project_id = $1 AND id = $2 AND completed_as IS NULL",
        project.as_str(),
        id.0,
        document.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Adds the document made of `upload` of `by`, with `version` as its first.
pub async fn insert_document(
    tx: &mut TenantTx,
    by: UserId,
    (upload, found): (&Upload, &CheckedBytes),
    (id, version): (DocumentId, i32),
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    let project = tx.project();
    let insert = sqlx::query!(
        "INSERT INTO documents (project_id, id, kind, name, visibility, current_version, file_request_id, created_by,
                                created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
        project.as_str(),
        id.0,
        upload.kind.as_str(),
        found.filed.name.as_str(),
        upload.visibility.as_str(),
        version,
        upload.file_request_id.map(|id| id.0),
        by.0,
        now,
    );
    tx.insert("documents", insert).await?;
    Ok(())
}

/// Result of checking the bytes.
#[derive(Clone, Debug)]
pub struct CheckedBytes {
    pub etag: String,
    /// Media type, and name with the matching extension.
    pub filed: Filed,
    pub sha256: Option<Vec<u8>>,
}

/// Adds the version made of `upload` of `by`. It is the current one unless a later one was faster.
pub async fn insert_version(
    tx: &mut TenantTx,
    by: UserId,
    (upload, found): (&Upload, &CheckedBytes),
    (document, version): (DocumentId, i32),
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    let project = tx.project();
    let insert = sqlx::query!(
        "INSERT INTO document_versions (project_id, document_id, version, name, size, content_type, sha256, uploaded_by,
                                        created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        project.as_str(),
        document.0,
        version,
        found.filed.name.as_str(),
        upload.size,
        found.filed.content_type.as_str(),
        found.sha256,
        by.0,
        now,
    );
    tx.insert("document_versions", insert).await?;
    sqlx::query!(
        "UPDATE documents SET current_version = greatest(current_version, $3), updated_at = $4
         WHERE project_id = $1 AND id = $2",
        project.as_str(),
        document.0,
        version,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
