//! Entity tags of the JSON API: a hash of the representation, so that equal answers have equal tags (RFC 9110 §8.8).

use axum::http::{HeaderMap, HeaderValue, header};
use serde::Serialize;

use crate::{http::AppError, ids::ProjectId, text::hex};

/// For answers in a private cache, revalidated each time: a 304 costs next to nothing.
pub const ASK_EACH_TIME: HeaderValue = HeaderValue::from_static("private, max-age=0, must-revalidate");

/// Equal answers of two projects get different tags.
fn tag(project: Option<ProjectId>, bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    let project = project.as_ref().map_or("", ProjectId::as_str);
    let hash = Sha256::new().chain_update(project).chain_update(bytes).finalize();
    format!("\"{}\"", hex(hash.get(..12).unwrap_or_default()))
}

/// The tag of a representation in `project`, as a header.
pub fn header_value(project: Option<ProjectId>, bytes: &[u8]) -> Result<HeaderValue, AppError> {
    HeaderValue::try_from(tag(project, bytes)).map_err(|error| AppError::Internal(error.to_string()))
}

/// The tag of `value` as the API sends it to readers of `project`.
pub fn in_project<T: Serialize>(project: ProjectId, value: &T) -> Result<String, AppError> {
    of_bytes(Some(project), value)
}

/// The version of a row that a form was filled from.
pub fn of<T: Serialize>(value: &T) -> Result<String, AppError> {
    of_bytes(None, value)
}

fn of_bytes<T: Serialize>(project: Option<ProjectId>, value: &T) -> Result<String, AppError> {
    serde_json::to_vec(value).map(|bytes| tag(project, &bytes)).map_err(|error| AppError::Internal(error.to_string()))
}

/// Refuses a change unless `If-Match` names the current tag (428 if missing, 412 if different).
pub fn require_match<T: Serialize>(headers: &HeaderMap, project: ProjectId, current: &T) -> Result<(), AppError> {
    if !headers.contains_key(header::IF_MATCH) {
        return Err(AppError::PreconditionRequired);
    }
    if names(headers.get_all(header::IF_MATCH), &in_project(project, current)?) {
        Ok(())
    } else {
        Err(AppError::PreconditionFailed)
    }
}

/// Whether a condition names `tag`. The comparison is weak for `If-Match` too: a compressing proxy weakens our tags,
/// while the representation behind them is the same.
pub(super) fn names<'a>(condition: impl IntoIterator<Item = &'a HeaderValue>, tag: &str) -> bool {
    let given = condition.into_iter().filter_map(|value| value.to_str().ok());
    let mut given = given.flat_map(|value| value.split(',')).map(str::trim);
    given.any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::names;

    fn matches(values: &[&'static str]) -> bool {
        let values: Vec<_> = values.iter().map(|value| HeaderValue::from_static(value)).collect();
        names(&values, "\"one\"")
    }

    #[test]
    fn a_condition_names_a_tag_strong_weak_alone_and_among_others() {
        for values in [&["\"one\""] as &[_], &["W/\"one\""], &["*"], &["\"a\" ,W/\"one\""], &["\"a\"", " \"one\" "]] {
            assert!(matches(values), "{values:?}");
        }
        for values in [&[] as &[_], &[""], &["one"], &["W/one"], &["W/W/\"one\""], &["\"two\", \"three\""]] {
            assert!(!matches(values), "{values:?}");
        }
    }
}
