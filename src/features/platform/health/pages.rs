//! Page of the service's health.

use std::time::Duration;

use askama::Template;
use axum::{extract::State, response::Response};

use super::{said, store};
use crate::{
    db::PlatformScope,
    features::{platform::jobs::kind_name, shared::chart::Chart},
    http::{AppError, AppState, Page, Pages, auth::extract::Admin, page::At},
    jobs::{self, Backlog},
    telemetry::{
        history::Sample,
        process::Process,
        requests::{RouteCounted, RouteName},
    },
};

/// Maximum number of routes in the table.
const ROUTES: usize = 30;

/// Routes of the app host.
pub fn app_pages() -> Pages {
    Pages::new().get("/admin/health", show)
}

#[derive(Template)]
#[template(path = "pages/health.html")]
struct HealthPage<'a> {
    p: &'a Page,
    /// When this process began, with its version.
    began: String,
    tiles: Vec<(String, String)>,
    charts: Vec<Chart>,
    first: String,
    last: String,
    jobs: Vec<JobsRow>,
    projects: Vec<ProjectRow>,
    statuses: Vec<(String, i64)>,
    /// Since when the routes are counted.
    since: At,
    routes: Vec<RouteRow>,
}

/// Jobs of one kind in one state.
struct JobsRow {
    kind: String,
    state: String,
    jobs: i64,
    oldest: String,
}

/// A project's requests today.
struct ProjectRow {
    id: String,
    url: String,
    requests: i64,
    failures: i64,
    rate: String,
}

/// Requests of a route.
struct RouteRow {
    name: String,
    requests: u64,
    median: String,
    p95: String,
    p99: String,
    failures: u64,
}

async fn show(Admin(caller): Admin, page: Page, State(state): State<AppState>) -> Result<Response, AppError> {
    let (now, today) = (state.clock.now(), state.clock.today());
    let mut tx = state.db.platform(PlatformScope::Listings(caller.user)).await?;
    let by_status = store::by_status(&mut tx).await?;
    let active = store::active(&mut tx, today).await?;
    let projects = store::busiest(&mut tx, today).await?;
    let backlog = jobs::backlog(&mut tx, now).await?;
    drop(tx);
    let (since, routes) = state.telemetry.history.lately(state.telemetry.requests.counted());
    let samples = state.telemetry.history.samples();
    let (first, last) = (samples.first().map(|one| one.at), samples.last().map(|one| one.at));
    let hour = |at: Option<_>| at.map(|at| page.hour(at)).unwrap_or_default();
    let began = Process::began();
    page.render(&HealthPage {
        p: &page,
        began: page.ta2("health-began", "version", env!("CARGO_PKG_VERSION"), "at", page.lately(began).text),
        tiles: tiles(&page, &state, active, &routes),
        charts: charts(&page, &samples),
        first: hour(first),
        last: hour(last),
        jobs: backlog.into_iter().map(|jobs| jobs_row(&page, &jobs)).collect(),
        projects: projects.into_iter().map(|one| project_row(&page, &state, one)).collect(),
        statuses: by_status.into_iter().map(|one| (one.status, one.projects)).collect(),
        since: page.lately(since.unwrap_or(began)),
        routes: slowest(&page, routes),
    })
}

fn milliseconds(page: &Page, time: Option<Duration>) -> String {
    time.map_or_else(|| "–".to_owned(), |time| page.ta("health-milliseconds", "count", time.as_millis()))
}

/// Figures of now and of the last hour.
fn tiles(page: &Page, state: &AppState, active: i64, routes: &[(RouteName, RouteCounted)]) -> Vec<(String, String)> {
    let mut all = RouteCounted::default();
    for (_, counted) in routes {
        all.add(counted);
    }
    let [(_, app), (_, platform)] = state.db.usage();
    let now = Process::now();
    let resident = i64::try_from(now.resident_bytes).unwrap_or(i64::MAX);
    let quantile = |share| milliseconds(page, all.times.quantile(share));
    let mut tiles = vec![
        ("health-active", active.to_string()),
        ("health-requests", all.times.count().to_string()),
        ("health-failures", all.failures().to_string()),
        ("health-median", quantile(0.5)),
        ("health-p95", quantile(0.95)),
        ("health-p99", quantile(0.99)),
        ("health-connections", state.load.counts().connections.to_string()),
        ("health-memory", page.size(resident)),
    ];
    for (name, pool) in [("health-pool", app), ("health-platform-pool", platform)] {
        let used = page.ta2("health-used", "used", pool.used, "most", pool.most);
        tiles.push((name, used));
    }
    tiles.push(("health-waiting", (app.waiting + platform.waiting).to_string()));
    tiles.into_iter().map(|(name, figure)| (page.t(name), figure)).collect()
}

/// Charts of the last hour, a bar for each minute.
fn charts(page: &Page, samples: &[Sample]) -> Vec<Chart> {
    let chart = |title: &str, figures: Vec<i64>, said: &dyn Fn(i64) -> String| {
        let last = figures.last().map(|last| said(*last)).unwrap_or_default();
        Chart::new(page.t(title), last, &figures, |place, figure| {
            let at = samples.get(place).map(|sample| page.hour(sample.at)).unwrap_or_default();
            page.ta2("chart-bar", "at", at, "figure", said(figure))
        })
    };
    let all = |of: fn(&Sample) -> u64| samples.iter().map(|one| i64::try_from(of(one)).unwrap_or(i64::MAX)).collect();
    let plain = |figure: i64| figure.to_string();
    let p95 = |sample: &Sample| {
        let took = sample.requests.times.quantile(0.95).unwrap_or_default();
        u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
    };
    vec![
        chart("health-chart-requests", all(|one| one.requests.times.count()), &plain),
        chart("health-chart-p95", all(p95), &|figure| page.ta("health-milliseconds", "count", figure)),
        chart("health-chart-failures", all(|one| one.requests.failures()), &plain),
        chart("health-chart-pool", samples.iter().map(|one| one.connections).collect(), &plain),
        chart("health-chart-processor", all(|one| one.processor_percent), &|figure| {
            page.ta("percent", "value", figure)
        }),
        chart("health-chart-memory", all(|one| one.resident_bytes), &|figure| page.size(figure)),
    ]
}

fn jobs_row(page: &Page, jobs: &Backlog) -> JobsRow {
    let oldest =
        said(jobs.oldest_seconds).map_or_else(|| "–".to_owned(), |(unit, count)| page.ta(unit, "count", count));
    JobsRow {
        kind: kind_name(page, &jobs.kind),
        state: page.t(&format!("health-jobs-{}", jobs.state)),
        jobs: jobs.jobs,
        oldest,
    }
}

fn project_row(page: &Page, state: &AppState, one: store::OfProject) -> ProjectRow {
    // Requests that failed before they were admitted are failures alone.
    let requests = one.requests.max(one.failures);
    ProjectRow {
        url: state.hosts.tenant_label(&one.project.to_lowercase()).to_string(),
        id: one.project,
        requests,
        failures: one.failures,
        rate: page.ta("percent", "value", one.failures * 100 / requests.max(1)),
    }
}

/// The routes whose slowest requests are slowest.
fn slowest(page: &Page, mut routes: Vec<(RouteName, RouteCounted)>) -> Vec<RouteRow> {
    routes.sort_by_key(|(_, counted)| std::cmp::Reverse(counted.times.quantile(0.95)));
    routes.truncate(ROUTES);
    let row = |(name, counted): (RouteName, RouteCounted)| {
        let took = |share| milliseconds(page, counted.times.quantile(share));
        RouteRow {
            name: match name.path.as_str() {
                "" => page.ta("health-route-other", "mount", name.mount),
                path => format!("{} {} {path}", name.mount, name.method),
            },
            requests: counted.times.count(),
            median: took(0.5),
            p95: took(0.95),
            p99: took(0.99),
            failures: counted.failures(),
        }
    };
    routes.into_iter().map(row).collect()
}
