//! API of uploads.

use std::collections::BTreeMap;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{
    super::{
        DocumentKind,
        api::{self, DocumentDetail},
    },
    changes::{self as uploads, Announced},
};
use crate::{
    access::{
        Visibility,
        action::{UploadDocument, ViewDocuments},
    },
    http::{ApiPath, AppError, AppState, Checks, Json, Operations, RequireOnRow, operation, render_error::Problem},
    ids::{DocumentId, FileRequestId, UploadId},
    storage::{ContentType, FileName, PutTerms, SNIFF_LENGTH},
};

pub fn routes() -> Operations {
    Operations::new().mount(operation!(begin)).mount(operation!(complete)).mount(operation!(give_up))
}

/// A file to be uploaded: a new document, a version of one (`document_id`) or an answer to a request for files
/// (`file_request_id`).
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewUpload {
    /// The file's name.
    name: String,
    /// Exact number of bytes.
    size: i64,
    /// Its media type; `application/octet-stream` or nothing if unknown.
    content_type: String,
    /// SHA-256 of the bytes in hexadecimal; if given, no other bytes are accepted.
    sha256: Option<String>,
    /// The first 1,024 bytes in base64, so that a file can be refused before all of it is sent.
    first_bytes: Option<String>,
    /// Kind of document. A new version keeps the document's.
    kind: DocumentKind,
    /// Visibility, for roles that may publish; by default that of the caller's own side. Not with `document_id`.
    visibility: Option<Visibility>,
    /// Document that gets a new version.
    document_id: Option<DocumentId>,
    /// Request for files to answer.
    file_request_id: Option<FileRequestId>,
}

/// Permission to send the bytes to the object store.
#[derive(Serialize, utoipa::ToSchema)]
struct UploadTicket {
    id: UploadId,
    /// URL for the bytes.
    url: String,
    /// `PUT`.
    method: &'static str,
    /// Headers to send exactly so; a browser sets `content-length` by itself.
    headers: BTreeMap<String, String>,
    /// Time until which sending may begin.
    #[serde(with = "time::serde::rfc3339")]
    expires_at: OffsetDateTime,
}

/// The 32 bytes of 64 hexadecimal digits.
fn digest(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut digest = [0; 32];
    for (byte, place) in digest.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(text.get(place..place + 2)?, 16).ok()?;
    }
    Some(digest)
}

/// Decodes as many of the first bytes as detection needs.
fn start(text: &str) -> Option<Vec<u8>> {
    let mut bytes = BASE64_STANDARD.decode(text).ok()?;
    bytes.truncate(usize::try_from(SNIFF_LENGTH).unwrap_or_default());
    Some(bytes)
}

/// Announces a file and returns the address to send it to; afterwards `complete` makes a document of it.
#[utoipa::path(post, path = "/uploads", tag = "documents", request_body = NewUpload,
    responses((status = 201, body = UploadTicket), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem, description = "the request is closed"),
              (status = 413, body = Problem, description = "the project's storage is full"),
              (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn begin(
    access: RequireOnRow<ViewDocuments, UploadDocument>,
    State(state): State<AppState>,
    Json(new): Json<NewUpload>,
) -> Result<Response, AppError> {
    let content_type = match new.content_type.trim() {
        "" => Ok(ContentType::octet_stream()),
        declared => ContentType::parse(declared),
    };
    let (name, sha256) = (FileName::parse(&new.name), new.sha256.as_deref().map(digest));
    let start = new.first_bytes.as_deref().map(start);
    let mut checks = Checks::new();
    checks
        .that("name", name.is_ok(), "required")
        .that("content_type", content_type.is_ok(), "type")
        .that("sha256", sha256 != Some(None), "type")
        .that("first_bytes", start != Some(None), "type")
        .finish()?;
    let (Ok(name), Ok(content_type)) = (name, content_type) else { return Err(AppError::BadRequest) };
    let announced = Announced {
        name,
        size: new.size,
        content_type,
        sha256: sha256.flatten(),
        // An empty file has none; its size shows that.
        start: start.flatten().filter(|start| !start.is_empty()),
        kind: new.kind,
        visibility: new.visibility,
        document_id: new.document_id,
        file_request_id: new.file_request_id,
    };
    let id = uploads::begin(&state, &access, &announced).await?;
    let terms = PutTerms {
        content_type: &announced.content_type,
        length: u64::try_from(announced.size).unwrap_or_default(),
        sha256: announced.sha256,
    };
    let presigned = state.storage.presign_put(&super::key(access.project, id), terms).await?;
    let ticket = UploadTicket {
        id,
        url: presigned.url,
        method: presigned.method,
        headers: presigned.headers.into_iter().collect(),
        expires_at: presigned.expires_at,
    };
    Ok((StatusCode::CREATED, Json(ticket)).into_response())
}

/// Makes a document or version of an upload. Repeating it returns the same document.
#[utoipa::path(post, path = "/uploads/{upload_id}/complete", tag = "documents",
    params(("upload_id" = UploadId, Path, description = "as given when it was announced")),
    responses((status = 201, body = DocumentDetail), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem),
              (status = 409, body = Problem, description = "nothing was sent, or not what was announced"),
              (status = 413, body = Problem, description = "the project's storage is full"),
              (status = 422, body = Problem, description = "a type that is not accepted"),
              (status = 503, body = Problem)))]
async fn complete(
    access: RequireOnRow<ViewDocuments, UploadDocument>,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<UploadId>,
) -> Result<Response, AppError> {
    let document = uploads::complete(&state, &access, id).await?;
    let mut tx = state.db.read(&access.scope()).await?;
    let detail = api::detail(&mut tx, &access, document).await?;
    Ok((StatusCode::CREATED, Json(detail)).into_response())
}

/// Abandons an upload that is not completed: its quota is released at once. Repeating it changes nothing.
#[utoipa::path(delete, path = "/uploads/{upload_id}", tag = "documents",
    params(("upload_id" = UploadId, Path, description = "as given when it was announced")),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem, description = "it is completed, or being so"),
              (status = 503, body = Problem)))]
async fn give_up(
    access: RequireOnRow<ViewDocuments, UploadDocument>,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<UploadId>,
) -> Result<StatusCode, AppError> {
    uploads::give_up(&state, &access, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::digest;

    #[test]
    fn a_checksum_is_64_hexadecimal_digits() {
        assert_eq!(digest(&"0aFF".repeat(16)).unwrap()[..3], [0x0a, 0xff, 0x0a]);
        for text in ["", "0a", &"0g".repeat(32), &"é".repeat(32), &"+1".repeat(32)] {
            assert_eq!(digest(text), None, "{text}");
        }
    }
}
