//! Shared parts of the JSON API's answers: pages of lists, tags, idempotency keys, representations kept in memory.

pub mod answers;
pub mod cache;
pub mod etag;
pub mod idempotency;
pub mod kept;
pub mod paging;

use axum::{
    http::header,
    response::{IntoResponse, Response},
};

/// A response that no cache may keep.
pub fn no_store(body: impl IntoResponse) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], body).into_response()
}
