//! Static files under names that carry a hash of their content, so that a browser keeps them for good.

use std::{collections::HashMap, sync::LazyLock};

use axum::{
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{
    http::{AppState, edge::compress::Fixed, limits},
    text::hex,
};

/// Path prefix of static files.
pub const PREFIX: &str = "/assets/";

#[derive(rust_embed::Embed)]
#[folder = "static"]
struct Files;

struct Asset {
    url: String,
    file: Fixed,
}

static ASSETS: LazyLock<HashMap<String, Asset>> = LazyLock::new(|| {
    Files::iter()
        .filter_map(|path| {
            let file = Files::get(&path)?;
            let hash = hex(file.metadata.sha256_hash().get(..5)?);
            let (stem, extension) = path.rsplit_once('.')?;
            let url = format!("{PREFIX}{stem}.{hash}.{extension}");
            let content_type = match file.metadata.mimetype() {
                mime if mime.starts_with("text/") => format!("{mime}; charset=utf-8"),
                mime => mime.to_owned(),
            };
            let bytes = file.data.into_owned().into();
            let file = Fixed::new(content_type, bytes, "public, max-age=31536000, immutable");
            Some((path.to_string(), Asset { url, file }))
        })
        .collect()
});

static BY_URL: LazyLock<HashMap<&'static str, &'static Asset>> =
    LazyLock::new(|| ASSETS.values().map(|asset| (asset.url.as_str(), asset)).collect());

/// URL path of a file of `static/`; empty for a missing one, which a test excludes.
#[must_use]
pub fn url(path: &str) -> &'static str {
    ASSETS.get(path).map_or("", |asset| &asset.url)
}

/// `GET /assets/{path}`, the same on every host and for everybody: no cookie is read or set, and a missing
/// file gets a one-word answer.
pub async fn serve(state: &AppState, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    if let Err(error) = limits::asset(state, &parts.extensions) {
        return bare(StatusCode::TOO_MANY_REQUESTS, error.retry_after());
    }
    if !matches!(parts.method, Method::GET | Method::HEAD) {
        return ([(header::ALLOW, "GET, HEAD")], bare(StatusCode::METHOD_NOT_ALLOWED, None)).into_response();
    }
    match BY_URL.get(parts.uri.path()) {
        Some(asset) => asset.file.answer(&parts.method, &parts.headers).await,
        None => bare(StatusCode::NOT_FOUND, None),
    }
}

fn bare(status: StatusCode, retry_after: Option<u32>) -> Response {
    let mut response = (status, status.canonical_reason().unwrap_or_default()).into_response();
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// Whether this is the address of a static file.
#[must_use]
pub fn is_asset(path: &str) -> bool {
    path.starts_with(PREFIX)
}
