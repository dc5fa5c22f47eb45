//! Requests of each route: how many, how they ended, how long they took.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use super::times::{Counted, Times};

/// Classes of statuses, in the order in which they are counted.
pub const STATUSES: [&str; 4] = ["2xx", "3xx", "4xx", "5xx"];

/// Name of a route.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RouteName {
    /// Kind of host, or API.
    pub mount: &'static str,
    /// Method.
    pub method: String,
    /// Path with its parameters' names in braces; empty for paths that no route has.
    pub path: String,
}

/// Requests of one route in this process.
#[derive(Debug)]
pub struct RouteTimes {
    name: RouteName,
    times: Times,
    statuses: [AtomicU64; STATUSES.len()],
}

impl RouteTimes {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &RouteName {
        &self.name
    }

    /// Notes an answered request.
    pub fn note(&self, status: u16, took: Duration) {
        self.times.note(took);
        // 1xx is never an answer of a handler.
        let class = usize::from(status / 100).saturating_sub(2);
        if let Some(count) = self.statuses.get(class) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Its requests so far.
    #[must_use]
    pub fn counted(&self) -> RouteCounted {
        let statuses = std::array::from_fn(|at| self.statuses.get(at).map_or(0, |one| one.load(Ordering::Relaxed)));
        RouteCounted { times: self.times.counted(), statuses }
    }
}

/// Requests of a route at one moment, or between two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RouteCounted {
    /// How long they took.
    pub times: Counted,
    /// How they ended, in the order of `STATUSES`.
    pub statuses: [u64; STATUSES.len()],
}

impl RouteCounted {
    /// Those that failed by the service's own fault (5xx).
    #[must_use]
    pub fn failures(&self) -> u64 {
        self.statuses.last().copied().unwrap_or_default()
    }

    /// The requests after `earlier`.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Self {
        let mut statuses = self.statuses;
        for (count, before) in statuses.iter_mut().zip(earlier.statuses) {
            *count = count.saturating_sub(before);
        }
        Self { times: self.times.since(&earlier.times), statuses }
    }

    /// Adds another route's requests.
    pub fn add(&mut self, other: &Self) {
        self.times.add(&other.times);
        for (count, more) in self.statuses.iter_mut().zip(other.statuses) {
            *count += more;
        }
    }
}

/// All routes of this process.
#[derive(Debug, Default)]
pub struct Requests(Mutex<Vec<Arc<RouteTimes>>>);

impl Requests {
    fn routes(&self) -> MutexGuard<'_, Vec<Arc<RouteTimes>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The route of this name, for its router. A router that is built again counts on.
    pub fn route(&self, name: RouteName) -> Arc<RouteTimes> {
        let mut routes = self.routes();
        if let Some(known) = routes.iter().find(|route| route.name == name) {
            return known.clone();
        }
        let route = Arc::new(RouteTimes { name, times: Times::default(), statuses: Default::default() });
        routes.push(route.clone());
        route
    }

    /// All routes that were asked for, by their names.
    #[must_use]
    pub fn counted(&self) -> Vec<(RouteName, RouteCounted)> {
        let mut all: Vec<_> = self.routes().iter().map(|route| (route.name.clone(), route.counted())).collect();
        all.retain(|(_, counted)| counted.times.count() > 0);
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_counts_its_requests_by_how_they_ended() {
        let requests = Requests::default();
        let name = |path: &str| RouteName { mount: "tenant", method: "GET".into(), path: path.into() };
        let route = requests.route(name("/"));
        requests.route(name("/never"));
        for status in [200, 204, 303, 404, 429, 500, 503] {
            route.note(status, Duration::from_millis(1));
        }
        requests.route(name("/")).note(502, Duration::from_millis(1));
        let counted = requests.counted();
        assert_eq!(counted.len(), 1);
        let (of, now) = &counted[0];
        assert_eq!((of.path.as_str(), now.statuses, now.failures()), ("/", [2, 1, 2, 3], 3));
        assert_eq!(now.times.count(), 8);
        assert_eq!(now.since(now), RouteCounted::default());
    }
}
