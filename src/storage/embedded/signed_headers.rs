//! Middleware with the rule of AWS S3 and Garage that s3s leaves out: a signature covers every `x-amz-*` header of its request. Without
//! it, the holder of an upload's address could add `x-amz-copy-source` and have any object copied into the upload.
//!
//! Query parameters need no rule of their own: s3s signs all but `X-Amz-Signature`.

use std::borrow::Cow;

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Answers 403 to a request with an `x-amz-*` header that its signature does not cover.
pub(super) async fn require(request: Request, next: Next) -> Response {
    let Some(name) = first_unsigned(request.uri(), request.headers()) else { return next.run(request).await };
    tracing::debug!(%name, "the object store was sent a header that was not signed");
    let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>AccessDenied</Code><Message>There were headers \
               present in the request which were not signed</Message></Error>";
    (StatusCode::FORBIDDEN, [(header::CONTENT_TYPE, "application/xml")], xml).into_response()
}

/// First `x-amz-*` header outside the signature: not listed in it, or with a value that cannot be signed.
fn first_unsigned<'a>(uri: &Uri, headers: &'a HeaderMap) -> Option<&'a HeaderName> {
    let signed = signed_headers(uri, headers);
    let covered = |name: &HeaderName| signed.split(';').any(|signed| signed == name.as_str());
    let mut amz = headers.iter().filter(|(name, _)| name.as_str().starts_with("x-amz-"));
    amz.find(|(name, value)| !covered(name) || value.to_str().is_err()).map(|(name, _)| name)
}

/// Signed header names, read in the order of s3s: query before `Authorization` header. Empty without a signature.
fn signed_headers<'a>(uri: &Uri, headers: &'a HeaderMap) -> Cow<'a, str> {
    // s3s refuses an unreadable query.
    let query: Vec<(String, String)> = serde_html_form::from_str(uri.query().unwrap_or_default()).unwrap_or_default();
    let find = |wanted: &str| query.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone());
    if find("X-Amz-Signature").is_some() {
        return find("X-Amz-SignedHeaders").unwrap_or_default().into();
    }
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let list = authorization.split([' ', ',']).find_map(|part| part.strip_prefix("SignedHeaders="));
    list.unwrap_or_default().into()
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri};

    use super::first_unsigned;

    fn found(query: &str, headers: &[(&'static str, &[u8])]) -> Option<String> {
        let uri: Uri = format!("/documents/a{query}").parse().unwrap();
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), HeaderValue::from_bytes(value).unwrap());
        }
        first_unsigned(&uri, &map).map(ToString::to_string)
    }

    #[test]
    fn each_special_header_is_listed_by_the_signature_that_counts() {
        let presigned = "?X-Amz-SignedHeaders=host%3Bx-amz-acl&X-Amz-Signature=0";
        let acl: (&str, &[u8]) = ("x-amz-acl", b"private");
        let authorization = |list: &'static str| ("authorization", list.as_bytes());
        assert_eq!(found(presigned, &[acl, ("range", b"bytes=0-1")]), None);
        assert_eq!(found(presigned, &[acl, ("x-amz-acl-x", b"1")]), Some("x-amz-acl-x".to_owned()));
        assert_eq!(
            found(presigned, &[("x-amz-acl", b"\xff")]),
            Some("x-amz-acl".to_owned()),
            "s3s overlooks such a value"
        );
        assert_eq!(found("", &[acl]), Some("x-amz-acl".to_owned()), "nobody signed");
        assert_eq!(found("?X-Amz-SignedHeaders=x-amz-acl", &[acl]), Some("x-amz-acl".to_owned()), "no signature");
        for list in [
            "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host;x-amz-acl, Signature=0",
            "AWS4-HMAC-SHA256 Credential=a/b,SignedHeaders=host;x-amz-acl,Signature=0",
        ] {
            assert_eq!(found("", &[authorization(list), acl]), None, "{list}");
            let both = "?X-Amz-SignedHeaders=host&X-Amz-Signature=0";
            assert_eq!(found(both, &[authorization(list), acl]), Some("x-amz-acl".to_owned()), "the query counts");
        }
    }
}
