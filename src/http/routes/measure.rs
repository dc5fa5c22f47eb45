//! Times and ends of requests, by the route that was matched.

use std::time::Instant;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};

use tracing::Instrument;

use super::RouteTable;
use crate::{
    http::{
        AppState,
        edge::{host::ProjectRef, request_log::RequestId},
    },
    isolation_status::Probe,
    telemetry::traces,
};

/// Outermost middleware of a kind of host: leaves the route table for the others, and notes how the request ended and
/// how long its answer took to begin. A request that its client gave up is not noted, nor is the isolation check's.
pub(super) async fn measure(
    State((state, table)): State<(AppState, RouteTable)>,
    mut request: Request,
    next: Next,
) -> Response {
    let times = table.times(request.extensions(), request.method());
    request.extensions_mut().insert(table);
    if request.extensions().get::<Probe>().is_some() {
        return next.run(request).await;
    }
    let project = request.extensions().get().and_then(|ProjectRef(project)| *project);
    let name = times.name();
    let span = tracing::info_span!(
        target: traces::TARGET,
        "request",
        otel.name = %format_args!("{} {}", request.method(), name.path),
        otel.kind = "server",
        otel.status_code = tracing::field::Empty,
        http.request.method = %request.method(),
        http.route = name.path,
        http.response.status_code = tracing::field::Empty,
        fataplus.mount = name.mount,
        fataplus.request = request.extensions().get::<RequestId>().map(tracing::field::display),
        fataplus.project = project.map(tracing::field::display),
    );
    let start = Instant::now();
    let response = next.run(request).instrument(span.clone()).await;
    times.note(response.status().as_u16(), start.elapsed());
    span.record("http.response.status_code", response.status().as_u16());
    if response.status().is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
    if let (true, Some(project)) = (response.status().is_server_error(), project) {
        state.meters.failure(project);
    }
    response
}
