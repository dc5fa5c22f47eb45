//! Signed URLs of uploads and downloads.

use std::{fmt, time::Duration};

use aws_sdk_s3::{Client, presigning::PresigningConfig};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use time::OffsetDateTime;

use super::{ContentType, FileName, ObjectKey, Storage, StorageError};

/// Lifetime of an upload address.
pub const PUT_LIFETIME: Duration = Duration::from_mins(5);
/// Lifetime of a download address.
pub const GET_LIFETIME: Duration = Duration::from_mins(2);

/// Terms of an upload address: the store answers 403 to any other request (400 to another body).
#[derive(Debug, Clone, Copy)]
pub struct PutTerms<'a> {
    /// Content type to declare.
    pub content_type: &'a ContentType,
    /// Size in bytes.
    pub length: u64,
    /// SHA-256 of the only accepted bytes, if known.
    pub sha256: Option<[u8; 32]>,
}

/// A signed request to the store.
#[derive(Clone, PartialEq, Eq)]
pub struct Presigned {
    /// HTTP method: `PUT`.
    pub method: &'static str,
    /// Signed URL; it works for any holder, so it is logged nowhere.
    pub url: String,
    /// Headers to send unchanged. A browser sets `content-length` by itself, to the length of the body.
    pub headers: Vec<(String, String)>,
    /// Time from which the store refuses the request.
    pub expires_at: OffsetDateTime,
}

impl fmt::Debug for Presigned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Presigned")
            .field("method", &self.method)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

impl Storage {
    /// Lets the holder write `key`, repeatedly, within [`PUT_LIFETIME`] and on these terms.
    pub async fn presign_put(&self, key: &ObjectKey, terms: PutTerms<'_>) -> Result<Presigned, StorageError> {
        self.presign_put_by(self.presigner(), key, terms, lasting(PUT_LIFETIME)?).await
    }

    /// [`Self::presign_put`] with another signing client or lifetime.
    pub(super) async fn presign_put_by(
        &self,
        signer: &Client,
        key: &ObjectKey,
        terms: PutTerms<'_>,
        validity: PresigningConfig,
    ) -> Result<Presigned, StorageError> {
        let length = i64::try_from(terms.length).map_err(|_| StorageError::Other("length".to_owned()))?;
        let expires_at = OffsetDateTime::from(validity.start_time()) + validity.expires();
        let request = signer
            .put_object()
            .bucket(self.bucket())
            .key(key.to_string())
            .content_type(terms.content_type.as_str())
            .content_length(length)
            .set_checksum_sha256(terms.sha256.map(|digest| BASE64_STANDARD.encode(digest)))
            .set_server_side_encryption(self.encryption())
            .presigned(validity)
            .await?;
        let headers = request.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Ok(Presigned { method: "PUT", url: request.uri().to_owned(), headers, expires_at })
    }

    /// Download URL within [`GET_LIFETIME`]: always an attachment, never of a type a browser runs.
    pub async fn presign_get(
        &self,
        key: &ObjectKey,
        name: &FileName,
        content_type: &ContentType,
    ) -> Result<String, StorageError> {
        let request = self
            .presigner()
            .get_object()
            .bucket(self.bucket())
            .key(key.to_string())
            .response_content_disposition(name.attachment())
            .response_content_type(content_type.for_serving())
            .response_cache_control("private, no-store")
            .presigned(lasting(GET_LIFETIME)?)
            .await?;
        Ok(request.uri().to_owned())
    }
}

pub(super) fn lasting(lifetime: Duration) -> Result<PresigningConfig, StorageError> {
    PresigningConfig::expires_in(lifetime).map_err(|_| StorageError::Other("lifetime".to_owned()))
}
