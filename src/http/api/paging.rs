//! Lists: `?limit=` (at most 100) and an opaque `cursor`; the next page in `next_cursor` and a `Link` (RFC 8288).

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::http::{AppError, FieldErrors, Json};

/// The query of a list.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// Items a page, 1–100; 50 when left out.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// Cursor from the previous page.
    pub cursor: Option<String>,
}

/// A page of a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Listed<T> {
    /// The items.
    pub items: Vec<T>,
    /// Cursor of the next page; null at the end.
    pub next_cursor: Option<String>,
}

/// Rows of a list ordered by ID: those after `after`, `limit` at most.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// ID before the first row.
    pub after: Option<Uuid>,
    /// Maximum number of rows.
    pub limit: Option<i64>,
}

impl Window {
    /// The whole list.
    pub const ALL: Self = Self { after: None, limit: None };
}

impl Paging {
    /// Rows to query for this page, one more than it shows: `page` tells by it whether there is another.
    pub fn window(&self, owner: &str) -> Result<Window, AppError> {
        Ok(Window { after: self.after(owner)?, limit: Some(self.limit()? + 1) })
    }

    /// Validated number of items a page.
    pub fn limit(&self) -> Result<i64, AppError> {
        match self.limit.unwrap_or(50) {
            limit @ 1..=100 => Ok(i64::from(limit)),
            _ => Err(FieldErrors::one("limit", "range").into()),
        }
    }

    /// ID after which this page starts. A cursor of another owner (project or person) is refused.
    pub fn after(&self, owner: &str) -> Result<Option<Uuid>, AppError> {
        let Some(cursor) = &self.cursor else { return Ok(None) };
        let decode = || -> Option<Uuid> {
            let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
            let (of, id) = std::str::from_utf8(&bytes).ok()?.rsplit_once('/')?;
            if of == owner { id.parse().ok() } else { None }
        };
        decode().map(Some).ok_or_else(|| FieldErrors::one("cursor", "cursor").into())
    }

    /// Page made of `rows`, which were queried with one more than the limit.
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
        let next = self.next_cursor.clone();
        let mut response = Json(self).into_response();
        if let Some(cursor) = next {
            response.extensions_mut().insert(Next(cursor));
        }
        response
    }
}

/// Cursor of the next page, for `link`.
#[derive(Clone, Debug)]
struct Next(String);

/// Adds a `Link` to the next page, with the limit and filters of the request's `query`.
pub(super) fn link(query: Option<&str>, response: &mut Response) {
    if let Some(Next(cursor)) = response.extensions_mut().remove()
        && let Ok(link) = HeaderValue::try_from(next_link(query.unwrap_or_default(), &cursor))
    {
        response.headers_mut().insert(header::LINK, link);
    }
}

/// `Link` with the parameters of `query`, from `cursor` on.
fn next_link(query: &str, cursor: &str) -> String {
    let asked = query.split('&').filter(|part| !part.is_empty() && part.split('=').next() != Some("cursor"));
    let asked: String = asked.flat_map(|part| [part, "&"]).collect();
    format!("<?{asked}cursor={cursor}>; rel=\"next\"")
}

#[cfg(test)]
mod tests {
    use super::next_link;

    #[test]
    fn the_next_page_is_asked_for_as_this_one_was() {
        assert_eq!(next_link("", "x"), "<?cursor=x>; rel=\"next\"");
        assert_eq!(
            next_link("limit=2&cursor=old&q=%C3%A9t%C3%A9&", "x"),
            "<?limit=2&q=%C3%A9t%C3%A9&cursor=x>; rel=\"next\""
        );
    }
}
