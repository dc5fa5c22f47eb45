//! Entity tags of the JSON API: a hash of the representation, so that equal answers have equal tags (RFC 9110 §8.8).

use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body_util::BodyExt;
use serde::Serialize;

use super::paging;
use crate::{
    http::{AppError, edge::host::ProjectRef},
    identity::hex,
    ids::ProjectId,
};

/// For answers in a private cache, revalidated each time: a 304 costs next to nothing.
pub const ASK_EACH_TIME: HeaderValue = HeaderValue::from_static("private, max-age=0, must-revalidate");

fn tag(bytes: &[u8]) -> String {
    tag_in(None, bytes)
}

/// Equal answers of two projects get different tags.
fn tag_in(project: Option<ProjectId>, bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    let project = project.as_ref().map_or("", ProjectId::as_str);
    let hash = Sha256::new().chain_update(project).chain_update(bytes).finalize();
    format!("\"{}\"", hex(hash.get(..12).unwrap_or_default()))
}

/// The tag of a representation that names its project, as a header.
pub fn header_value(bytes: &[u8]) -> Result<HeaderValue, AppError> {
    as_header(tag(bytes))
}

fn as_header(tag: String) -> Result<HeaderValue, AppError> {
    HeaderValue::try_from(tag).map_err(|error| AppError::Internal(error.to_string()))
}

/// The tag of `value` as the API would send it.
pub fn of<T: Serialize>(value: &T) -> Result<String, AppError> {
    serde_json::to_vec(value).map(|bytes| tag(&bytes)).map_err(|error| AppError::Internal(error.to_string()))
}

/// Refuses a change unless `If-Match` names the current tag (428 if missing, 412 if different).
pub fn require_match<T: Serialize>(headers: &HeaderMap, current: &T) -> Result<(), AppError> {
    if !headers.contains_key(header::IF_MATCH) {
        return Err(AppError::PreconditionRequired);
    }
    if names(headers.get_all(header::IF_MATCH), &of(current)?) { Ok(()) } else { Err(AppError::PreconditionFailed) }
}

/// Middleware of the API: tags successful GETs, answers 304 to a client that has the tag already, and links a list to
/// its next page. A private cache may keep a project's data if it revalidates each time.
pub async fn conditional(request: Request, next: Next) -> Result<Response, AppError> {
    let get = *request.method() == Method::GET;
    let query = request.uri().query().map(str::to_owned);
    let known: Vec<HeaderValue> = request.headers().get_all(header::IF_NONE_MATCH).iter().cloned().collect();
    let project = request.extensions().get().and_then(|ProjectRef(project)| *project);
    let mut response = next.run(request).await;
    paging::link(query.as_deref(), &mut response);
    if !get || response.status() != StatusCode::OK {
        return Ok(response);
    }
    let (mut parts, mut body) = response.into_parts();
    let tag = if let Some(tag) = parts.headers.get(header::ETAG) {
        tag.clone()
    } else {
        let bytes: Bytes = body.collect().await.map_err(|error| AppError::Internal(error.to_string()))?.to_bytes();
        let tag = as_header(tag_in(project, &bytes))?;
        parts.headers.insert(header::ETAG, tag.clone());
        body = Body::from(bytes);
        tag
    };
    let json = |value: &HeaderValue| value.as_bytes().starts_with(b"application/json");
    if project.is_some() && parts.headers.get(header::CONTENT_TYPE).is_some_and(json) {
        parts.headers.entry(header::CACHE_CONTROL).or_insert(ASK_EACH_TIME);
    }
    if tag.to_str().is_ok_and(|tag| names(&known, tag)) {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        for name in [header::ETAG, header::CACHE_CONTROL] {
            if let Some(value) = parts.headers.remove(&name) {
                response.headers_mut().insert(name, value);
            }
        }
        return Ok(response);
    }
    Ok(Response::from_parts(parts, body))
}

/// Whether a condition names `tag`. The comparison is weak for `If-Match` too: a compressing proxy weakens our tags,
/// while the representation behind them is the same.
fn names<'a>(condition: impl IntoIterator<Item = &'a HeaderValue>, tag: &str) -> bool {
    let given = condition.into_iter().filter_map(|value| value.to_str().ok());
    let mut given = given.flat_map(|value| value.split(',')).map(str::trim);
    given.any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::names;

    fn matches(values: &[&'static str]) -> bool {
        let values: Vec<_> = values.iter().map(|value| HeaderValue::from_static(value)).collect();
        names(&values, "\"one\"")
    }

    #[test]
    fn a_condition_names_a_tag_strong_weak_alone_and_among_others() {
        for values in [&["\"one\""] as &[_], &["W/\"one\""], &["*"], &["\"a\" ,W/\"one\""], &["\"a\"", " \"one\" "]] {
            assert!(matches(values), "{values:?}");
        }
        for values in [&[] as &[_], &[""], &["one"], &["W/one"], &["W/W/\"one\""], &["\"two\", \"three\""]] {
            assert!(!matches(values), "{values:?}");
        }
    }
}
