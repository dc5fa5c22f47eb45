//! Traces: where the time of a request or job goes, sent to an OpenTelemetry collector by OTLP over HTTP.
//!
//! Spans of traces have a target of their own. The logs never see them, and without a collector none is made. Names of
//! attributes are those of OpenTelemetry's semantic conventions. No attribute holds what people wrote, a path with its
//! IDs filled in, or an address.

use opentelemetry::{KeyValue, trace::TracerProvider as _};
use opentelemetry_otlp::{ExporterBuildError, Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk::{
    Resource,
    trace::{Sampler, SdkTracerProvider, Tracer},
};

/// Target of the spans.
pub const TARGET: &str = "fataplus::traces";

/// A span below the request or job at hand; none outside of those, as for the worker's looks at the queue.
macro_rules! span_below {
    ($($fields:tt)*) => {
        match tracing::Span::current().metadata() {
            Some(above) if above.target() == $crate::telemetry::traces::TARGET => {
                tracing::info_span!(target: $crate::telemetry::traces::TARGET, $($fields)*)
            }
            _ => tracing::Span::none(),
        }
    };
}
pub(crate) use span_below;

/// Destination of traces.
#[derive(Clone, Debug, PartialEq)]
pub struct TraceConfig {
    /// `OTEL_EXPORTER_OTLP_ENDPOINT`: base URL of the collector, without `/v1/traces`.
    pub endpoint: String,
    /// `OTEL_TRACES_SAMPLER_ARG`: share of the requests and jobs that are traced, 0 to 1.
    pub share: f64,
}

/// Sends spans until it is dropped, the last ones then.
#[derive(Debug)]
pub struct Exporter(SdkTracerProvider);

impl Exporter {
    /// Connects to nothing yet; spans that cannot be sent are dropped, and a line in the log says so.
    pub(super) fn new(config: &TraceConfig) -> Result<Self, ExporterBuildError> {
        let exporter = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(format!("{}/v1/traces", config.endpoint.trim_end_matches('/')))
            .build()?;
        let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
        let resource = Resource::builder().with_service_name("fataplus").with_attribute(version).build();
        // Nothing a visitor sends decides on this: each request begins a trace of its own.
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_sampler(Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(config.share))))
            .with_resource(resource)
            .build();
        Ok(Self(provider))
    }

    pub(super) fn tracer(&self) -> Tracer {
        self.0.tracer("fataplus")
    }
}

impl Drop for Exporter {
    fn drop(&mut self) {
        // A collector that does not answer must not keep the process.
        if let Err(error) = self.0.shutdown_with_timeout(std::time::Duration::from_secs(3)) {
            tracing::warn!(%error, "the last spans are lost");
        }
    }
}
