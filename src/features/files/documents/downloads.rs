//! Downloads of a version's bytes, for API and pages.

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use serde_json::json;

use super::store;
use crate::{
    audit::ReadKind,
    http::{Access, AppError, AppState, auth::grounds},
    ids::DocumentId,
    metering::Meter,
    storage::{ContentType, FileName, ObjectKey},
};

/// 303 to the bytes of a version (by default the current one) of a visible document. For a project with an address list
/// the bytes themselves, because a signed URL of the store would work from any address.
pub(super) async fn respond(
    state: &AppState,
    access: &Access,
    id: DocumentId,
    version: Option<i32>,
) -> Result<Response, AppError> {
    let mut tx = state.db.read(&access.scope()).await?;
    let document = store::find(&mut tx, &access.sees(), id).await?.ok_or(AppError::NotFound)?;
    let version = version.unwrap_or(document.current_version);
    let found = store::versions(&mut tx, id).await?.into_iter().find(|row| row.version == version);
    drop(tx);
    let found = found.ok_or(AppError::NotFound)?;
    state.meters.document(access.project, id, Meter::Downloads);
    let detail = json!({ "name": document.name, "version": version });
    access.note_read(state, ReadKind::DocumentDownloaded, Some(id.0), detail);
    let name = download_name(&document.name, &found.name);
    let name = name.ok_or_else(|| AppError::Internal("a version has no name".to_owned()))?;
    let kind = ContentType::parse(&found.content_type).unwrap_or_else(|_| ContentType::octet_stream());
    let key = ObjectKey::Document { project: access.project, document: id.0, version };
    if access.rules.restricts_addresses() {
        // The bytes of a version never change.
        let tag = format!("\"{}-{version}\"", id.0);
        return stream(state, access, &key, &name, &kind, tag).await;
    }
    let url = state.storage.presign_get(&key, &name, &kind).await?;
    let mut response = Redirect::to(&url).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Streams the bytes through us, with the store's headers. Meanwhile the request keeps its place among the project's,
/// and its permission is checked again.
async fn stream(
    state: &AppState,
    access: &Access,
    key: &ObjectKey,
    name: &FileName,
    kind: &ContentType,
    tag: String,
) -> Result<Response, AppError> {
    let download = state.storage.get(key).await?;
    let headers = [
        (header::CONTENT_TYPE, kind.for_serving().to_owned()),
        (header::CONTENT_LENGTH, download.info.size.to_string()),
        (header::CONTENT_DISPOSITION, name.attachment()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
        (header::ETAG, tag),
    ];
    let pieces = grounds::while_granted(state, access.clone(), download.into_stream());
    Ok((headers, Body::from_stream(pieces)).into_response())
}

/// Name of a version's download: the document's, with the extension of the version's detected type.
fn download_name(document: &str, version: &str) -> Option<FileName> {
    let stored = FileName::parse(version).ok()?;
    let Ok(shown) = FileName::parse(document) else { return Some(stored) };
    match (shown.ending(), stored.ending()) {
        (shown_ending, ending) if ending.is_some() && shown_ending == ending => Some(shown),
        (_, Some(ending)) => Some(shown.followed_by(&ending)),
        (_, None) => Some(stored),
    }
}

#[cfg(test)]
mod tests {
    use super::download_name;

    #[test]
    fn a_download_ends_like_what_it_is() {
        let name = |document, version| download_name(document, version).unwrap().to_string();
        assert_eq!(name("Contract.pdf", "scan.PDF"), "Contract.pdf");
        assert_eq!(name("Contract v1.2", "scan.pdf"), "Contract v1.2.pdf");
        assert_eq!(name("Contract.exe", "scan.pdf"), "Contract.exe.pdf");
        assert_eq!(name("notes.exe", "notes"), "notes");
        let (long, odd) = (format!("{}.bat", "a".repeat(146)), format!("scan.{}", "b".repeat(20)));
        assert_eq!(name(&long, &odd), odd);
        assert_eq!(name(&long, "scan.pdf"), format!("{}.pdf", "a".repeat(146)));
    }
}
