//! Headers of both APIs' answers: an entity tag, 304, and the link to a list's next page.

use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body_util::BodyExt;

use super::{etag, paging};
use crate::http::{AppError, edge::host::ProjectRef};

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
        let tag = etag::header_value(project, &bytes)?;
        parts.headers.insert(header::ETAG, tag.clone());
        body = Body::from(bytes);
        tag
    };
    let json = |value: &HeaderValue| value.as_bytes().starts_with(b"application/json");
    if project.is_some() && parts.headers.get(header::CONTENT_TYPE).is_some_and(json) {
        parts.headers.entry(header::CACHE_CONTROL).or_insert(etag::ASK_EACH_TIME);
    }
    if tag.to_str().is_ok_and(|tag| etag::names(&known, tag)) {
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
