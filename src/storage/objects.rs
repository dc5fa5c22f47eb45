//! Client of the object store.

use std::{io, path::Path, sync::Arc, time::Duration};

use aws_sdk_s3::{
    Client,
    config::{
        BehaviorVersion, Credentials, Region, RequestChecksumCalculation, ResponseChecksumValidation,
        retry::RetryConfig, timeout::TimeoutConfig,
    },
    operation::{get_object::GetObjectOutput, head_object::HeadObjectOutput},
    primitives::{ByteStream, Length},
    types::{ChecksumMode, MetadataDirective, ServerSideEncryption},
};
use axum::body::Bytes;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use futures_util::{Stream, StreamExt as _};
use secrecy::ExposeSecret as _;
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncReadExt as _;
use tokio_util::io::ReaderStream;
use tracing::Instrument as _;

use super::{ContentType, ObjectKey, S3Config, StorageError};
use crate::telemetry::{
    times::{Counted, Times},
    traces::span_below,
};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(3);
/// Timeout for small requests. With the second attempt it bounds the wait for a store that accepts and never answers.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(5);
/// Timeout for transfers of whole objects: an upload from here, a copy within the store.
const TRANSFER_TIMEOUT: Duration = Duration::from_mins(1);
const ATTEMPTS: u32 = 2;

/// The object store. Clones share one connection pool.
#[derive(Clone)]
pub struct Storage(Arc<Inner>);

struct Inner {
    client: Client,
    /// Signs URLs for the host browsers use; never sends.
    presigner: Client,
    /// Sends without credentials, for the isolation check.
    anybody: Client,
    /// Sends exactly the given headers: the store's own client adds some that no signed URL covers.
    browser: reqwest::Client,
    bucket: String,
    encrypt: bool,
    browser_origin: String,
    times: OperationTimes,
}

/// How long the store took to answer each kind of request, the repeated ones as one.
#[derive(Debug, Default)]
struct OperationTimes {
    head: Times,
    get: Times,
    put: Times,
    copy: Times,
    delete: Times,
}

impl OperationTimes {
    /// Waits for the answer to a request of this kind, and notes how long that took. The request is large, and boxed.
    fn of<'a, F: Future + Send + 'a>(
        &'a self,
        kind: impl Fn(&Self) -> &Times,
        name: &'static str,
        request: F,
    ) -> impl Future<Output = F::Output> + 'a {
        let span = span_below!("object store", otel.kind = "client", rpc.method = name);
        kind(self).of(Box::pin(request)).instrument(span)
    }
}

/// Metadata of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectInfo {
    /// Size in bytes.
    pub size: u64,
    /// Identifies exactly these bytes; pass it back to act on no others. Not a checksum.
    pub etag: String,
    /// Type declared when the object was written.
    pub content_type: Option<String>,
    /// Set if the object was written with a checksum and the store keeps it; [`Storage::sha256`] computes it otherwise.
    pub sha256: Option<[u8; 32]>,
}

/// An object being downloaded.
#[derive(Debug)]
pub struct Download {
    /// Metadata of the object.
    pub info: ObjectInfo,
    body: ByteStream,
}

impl Download {
    /// The bytes, as they arrive.
    pub fn into_stream(self) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
        ReaderStream::with_capacity(self.body.into_async_read(), 64 * 1024)
    }
}

impl Storage {
    /// Builds the clients; connects to nothing yet.
    #[must_use]
    pub fn new(config: &S3Config) -> Self {
        Self(Arc::new(Inner {
            client: client(config, config.endpoint.as_deref()),
            presigner: client(config, config.browser_endpoint()),
            anybody: Client::from_conf(builder(config, config.endpoint.as_deref()).allow_no_auth().build()),
            browser: browser(),
            bucket: config.bucket.clone(),
            encrypt: config.encrypt,
            browser_origin: config.browser_origin(),
            times: OperationTimes::default(),
        }))
    }

    /// How long the store took to answer, by the kind of request.
    #[must_use]
    pub fn times(&self) -> [(&'static str, Counted); 5] {
        let OperationTimes { head, get, put, copy, delete } = &self.0.times;
        [("head", head), ("get", get), ("put", put), ("copy", copy), ("delete", delete)]
            .map(|(operation, times)| (operation, times.counted()))
    }

    /// The origin a browser uploads to and downloads from, for the page's `connect-src`.
    #[must_use]
    pub fn browser_origin(&self) -> &str {
        &self.0.browser_origin
    }

    /// Whether the bucket exists and answers.
    pub async fn ready(&self) -> Result<(), StorageError> {
        self.client().head_bucket().bucket(self.bucket()).send().await?;
        Ok(())
    }

    /// Metadata of the object; `None` if there is none.
    pub async fn head(&self, key: &ObjectKey) -> Result<Option<ObjectInfo>, StorageError> {
        let head = self.client().head_object().bucket(self.bucket()).key(key.to_string());
        match self
            .0
            .times
            .of(|times| &times.head, "head", head.checksum_mode(ChecksumMode::Enabled).send())
            .await
            .map_err(StorageError::from)
        {
            Ok(output) => ObjectInfo::of_head(&output).map(Some),
            Err(StorageError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes an object from memory; larger ones go to the store directly, by [`Storage::presign_put`].
    pub async fn put(&self, key: &ObjectKey, content_type: &ContentType, bytes: Bytes) -> Result<(), StorageError> {
        let sha256 = Sha256::digest(&bytes).into();
        self.put_with(key, content_type, bytes.into(), sha256).await
    }

    async fn put_with(
        &self,
        key: &ObjectKey,
        content_type: &ContentType,
        body: ByteStream,
        sha256: [u8; 32],
    ) -> Result<(), StorageError> {
        let put = self.client().put_object().bucket(self.bucket()).key(key.to_string());
        let put = put
            .content_type(content_type.as_str())
            .set_server_side_encryption(self.encryption())
            .checksum_sha256(BASE64_STANDARD.encode(sha256))
            .body(body)
            .customize()
            .config_override(
                aws_sdk_s3::Config::builder().timeout_config(timeouts(TRANSFER_TIMEOUT, TRANSFER_TIMEOUT)),
            );
        self.0.times.of(|times| &times.put, "put", put.send()).await?;
        Ok(())
    }

    /// Writes an object from a file of `size` bytes, whose SHA-256 is known.
    pub async fn put_file(
        &self,
        key: &ObjectKey,
        content_type: &ContentType,
        (path, size, sha256): (&Path, u64, [u8; 32]),
    ) -> Result<(), StorageError> {
        let unreadable = |error| StorageError::Other(format!("a file cannot be read: {error}"));
        let body = ByteStream::read_from().path(path).length(Length::Exact(size)).build().await.map_err(unreadable)?;
        self.put_with(key, content_type, body, sha256).await
    }

    /// Downloads the whole object.
    pub async fn get(&self, key: &ObjectKey) -> Result<Download, StorageError> {
        let get = self.client().get_object().bucket(self.bucket()).key(key.to_string());
        let output =
            self.0.times.of(|times| &times.get, "get", get.checksum_mode(ChecksumMode::Enabled).send()).await?;
        Ok(Download { info: ObjectInfo::of_get(&output)?, body: output.body })
    }

    /// At most the first `length` bytes of the object, if it still has `etag`.
    pub async fn peek(&self, key: &ObjectKey, etag: &str, length: u32) -> Result<Bytes, StorageError> {
        let range = format!("bytes=0-{}", length.saturating_sub(1));
        let get = self.client().get_object().bucket(self.bucket()).key(key.to_string()).if_match(etag).range(range);
        let output = match self.0.times.of(|times| &times.get, "get", get.send()).await {
            Ok(output) => output,
            // Range requests on an empty object answer 416.
            Err(error) if error.raw_response().is_some_and(|response| response.status().as_u16() == 416) => {
                return Ok(Bytes::new());
            }
            Err(error) => return Err(error.into()),
        };
        expect_etag(output.e_tag(), etag)?;
        let mut bytes = Vec::new();
        let mut reader = output.body.into_async_read().take(length.into());
        reader.read_to_end(&mut bytes).await.map_err(|_| StorageError::Unavailable)?;
        Ok(bytes.into())
    }

    /// SHA-256 of the object, if it still has `etag`, computed by reading it through.
    pub async fn sha256(&self, key: &ObjectKey, etag: &str) -> Result<[u8; 32], StorageError> {
        let get = self.client().get_object().bucket(self.bucket()).key(key.to_string()).if_match(etag);
        let output = self.0.times.of(|times| &times.get, "get", get.send()).await?;
        expect_etag(output.e_tag(), etag)?;
        let mut digest = Sha256::new();
        let mut stream = ReaderStream::with_capacity(output.body.into_async_read(), 64 * 1024);
        while let Some(chunk) = stream.next().await {
            digest.update(chunk.map_err(|_| StorageError::Unavailable)?);
        }
        Ok(digest.finalize().into())
    }

    /// Copies `from`, if it still has `etag`, to another key of the same project. Only the bytes are copied: encoding
    /// and metadata stay behind, and the copy gets the given type.
    pub async fn copy_if_match(
        &self,
        from: &ObjectKey,
        etag: &str,
        to: &ObjectKey,
        content_type: &ContentType,
    ) -> Result<(), StorageError> {
        if from.project() != to.project() {
            return Err(StorageError::ForeignProject);
        }
        let copy = self.client().copy_object().bucket(self.bucket()).key(to.to_string());
        let copy = copy
            .copy_source(format!("{}/{from}", self.bucket()))
            .copy_source_if_match(etag)
            .metadata_directive(MetadataDirective::Replace)
            .content_type(content_type.as_str())
            .set_server_side_encryption(self.encryption())
            .customize()
            .config_override(
                aws_sdk_s3::Config::builder().timeout_config(timeouts(TRANSFER_TIMEOUT, TRANSFER_TIMEOUT)),
            );
        self.0.times.of(|times| &times.copy, "copy", copy.send()).await?;
        Ok(())
    }

    /// Deletes the object; a missing object counts as deleted.
    pub async fn delete(&self, key: &ObjectKey) -> Result<(), StorageError> {
        let delete = self.client().delete_object().bucket(self.bucket()).key(key.to_string());
        match self.0.times.of(|times| &times.delete, "delete", delete.send()).await {
            Ok(_) => Ok(()),
            Err(error) => match error.into() {
                StorageError::NotFound => Ok(()),
                error => Err(error),
            },
        }
    }

    pub(super) fn client(&self) -> &Client {
        &self.0.client
    }

    pub(super) fn presigner(&self) -> &Client {
        &self.0.presigner
    }

    pub(super) fn anybody(&self) -> &Client {
        &self.0.anybody
    }

    pub(super) fn browser(&self) -> &reqwest::Client {
        &self.0.browser
    }

    pub(super) fn bucket(&self) -> &str {
        &self.0.bucket
    }

    pub(super) fn encryption(&self) -> Option<ServerSideEncryption> {
        self.0.encrypt.then_some(ServerSideEncryption::Aes256)
    }
}

impl ObjectInfo {
    fn of_head(output: &HeadObjectOutput) -> Result<Self, StorageError> {
        Self::of(output.content_length(), output.e_tag(), output.content_type(), output.checksum_sha256())
    }

    fn of_get(output: &GetObjectOutput) -> Result<Self, StorageError> {
        Self::of(output.content_length(), output.e_tag(), output.content_type(), output.checksum_sha256())
    }

    fn of(
        size: Option<i64>,
        etag: Option<&str>,
        kind: Option<&str>,
        sha256: Option<&str>,
    ) -> Result<Self, StorageError> {
        let missing = || StorageError::Other("answer without length or ETag".to_owned());
        Ok(Self {
            size: size.and_then(|size| size.try_into().ok()).ok_or_else(missing)?,
            etag: etag.ok_or_else(missing)?.to_owned(),
            content_type: kind.map(ToOwned::to_owned),
            sha256: sha256.and_then(|text| BASE64_STANDARD.decode(text).ok()?.try_into().ok()),
        })
    }
}

/// Compares the answered `ETag` as well: not every store honours If-Match on a read.
fn expect_etag(answered: Option<&str>, expected: &str) -> Result<(), StorageError> {
    if answered == Some(expected) { Ok(()) } else { Err(StorageError::Precondition) }
}

fn client(config: &S3Config, endpoint: Option<&str>) -> Client {
    let secret = config.secret_access_key.expose_secret();
    let credentials = Credentials::new(config.access_key_id.as_str(), secret, None, None, "configuration");
    Client::from_conf(builder(config, endpoint).credentials_provider(credentials).build())
}

fn builder(config: &S3Config, endpoint: Option<&str>) -> aws_sdk_s3::config::Builder {
    let mut builder = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(config.region.clone()))
        .force_path_style(true)
        // R2 and Garage do not know every checksum the SDK would add by itself.
        .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
        .response_checksum_validation(ResponseChecksumValidation::WhenRequired)
        .timeout_config(timeouts(ATTEMPT_TIMEOUT, ANSWER_TIMEOUT))
        .retry_config(
            RetryConfig::standard().with_max_attempts(ATTEMPTS).with_initial_backoff(Duration::from_millis(100)),
        );
    builder.set_endpoint_url(endpoint.map(ToOwned::to_owned));
    builder
}

/// Client without redirects: a signed URL is good for one request.
fn browser() -> reqwest::Client {
    let builder = reqwest::Client::builder().connect_timeout(CONNECT_TIMEOUT).timeout(ANSWER_TIMEOUT).no_proxy();
    builder.redirect(reqwest::redirect::Policy::none()).build().unwrap_or_default()
}

fn timeouts(attempt: Duration, answer: Duration) -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .operation_attempt_timeout(attempt)
        .operation_timeout(answer)
        .build()
}
