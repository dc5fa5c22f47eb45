//! The last hour of this process: a sample each minute, and what each route had answered then.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use time::OffsetDateTime;

use super::{
    process::Process,
    requests::{RouteCounted, RouteName},
};

/// Number of samples that are kept, a minute apart.
pub const SAMPLES: usize = 60;
/// Number of samples between two notes of each route.
const ROUTES_EVERY: usize = 10;

/// A minute.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// Its end.
    pub at: OffsetDateTime,
    /// Requests that were answered.
    pub requests: RouteCounted,
    /// Share of one processor that was used, in percent.
    pub processor_percent: u64,
    /// Memory at its end, in bytes.
    pub resident_bytes: u64,
    /// Connections of the service role's pool in use at its end.
    pub connections: i64,
}

#[derive(Debug, Default)]
struct Kept {
    samples: VecDeque<Sample>,
    /// Totals at the last sample.
    last: Option<(OffsetDateTime, RouteCounted, Process)>,
    /// Totals of each route, the oldest first.
    routes: VecDeque<(OffsetDateTime, HashMap<RouteName, RouteCounted>)>,
    /// Samples until the routes are noted again.
    until_routes: usize,
}

/// Samples of the last hour.
#[derive(Debug, Default)]
pub struct History(Mutex<Kept>);

impl History {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a sample. The first one is where the next begins.
    pub fn take(&self, at: OffsetDateTime, routes: Vec<(RouteName, RouteCounted)>, process: Process, connections: i64) {
        let mut total = RouteCounted::default();
        for (_, counted) in &routes {
            total.add(counted);
        }
        let mut kept = self.kept();
        if let Some((before, earlier, used)) = kept.last.replace((at, total, process)) {
            let passed = Duration::try_from(at - before).unwrap_or_default().as_millis().max(1);
            let worked = process.processor.saturating_sub(used.processor).as_millis();
            kept.samples.push_back(Sample {
                at,
                requests: total.since(&earlier),
                processor_percent: u64::try_from(worked * 100 / passed).unwrap_or(u64::MAX),
                resident_bytes: process.resident_bytes,
                connections,
            });
            while kept.samples.len() > SAMPLES {
                kept.samples.pop_front();
            }
        }
        if kept.until_routes == 0 {
            kept.routes.push_back((at, routes.into_iter().collect()));
            while kept.routes.len() > SAMPLES / ROUTES_EVERY {
                kept.routes.pop_front();
            }
        }
        kept.until_routes = kept.until_routes.checked_sub(1).unwrap_or(ROUTES_EVERY - 1);
    }

    /// The samples, the oldest first.
    #[must_use]
    pub fn samples(&self) -> Vec<Sample> {
        self.kept().samples.iter().copied().collect()
    }

    /// Requests of routes within about the last hour, of those they have answered by now, and since when that is.
    #[must_use]
    pub fn lately(
        &self,
        now: Vec<(RouteName, RouteCounted)>,
    ) -> (Option<OffsetDateTime>, Vec<(RouteName, RouteCounted)>) {
        let kept = self.kept();
        let Some((since, earlier)) = kept.routes.front() else { return (None, now) };
        let came = |(name, counted): (RouteName, RouteCounted)| {
            let came = earlier.get(&name).map_or(counted, |before| counted.since(before));
            (came.times.count() > 0).then_some((name, came))
        };
        (Some(*since), now.into_iter().filter_map(came).collect())
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::telemetry::requests::Requests;

    #[test]
    fn a_sample_is_what_came_since_the_one_before() {
        let (history, requests) = (History::default(), Requests::default());
        let name = RouteName { mount: "tenant", method: "GET".into(), path: "/".into() };
        let route = requests.route(name.clone());
        let mut at = datetime!(2026-11-30 12:00 UTC);
        let process = |seconds| Process { processor: Duration::from_secs(seconds), ..Process::default() };
        route.note(200, Duration::from_millis(2));
        history.take(at, requests.counted(), process(10), 0);
        assert!(history.samples().is_empty());
        for minute in 1..=100 {
            at += Duration::from_mins(1);
            route.note(500, Duration::from_millis(200));
            history.take(at, requests.counted(), process(10 + minute * 30), 3);
        }
        let samples = history.samples();
        assert_eq!(samples.len(), SAMPLES);
        let last = samples.last().unwrap();
        assert_eq!((last.at, last.processor_percent, last.connections), (at, 50, 3));
        assert_eq!((last.requests.times.count(), last.requests.failures()), (1, 1));
        // The routes of an hour at most, and not what came before.
        let (since, routes) = history.lately(requests.counted());
        assert!((50..=60).contains(&(at - since.unwrap()).whole_minutes()));
        assert_eq!(routes[0].0, name);
        assert_eq!(i64::try_from(routes[0].1.times.count()).unwrap(), (at - since.unwrap()).whole_minutes());
    }
}
