use std::fmt;

use futures_util::future::BoxFuture;
use s3s::{
    S3, S3ErrorCode, S3Request, S3Response, S3Result,
    dto::{
        CopyObjectInput, CopyObjectOutput, CopySource, DeleteObjectInput, DeleteObjectOutput, GetObjectInput,
        GetObjectOutput, HeadBucketInput, HeadBucketOutput, HeadObjectInput, HeadObjectOutput, PostObjectInput,
        PostObjectOutput, PutObjectInput, PutObjectOutput,
    },
    s3_error,
};
use s3s_fs::FileSystem;

type Answer<'a, T> = BoxFuture<'a, S3Result<S3Response<T>>>;

/// One bucket of the file store and the six operations the application uses; all others answer 501.
///
/// The file store makes missing buckets, follows `..`, fails on long names and keeps a body that its checksum
/// disowned; none of that gets past here. Requests without valid credentials do not get as far as here.
#[derive(Debug)]
pub(super) struct Room {
    files: FileSystem,
    bucket: String,
}

impl Room {
    const MAX_KEY: usize = 120;

    pub(super) fn new(files: FileSystem, bucket: &str) -> Self {
        Self { files, bucket: bucket.to_owned() }
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
}

/// The request without headers, address and credentials: the file store writes requests into its trace.
fn bare<T: fmt::Debug>(req: S3Request<T>) -> S3Request<T> {
    S3Request {
        uri: axum::http::Uri::default(),
        headers: axum::http::HeaderMap::default(),
        extensions: axum::http::Extensions::default(),
        credentials: None,
        ..req
    }
}

impl S3 for Room {
    fn head_bucket<'a, 'b>(&'a self, req: S3Request<HeadBucketInput>) -> Answer<'b, HeadBucketOutput>
    where
        'a: 'b,
    {
        Box::pin(async move {
            self.admit_bucket(&req.input.bucket)?;
            self.files.head_bucket(bare(req)).await
        })
    }

    fn head_object<'a, 'b>(&'a self, req: S3Request<HeadObjectInput>) -> Answer<'b, HeadObjectOutput>
    where
        'a: 'b,
    {
        Box::pin(async move {
            self.admit(&req.input.bucket, &req.input.key)?;
            self.files.head_object(bare(req)).await
        })
    }

    fn get_object<'a, 'b>(&'a self, req: S3Request<GetObjectInput>) -> Answer<'b, GetObjectOutput>
    where
        'a: 'b,
    {
        Box::pin(async move {
            self.admit(&req.input.bucket, &req.input.key)?;
            self.files.get_object(bare(req)).await
        })
    }

    fn put_object<'a, 'b>(&'a self, req: S3Request<PutObjectInput>) -> Answer<'b, PutObjectOutput>
    where
        'a: 'b,
    {
        Box::pin(async move {
            let (bucket, key) = (req.input.bucket.clone(), req.input.key.clone());
            self.admit(&bucket, &key)?;
            let answer = self.files.put_object(bare(req)).await;
            if answer.as_ref().is_err_and(|error| *error.code() == S3ErrorCode::BadDigest) {
                let input = DeleteObjectInput { bucket, key, ..DeleteObjectInput::default() };
                self.files.delete_object(internal(input)).await?;
            }
            answer
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
            self.files.copy_object(bare(req)).await
        })
    }

    fn delete_object<'a, 'b>(&'a self, req: S3Request<DeleteObjectInput>) -> Answer<'b, DeleteObjectOutput>
    where
        'a: 'b,
    {
        Box::pin(async move {
            self.admit(&req.input.bucket, &req.input.key)?;
            self.files.delete_object(bare(req)).await
        })
    }
}

fn internal<T>(input: T) -> S3Request<T> {
    S3Request {
        input,
        method: axum::http::Method::DELETE,
        uri: axum::http::Uri::default(),
        headers: axum::http::HeaderMap::default(),
        extensions: axum::http::Extensions::default(),
        credentials: None,
        region: None,
        service: None,
        trailing_headers: None,
    }
}
