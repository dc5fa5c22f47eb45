//! Request limits of each project's plan, so that one project's load leaves the others alone. A request is counted once
//! the caller's part in the project is known: strangers can neither use up a project's quota nor learn that it has one.
//!
//! Each replica counts for itself and grants its share of the limits (`FATAPLUS_REPLICAS`).

use std::{
    convert::Infallible,
    num::NonZeroU32,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use quick_cache::sync::Cache;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{LimitStatus, OverLimit, QuotaExceeded, limiter};
use crate::{db::Limits, ids::ProjectId};

/// Time a request waits for another one of its project to end.
const WAIT: Duration = Duration::from_secs(1);
/// Maximum number of projects counted; the least active are evicted first.
const PROJECTS: usize = 50_000;
const WINDOW: u32 = 60;

/// Limiters of all projects.
#[derive(Debug)]
pub struct ProjectQuotas {
    on: bool,
    replicas: u32,
    limiters: Cache<(ProjectId, u32, u32), Arc<Limiters>>,
    wait: Duration,
}

#[derive(Debug)]
struct Limiters {
    rate: Arc<limiter::Limiter>,
    room: Arc<Semaphore>,
}

#[derive(Debug)]
struct Slot {
    limiters: Arc<Limiters>,
    wait: Duration,
    most: u32,
    taken: Mutex<Option<OwnedSemaphorePermit>>,
}

/// A request's place among those of its project, free again when dropped.
#[derive(Clone, Debug, Default)]
pub struct RequestPermit {
    place: Option<Arc<Slot>>,
    /// State of the project's request limit.
    pub told: Option<LimitStatus>,
}

impl Slot {
    async fn take(&self) -> Result<(), OverLimit> {
        match tokio::time::timeout(self.wait, self.limiters.room.clone().acquire_owned()).await {
            Ok(Ok(taken)) => {
                *self.taken.lock().unwrap_or_else(PoisonError::into_inner) = Some(taken);
                Ok(())
            }
            Ok(Err(_)) | Err(_) => Err(OverLimit {
                exceeded: QuotaExceeded::at_once("concurrent_requests", Some(self.most)),
                retry_after: 1,
            }),
        }
    }
}

impl RequestPermit {
    /// Releases the place during `work`, and takes one again.
    pub async fn release_while<T, E: From<OverLimit>>(&self, work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        let Some(place) = &self.place else { return work.await };
        place.taken.lock().unwrap_or_else(PoisonError::into_inner).take();
        let done = work.await?;
        place.take().await?;
        Ok(done)
    }
}

impl ProjectQuotas {
    /// Limiters for one of `replicas` processes; without effect if not `on`.
    #[must_use]
    pub fn new(on: bool, replicas: u32) -> Self {
        Self { on, replicas: replicas.max(1), limiters: Cache::new(PROJECTS), wait: WAIT }
    }

    /// Admits a request of the project, or says when to come back.
    pub async fn admit(&self, project: ProjectId, limits: &Limits) -> Result<RequestPermit, OverLimit> {
        if !self.on {
            return Ok(RequestPermit::default());
        }
        let (rate, room) = (self.part(limits.requests_per_minute), self.part(limits.concurrent_requests));
        let Ok(limiters) = self.limiters.get_or_insert_with(&(project, rate.get(), room.get()), || {
            Ok::<_, Infallible>(Arc::new(Limiters {
                rate: limiter::Limiter::new(rate, Duration::from_secs(WINDOW.into()), rate),
                room: Arc::new(Semaphore::new(room.get() as usize)),
            }))
        });
        let told = match limiters.rate.take() {
            Ok(left) => Some(LimitStatus::new("project", (limits.requests_per_minute, WINDOW), rate.get(), left)),
            Err(wait) => {
                return Err(OverLimit {
                    exceeded: QuotaExceeded::over_time("requests_per_minute", limits.requests_per_minute, WINDOW),
                    retry_after: u32::try_from(wait.as_secs()).unwrap_or(WINDOW).saturating_add(1),
                });
            }
        };
        let place = Slot { limiters, wait: self.wait, most: limits.concurrent_requests, taken: Mutex::default() };
        place.take().await?;
        Ok(RequestPermit { place: Some(Arc::new(place)), told })
    }

    /// This replica's share of a limit, at least 1.
    fn part(&self, figure: u32) -> NonZeroU32 {
        NonZeroU32::new(figure.div_ceil(self.replicas)).unwrap_or(NonZeroU32::MIN)
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, OverLimit, ProjectQuotas};
    use crate::{db::Limits, ids::ProjectId};

    const LIMITS: Limits = Limits {
        storage_bytes: 0,
        upload_bytes: 0,
        requests_per_minute: 4,
        concurrent_requests: 2,
        connections: 1,
        statement_ms: 1000,
        concurrent_jobs: 1,
    };

    fn projects() -> [ProjectId; 2] {
        ["FP-2025-AAAAAAAAA", "FP-2025-BBBBBBBBB"].map(|id| id.parse().unwrap())
    }

    async fn let_in(quotas: &ProjectQuotas, project: ProjectId) -> Result<(), (&'static str, Option<u64>, u32)> {
        match quotas.admit(project, &LIMITS).await {
            Ok(_) => Ok(()),
            Err(OverLimit { exceeded, retry_after }) => Err((exceeded.name, exceeded.quota, retry_after)),
        }
    }

    #[tokio::test]
    async fn a_minutes_worth_is_let_in_and_the_neighbour_does_not_feel_it() {
        let (quotas, [busy, quiet]) = (ProjectQuotas::new(true, 1), projects());
        for _ in 0..4 {
            assert_eq!(let_in(&quotas, busy).await, Ok(()));
        }
        let (name, quota, retry_after) = let_in(&quotas, busy).await.unwrap_err();
        assert_eq!((name, quota), ("requests_per_minute", Some(4)));
        assert!((1..=16).contains(&retry_after), "{retry_after}");
        assert_eq!(let_in(&quotas, quiet).await, Ok(()));
    }

    #[tokio::test]
    async fn replicas_divide_the_figures() {
        let (quotas, [project, _]) = (ProjectQuotas::new(true, 3), projects());
        // A third of four, rounded up.
        assert_eq!(let_in(&quotas, project).await, Ok(()));
        assert_eq!(let_in(&quotas, project).await, Ok(()));
        assert!(let_in(&quotas, project).await.is_err());
    }

    #[tokio::test]
    async fn no_more_than_so_many_at_a_time() {
        let (quotas, [busy, quiet]) =
            (ProjectQuotas { wait: Duration::ZERO, ..ProjectQuotas::new(true, 1) }, projects());
        let places = [quotas.admit(busy, &LIMITS).await.unwrap(), quotas.admit(busy, &LIMITS).await.unwrap()];
        assert_eq!(let_in(&quotas, busy).await, Err(("concurrent_requests", Some(2), 1)));
        assert_eq!(let_in(&quotas, quiet).await, Ok(()));
        drop(places);
        assert_eq!(let_in(&quotas, busy).await, Ok(()));
    }

    #[tokio::test]
    async fn who_waits_for_a_slow_client_takes_no_place() {
        let (quotas, [busy, _]) = (ProjectQuotas { wait: Duration::ZERO, ..ProjectQuotas::new(true, 1) }, projects());
        let place = quotas.admit(busy, &LIMITS).await.unwrap();
        let other = quotas.admit(busy, &LIMITS).await.unwrap();
        let meanwhile = place.release_while(async {
            let third = quotas.admit(busy, &LIMITS).await?;
            Ok::<_, OverLimit>(third)
        });
        // The place is free during the wait, and taken afterwards: the third request still holds it.
        assert!(meanwhile.await.is_err());
        drop(other);
        assert!(place.release_while(async { Ok::<_, OverLimit>(()) }).await.is_ok());
        assert_eq!(let_in(&quotas, busy).await, Ok(()));
    }

    #[tokio::test]
    async fn switched_off_it_counts_nothing() {
        let (quotas, [project, _]) = (ProjectQuotas::new(false, 1), projects());
        for _ in 0..100 {
            assert_eq!(let_in(&quotas, project).await, Ok(()));
        }
    }
}
