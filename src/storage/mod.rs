//! Documents in S3-compatible storage.
