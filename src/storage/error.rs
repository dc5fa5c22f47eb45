//! Errors of the object store.

use aws_sdk_s3::{
    config::http::HttpResponse,
    error::{ProvideErrorMetadata, SdkError},
};

/// Failure of an object store request. Holds no address, key or signature.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    /// Unreachable, too slow or failing: answer 503, try again later.
    #[error("the object store does not answer")]
    Unavailable,
    /// No such object.
    #[error("no such object")]
    NotFound,
    /// The object has changed since its `ETag` was read.
    #[error("the object has changed")]
    Precondition,
    /// A copy from one project to another, which is never allowed.
    #[error("objects are not copied between projects")]
    ForeignProject,
    /// A refusal that only a changed configuration or program cures, with the store's error code.
    #[error("the object store refused: {0}")]
    Other(String),
}

impl<E: ProvideErrorMetadata> From<SdkError<E, HttpResponse>> for StorageError {
    fn from(error: SdkError<E, HttpResponse>) -> Self {
        let status = error.raw_response().map(|response| response.status().as_u16());
        match &error {
            SdkError::ServiceError(_) => {}
            SdkError::ConstructionFailure(_) => return Self::Other("request could not be built".to_owned()),
            _ => return Self::Unavailable,
        }
        match (error.code(), status) {
            (Some("NoSuchBucket"), _) => Self::Other("NoSuchBucket".to_owned()),
            (_, Some(404)) => Self::NotFound,
            (_, Some(412)) => Self::Precondition,
            (_, Some(429 | 500 | 502..=599)) => Self::Unavailable,
            (code, status) => {
                Self::Other(code.map_or_else(|| status.unwrap_or_default().to_string(), ToOwned::to_owned))
            }
        }
    }
}
