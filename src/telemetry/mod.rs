//! What the operator sees: logs. Never query strings, cookies, tokens, bodies or addresses of mail.

use tracing_subscriber::{EnvFilter, fmt, prelude::*};

/// Sets up logging: readable lines in development, JSON in production. `filter` is an `EnvFilter` directive list.
pub fn init(json: bool, filter: Option<&str>) {
    let filter = EnvFilter::try_new(filter.unwrap_or("info,sqlx=warn,aws=warn,hyper=warn,s3s=off,s3s_fs=off"))
        .unwrap_or_default();
    let registry = tracing_subscriber::registry().with(filter);
    if json {
        registry.with(fmt::layer().json()).init();
    } else {
        registry.with(fmt::layer().with_target(false).with_writer(std::io::stderr)).init();
    }
}

/// Installs the process's one TLS and signature provider. Doing so twice is harmless.
pub fn install_crypto() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}
