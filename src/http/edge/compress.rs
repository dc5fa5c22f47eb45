//! Compression of answers. Files that never change are compressed once and kept; an answer made for one request is
//! compressed whole and at once, so that while it waits for its client it holds bytes and no compressor. Downloads stay
//! as they are.

use std::convert::Infallible;

use axum::{
    BoxError,
    body::{Body, Bytes, HttpBody},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use http_body_util::BodyExt;
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;
use tower::{Layer, ServiceExt, service_fn};
use tower_http::{
    CompressionLevel,
    compression::{CompressionLayer, DefaultPredicate, Predicate},
};

use super::headers;
use crate::{http::AppError, text::hex};

/// Maximum size of an answer compressed in memory; larger ones are streamed.
const MOST: u64 = 4 * 1024 * 1024;

/// Compresses pages and JSON; goes inside of `whole`.
#[must_use]
pub fn layer() -> CompressionLayer<impl Predicate> {
    CompressionLayer::new().compress_when(DefaultPredicate::new().and(KnownLength).and(headers::is_no_attachment))
}

/// Answers of a known length: a stream would be compressed at its reader's pace.
#[derive(Clone, Copy)]
struct KnownLength;

impl Predicate for KnownLength {
    fn should_compress<B: HttpBody>(&self, response: &axum::http::Response<B>) -> bool {
        response.body().size_hint().exact().is_some_and(|size| size <= MOST)
    }
}

/// Compresses the whole answer and drops the compressor. It sees the answer alone, so it takes no box and no copy of the
/// services below, as a middleware would for each request; and boxes the body at once, which is large and would be moved
/// with the future.
pub fn whole<B>(response: Response<B>) -> impl Future<Output = Result<Response, Infallible>> + Send
where
    B: HttpBody<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    let response = response.map(Body::new);
    async move {
        if !response.headers().contains_key(header::CONTENT_ENCODING) || response.body().size_hint().exact().is_some() {
            return Ok(response);
        }
        let (parts, body) = response.into_parts();
        Ok(match body.collect().await {
            Ok(bytes) => Response::from_parts(parts, Body::from(bytes.to_bytes())),
            Err(error) => AppError::Internal(error.to_string()).into_response(),
        })
    }
}

/// A file that is the same for everybody as long as the process runs.
#[derive(Debug)]
pub struct Fixed {
    content_type: String,
    keep: &'static str,
    /// Weak entity tag, shared by all encodings.
    tag: String,
    plain: Bytes,
    brotli: OnceCell<Bytes>,
    gzip: OnceCell<Bytes>,
}

impl Fixed {
    /// The file, with its `Cache-Control`.
    #[must_use]
    pub fn new(content_type: String, plain: Bytes, keep: &'static str) -> Self {
        let hash = Sha256::digest(&plain);
        let tag = format!("W/\"{}\"", hex(hash.get(..12).unwrap_or_default()));
        Self { content_type, keep, tag, plain, brotli: OnceCell::new(), gzip: OnceCell::new() }
    }

    /// Answer to a request with these headers: 304, or the file in the client's best encoding.
    pub async fn answer(&self, method: &Method, headers: &HeaderMap) -> Response {
        let bare = |tag: &'_ str| tag.trim().trim_start_matches("W/").to_owned();
        let has = |tag: &str| tag.trim() == "*" || bare(tag) == bare(&self.tag);
        let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        let mut response = if known.flat_map(|value| value.split(',')).any(has) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let encoding = accepted(headers);
            let bytes = match encoding {
                Some("br") => self.brotli.get_or_init(|| self.compressed("br")).await,
                Some(_) => self.gzip.get_or_init(|| self.compressed("gzip")).await,
                None => &self.plain,
            };
            let body = if *method == Method::HEAD { Body::empty() } else { Body::from(bytes.clone()) };
            let mut response = body.into_response();
            let out = response.headers_mut();
            out.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
            if let Ok(content_type) = HeaderValue::try_from(&self.content_type) {
                out.insert(header::CONTENT_TYPE, content_type);
            }
            if let Some(encoding) = encoding {
                out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
            }
            response
        };
        let out = response.headers_mut();
        out.insert(header::CACHE_CONTROL, HeaderValue::from_static(self.keep));
        out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if let Ok(tag) = HeaderValue::try_from(&self.tag) {
            out.insert(header::ETAG, tag);
        }
        response
    }

    /// Compressed with the same compressors as other answers; uncompressed if they fail.
    async fn compressed(&self, encoding: &'static str) -> Bytes {
        let (plain, content_type) = (self.plain.clone(), self.content_type.clone());
        let file = service_fn(move |_: axum::http::Request<Body>| {
            let file = ([(header::CONTENT_TYPE, content_type.clone())], plain.clone()).into_response();
            async move { Ok::<_, Infallible>(file) }
        });
        let layer =
            CompressionLayer::new().quality(CompressionLevel::Precise(9)).compress_when(|_, _, _: &_, _: &_| true);
        let mut request = axum::http::Request::new(Body::empty());
        request.headers_mut().insert(header::ACCEPT_ENCODING, HeaderValue::from_static(encoding));
        let Ok(answer) = layer.layer(file).oneshot(request).await;
        answer.into_body().collect().await.map_or_else(|_| self.plain.clone(), http_body_util::Collected::to_bytes)
    }
}

/// Best of our encodings that the client accepts.
fn accepted(headers: &HeaderMap) -> Option<&'static str> {
    let values = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let taken: Vec<&str> = values
        .flat_map(|value| value.split(','))
        .filter_map(|one| {
            let (name, quality) = one.split_once(';').unwrap_or((one, ""));
            let refused = quality.trim().strip_prefix("q=").is_some_and(|q| q.trim().parse() == Ok(0.0_f32));
            (!refused).then_some(name.trim())
        })
        .collect();
    ["br", "gzip"].into_iter().find(|ours| taken.iter().any(|name| name.eq_ignore_ascii_case(ours)))
}

#[cfg(test)]
mod tests {
    use axum::{
        Router,
        body::{Body, to_bytes},
        http::{HeaderMap, Method, Request, header},
        routing::get,
    };
    use tower::{ServiceBuilder, ServiceExt};

    use super::{Fixed, accepted, layer, whole};

    fn headers(name: header::HeaderName, value: &str) -> HeaderMap {
        [(name, value.parse().unwrap())].into_iter().collect()
    }

    #[test]
    fn the_best_encoding_that_is_taken_is_chosen() {
        for (asked, expected) in [
            ("gzip, deflate, br, zstd", Some("br")),
            ("gzip;q=1.0, br;q=0", Some("gzip")),
            ("GZIP", Some("gzip")),
            ("br; q=0.0", None),
            ("identity", None),
            ("", None),
        ] {
            assert_eq!(accepted(&headers(header::ACCEPT_ENCODING, asked)), expected, "{asked}");
        }
    }

    #[tokio::test]
    async fn a_fixed_file_is_compressed_once_and_known_again() {
        let file = Fixed::new("text/css".to_owned(), vec![b'a'; 10_000].into(), "public, max-age=60");
        let plain = file.answer(&Method::GET, &HeaderMap::new()).await;
        assert_eq!(plain.headers()["content-length"], "10000");
        assert!(!plain.headers().contains_key("content-encoding"));
        for encoding in ["br", "gzip"] {
            let asked = headers(header::ACCEPT_ENCODING, encoding);
            let (one, two) = (file.answer(&Method::GET, &asked).await, file.answer(&Method::GET, &asked).await);
            assert_eq!(one.headers()["content-encoding"], encoding);
            let [one, two] = [one, two].map(|answer| to_bytes(answer.into_body(), 10_000));
            let (one, two) = (one.await.unwrap(), two.await.unwrap());
            assert!(one.len() < 200 && one.as_ptr() == two.as_ptr(), "the same bytes in memory");
        }
        let tag = plain.headers()["etag"].to_str().unwrap();
        for known in [tag, tag.trim_start_matches("W/"), "*", &format!("\"x\", {tag}")] {
            let again = file.answer(&Method::GET, &headers(header::IF_NONE_MATCH, known)).await;
            assert_eq!((again.status().as_u16(), &again.headers()["etag"]), (304, &plain.headers()["etag"]), "{known}");
        }
        assert_eq!(file.answer(&Method::GET, &headers(header::IF_NONE_MATCH, "\"x\", ")).await.status(), 200);
        let head = file.answer(&Method::HEAD, &HeaderMap::new()).await;
        assert_eq!(head.headers()["content-length"], "10000");
    }

    #[tokio::test]
    async fn pages_are_compressed_to_their_end_and_files_to_keep_are_not() {
        let text = "Salama tompoko. ".repeat(500);
        let (page, kept, streamed) = (text.clone(), text.clone(), text.clone());
        let routes = Router::new()
            .route("/page", get(async move || page))
            .route("/kept", get(async move || ([(header::CONTENT_DISPOSITION, "attachment")], kept)))
            .route(
                "/stream",
                get(async move || Body::from_stream(futures_util::stream::iter([Ok::<_, std::io::Error>(streamed)]))),
            )
            .layer(ServiceBuilder::new().and_then(whole).layer(layer()));
        for (path, compressed) in [("/page", true), ("/kept", false), ("/stream", false)] {
            let request = Request::get(path).header("accept-encoding", "br").body(Body::empty()).unwrap();
            let answer = routes.clone().oneshot(request).await.unwrap();
            assert_eq!(answer.headers().contains_key("content-encoding"), compressed, "{path}");
            // The compressor has nothing left to do.
            let size = axum::body::HttpBody::size_hint(answer.body()).exact();
            assert_eq!(size.is_some(), path != "/stream", "{path}");
            assert!(compressed == (to_bytes(answer.into_body(), 10_000).await.unwrap().len() < 500), "{path}");
        }
    }
}
