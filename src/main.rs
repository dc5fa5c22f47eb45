//! `fataplus`: parses the command line. The only place that reads the environment.

use std::{io::Write, process::ExitCode};

use fataplus::{
    cli::{self, Command},
    config::{self, Config},
    telemetry,
};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(clap::Parser)]
#[command(name = "fataplus", version, about = "Self-hosted client portal: every client project is its own tenant")]
struct Arguments {
    /// `serve` when left out.
    #[command(subcommand)]
    command: Option<Command>,
}

fn main() -> ExitCode {
    let arguments = <Arguments as clap::Parser>::parse();
    let dotenv = match config::dotenv(&std::fs::read_to_string(".env").unwrap_or_default()) {
        Ok(dotenv) => dotenv,
        Err(error) => {
            say(&error);
            return ExitCode::from(2);
        }
    };
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    let lookup = |name: &str| std::env::var(name).ok().or_else(|| dotenv.get(name).cloned());
    let config = match Config::read(&lookup) {
        Ok(config) => config,
        Err(errors) => {
            say(&errors);
            return ExitCode::from(2);
        }
    };
    let log = telemetry::init(config.is_production(), lookup("RUST_LOG").as_deref(), config.traces.as_ref());
    telemetry::install_crypto();
    let outcome = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(cli::CliError::from)
        .and_then(|runtime| runtime.block_on(cli::run(arguments.command.unwrap_or_default(), config)));
    drop(log);
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&error);
            ExitCode::FAILURE
        }
    }
}

/// Writes to standard error, ignoring a closed pipe.
fn say(what: &dyn std::fmt::Display) {
    let _ = writeln!(std::io::stderr(), "fataplus: {what}");
}
