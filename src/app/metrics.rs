use std::fmt::Write;

use axum::{extract::State, http::header, response::IntoResponse};

use crate::{
    db::PlatformScope,
    http::{AppError, AppState},
    jobs,
};

/// `GET /metrics`: Prometheus text format 0.0.4.
pub async fn show(State(state): State<AppState>) -> Result<impl IntoResponse, AppError> {
    let mut text = String::new();
    let mut gauge = |name: &str, help: &str, values: &[(&str, i64)]| {
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} gauge");
        for (labels, value) in values {
            let _ = writeln!(text, "{name}{labels} {value}");
        }
    };
    for (role, usage) in state.db.usage() {
        gauge(
            &format!("fataplus_db_{role}_connections"),
            "Connections of this pool, in use and idle.",
            &[("{state=\"used\"}", usage.used), ("{state=\"idle\"}", usage.idle)],
        );
    }
    gauge(
        "fataplus_isolation_broken",
        "1 while the last check found a way from one project to another.",
        &[("", i64::from(state.isolation.is_broken()))],
    );
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let backlog = jobs::backlog(&mut tx).await?;
    gauge(
        "fataplus_jobs",
        "Jobs that wait, and jobs that were given up.",
        &[("{state=\"ready\"}", backlog.ready), ("{state=\"dead\"}", backlog.dead)],
    );
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text))
}
