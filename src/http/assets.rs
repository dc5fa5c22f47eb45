//! Static files under names that carry a hash of their content, so that a browser keeps them for good.

use std::{collections::HashMap, sync::LazyLock};

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};

use super::AppError;
use crate::identity::hex;

#[derive(rust_embed::Embed)]
#[folder = "static"]
struct Files;

struct Asset {
    url: String,
    content_type: String,
    bytes: Vec<u8>,
}

static ASSETS: LazyLock<HashMap<String, Asset>> = LazyLock::new(|| {
    Files::iter()
        .filter_map(|path| {
            let file = Files::get(&path)?;
            let hash = hex(file.metadata.sha256_hash().get(..5)?);
            let (stem, extension) = path.rsplit_once('.')?;
            let url = format!("/assets/{stem}.{hash}.{extension}");
            let content_type = match file.metadata.mimetype() {
                mime if mime.starts_with("text/") => format!("{mime}; charset=utf-8"),
                mime => mime.to_owned(),
            };
            Some((path.to_string(), Asset { url, content_type, bytes: file.data.into_owned() }))
        })
        .collect()
});

static BY_URL: LazyLock<HashMap<&'static str, &'static Asset>> =
    LazyLock::new(|| ASSETS.values().map(|asset| (asset.url.as_str(), asset)).collect());

/// The address of a file of `static/`; empty for one that does not exist, which a test excludes.
#[must_use]
pub fn url(path: &str) -> &'static str {
    ASSETS.get(path).map_or("", |asset| &asset.url)
}

/// `GET /assets/{path}`.
pub async fn serve(Path(path): Path<String>) -> Result<Response, AppError> {
    let asset = BY_URL.get(format!("/assets/{path}").as_str()).ok_or(AppError::NotFound)?;
    Ok((
        [
            (header::CONTENT_TYPE, asset.content_type.as_str()),
            (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        ],
        asset.bytes.as_slice(),
    )
        .into_response())
}
