//! Logs for the operator, without query strings, cookies, tokens, bodies or mail addresses.

use std::{
    io::{self, BufWriter, IsTerminal, Write},
    thread,
    time::Duration,
};

use tracing_appender::non_blocking::{NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::{EnvFilter, fmt, prelude::*};

/// Pause of the writer thread after it has written all lines there are.
const PAUSE: Duration = Duration::from_millis(5);

/// Sets up logging: readable lines in development, JSON in production. `filter` is an `EnvFilter` directive list.
/// Dropping the guard writes the lines still buffered.
pub fn init(json: bool, filter: Option<&str>) -> WorkerGuard {
    let filter = EnvFilter::try_new(filter.unwrap_or("info,sqlx=warn,aws=warn,hyper=warn,s3s=off,s3s_fs=off"))
        .unwrap_or_default();
    let registry = tracing_subscriber::registry().with(filter);
    if json {
        let (lines, guard) = written_aside(io::stdout());
        registry.with(fmt::layer().json().with_writer(lines)).init();
        guard
    } else {
        let (lines, guard) = written_aside(io::stderr());
        let layer = fmt::layer().with_target(false).with_ansi(io::stderr().is_terminal());
        registry.with(layer.with_writer(lines)).init();
        guard
    }
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
