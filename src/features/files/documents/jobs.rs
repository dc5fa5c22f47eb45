//! The job that deletes a document's files.

use serde::{Deserialize, Serialize};

use super::store;
use crate::{
    features::shared::runs::{self, Failure, Run},
    http::AppState,
    ids::DocumentId,
    jobs::{Claimed, Job},
    storage::ObjectKey,
};

/// Deletes the files of a deleted document, then the rows of its versions. Versions with a decision stay, without a
/// file.
#[derive(Debug, Serialize, Deserialize)]
pub struct DeleteDocument {
    /// The deleted document.
    pub document: DocumentId,
}

impl Job for DeleteDocument {
    const KIND: &'static str = "delete_document";
}

impl Run for DeleteDocument {
    async fn run(self, state: &AppState, claimed: &Claimed) -> Result<(), Failure> {
        let scope = runs::scope_of(claimed)?;
        let mut tx = state.db.read(&scope).await?;
        let versions = store::versions_of_deleted(&mut tx, self.document).await?;
        drop(tx);
        for version in versions {
            state
                .storage
                .delete(&ObjectKey::Document { project: scope.project(), document: self.document.0, version })
                .await?;
        }
        let mut tx = state.db.write(&scope).await?;
        store::forget_versions(&mut tx, self.document).await?;
        Ok(tx.commit().await?)
    }
}
