use std::{sync::Arc, time::Duration};

use moka::sync::Cache;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{DbError, Scope};
use crate::ids::ProjectId;

/// How long a transaction waits for another of its project to end.
const WAIT: Duration = Duration::from_secs(1);
/// A project that opened no transaction for so long needs no places.
const IDLE: Duration = Duration::from_mins(10);

/// Keeps every project to its share of the pool, so that one that is slow or busy leaves connections for the others.
#[derive(Clone, Debug)]
pub(super) struct Shares {
    places: Cache<(ProjectId, u32), Arc<Semaphore>>,
    most: u32,
}

impl Shares {
    /// However much a plan allows, half the pool is for the others.
    pub(super) fn of(pool: u32) -> Self {
        Self { places: Cache::builder().max_capacity(50_000).time_to_idle(IDLE).build(), most: (pool / 2).max(1) }
    }

    /// A place of the project's, free again when it is dropped.
    pub(super) async fn place(&self, scope: &Scope) -> Result<OwnedSemaphorePermit, DbError> {
        let count = scope.share().connections.clamp(1, self.most);
        let places = self.places.get_with((scope.project(), count), || Arc::new(Semaphore::new(count as usize)));
        match tokio::time::timeout(WAIT, places.acquire_owned()).await {
            Ok(Ok(place)) => Ok(place),
            Ok(Err(_)) | Err(_) => Err(DbError::ShareInUse),
        }
    }
}
