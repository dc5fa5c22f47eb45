//! Request bodies, read up to a limit.

use std::time::Duration;

use axum::{body::Body, http::HeaderMap};
use http_body_util::BodyExt;

use super::AppError;

/// Bodies of JSON and forms, in bytes.
pub const SMALL: usize = 256 * 1024;
/// What is still read, and thrown away, of a body that is too large, so that the client hears the answer.
const DRAIN: usize = 64 * 1024 * 1024;

/// A client that sends nothing for so long is not waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// Reads a body of at most `limit` bytes.
pub async fn read(body: Body, limit: usize) -> Result<Vec<u8>, AppError> {
    let mut body = body;
    let (mut bytes, mut seen) = (Vec::new(), 0usize);
    let next = async |body: &mut Body| tokio::time::timeout(PATIENCE, body.frame()).await;
    while let Some(frame) = next(&mut body).await.map_err(|_| AppError::BadRequest)? {
        let Ok(data) = frame.map_err(|_| AppError::BadRequest)?.into_data() else { continue };
        seen = seen.saturating_add(data.len());
        if seen <= limit {
            bytes.extend_from_slice(&data);
        } else {
            bytes = Vec::new();
            if seen > DRAIN {
                break;
            }
        }
    }
    if seen > limit { Err(AppError::PayloadTooLarge) } else { Ok(bytes) }
}

/// Whether the body says it is `essence` (parameters aside).
pub(super) fn is_type(headers: &HeaderMap, essence: &str) -> bool {
    headers
        .get(axum::http::header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|value| value.trim().eq_ignore_ascii_case(essence))
}
