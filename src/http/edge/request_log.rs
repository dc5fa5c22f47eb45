//! One line a request: method, host kind, path, status, time. No query strings (they may hold tokens), no addresses.

use std::{
    borrow::Cow,
    fmt,
    sync::{Arc, OnceLock},
    time::Instant,
};

use axum::{
    extract::Request,
    http::{Extensions, HeaderValue},
    middleware::Next,
    response::Response,
};
use uuid::Uuid;

use crate::{ids::UserId, isolation_status::Probe};

/// Id of a request in the log, in `X-Request-Id` and on error pages.
#[derive(Clone, Copy, Debug)]
pub struct RequestId(Uuid);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.simple().fmt(f)
    }
}

/// Person who asks, for the request's line in the log.
#[derive(Clone, Debug, Default)]
pub struct Asker(Arc<OnceLock<UserId>>);

impl Asker {
    /// Notes the person, once known.
    pub fn note(extensions: &Extensions, person: UserId) {
        if let Some(Self(asker)) = extensions.get() {
            let _ = asker.set(person);
        }
    }
}

/// Outermost middleware: logs the request.
pub async fn log(mut request: Request, next: Next) -> Response {
    use tracing::Instrument;
    if request.extensions().get::<Probe>().is_some() {
        return next.run(request).await;
    }
    // A thread-local generator, because the system's is reserved for secrets.
    let id = RequestId(uuid::Builder::from_random_bytes(rand::random()).into_uuid());
    request.extensions_mut().insert(id);
    let (method, path, start) = (request.method().clone(), request.uri().path().to_owned(), Instant::now());
    let span = tracing::info_span!("request", %id, project = tracing::field::Empty);
    let asker = Asker::default();
    request.extensions_mut().insert(asker.clone());
    let mut response = next.run(request).instrument(span.clone()).await;
    if let Ok(value) = HeaderValue::from_str(id.0.simple().encode_lower(&mut Uuid::encode_buffer())) {
        response.headers_mut().insert("x-request-id", value);
    }
    let milliseconds = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    let person = asker.0.get().map(tracing::field::display);
    span.in_scope(
        || tracing::info!(%method, path = &*redacted(&path), status = response.status().as_u16(), milliseconds, person),
    );
    response
}

/// Hides path segments that look like secrets: a draft's path carries the secret that resumes it.
fn redacted(path: &str) -> Cow<'_, str> {
    if path.len() < 43 {
        return path.into();
    }
    // A copied link may have its surroundings attached.
    let unfit = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    let secret = |part: &str| part.split(unfit).any(|run| run.len() >= 43);
    path.split('/').map(|part| if secret(part) { "…" } else { part }).collect::<Vec<_>>().join("/").into()
}

#[cfg(test)]
mod tests {
    use super::redacted;

    #[test]
    fn secrets_in_paths_are_not_written_down() {
        let secret = "b".repeat(43);
        for end in ["", "/3", ".", ")", ",", "%20", "%E2%80%9D", "-and-more"] {
            let line = redacted(&format!("/start/{secret}{end}")).into_owned();
            assert!(line.starts_with("/start/…") && !line.contains("bbbb"), "{line}");
        }
        let plain = "/v1/projects/FP-2025-X7K9M3P1A/documents/01a219ca-42ad-772a-820c-44e741007a08/versions/1/download";
        assert_eq!(redacted(plain), plain);
    }
}
