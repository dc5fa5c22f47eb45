//! The job that cleans up after an upload.

use serde::{Deserialize, Serialize};
use time::Duration;

use super::{key, store};
use crate::{
    features::shared::runs::{self, Failure, Run},
    http::AppState,
    ids::UploadId,
    jobs::{self, Claimed, Job},
    storage::ObjectKey,
};

/// Times of the further clean-ups of quarantine: a transfer that began in time may end long after, as slowly as the
/// store permits.
const LATER_LOOKS: [Duration; 2] = [Duration::hours(1), Duration::days(1)];

/// Deletes an upload's objects in the store (its bytes in quarantine; if it was never filed, their copy), and schedules
/// the repetition. Enqueued for the time when no transfer to these places can begin any more. The last time deletes the
/// row too, if the upload became no document.
#[derive(Debug, Serialize, Deserialize)]
pub struct DeleteUpload {
    /// The upload.
    pub upload: UploadId,
    /// Number of earlier clean-ups.
    #[serde(default)]
    pub looks: u8,
}

impl Job for DeleteUpload {
    const KIND: &'static str = "delete_upload";
}

impl Run for DeleteUpload {
    async fn run(self, state: &AppState, claimed: &Claimed) -> Result<(), Failure> {
        // The key is in the job's own project, where an upload of another one does not exist.
        let (scope, id) = (runs::scope_of(claimed)?, self.upload);
        let project = scope.project();
        state.storage.delete(&key(project, id)).await?;
        let mut tx = state.db.write(&scope).await?;
        let copy = store::unfiled(&mut tx, id).await?;
        drop(tx);
        if let Some((document, version)) = copy {
            state.storage.delete(&ObjectKey::Document { project, document: document.0, version }).await?;
        }
        let mut tx = state.db.write(&scope).await?;
        match LATER_LOOKS.get(usize::from(self.looks)) {
            Some(later) => {
                let again = Self { upload: id, looks: self.looks + 1 };
                jobs::enqueue_at(&mut tx, &again, state.clock.now() + *later).await?;
            }
            None => store::forget(&mut tx, id).await?,
        }
        Ok(tx.commit().await?)
    }
}
