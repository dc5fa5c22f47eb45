//! Signs of a process for its operator: logs, without query strings, cookies, tokens, bodies or mail addresses, and
//! figures of its requests, kept in memory.

pub mod history;
pub mod process;
pub mod requests;
pub mod times;
pub mod traces;

use std::{
    io::{self, BufWriter, IsTerminal, Write},
    thread,
    time::Duration,
};

use tracing_appender::non_blocking::{NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::{
    EnvFilter,
    filter::{FilterExt, Targets, filter_fn},
    fmt,
    prelude::*,
};

/// Figures of this process.
#[derive(Debug, Default)]
pub struct Telemetry {
    /// Requests of each route.
    pub requests: requests::Requests,
    /// The last hour.
    pub history: history::History,
}

/// Pause of the writer thread after it has written all lines there are.
const PAUSE: Duration = Duration::from_millis(5);

/// Keeps logs and traces going; dropping it writes the lines and sends the spans that are still held.
#[derive(Debug)]
pub struct Guard {
    _traces: Option<traces::Exporter>,
    _lines: WorkerGuard,
}

/// Sets up logging: readable lines in development, JSON in production. `filter` is an `EnvFilter` directive list. With a
/// collector, traces go there.
pub fn init(json: bool, filter: Option<&str>, collector: Option<&traces::TraceConfig>) -> Guard {
    let _ = process::Process::began();
    let filter = EnvFilter::try_new(filter.unwrap_or("info,sqlx=warn,aws=warn,hyper=warn,s3s=off,s3s_fs=off"))
        .unwrap_or_default();
    let exporter = collector.map(traces::Exporter::new).transpose();
    let tracer = exporter.as_ref().ok().and_then(Option::as_ref).map(traces::Exporter::tracer);
    let spans = tracer.map(|tracer| {
        let layer =
            tracing_opentelemetry::layer().with_location(false).with_threads(false).with_tracked_inactivity(false);
        layer.with_tracer(tracer).with_filter(Targets::new().with_target(traces::TARGET, tracing::Level::INFO))
    });
    let not_traces = filter_fn(|of| of.target() != traces::TARGET);
    let registry = tracing_subscriber::registry().with(spans);
    let lines = if json {
        let (lines, guard) = written_aside(io::stdout());
        registry.with(fmt::layer().json().with_writer(lines).with_filter(filter.and(not_traces))).init();
        guard
    } else {
        let (lines, guard) = written_aside(io::stderr());
        let layer = fmt::layer().with_target(false).with_ansi(io::stderr().is_terminal()).with_writer(lines);
        registry.with(layer.with_filter(filter.and(not_traces))).init();
        guard
    };
    if let Err(error) = &exporter {
        tracing::error!(%error, "traces are not sent: OTEL_EXPORTER_OTLP_ENDPOINT cannot be used");
    }
    Guard { _traces: exporter.ok().flatten(), _lines: lines }
}

/// Writer thread for log lines: a request waits only if the reader is far behind.
fn written_aside(out: impl Write + Send + 'static) -> (NonBlocking, WorkerGuard) {
    NonBlockingBuilder::default().lossy(false).finish(BufWriter::new(Paced(out)))
}

/// An output whose writer pauses after each flush. While it does, lines only queue; without the pause each line of a busy
/// service would wake the thread, which takes longer than to write it.
struct Paced<W>(W);

impl<W: Write> Write for Paced<W> {
    fn write(&mut self, lines: &[u8]) -> io::Result<usize> {
        self.0.write(lines)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()?;
        thread::sleep(PAUSE);
        Ok(())
    }
}

/// Installs the process's TLS and signature provider. Calling it twice is harmless.
pub fn install_crypto() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}
