//! Routes of the metrics address.

use std::time::Duration;

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use prometheus_client::{
    collector::Collector,
    encoding::{
        DescriptorEncoder, EncodeMetric,
        prometheus_text::{CONTENT_TYPE, encode},
    },
    metrics::{counter::ConstCounter, gauge::ConstGauge},
    registry::{Registry, Unit},
};
use serde::Deserialize;

use crate::{
    db::PlatformScope,
    http::{AppError, AppState, Query},
    jobs::{self, Backlog},
    telemetry::{process::Process, requests::STATUSES},
};

/// Time for a look at the job queue.
const PATIENCE: Duration = Duration::from_secs(2);
/// Number of projects that have series of their own; the figures of all are in the database.
const PROJECTS: usize = 20;

#[derive(Deserialize)]
pub struct DomainQuery {
    #[serde(default)]
    domain: String,
}

/// `GET /health/domain?domain=…`: whether the name is a client's domain served here. Proxies that fetch certificates on
/// demand ask this first (Caddy's `on_demand_tls ask`).
pub async fn domain(State(state): State<AppState>, Query(asked): Query<DomainQuery>) -> StatusCode {
    if state.domains.find(&asked.domain).is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND }
}

/// `GET /metrics`: Prometheus text format 0.0.4. Values are read at each request into a register of its own, because a
/// process may hold several instances of the service, as the tests do. While the database does not answer, all but the
/// jobs are told.
pub async fn show(State(state): State<AppState>) -> Result<impl IntoResponse, AppError> {
    let look = async {
        let mut tx = state.db.platform(PlatformScope::Platform).await?;
        Ok::<_, AppError>(jobs::backlog(&mut tx, state.clock.now()).await?)
    };
    let backlog = tokio::time::timeout(PATIENCE, look).await.ok().and_then(Result::ok);
    let mut register = Registry::with_prefix("fataplus");
    of_service(&mut register, &state);
    of_requests(&mut register, &state);
    of_connections(&mut register, &state);
    of_jobs(&mut register, backlog.as_deref());
    let mut process = Registry::default();
    of_process(&mut process);
    let mut text = String::new();
    let failed = |error| AppError::Internal(format!("metrics: {error}"));
    encode(&mut text, &process).and_then(|()| encode(&mut text, &register)).map_err(failed)?;
    Ok(([(header::CONTENT_TYPE, CONTENT_TYPE)], text))
}

/// Values under one name, each with those of its labels.
#[derive(Debug)]
struct MetricValues<M> {
    name: String,
    help: &'static str,
    unit: Option<Unit>,
    labels: &'static [&'static str],
    values: Vec<(Vec<String>, M)>,
}

impl<M: EncodeMetric + std::fmt::Debug + Send + Sync + 'static> MetricValues<M> {
    fn one(name: &str, help: &'static str, value: M) -> Self {
        Self { name: name.to_owned(), help, unit: None, labels: &[], values: vec![(Vec::new(), value)] }
    }

    fn by<const N: usize>(
        labels: &'static [&'static str; N],
        name: &str,
        help: &'static str,
        values: impl IntoIterator<Item = ([String; N], M)>,
    ) -> Self {
        let values = values.into_iter().map(|(labels, value)| (labels.to_vec(), value)).collect();
        Self { name: name.to_owned(), help, unit: None, labels, values }
    }

    fn in_unit(self, unit: Unit) -> Self {
        Self { unit: Some(unit), ..self }
    }

    fn tell(self, register: &mut Registry) {
        // A name without a value has no type.
        if !self.values.is_empty() {
            register.register_collector(Box::new(self));
        }
    }
}

impl<M: EncodeMetric + std::fmt::Debug + Send + Sync + 'static> Collector for MetricValues<M> {
    fn encode(&self, mut encoder: DescriptorEncoder) -> std::fmt::Result {
        let Some((_, first)) = self.values.first() else { return Ok(()) };
        let mut metric = encoder.encode_descriptor(&self.name, self.help, self.unit.as_ref(), first.metric_type())?;
        for (values, figure) in &self.values {
            let labels: Vec<_> = self.labels.iter().copied().zip(values.iter().map(String::as_str)).collect();
            figure.encode(metric.encode_family(&labels)?)?;
        }
        Ok(())
    }
}

fn of_service(register: &mut Registry, state: &AppState) {
    let version = env!("CARGO_PKG_VERSION").to_owned();
    MetricValues::by(&["version"], "build_info", "1, with the version", [([version], ConstGauge::new(1_i64))])
        .tell(register);
    let broken = ConstGauge::new(i64::from(state.isolation.is_broken()));
    let help = "1 while the last check found a way from one project to another";
    MetricValues::one("isolation_broken", help, broken).tell(register);
    let caches = [("contexts", state.caches.contexts.lookups()), ("answers", state.caches.answers.lookups())];
    let lookups = caches.into_iter().flat_map(|(cache, (hits, misses))| {
        [("hit", hits), ("miss", misses)]
            .map(|(result, count)| ([cache.to_owned(), result.to_owned()], ConstCounter::new(count)))
    });
    let help = "Look-ups of a cache, by whether they found something that is still true";
    MetricValues::by(&["cache", "result"], "cache_lookups", help, lookups).tell(register);
    let operations = state.storage.times().map(|(operation, times)| ([operation.to_owned()], times));
    let help = "How long the object store took to answer, a second attempt included";
    MetricValues::by(&["operation"], "storage_duration", help, operations).in_unit(Unit::Seconds).tell(register);
    let help = "How long it took to send a mail, or to be refused";
    MetricValues::one("mail_duration", help, state.mailer.times()).in_unit(Unit::Seconds).tell(register);
}

fn of_requests(register: &mut Registry, state: &AppState) {
    let routes = state.telemetry.requests.counted();
    let times = routes
        .iter()
        .map(|(name, counted)| ([name.mount.to_owned(), name.method.clone(), name.path.clone()], counted.times));
    let help = "How long requests took until their answer began, by route; the empty one is for what no route serves";
    MetricValues::by(&["mount", "method", "route"], "http_request_duration", help, times)
        .in_unit(Unit::Seconds)
        .tell(register);
    let ends = routes.iter().flat_map(|(name, counted)| {
        STATUSES.into_iter().zip(counted.statuses).map(|(status, count)| {
            let labels = [name.mount.to_owned(), name.method.clone(), name.path.clone(), status.to_owned()];
            (labels, ConstCounter::new(count))
        })
    });
    let help = "Requests that were answered, by route and class of status";
    MetricValues::by(&["mount", "method", "route", "status"], "http_requests", help, ends).tell(register);
    let busiest = state.meters.busiest(PROJECTS);
    let requests = busiest.iter().map(|(project, total)| ([project.to_string()], ConstCounter::new(total.requests)));
    let help = "Admitted requests of the projects with most of them since the start";
    MetricValues::by(&["project"], "project_requests", help, requests).tell(register);
    let failures = busiest.iter().map(|(project, total)| ([project.to_string()], ConstCounter::new(total.failures)));
    let help = "Requests of the same projects that failed by the service's own fault (5xx)";
    MetricValues::by(&["project"], "project_failures", help, failures).tell(register);
}

fn of_connections(register: &mut Registry, state: &AppState) {
    for (role, usage) in state.db.usage() {
        let states = [("used", usage.used), ("idle", usage.idle), ("waiting", usage.waiting), ("most", usage.most)];
        let states = states.map(|(state, count)| ([state.to_owned()], ConstGauge::new(count)));
        let help = "Connections of this pool in use and idle, callers that wait for one, and the most there may be";
        MetricValues::by(&["state"], &format!("db_{role}_connections"), help, states).tell(register);
        let help = "Callers that had to wait for a connection, up to a second each";
        MetricValues::one(&format!("db_{role}_waits"), help, ConstCounter::new(usage.waits)).tell(register);
        let help = "Transactions whose beginning or end nobody waited for, as when a client goes away";
        MetricValues::one(&format!("db_{role}_cut_off"), help, ConstCounter::new(usage.cut_off)).tell(register);
    }
    let counts = state.load.counts();
    let open = ConstGauge::new(i64::try_from(counts.connections).unwrap_or(i64::MAX));
    MetricValues::one("connections", "Connections of clients that are open", open).tell(register);
    let bodies = [("memory", state.load.bodies.held()), ("disk", state.load.files.held())];
    let bodies =
        bodies.map(|(place, bytes)| ([place.to_owned()], ConstGauge::new(i64::try_from(bytes).unwrap_or(i64::MAX))));
    let help = "What is held of requests whose bodies are not whole yet, in memory and on disk";
    MetricValues::by(&["where"], "bodies_bytes", help, bodies).tell(register);
    let endings = [
        ("stalled", counts.stalled),
        ("idle", counts.idle),
        ("gave_way", counts.gave_way),
        ("refused", counts.refused),
    ];
    let endings = endings.map(|(reason, count)| ([reason.to_owned()], ConstCounter::new(count)));
    let help = "Connections that were ended or not let in, by the reason, since the start";
    MetricValues::by(&["reason"], "connections_ended", help, endings).tell(register);
}

/// `backlog` is `None` if the queue could not be read.
fn of_jobs(register: &mut Registry, backlog: Option<&[Backlog]>) {
    let readable = ConstGauge::new(i64::from(backlog.is_some()));
    MetricValues::one("jobs_readable", "1 if the job queue could be read", readable).tell(register);
    let labels = |jobs: &Backlog| [jobs.kind.clone(), jobs.state.clone()];
    let backlog = backlog.unwrap_or_default();
    let counts = backlog.iter().map(|jobs| (labels(jobs), ConstGauge::new(jobs.jobs)));
    let help = "Jobs to do, given up, or not known to this version, by kind";
    MetricValues::by(&["kind", "state"], "jobs", help, counts).tell(register);
    let ages = backlog.iter().map(|jobs| (labels(jobs), ConstGauge::new(jobs.oldest_seconds)));
    let help = "How long the oldest of them has waited";
    MetricValues::by(&["kind", "state"], "jobs_oldest", help, ages).in_unit(Unit::Seconds).tell(register);
}

/// Under the names that Prometheus' client libraries share, without a prefix of ours.
fn of_process(register: &mut Registry) {
    let process = Process::now();
    let processor = ConstCounter::new(process.processor.as_secs_f64());
    MetricValues::one("process_cpu", "Processor time", processor).in_unit(Unit::Seconds).tell(register);
    let level = |figure: u64| ConstGauge::new(i64::try_from(figure).unwrap_or(i64::MAX));
    let memory = MetricValues::one("process_resident_memory", "Resident memory", level(process.resident_bytes));
    memory.in_unit(Unit::Bytes).tell(register);
    MetricValues::one("process_open_fds", "Open files and sockets", level(process.open_files)).tell(register);
    MetricValues::one("process_max_fds", "Most files and sockets", level(process.most_files)).tell(register);
    let began = ConstGauge::new(Process::began().unix_timestamp());
    MetricValues::one("process_start_time", "Start, since 1970", began).in_unit(Unit::Seconds).tell(register);
}
