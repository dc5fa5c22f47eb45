//! Production's mark on the bucket: development does not start on one that bears it.

use super::{Storage, StorageError};

/// Key of the mark. Those of projects' objects begin with `projects/`.
const KEY: &str = "production-mark";
const TEXT: &[u8] = b"This bucket is production's: a Fataplus in development does not start on it.\n";

impl Storage {
    /// Leaves production's mark.
    pub async fn mark_production(&self) -> Result<(), StorageError> {
        let put = self.client().put_object().bucket(self.bucket()).key(KEY);
        let put = put.content_type("text/plain").set_server_side_encryption(self.encryption());
        put.body(TEXT.to_vec().into()).send().await?;
        Ok(())
    }

    /// Whether production has left its mark.
    pub async fn is_production(&self) -> Result<bool, StorageError> {
        match self.client().head_object().bucket(self.bucket()).key(KEY).send().await.map_err(StorageError::from) {
            Ok(_) => Ok(true),
            Err(StorageError::NotFound) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
