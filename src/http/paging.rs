//! Lists: `?limit=` (at most 100) and an opaque `cursor`; the next page in `next_cursor` and a `Link` (RFC 8288).

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{AppError, FieldErrors, Json};

/// The query of a list.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// Items a page, 1–100; 50 when left out.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// Where the previous page ended, as given by it.
    pub cursor: Option<String>,
}

/// A page of a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Listed<T> {
    /// The items.
    pub items: Vec<T>,
    /// Hand it back as `cursor` for the next page; null at the end.
    pub next_cursor: Option<String>,
}

impl Paging {
    /// Items a page.
    pub fn limit(&self) -> Result<i64, AppError> {
        match self.limit.unwrap_or(50) {
            limit @ 1..=100 => Ok(i64::from(limit)),
            _ => Err(FieldErrors::one("limit", "range").into()),
        }
    }

    /// The ID after which this page starts. A cursor of another owner (project or person) is refused.
    pub fn after(&self, owner: &str) -> Result<Option<Uuid>, AppError> {
        let Some(cursor) = &self.cursor else { return Ok(None) };
        let decode = || -> Option<Uuid> {
            let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
            let (of, id) = std::str::from_utf8(&bytes).ok()?.rsplit_once('/')?;
            if of == owner { id.parse().ok() } else { None }
        };
        decode().map(Some).ok_or_else(|| FieldErrors::one("cursor", "cursor").into())
    }

    /// The page made of `rows`, which were asked for with one more than the limit.
    pub fn page<T>(&self, mut rows: Vec<T>, owner: &str, id: impl Fn(&T) -> Uuid) -> Result<Listed<T>, AppError> {
        let limit = usize::try_from(self.limit()?).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor =
            rows.last().filter(|_| more).map(|last| URL_SAFE_NO_PAD.encode(format!("{owner}/{}", id(last))));
        Ok(Listed { items: rows, next_cursor })
    }
}

impl<T: Serialize> IntoResponse for Listed<T> {
    fn into_response(self) -> Response {
        let link = self.next_cursor.as_ref().map(|cursor| format!("<?cursor={cursor}>; rel=\"next\""));
        let mut response = Json(self).into_response();
        if let Some(link) = link.and_then(|link| HeaderValue::try_from(link).ok()) {
            response.headers_mut().insert(header::LINK, link);
        }
        response
    }
}
