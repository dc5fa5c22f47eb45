//! Platform admins' page of the service's health: what this process measured in the last hour, and what all of them
//! wrote. The same figures and more are on the metrics address, for Prometheus.

mod pages;
mod store;

use time::Duration;
use tokio_util::sync::CancellationToken;

pub use pages::app_pages;

use crate::{http::AppState, telemetry::process::Process};

/// Time between two samples.
const EVERY: std::time::Duration = std::time::Duration::from_mins(1);

/// Takes a sample of this process's figures.
pub fn sample(state: &AppState) {
    let [(_, app), _] = state.db.usage();
    let telemetry = &state.telemetry;
    telemetry.history.take(state.clock.now(), telemetry.requests.counted(), Process::now(), app.used);
}

/// Takes a sample each minute until told to stop.
pub async fn run(state: AppState, stop: CancellationToken) {
    while !stop.is_cancelled() {
        sample(&state);
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// Seconds as people say them in a table: the largest unit alone; `None` for nothing.
fn said(seconds: f64) -> Option<(&'static str, i64)> {
    let passed = Duration::seconds_f64(seconds);
    let largest = match passed {
        _ if passed.is_zero() => return None,
        _ if passed.whole_days() > 0 => ("health-days", passed.whole_days()),
        _ if passed.whole_hours() > 0 => ("health-hours", passed.whole_hours()),
        _ if passed.whole_minutes() > 0 => ("health-minutes", passed.whole_minutes()),
        _ => ("health-seconds", passed.whole_seconds()),
    };
    Some(largest)
}

#[cfg(test)]
mod tests {
    use super::said;

    #[test]
    fn an_age_is_said_in_its_largest_unit() {
        let ages = [0.0, 0.4, 59.9, 60.0, 3600.0 * 23.9, 86_400.0 * 3.5].map(said);
        let units = [("health-seconds", 0), ("health-seconds", 59), ("health-minutes", 1), ("health-hours", 23)];
        let expected: Vec<_> = [None].into_iter().chain(units.map(Some)).chain([Some(("health-days", 3))]).collect();
        assert_eq!(ages.to_vec(), expected);
    }
}
