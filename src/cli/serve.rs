//! `fataplus serve` and `fataplus worker`.

use std::net::SocketAddr;

use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use tokio_util::sync::CancellationToken;

use super::{
    CliError,
    compose::{self, Needs},
    demo,
    run_file::{Facts, RunFile},
};
use crate::{
    app,
    config::{Config, Hosts},
    features::platform::{domains, health},
    http::{AppState, auth::signing},
    isolation_check::Check,
    server::{connection::Clocks, listener::accept, open_connections::Peers, open_files, tls::Tls},
    worker::{self, checkpoints, expiry, flushing},
};

/// Parts of the service to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// HTTP and the worker.
    Everything,
    /// The worker alone.
    Worker,
}

/// Serves until SIGINT or SIGTERM.
pub async fn serve(config: Config, what: What) -> Result<(), CliError> {
    let stop = stop_signal()?;
    let connections = open_files::connections();
    let tls = config.tls.as_ref().map(Tls::load).transpose()?;
    let listener = bind("FATAPLUS_LISTEN", config.listen, 8080, config.is_production()).await?;
    let metrics = bind("FATAPLUS_METRICS_LISTEN", config.metrics_listen, 9464, config.is_production()).await?;
    let listen = listener.local_addr()?;
    let hosts = config.hosts.clone().unwrap_or_else(|| {
        let hosts = Hosts::development(listen.port());
        if tls.is_some() { hosts.secure() } else { hosts }
    });
    let running = compose::start(&config, hosts, Needs::Service).await?;
    let state = running.state.clone();

    let worker = tokio::spawn(worker::run(state.clone(), stop.clone()));
    tokio::spawn(domains::run(state.clone(), stop.clone()));
    tokio::spawn(expiry::run(state.clone(), stop.clone()));
    tokio::spawn(health::run(state.clone(), stop.clone()));
    let signing_trails = tokio::spawn(checkpoints::run(state.clone(), stop.clone()));
    let counting = tokio::spawn(flushing::run(state.clone(), stop.clone()));
    tokio::spawn(signing::run(state.clone(), stop.clone()));
    let addresses = (listen, metrics.local_addr()?);
    let introduced = (running.private_database || config.demo).then(|| {
        let (state, config, stop) = (state.clone(), config.clone(), stop.clone());
        let database = running.database_url.clone();
        tokio::spawn(async move {
            let introduced = introduce(&state, &config, addresses, database.as_deref()).await;
            if introduced.is_err() {
                stop.cancel();
            }
            introduced
        })
    });
    tracing::info!(%listen, "ready");
    let metrics = tokio::spawn(accept(metrics, app::metrics(&state), None, Peers::default(), stop.clone()));
    if let Some(tls) = tls.clone() {
        tokio::spawn(tls.run(stop.clone()));
    }
    match what {
        What::Everything => {
            let router = app::router(&state);
            let check = Check::new(state.clone(), router.clone());
            let checks = tokio::spawn(check.schedule(stop.clone()));
            let peers = Peers::new(&state.proxies, connections, Clocks::default(), state.load.clone());
            accept(listener, router, tls, peers, stop.clone()).await;
            let _ = checks.await;
        }
        What::Worker => stop.cancelled().await,
    }
    let _ = metrics.await;
    let _ = worker.await;
    let _ = counting.await;
    flushing::flush(&state).await;
    let _ = signing_trails.await;
    checkpoints::flush(&state).await;
    let introduced = match introduced {
        Some(introduced) => introduced.await.map_err(std::io::Error::from)?.map(drop),
        None => Ok(()),
    };
    running.stop().await;
    introduced
}

/// Makes the demo of a new database, writes `run.json` and says where everything is. The service answers meanwhile.
async fn introduce(
    state: &AppState,
    config: &Config,
    (listen, metrics): (SocketAddr, SocketAddr),
    database: Option<&str>,
) -> Result<RunFile, CliError> {
    let demo =
        if config.demo { demo::load_or_create(state, &config.data_dir).await? } else { demo::DemoFile::default() };
    let facts = Facts { hosts: &state.hosts, listen, metrics, database, tenants: &demo.projects, logins: &demo.logins };
    let run_file = RunFile::write(&config.data_dir, &facts)?;
    announce(&state.hosts, &demo, config);
    Ok(run_file)
}

/// Binds the configured address, or in development the default one or the next free port.
async fn bind(
    name: &'static str,
    asked: Option<SocketAddr>,
    default_port: u16,
    production: bool,
) -> Result<TcpListener, CliError> {
    let fallback = SocketAddr::from(([127, 0, 0, 1], default_port));
    let address = asked.unwrap_or(fallback);
    let mut refused = match TcpListener::bind(address).await {
        Ok(listener) => return Ok(listener),
        Err(refused) => refused,
    };
    if asked.is_none() && !production {
        for port in default_port + 1..default_port + 100 {
            match TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], port))).await {
                Ok(listener) => return Ok(listener),
                Err(error) => refused = error,
            }
        }
    }
    Err(CliError::Address { name, address, source: refused })
}

/// Token that SIGINT or SIGTERM cancels; a second signal ends the process at once.
fn stop_signal() -> Result<CancellationToken, CliError> {
    let stop = CancellationToken::new();
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let stopped = stop.clone();
    tokio::spawn(async move {
        for _ in 0..2 {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            if stopped.is_cancelled() {
                std::process::exit(130);
            }
            stopped.cancel();
        }
    });
    Ok(stop)
}

fn announce(hosts: &Hosts, demo: &demo::DemoFile, config: &Config) {
    println!("\nFataplus is running.\n");
    println!("  Ask for a project   {}/", hosts.public);
    println!("  Log in              {}/", hosts.app);
    println!("  API                 {}/docs/", hosts.api);
    if config.smtp_url.is_none() {
        println!("  Mail lands in       {}", config.data_dir.join("mail").display());
    }
    if !demo.logins.is_empty() {
        println!("\n  Demo logins");
        for login in &demo.logins {
            println!("    {:24} {:30} {}", login.email, login.password, login.role);
        }
    }
    println!("\nCtrl-C stops it.\n");
}
