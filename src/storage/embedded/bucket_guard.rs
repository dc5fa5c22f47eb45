//! The embedded server's bucket, with its supported operations.

use std::path::{Path, PathBuf};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use futures_util::future::BoxFuture;
use s3s::{
    S3, S3Request, S3Response, S3Result,
    dto::{
        CopyObjectInput, CopyObjectOutput, CopySource, DeleteObjectInput, DeleteObjectOutput, GetObjectInput,
        GetObjectOutput, HeadBucketInput, HeadBucketOutput, HeadObjectInput, HeadObjectOutput, ListObjectsV2Input,
        ListObjectsV2Output, Object, PostObjectInput, PostObjectOutput, PutObjectInput, PutObjectOutput,
    },
    s3_error,
};
use s3s_fs::FileSystem;
use tokio::sync::Mutex;
use uuid::Uuid;

type Answer<'a, T> = BoxFuture<'a, S3Result<S3Response<T>>>;

/// One bucket of the file store and the seven operations the application uses; all others answer 501.
///
/// The file store makes missing buckets, follows `..`, fails on long names, keeps a body whose checksum failed, and
/// swaps bytes and `ETag` in two steps; this wrapper hides all of that. Requests without valid credentials are refused
/// before it.
#[derive(Debug)]
pub(super) struct BucketGuard {
    files: FileSystem,
    root: PathBuf,
    bucket: String,
    /// Held while an object is read or changed, never during a transfer.
    turn: Mutex<()>,
}

impl BucketGuard {
    const MAX_KEY: usize = 120;
    /// Directory of bodies whose transfer or checksum is not complete.
    const INCOMING: &'static str = "incoming";

    pub(super) fn new(files: FileSystem, root: &Path, bucket: &str) -> Self {
        // Removes bodies that an earlier process left when it was killed.
        let _ = std::fs::remove_dir_all(root.join(bucket).join(Self::INCOMING));
        Self { files, root: root.to_owned(), bucket: bucket.to_owned(), turn: Mutex::new(()) }
    }

    fn admit_bucket(&self, bucket: &str) -> S3Result<()> {
        if bucket == self.bucket { Ok(()) } else { Err(s3_error!(NoSuchBucket)) }
    }

    fn admit(&self, bucket: &str, key: &str) -> S3Result<()> {
        self.admit_bucket(bucket)?;
        if key.len() > Self::MAX_KEY {
            return Err(s3_error!(KeyTooLongError));
        }
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if key.split('/').all(|part| !matches!(part, "" | "." | "..") && part.bytes().all(plain)) {
            Ok(())
        } else {
            Err(s3_error!(InvalidURI))
        }
    }

    /// Moves the body received as `from` into place; readers of the old bytes keep them.
    async fn file(&self, from: &str, to: &str) -> S3Result<()> {
        let source = CopySource::Bucket { bucket: self.bucket.as_str().into(), key: from.into(), version_id: None };
        let input = CopyObjectInput::builder()
            .bucket(self.bucket.clone())
            .key(to.to_owned())
            .copy_source(source)
            .build()
            .map_err(|_| s3_error!(InternalError))?;
        let _turn = self.turn.lock().await;
        self.remove(to).await?;
        self.files.copy_object(internal(input)).await?;
        Ok(())
    }

    /// Removes an object and the metadata files the file store keeps beside the bucket.
    async fn remove(&self, key: &str) -> S3Result<S3Response<DeleteObjectOutput>> {
        let input = DeleteObjectInput { bucket: self.bucket.clone(), key: key.to_owned(), ..Default::default() };
        let answer = self.files.delete_object(internal(input)).await?;
        let encode = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
        for note in ["metadata", "internal"] {
            let name = format!(".bucket-{}.object-{}.{note}.json", encode(&self.bucket), encode(key));
            let _ = tokio::fs::remove_file(self.root.join(name)).await;
        }
        Ok(answer)
    }
}

/// Request without headers, URI and credentials, because the file store writes requests into its trace.
fn internal<T>(input: T) -> S3Request<T> {
    S3Request {
        input,
        method: axum::http::Method::default(),
        uri: axum::http::Uri::default(),
        headers: axum::http::HeaderMap::default(),
        extensions: axum::http::Extensions::default(),
        credentials: None,
        region: None,
        service: None,
        trailing_headers: None,
    }
}

/// Keys of all files below `folder`, whose own prefix is `prefix`.
fn keys(folder: &Path, prefix: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let key = format!("{prefix}{}", entry.file_name().to_string_lossy());
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => found.extend(keys(&entry.path(), &format!("{key}/"))),
            _ => found.push(key),
        }
    }
    found.sort();
    found
}

impl S3 for BucketGuard {
    fn list_objects_v2<'a, 'b>(&'a self, req: S3Request<ListObjectsV2Input>) -> Answer<'b, ListObjectsV2Output>
    where
        'a: 'b,
    {
        Box::pin(async move {
            // Only whole-folder prefixes are supported, never the whole bucket.
            let prefix = req.input.prefix.ok_or_else(|| s3_error!(NotImplemented))?;
            self.admit(&req.input.bucket, prefix.trim_end_matches('/'))?;
            let _turn = self.turn.lock().await;
            let keys = keys(&self.root.join(&self.bucket).join(&prefix), &prefix);
            let object = |key| Object { key: Some(key), ..Object::default() };
            Ok(S3Response::new(ListObjectsV2Output {
                contents: Some(keys.into_iter().map(object).collect()),
                is_truncated: Some(false),
                ..ListObjectsV2Output::default()
            }))
        })
    }

    fn head_bucket<'a, 'b>(&'a self, req: S3Request<HeadBucketInput>) -> Answer<'b, HeadBucketOutput>
    where
        'a: 'b,
    {
        Box::pin(async move {
            self.admit_bucket(&req.input.bucket)?;
            self.files.head_bucket(internal(req.input)).await
        })
    }

    fn head_object<'a, 'b>(&'a self, req: S3Request<HeadObjectInput>) -> Answer<'b, HeadObjectOutput>
    where
        'a: 'b,
    {
        Box::pin(async move {
            self.admit(&req.input.bucket, &req.input.key)?;
            let _turn = self.turn.lock().await;
            self.files.head_object(internal(req.input)).await
        })
    }

    fn get_object<'a, 'b>(&'a self, req: S3Request<GetObjectInput>) -> Answer<'b, GetObjectOutput>
    where
        'a: 'b,
    {
        Box::pin(async move {
            self.admit(&req.input.bucket, &req.input.key)?;
            let _turn = self.turn.lock().await;
            self.files.get_object(internal(req.input)).await
        })
    }

    fn put_object<'a, 'b>(&'a self, req: S3Request<PutObjectInput>) -> Answer<'b, PutObjectOutput>
    where
        'a: 'b,
    {
        Box::pin(async move {
            let S3Request { mut input, trailing_headers, .. } = req;
            self.admit(&input.bucket, &input.key)?;
            let incoming = format!("{}/{}", Self::INCOMING, Uuid::new_v4());
            let key = std::mem::replace(&mut input.key, incoming.clone());
            let written = self.files.put_object(S3Request { trailing_headers, ..internal(input) }).await;
            let filed = match written {
                Ok(answer) => self.file(&incoming, &key).await.map(|()| answer),
                Err(refused) => Err(refused),
            };
            self.remove(&incoming).await?;
            filed
        })
    }

    fn post_object<'a, 'b>(&'a self, _: S3Request<PostObjectInput>) -> Answer<'b, PostObjectOutput>
    where
        'a: 'b,
    {
        Box::pin(async { Err(s3_error!(NotImplemented)) })
    }

    fn copy_object<'a, 'b>(&'a self, req: S3Request<CopyObjectInput>) -> Answer<'b, CopyObjectOutput>
    where
        'a: 'b,
    {
        Box::pin(async move {
            let CopySource::Bucket { bucket, key, .. } = &req.input.copy_source else {
                return Err(s3_error!(NotImplemented));
            };
            self.admit(bucket, key)?;
            self.admit(&req.input.bucket, &req.input.key)?;
            let _turn = self.turn.lock().await;
            self.files.copy_object(internal(req.input)).await
        })
    }

    fn delete_object<'a, 'b>(&'a self, req: S3Request<DeleteObjectInput>) -> Answer<'b, DeleteObjectOutput>
    where
        'a: 'b,
    {
        Box::pin(async move {
            self.admit(&req.input.bucket, &req.input.key)?;
            let _turn = self.turn.lock().await;
            self.remove(&req.input.key).await
        })
    }
}
