//! Each project's share of the connections.

use std::{convert::Infallible, sync::Arc, time::Duration};

use quick_cache::sync::Cache;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{DbError, Scope};
use crate::ids::ProjectId;

/// Time a transaction waits for another one of its project to end.
const WAIT: Duration = Duration::from_secs(1);
/// Maximum number of projects whose places are kept.
const PROJECTS: usize = 50_000;

/// Limits every project to its share of the pool, so that a slow or busy one leaves connections for the others.
#[derive(Clone, Debug)]
pub(super) struct PoolShares {
    places: Arc<Cache<(ProjectId, u32), Arc<Semaphore>>>,
    most: u32,
}

impl PoolShares {
    /// Half of the pool is for the others, whatever a plan allows.
    pub(super) fn of(pool: u32) -> Self {
        Self { places: Arc::new(Cache::new(PROJECTS)), most: (pool / 2).max(1) }
    }

    /// A place of the project. It is free again when dropped, which is not before its connection is.
    pub(super) async fn place(&self, scope: &Scope) -> Result<OwnedSemaphorePermit, DbError> {
        let count = scope.share().connections.clamp(1, self.most);
        let all = || Ok::<_, Infallible>(Arc::new(Semaphore::new(count as usize)));
        let Ok(places) = self.places.get_or_insert_with(&(scope.project(), count), all);
        match tokio::time::timeout(WAIT, places.acquire_owned()).await {
            Ok(Ok(place)) => Ok(place),
            Ok(Err(_)) | Err(_) => Err(DbError::ShareInUse(count)),
        }
    }
}
