//! JSON bodies, path and query parameters.

use axum::{
    extract::{FromRequest, FromRequestParts, Path, Request},
    http::request::Parts,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::dates;
use crate::{
    http::{AppError, AppState, FieldErrors, body, routes::Needs},
    text::normalize,
};

/// Some programs write this before UTF-8; RFC 8259 permits ignoring it.
const BYTE_ORDER_MARK: &[u8] = "\u{FEFF}".as_bytes();

/// A JSON body. In requests broken JSON is 400, a wrong or unknown field 422 with its name; every text is normalised.
#[derive(Debug, Clone, Copy)]
pub struct Json<T>(pub T);

impl<T> Needs for Json<T> {}

impl<T: DeserializeOwned> FromRequest<AppState> for Json<T> {
    type Rejection = AppError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, AppError> {
        if !body::is_type(request.headers(), "application/json") {
            return Err(AppError::UnsupportedMediaType);
        }
        let (parts, content) = request.into_parts();
        let bytes = body::read(state, &parts.extensions, content, body::SMALL).await?;
        // The first pass separates broken JSON (400) from JSON of the wrong shape (422), and finds unprintable
        // characters.
        let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes);
        let mut body: Value = serde_json::from_slice(text).map_err(|_| AppError::MalformedJson)?;
        if let Some(field) = unprintable(&body, String::new()) {
            return Err(FieldErrors::one(&field, "control").into());
        }
        // Every body is an object; serde would also accept an array of its fields.
        if !body.is_object() {
            return Err(FieldErrors::one(".", "type").into());
        }
        let fitted = if fit(&mut body) { serde_json::to_vec(&body).ok() } else { None };
        let mut json = serde_json::Deserializer::from_slice(fitted.as_deref().unwrap_or(text));
        serde_path_to_error::deserialize(&mut json).map(Self).map_err(|error| {
            let (mut field, reason) = (error.path().to_string(), error.inner().to_string());
            let code = if reason.starts_with("unknown field") {
                "unknown"
            } else if reason.starts_with("missing field") {
                // The path ends at the object; the message holds the missing name.
                if let Some(name) = reason.split('`').nth(1) {
                    field = if field == "." { name.to_owned() } else { format!("{field}.{name}") };
                }
                "required"
            } else if reason.starts_with(dates::NO_INSTANT) {
                "instant"
            } else {
                "type"
            };
            AppError::Invalid(FieldErrors::one(&field, code))
        })
    }
}

/// Normalises each text; returns whether one changed.
fn fit(value: &mut Value) -> bool {
    match value {
        // ASCII text is normal already.
        Value::String(text) if text.is_ascii() => false,
        Value::String(text) => {
            let as_sent = std::mem::replace(text, normalize::fit(text));
            *text != as_sent
        }
        // Visits every item: `any` would stop at the first change.
        Value::Array(items) => items.iter_mut().map(fit).fold(false, |changed, one| changed | one),
        Value::Object(fields) => fields.values_mut().map(fit).fold(false, |changed, one| changed | one),
        _ => false,
    }
}

/// Path of a text with control characters other than line breaks and tabs: no page shows them, and PostgreSQL refuses
/// NUL.
fn unprintable(value: &Value, path: String) -> Option<String> {
    let within = |name: String| if path.is_empty() { name } else { format!("{path}.{name}") };
    match value {
        Value::String(text) => text.chars().any(normalize::is_unprintable).then_some(path),
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(place, item)| unprintable(item, within(place.to_string())))
        }
        Value::Object(fields) => fields.iter().find_map(|(name, field)| {
            if name.chars().any(normalize::is_unprintable) {
                Some(within(normalize::line(name)))
            } else {
                unprintable(field, within(name.clone()))
            }
        }),
        _ => None,
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// For `#[serde(default, deserialize_with = "nullable")]` in a change: a missing field is `None` ("unchanged"), null is
/// `Some(None)` ("none").
pub fn nullable<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Path parameters; an unparsable one is a 404 like any other missing thing.
#[derive(Debug, Clone, Copy)]
pub struct ApiPath<T>(pub T);

impl<T> Needs for ApiPath<T> {}

impl<T: DeserializeOwned + Send> FromRequestParts<AppState> for ApiPath<T> {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let Path(value) = Path::from_request_parts(parts, state).await.map_err(|_| AppError::NotFound)?;
        Ok(Self(value))
    }
}

/// Query parameters.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

impl<T> Needs for Query<T> {}

impl<T: DeserializeOwned> FromRequestParts<AppState> for Query<T> {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, AppError> {
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            return Err(AppError::BadRequest);
        }
        let axum::extract::Query(value) =
            axum::extract::Query::try_from_uri(&parts.uri).map_err(|_| AppError::BadRequest)?;
        Ok(Self(value))
    }
}

#[cfg(test)]
mod tests {
    use time::{Date, macros::date};

    #[derive(serde::Deserialize)]
    #[expect(clippy::option_option, reason = "absent and null are two things")]
    struct Change {
        #[serde(default, deserialize_with = "super::nullable")]
        due_on: Option<Option<Date>>,
    }

    #[test]
    fn absent_null_and_a_day_are_three_things() {
        let due = |json: &str| serde_json::from_str::<Change>(json).map(|change| change.due_on).ok();
        assert_eq!(due("{}"), Some(None));
        assert_eq!(due(r#"{"due_on": null}"#), Some(Some(None)));
        assert_eq!(due(r#"{"due_on": "2025-03-31"}"#), Some(Some(Some(date!(2025 - 03 - 31)))));
        assert_eq!(due(r#"{"due_on": "2025-02-30"}"#), None);
    }
}
