//! Times and ends of requests, by the route that was matched.

use std::{fmt, time::Instant};

use axum::{
    extract::{Request, State},
    http::{Method, StatusCode},
    middleware::Next,
    response::Response,
};
use tracing::Instrument;

use super::RouteTable;
use crate::{
    audit,
    http::{
        AppState,
        edge::{host::ProjectRef, request_log::RequestId},
        render_error::Rendered,
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
    let (name, method) = (times.name(), known(request.method()));
    let span = tracing::info_span!(
        target: traces::TARGET,
        "request",
        otel.name = %SpanName(method, &name.path),
        otel.kind = "server",
        otel.status_code = tracing::field::Empty,
        http.request.method = method,
        http.route = name.path,
        http.response.status_code = tracing::field::Empty,
        fataplus.mount = name.mount,
        fataplus.request = request.extensions().get::<RequestId>().map(tracing::field::display),
        fataplus.project = project.map(tracing::field::display),
    );
    let start = Instant::now();
    let served = next.run(request).instrument(span.clone());
    let response = audit::within_request(method, times.clone(), state.clock.now(), served).await;
    let status = response.status();
    let is_failure =
        status.is_server_error() && !response.extensions().get().is_some_and(|told: &Rendered| told.is_expected());
    // A plan's limit is the project's own: counted among those that the client caused.
    let counted = if status.is_server_error() && !is_failure { StatusCode::TOO_MANY_REQUESTS } else { status };
    times.note(counted.as_u16(), start.elapsed());
    span.record("http.response.status_code", status.as_u16());
    if is_failure {
        span.record("otel.status_code", "ERROR");
        if let Some(project) = project {
            state.meters.failure(project);
        }
    }
    response
}

/// Method and route; the method alone for what no route serves.
struct SpanName<'a>(&'static str, &'a str);

impl fmt::Display for SpanName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(method, path) = self;
        f.write_str(method)?;
        if path.is_empty() { Ok(()) } else { write!(f, " {path}") }
    }
}

/// A method's name, and `_OTHER` for those that a stranger makes up.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "_OTHER",
    }
}
