//! Routes of the metrics address.

use std::fmt::Write;

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use serde::Deserialize;

use crate::{
    db::PlatformScope,
    http::{AppError, AppState, Query},
    jobs,
};

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    domain: String,
}

/// `GET /health/domain?domain=…`: whether the name is a client's domain served here. Proxies that fetch certificates on
/// demand ask this first (Caddy's `on_demand_tls ask`).
pub async fn domain(State(state): State<AppState>, Query(asked): Query<Asked>) -> StatusCode {
    if state.domains.find(&asked.domain).is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND }
}

/// `GET /metrics`: Prometheus text format 0.0.4.
pub async fn show(State(state): State<AppState>) -> Result<impl IntoResponse, AppError> {
    let mut text = String::new();
    let mut write = |kind: &str, name: &str, help: &str, values: &[(&str, i64)]| {
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
        for (labels, value) in values {
            let _ = writeln!(text, "{name}{labels} {value}");
        }
    };
    for (role, usage) in state.db.usage() {
        write(
            "gauge",
            &format!("fataplus_db_{role}_connections"),
            "Connections of this pool, in use and idle.",
            &[("{state=\"used\"}", usage.used), ("{state=\"idle\"}", usage.idle)],
        );
        write(
            "counter",
            &format!("fataplus_db_{role}_cut_off_total"),
            "Transactions whose beginning or end nobody waited for, as when a client goes away.",
            &[("", i64::try_from(usage.cut_off).unwrap_or(i64::MAX))],
        );
    }
    write(
        "gauge",
        "fataplus_isolation_broken",
        "1 while the last check found a way from one project to another.",
        &[("", i64::from(state.isolation.is_broken()))],
    );
    let counts = state.load.counts();
    write(
        "gauge",
        "fataplus_connections",
        "Connections of clients that are open.",
        &[("", i64::try_from(counts.connections).unwrap_or(i64::MAX))],
    );
    let bytes = |bytes: usize| i64::try_from(bytes).unwrap_or(i64::MAX);
    write(
        "gauge",
        "fataplus_bodies_bytes",
        "What is held of requests whose bodies are not whole yet, in memory and on disk.",
        &[
            ("{where=\"memory\"}", bytes(state.load.bodies.held())),
            ("{where=\"disk\"}", bytes(state.load.files.held())),
        ],
    );
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    write(
        "counter",
        "fataplus_connections_ended_total",
        "Connections that were ended or not let in, by the reason, since the start.",
        &[
            ("{reason=\"stalled\"}", count(counts.stalled)),
            ("{reason=\"idle\"}", count(counts.idle)),
            ("{reason=\"gave_way\"}", count(counts.gave_way)),
            ("{reason=\"refused\"}", count(counts.refused)),
        ],
    );
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let backlog = jobs::backlog(&mut tx).await?;
    write(
        "gauge",
        "fataplus_jobs",
        "Jobs that wait, that were given up, and that this version does not know.",
        &[
            ("{state=\"ready\"}", backlog.ready),
            ("{state=\"dead\"}", backlog.dead),
            ("{state=\"aside\"}", backlog.aside),
        ],
    );
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text))
}
