//! Media types of objects.

use std::fmt;

use mediatype::MediaType;

/// A media type without parameters, lower-case, e.g. `application/pdf`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ContentType(String);

/// The text is not a media type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a media type")]
pub struct InvalidContentType;

/// Types that no browser runs.
const PASSIVE: &[&str] = &[
    "application/msword",
    "application/pdf",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/zip",
    "image/avif",
    "image/gif",
    "image/heic",
    "image/heif",
    "image/jpeg",
    "image/png",
    "image/tiff",
    "image/webp",
    "text/csv",
    "text/plain",
];

impl ContentType {
    const MAX_LENGTH: usize = 100;

    /// Reads `type/subtype`; parameters are dropped, case is folded.
    pub fn parse(text: &str) -> Result<Self, InvalidContentType> {
        let essence = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        // A range such as `image/*` is no type of a file.
        if essence.len() > Self::MAX_LENGTH || essence.contains('*') {
            return Err(InvalidContentType);
        }
        MediaType::parse(&essence).map_err(|_| InvalidContentType)?;
        Ok(Self(essence))
    }

    /// `application/octet-stream`, the type of unidentified bytes.
    #[must_use]
    pub fn octet_stream() -> Self {
        Self::known("application/octet-stream")
    }

    /// `application/json`, the type of the service's own notes.
    #[must_use]
    pub fn json() -> Self {
        Self::known("application/json")
    }

    /// A type spelled in this program.
    pub(super) fn known(text: &'static str) -> Self {
        Self(text.to_owned())
    }

    /// The text, as stored and as signed for an upload.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `Content-Type` of a download: a passive type as it is, any other as plain bytes.
    #[must_use]
    pub fn for_serving(&self) -> &str {
        let passive = PASSIVE.contains(&self.as_str())
            || self.0.starts_with("audio/")
            || self.0.starts_with("video/")
            || self.0.starts_with("application/vnd.openxmlformats-officedocument.")
            || self.0.starts_with("application/vnd.oasis.opendocument.");
        if passive { &self.0 } else { "application/octet-stream" }
    }
}

impl fmt::Display for ContentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for ContentType {
    type Error = InvalidContentType;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::ContentType;

    #[test]
    fn parameters_and_case_go() {
        for text in ["Text/Plain; charset=UTF-8", " text/plain ;", "text/plain; charset"] {
            assert_eq!(ContentType::parse(text).unwrap().as_str(), "text/plain");
        }
    }

    #[test]
    fn what_is_no_media_type_is_refused() {
        for text in [
            "",
            "pdf",
            "/pdf",
            "application/",
            "a/b/c",
            "text/pl ain",
            "text/plain\r\nx: y",
            "été/pdf",
            "image/*",
            "*/*",
        ] {
            assert!(ContentType::parse(text).is_err(), "{text:?}");
        }
        assert!(ContentType::parse(&format!("text/{}", "a".repeat(100))).is_err());
    }

    #[test]
    fn active_types_are_served_as_bytes() {
        for text in
            ["text/html", "image/svg+xml", "application/atom+xml", "text/javascript", "multipart/x-mixed-replace"]
        {
            assert_eq!(ContentType::parse(text).unwrap().for_serving(), "application/octet-stream", "{text}");
        }
        assert_eq!(ContentType::parse("application/pdf").unwrap().for_serving(), "application/pdf");
    }
}
