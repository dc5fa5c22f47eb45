//! Routes of the metrics address.

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use prometheus_client::{
    encoding::prometheus_text::{CONTENT_TYPE, encode},
    metrics::{
        counter::{ConstCounter, Counter},
        family::Family,
        gauge::{ConstGauge, Gauge},
    },
    registry::Registry,
};
use serde::Deserialize;

use crate::{
    db::PlatformScope,
    http::{AppError, AppState, Query},
    jobs,
};

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
/// process may hold several instances of the service, as the tests do.
pub async fn show(State(state): State<AppState>) -> Result<impl IntoResponse, AppError> {
    let mut register = Registry::with_prefix("fataplus");
    for (role, usage) in state.db.usage() {
        register.register(
            format!("db_{role}_connections"),
            "Connections of this pool, in use and idle",
            labelled::<Gauge, _>("state", [("used", usage.used), ("idle", usage.idle)], Gauge::set),
        );
        register.register(
            format!("db_{role}_cut_off"),
            "Transactions whose beginning or end nobody waited for, as when a client goes away",
            ConstCounter::new(usage.cut_off),
        );
    }
    register.register(
        "isolation_broken",
        "1 while the last check found a way from one project to another",
        ConstGauge::new(i64::from(state.isolation.is_broken())),
    );
    let counts = state.load.counts();
    register.register("connections", "Connections of clients that are open", ConstGauge::new(counts.connections));
    register.register(
        "bodies_bytes",
        "What is held of requests whose bodies are not whole yet, in memory and on disk",
        labelled::<Gauge, _>(
            "where",
            [("memory", bytes(state.load.bodies.held())), ("disk", bytes(state.load.files.held()))],
            Gauge::set,
        ),
    );
    register.register(
        "connections_ended",
        "Connections that were ended or not let in, by the reason, since the start",
        labelled::<Counter, _>(
            "reason",
            [
                ("stalled", counts.stalled),
                ("idle", counts.idle),
                ("gave_way", counts.gave_way),
                ("refused", counts.refused),
            ],
            Counter::inc_by,
        ),
    );
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let backlog = jobs::backlog(&mut tx).await?;
    register.register(
        "jobs",
        "Jobs that wait, that were given up, and that this version does not know",
        labelled::<Gauge, _>(
            "state",
            [("ready", backlog.ready), ("dead", backlog.dead), ("aside", backlog.aside)],
            Gauge::set,
        ),
    );
    let mut text = String::new();
    encode(&mut text, &register).map_err(|error| AppError::Internal(format!("metrics: {error}")))?;
    Ok(([(header::CONTENT_TYPE, CONTENT_TYPE)], text))
}

/// A metric with a value for each value of `label`.
fn labelled<M: Default, V>(
    label: &'static str,
    values: impl IntoIterator<Item = (&'static str, V)>,
    set: fn(&M, V) -> V,
) -> Family<[(&'static str, &'static str); 1], M> {
    let metrics = Family::default();
    for (name, value) in values {
        set(&metrics.get_or_create(&[(label, name)]), value);
    }
    metrics
}

fn bytes(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
