//! API of documents, their versions and downloads.

use axum::{extract::State, http::StatusCode, response::Response};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{
    DocumentKind,
    changes::{self, DocumentChanges},
    decisions::store::{self as approvals, Approval},
    downloads,
    store::{self, DocumentFilter},
};
use crate::{
    access::{
        Action, Visibility,
        action::{EditOwnDocument, TakeBackDocument, ViewDocuments},
    },
    db::TenantTx,
    http::{
        Access, ApiPath, AppError, AppState, Json, Operations, Query, Require, RequireOnRow,
        api::paging::{Listed, Paging},
        operation,
        render_error::Problem,
        routes::{KeptFor, Trait},
    },
    ids::{DocumentId, FileRequestId},
    text::hex,
};

pub(super) fn routes() -> Operations {
    Operations::new()
        .mount(operation!(list))
        .with(Trait::Kept(KeptFor::Role))
        .mount(operation!(get))
        .with(Trait::Kept(KeptFor::Role))
        .mount(operation!(change))
        .mount(operation!(delete))
        .mount(operation!(versions))
        .with(Trait::Kept(KeptFor::Role))
        .mount(operation!(download))
        .mount(operation!(download_version))
}

/// A document with its current version.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Document {
    id: DocumentId,
    kind: DocumentKind,
    name: String,
    visibility: Visibility,
    current_version: i32,
    /// Size of the current version in bytes.
    size: i64,
    content_type: String,
    /// Request for files it came for; null for readers who see no requests.
    file_request_id: Option<FileRequestId>,
    /// Name of the uploader, whether or not they have a part in the project now.
    created_by: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    updated_at: OffsetDateTime,
}

/// A version of a document. Old ones stay readable.
#[derive(Serialize, utoipa::ToSchema)]
pub struct DocumentVersion {
    /// Version number; some may be missing.
    version: i32,
    /// Name of the uploaded file.
    name: String,
    size: i64,
    content_type: String,
    /// SHA-256 in hexadecimal, if known.
    sha256: Option<String>,
    uploaded_by: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
}

/// A document, its versions (newest first) and the client's latest decision.
#[derive(Serialize, utoipa::ToSchema)]
pub struct DocumentDetail {
    #[serde(flatten)]
    document: Document,
    versions: Vec<DocumentVersion>,
    decision: Option<Approval>,
}

impl Document {
    fn shown(row: store::Document, access: &Access) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            name: row.name,
            visibility: row.visibility,
            current_version: row.current_version,
            size: row.size,
            content_type: row.content_type,
            file_request_id: row.file_request_id.filter(|_| access.can(Action::AnswerFileRequest)),
            created_by: row.author,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl From<store::Version> for DocumentVersion {
    fn from(row: store::Version) -> Self {
        Self {
            version: row.version,
            name: row.name,
            size: row.size,
            content_type: row.content_type,
            sha256: row.sha256.as_deref().map(hex),
            uploaded_by: row.author,
            created_at: row.created_at,
        }
    }
}

/// Filter and page of the list.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct DocumentsQuery {
    /// Only of this kind.
    kind: Option<DocumentKind>,
    /// Only of this visibility.
    visibility: Option<Visibility>,
    /// Items a page, 1–100; 50 when left out.
    limit: Option<u32>,
    /// Cursor from the previous page.
    cursor: Option<String>,
}

/// The documents the caller sees, newest first.
#[utoipa::path(get, path = "/documents", tag = "documents", params(DocumentsQuery),
    responses((status = 200, body = Listed<Document>), (status = 400, body = Problem), (status = 401, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn list(
    access: Require<ViewDocuments>,
    State(state): State<AppState>,
    Query(query): Query<DocumentsQuery>,
) -> Result<Listed<Document>, AppError> {
    let owner = access.project.to_string();
    let paging = Paging { limit: query.limit, cursor: query.cursor };
    let before = paging.after(&owner)?.map(DocumentId);
    let filter = DocumentFilter { kind: query.kind, visibility: query.visibility, before };
    let mut tx = state.db.read(&access.scope()).await?;
    let rows = store::list(&mut tx, &access.sees(), filter, paging.limit()? + 1).await?;
    let items = rows.into_iter().map(|row| Document::shown(row, &access)).collect();
    paging.page(items, &owner, |document: &Document| document.id.0)
}

/// A document in its API form.
pub(super) async fn detail(tx: &mut TenantTx, access: &Access, id: DocumentId) -> Result<DocumentDetail, AppError> {
    let sees = access.sees();
    let document = store::find(tx, &sees, id).await?.ok_or(AppError::NotFound)?;
    let versions = store::versions(tx, id).await?.into_iter().map(DocumentVersion::from).collect();
    let decision = approvals::latest(tx, &sees, id).await?;
    Ok(DocumentDetail { document: Document::shown(document, access), versions, decision })
}

/// One document.
#[utoipa::path(get, path = "/documents/{document_id}", tag = "documents",
    params(("document_id" = DocumentId, Path, description = "the document")),
    responses((status = 200, body = DocumentDetail), (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn get(
    access: Require<ViewDocuments>,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<DocumentId>,
) -> Result<Json<DocumentDetail>, AppError> {
    let mut tx = state.db.read(&access.scope()).await?;
    detail(&mut tx, &access, id).await.map(Json)
}

/// Renames a document, or changes its visibility.
#[utoipa::path(patch, path = "/documents/{document_id}", tag = "documents", request_body = DocumentChanges,
    params(("document_id" = DocumentId, Path, description = "the document")),
    responses((status = 200, body = DocumentDetail), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn change(
    access: RequireOnRow<ViewDocuments, EditOwnDocument>,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<DocumentId>,
    Json(changes): Json<DocumentChanges>,
) -> Result<Json<DocumentDetail>, AppError> {
    changes::change(&state, &access, id, &changes).await?;
    let mut tx = state.db.read(&access.scope()).await?;
    detail(&mut tx, &access, id).await.map(Json)
}

/// Deletes a document with its versions.
#[utoipa::path(delete, path = "/documents/{document_id}", tag = "documents",
    params(("document_id" = DocumentId, Path, description = "the document")),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
async fn delete(
    access: RequireOnRow<ViewDocuments, TakeBackDocument>,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<DocumentId>,
) -> Result<StatusCode, AppError> {
    changes::delete(&state, &access, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A document's versions, newest first, all of them.
#[utoipa::path(get, path = "/documents/{document_id}/versions", tag = "documents",
    params(("document_id" = DocumentId, Path, description = "the document")),
    responses((status = 200, body = Listed<DocumentVersion>), (status = 401, body = Problem),
              (status = 404, body = Problem)))]
async fn versions(
    access: Require<ViewDocuments>,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<DocumentId>,
) -> Result<Listed<DocumentVersion>, AppError> {
    let mut tx = state.db.read(&access.scope()).await?;
    let items = detail(&mut tx, &access, id).await?.versions;
    Ok(Listed { items, next_cursor: None })
}

/// Redirects to the bytes of the current version.
#[utoipa::path(get, path = "/documents/{document_id}/download", tag = "documents",
    params(("document_id" = DocumentId, Path, description = "the document")),
    responses((status = 200, description = "the bytes, where the project lets only some addresses in", content_type = "application/octet-stream"),
              (status = 303, description = "to an address that is good for two minutes"),
              (status = 401, body = Problem), (status = 404, body = Problem), (status = 503, body = Problem)))]
async fn download(
    access: Require<ViewDocuments>,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<DocumentId>,
) -> Result<Response, AppError> {
    downloads::respond(&state, &access, id, None).await
}

/// Redirects to the bytes of one version.
#[utoipa::path(get, path = "/documents/{document_id}/versions/{version}/download", tag = "documents",
    params(("document_id" = DocumentId, Path, description = "the document"),
           ("version" = i32, Path, description = "the version's number")),
    responses((status = 200, description = "the bytes, where the project lets only some addresses in", content_type = "application/octet-stream"),
              (status = 303, description = "to an address that is good for two minutes"),
              (status = 401, body = Problem), (status = 404, body = Problem), (status = 503, body = Problem)))]
async fn download_version(
    access: Require<ViewDocuments>,
    State(state): State<AppState>,
    ApiPath((id, version)): ApiPath<(DocumentId, i32)>,
) -> Result<Response, AppError> {
    downloads::respond(&state, &access, id, Some(version)).await
}
