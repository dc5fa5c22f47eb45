//! Check of tenant isolation on the running service, with two synthetic tenants.
//!
//! `at_start` blocks the start: the rules of the catalogue, and one tenant's transactions tried on the other's rows.
//! `Check::run` is the whole check: the same, then every route and the object store. It runs right after the start,
//! every `EVERY`, and on request through `isolation_status::Status`.

mod asking;
mod objects;
mod paths;
mod platform;
mod route;
mod routes;
mod tenants;
mod verdicts;

use std::time::{Duration, Instant};

use axum::Router;
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub use tenants::{Tenants, furnish, has, projects as synthetic_projects, row_id};

use crate::{
    db::{Db, DbError},
    features::platform::isolation::store,
    http::AppState,
    isolation_status::{Cause, Finding, Part, Report, Tried, Verdict},
};

/// Interval of the whole check.
pub const EVERY: Duration = Duration::from_hours(1);

/// Part of the check that decides whether the service starts. Creates the synthetic tenants if they are missing.
pub async fn at_start(db: &Db, now: OffsetDateTime) -> Result<Report, DbError> {
    let mut report = begin(Cause::Start, now);
    let begun = Instant::now();
    rules_and_rows(db, now, &mut report).await?;
    report.took = begun.elapsed();
    Ok(report)
}

fn begin(cause: Cause, now: OffsetDateTime) -> Report {
    Report {
        id: Uuid::now_v7(),
        cause,
        started_at: now,
        took: Duration::ZERO,
        findings: Vec::new(),
        untried: Vec::new(),
        tried: Tried::default(),
    }
}

/// Checks catalogue and rows; returns the tenants, unless the schema cannot hold them.
async fn rules_and_rows(db: &Db, now: OffsetDateTime, report: &mut Report) -> Result<Option<Tenants>, DbError> {
    let breaches = db.isolation_breaches();
    let tenants = async {
        let tenants = tenants::ensure(db, now).await?;
        let crossed = db.isolation_crossings(&tenants.a, &tenants.b).await?;
        if crossed.found.is_empty() {
            return Ok::<_, DbError>((tenants, crossed));
        }
        // Rows are missing in new tables, or everywhere at the first check: insert them, then try again.
        let furnished = async {
            tenants::furnish(db, &tenants.a, now).await?;
            tenants::furnish(db, &tenants.b, now).await?;
            db.isolation_crossings(&tenants.a, &tenants.b).await
        };
        let crossed = furnished.await.unwrap_or_else(|error| {
            tracing::warn!(?error, "the synthetic tenants could not be furnished");
            crossed
        });
        Ok((tenants, crossed))
    };
    let (breaches, tenants) = tokio::join!(breaches, tenants);
    let breaches = breaches?;
    let broken = !breaches.is_empty();
    report.findings.extend(breaches.into_iter().map(|what| Finding::new(Part::Catalogue, what)));
    match tenants {
        Ok((tenants, crossed)) => {
            report.tried.tables = crossed.tables;
            report.findings.extend(crossed.found.into_iter().map(|what| Finding::new(Part::Rows, what)));
            Ok(Some(tenants))
        }
        // A schema with reported breaches may not even allow the tries.
        Err(DbError::Failed(_)) if broken => Ok(None),
        Err(error) => Err(error),
    }
}

/// The whole check, on the service behind `router`.
#[derive(Clone)]
pub struct Check {
    state: AppState,
    router: Router,
}

impl Check {
    /// Check of the service behind `router`.
    #[must_use]
    pub fn new(state: AppState, router: Router) -> Self {
        Self { state, router }
    }

    /// Runs the check and applies its result: the gate before the projects, readiness, history, log.
    pub async fn run(&self, cause: Cause) -> Report {
        let ticket = self.state.isolation.ticket();
        let report = self.look(cause).await;
        record(&self.state, &report).await;
        self.state.isolation.settle(ticket, report.clone());
        report
    }

    async fn look(&self, cause: Cause) -> Report {
        let now = self.state.clock.now();
        let (mut report, begun) = (begin(cause, now), Instant::now());
        match rules_and_rows(&self.state.db, now, &mut report).await {
            Ok(Some(tenants)) => {
                objects::check(&self.state.storage, &tenants, &mut report).await;
                if let Err(error) = routes::check(&self.state, &self.router, &tenants, &mut report).await {
                    report.untried.push(format!("routes: {error}"));
                }
            }
            Ok(None) => {}
            Err(error) => report.untried.push(format!("database: {error}")),
        }
        report.took = begun.elapsed();
        report
    }

    /// Checks at once, then every `EVERY` and on request, until told to stop.
    pub async fn schedule(self, stop: CancellationToken) {
        let mut cause = Cause::Start;
        loop {
            let checked = async {
                self.run(cause).await;
                tokio::select! {
                    () = self.state.isolation.asked() => Cause::Demand,
                    () = tokio::time::sleep(EVERY) => Cause::Schedule,
                }
            };
            cause = tokio::select! {
                () = stop.cancelled() => break,
                next = checked => next,
            };
        }
    }
}

/// Writes the report into log and history. A failure to write it does not prevent acting on it.
pub async fn record(state: &AppState, report: &Report) {
    let milliseconds = u64::try_from(report.took.as_millis()).unwrap_or(u64::MAX);
    match report.verdict() {
        Verdict::Green => tracing::info!(milliseconds, cause = report.cause.as_str(), "isolation: green"),
        Verdict::Amber => tracing::warn!(milliseconds, untried = ?report.untried, "isolation: amber"),
        Verdict::Red => {
            for finding in &report.findings {
                tracing::error!(%finding, "isolation: broken, no project is served");
            }
        }
    }
    if let Err(error) = store::record(&state.db, report).await {
        tracing::warn!(?error, "the isolation check's outcome could not be noted");
    }
}
