//! What the operator sees: logs. Never query strings, cookies, tokens, bodies or addresses of mail.

mod lines;

use std::io::{self, IsTerminal};

use tracing_subscriber::{EnvFilter, fmt, prelude::*};

pub use lines::{Ending, Lines};

/// Sets up logging: readable lines in development, JSON in production. `filter` is an `EnvFilter` directive list. What is
/// still to be written is written when the answer is dropped.
pub fn init(json: bool, filter: Option<&str>) -> io::Result<Ending> {
    let filter = EnvFilter::try_new(filter.unwrap_or("info,sqlx=warn,aws=warn,hyper=warn,s3s=off,s3s_fs=off"))
        .unwrap_or_default();
    let registry = tracing_subscriber::registry().with(filter);
    if json {
        let (lines, ending) = Lines::to(io::stdout())?;
        registry.with(fmt::layer().json().with_writer(move || lines.clone())).init();
        Ok(ending)
    } else {
        let (lines, ending) = Lines::to(io::stderr())?;
        let layer = fmt::layer().with_target(false).with_ansi(io::stderr().is_terminal());
        registry.with(layer.with_writer(move || lines.clone())).init();
        Ok(ending)
    }
}

/// Installs the process's one TLS and signature provider. Doing so twice is harmless.
pub fn install_crypto() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}
