//! Reading of request bodies, with limits on size and time.

pub mod dates;
pub mod form;
pub mod json;
pub mod merge;
pub mod multipart;
pub mod typed;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    body::{Body, Bytes},
    http::{Extensions, HeaderMap},
};
use futures_util::{Stream, StreamExt};
use http_body_util::BodyExt;
use ipnet::IpNet;
use tokio::time::Instant;

use super::{Access, AppError, AppState};
use crate::{http::edge::client_address::ClientAddress, limits::Hold};

/// Maximum size of JSON and form bodies, in bytes.
pub const SMALL: usize = 256 * 1024;
/// Bytes of an oversized body that are read and discarded, so that the client receives the answer.
const DRAIN: usize = 64 * 1024 * 1024;

/// Maximum time for a body, at any pace.
const LONGEST: Duration = Duration::from_mins(10);

/// Shortened for tests.
const SECOND: Duration = if cfg!(test) { Duration::from_millis(20) } else { Duration::from_secs(1) };
/// Time without any byte after which a client is cut off.
const PATIENCE: Duration = SECOND.saturating_mul(30);
/// Minimum pace after that time, in bytes a second: a poor line has ten times as much.
const PACE: u32 = 512;

/// Number of bytes received of a body.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen(Arc<AtomicUsize>);

impl Seen {
    /// The number of bytes.
    pub(super) fn bytes(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

/// The body in pieces, counted by `seen`; it ends with an error for a client below the minimum pace, after `most`
/// bytes, and after `longest`.
pub(super) fn pieces(
    body: Body,
    most: usize,
    longest: Duration,
    seen: Seen,
) -> impl Stream<Item = Result<Bytes, AppError>> + Send {
    let begun = Instant::now();
    futures_util::stream::try_unfold(body, move |mut body| {
        let seen = seen.clone();
        async move {
            // Yields so that a consumer that polls in a loop can check its own limits between pieces.
            tokio::task::yield_now().await;
            loop {
                let earned = SECOND * u32::try_from(seen.bytes()).unwrap_or(u32::MAX) / PACE;
                let until = (begun + (PATIENCE + earned).min(longest)).min(Instant::now() + PATIENCE);
                let next = tokio::time::timeout_at(until, body.frame()).await.map_err(|_| AppError::BadRequest)?;
                let Some(frame) = next else { return Ok(None) };
                // Trailers are ignored.
                let Ok(data) = frame.map_err(|_| AppError::BadRequest)?.into_data() else { continue };
                if seen.0.fetch_add(data.len(), Ordering::Relaxed) + data.len() > most {
                    return Err(AppError::PayloadTooLarge);
                }
                return Ok(Some((data, body)));
            }
        }
    })
}

/// Waits for the client without occupying a place among its project's requests.
pub(super) async fn release_while<T>(
    extensions: &Extensions,
    work: impl Future<Output = Result<T, AppError>>,
) -> Result<T, AppError> {
    match extensions.get::<Access>() {
        Some(access) => access.release_while(work).await,
        None => work.await,
    }
}

/// Network of a request's client.
pub(super) fn whose(extensions: &Extensions) -> IpNet {
    extensions.get().copied().unwrap_or(ClientAddress::UNKNOWN).network()
}

/// Reads a body of at most `limit` bytes, within the memory budget.
pub async fn read(state: &AppState, extensions: &Extensions, body: Body, limit: usize) -> Result<Vec<u8>, AppError> {
    let hold = state.load.bodies.hold(whose(extensions));
    release_while(extensions, read_into(hold, body, limit, LONGEST)).await
}

async fn read_into(mut hold: Hold, body: Body, limit: usize, longest: Duration) -> Result<Vec<u8>, AppError> {
    let mut bytes = Vec::new();
    let mut fits = true;
    let mut pieces = std::pin::pin!(pieces(body, DRAIN, longest, Seen::default()));
    while let Some(piece) = pieces.next().await {
        let piece = piece?;
        fits = fits && bytes.len() + piece.len() <= limit;
        if fits {
            hold.grow(piece.len()).await?;
            bytes.extend_from_slice(&piece);
        } else {
            bytes = Vec::new();
        }
    }
    if fits { Ok(bytes) } else { Err(AppError::PayloadTooLarge) }
}

/// Whether the content type is `essence`, parameters aside.
pub(super) fn is_type(headers: &HeaderMap, essence: &str) -> bool {
    headers
        .get(axum::http::header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|value| value.trim().eq_ignore_ascii_case(essence))
}

#[cfg(test)]
mod tests {
    use std::{convert::Infallible, time::Duration};

    use axum::body::{Body, Bytes};
    use futures_util::stream;

    use super::{AppError, ClientAddress, LONGEST, SECOND, read_into};
    use crate::limits::Budget;

    async fn read(body: Body, limit: usize) -> Result<Vec<u8>, AppError> {
        read_within(body, limit, LONGEST).await
    }

    async fn read_within(body: Body, limit: usize, longest: Duration) -> Result<Vec<u8>, AppError> {
        read_into(Budget::new(limit, limit).hold(ClientAddress::UNKNOWN.network()), body, limit, longest).await
    }

    /// A body of `count` pieces of `size` bytes, one each `pause`.
    fn dripping(count: usize, size: usize, pause: Duration) -> Body {
        Body::from_stream(stream::unfold(count, move |left| async move {
            tokio::time::sleep(pause).await;
            let left = left.checked_sub(1)?;
            Some((Ok::<_, Infallible>(Bytes::from(vec![0; size])), left))
        }))
    }

    #[tokio::test]
    async fn who_dawdles_is_not_waited_for() {
        // A slow connection, and one that pauses.
        assert_eq!(read(dripping(60, 5_000, SECOND), 300_000).await.unwrap().len(), 300_000);
        assert_eq!(read(dripping(3, 50_000, 20 * SECOND), 300_000).await.unwrap().len(), 150_000);
        for (size, pause) in [(1, 14 * SECOND), (1, SECOND), (10, 20 * SECOND), (100_000, 60 * SECOND)] {
            assert!(matches!(read(dripping(1_000, size, pause), 200_000).await, Err(AppError::BadRequest)));
        }
    }

    /// A pace that would last for eighteen hours.
    #[tokio::test]
    async fn nobody_is_waited_for_without_an_end() {
        let steady = || dripping(10_000, 1_000, SECOND);
        assert!(matches!(read_within(steady(), 20_000_000, 5 * SECOND).await, Err(AppError::BadRequest)));
    }

    #[tokio::test]
    async fn what_is_too_large_is_heard_out_and_refused() {
        assert_eq!(read(Body::from(vec![0; 10]), 10).await.unwrap().len(), 10);
        assert!(matches!(read(Body::from(vec![0; 11]), 10).await, Err(AppError::PayloadTooLarge)));
        let endless = dripping(usize::MAX, 1 << 20, Duration::ZERO);
        assert!(matches!(read(endless, 10).await, Err(AppError::PayloadTooLarge)));
    }
}
