//! Connections that a project may hold at a time, of one pool; and those that lists may hold.

use std::{convert::Infallible, sync::Arc, time::Duration};

use quick_cache::sync::Cache;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{DbError, Scope};
use crate::ids::ProjectId;

/// Time a transaction waits for another one of its project to end.
const WAIT: Duration = Duration::from_secs(1);
/// Maximum number of projects whose semaphores are kept. One that is evicted while in use goes on counting for its
/// holders; the project's next transaction begins with a new one.
const PROJECTS: usize = 50_000;

/// Limits every project to its quota, so that a slow or busy one leaves connections for the others.
#[derive(Clone, Debug)]
pub(super) struct ConnectionQuotas {
    /// By project and quota: a project whose plan changes gets another semaphore.
    semaphores: Arc<Cache<(ProjectId, u32), Arc<Semaphore>>>,
    /// Places of lists, of whichever projects: a busy project does not make its people's lists wait.
    lists: Arc<Semaphore>,
    max_per_project: u32,
}

impl ConnectionQuotas {
    /// A project gets at most half of the pool, whatever its plan allows, and lists get as many together.
    pub(super) fn new(pool_size: u32) -> Self {
        let half = (pool_size / 2).max(1);
        let lists = Arc::new(Semaphore::new(half as usize));
        Self { semaphores: Arc::new(Cache::new(PROJECTS)), lists, max_per_project: half }
    }

    /// Waits for one of the project's places. To be dropped only after the connection is back in the pool.
    pub(super) async fn acquire(&self, scope: &Scope) -> Result<OwnedSemaphorePermit, DbError> {
        let count = scope.share().connections.clamp(1, self.max_per_project);
        let all = || Ok::<_, Infallible>(Arc::new(Semaphore::new(count as usize)));
        let Ok(semaphore) = self.semaphores.get_or_insert_with(&(scope.project(), count), all);
        match tokio::time::timeout(WAIT, semaphore.acquire_owned()).await {
            Ok(Ok(place)) => Ok(place),
            Ok(Err(_)) | Err(_) => Err(DbError::ShareInUse(count)),
        }
    }

    /// Waits for one of the places of lists. To be dropped only after the connection is back in the pool.
    pub(super) async fn acquire_for_list(&self) -> Result<OwnedSemaphorePermit, DbError> {
        let place = tokio::time::timeout(WAIT, Arc::clone(&self.lists).acquire_owned()).await;
        place.ok().and_then(Result::ok).ok_or(DbError::Unavailable(sqlx::Error::PoolTimedOut))
    }
}
