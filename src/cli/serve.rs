//! `fataplus serve` and `fataplus worker`.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::Semaphore,
};
use tokio_util::sync::CancellationToken;

use super::{
    CliError, demo,
    parts::{self, Needs},
    run_file::{Facts, RunFile},
};
use crate::{
    app,
    config::{Config, Hosts},
    features::{domains, worker},
    http::signing,
    isolation_check::Check,
};

/// What is left of a request's life when the service is told to stop.
const DRAIN: Duration = Duration::from_secs(25);
/// A client that dawdles over its headers is cut off.
const HEADERS: Duration = Duration::from_secs(10);

/// Request line and headers, in bytes; hyper keeps no less than 8 KiB.
const HEADER_BYTES: usize = 64 * 1024;
/// Connections at a time; more wait to be accepted.
const CONNECTIONS: usize = 4096;

/// Which parts of the service to run.
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
    let listener = bind("FATAPLUS_LISTEN", config.listen, 8080, config.is_production()).await?;
    let metrics = bind("FATAPLUS_METRICS_LISTEN", config.metrics_listen, 9464, config.is_production()).await?;
    let listen = listener.local_addr()?;
    let hosts = config.hosts.clone().unwrap_or_else(|| Hosts::development(listen.port()));
    let running = parts::start(&config, hosts, Needs::Service).await?;
    let state = running.state.clone();

    let worker = tokio::spawn(worker::run(state.clone(), stop.clone()));
    tokio::spawn(domains::keep(state.clone(), stop.clone()));
    tokio::spawn(signing::keep(state.clone(), stop.clone()));
    let demo =
        if running.private_database { Some(demo::on_first_start(&state, &config.data_dir).await?) } else { None };
    let run_file = match &demo {
        Some(demo) => Some(RunFile::write(
            &config.data_dir,
            &Facts {
                hosts: &state.hosts,
                listen,
                metrics: metrics.local_addr()?,
                database: running.database_url.as_deref(),
                tenants: &demo.projects,
                logins: &demo.logins,
            },
        )?),
        None => None,
    };
    if let Some(demo) = &demo {
        announce(&state.hosts, demo, &config);
    }
    tracing::info!(%listen, "ready");
    let metrics = tokio::spawn(accept(metrics, app::metrics(&state), stop.clone()));
    match what {
        What::Everything => {
            let router = app::router(&state);
            let check = Check::new(state.clone(), router.clone());
            let checks = tokio::spawn(check.keep(stop.clone()));
            accept(listener, router, stop.clone()).await;
            let _ = checks.await;
        }
        What::Worker => stop.cancelled().await,
    }
    let _ = metrics.await;
    let _ = worker.await;
    drop(run_file);
    running.stop().await;
    Ok(())
}

/// The address that was asked for, or in development the default one or the next that is free.
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

/// A token that is cancelled by SIGINT or SIGTERM; a second signal ends the process at once.
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

/// Accepts connections (HTTP/1.1 and HTTP/2) until `stop`, then lets those in flight finish.
async fn accept(listener: TcpListener, router: Router, stop: CancellationToken) {
    let mut server = auto::Builder::new(TokioExecutor::new());
    server.http1().timer(TokioTimer::new()).header_read_timeout(HEADERS).max_buf_size(HEADER_BYTES);
    server.http2().timer(TokioTimer::new()).keep_alive_interval(Duration::from_secs(30));
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = room.clone().acquire_owned().await else { break };
        let stream = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // Out of file descriptors, most likely: give those in flight a moment to end.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
        };
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(router.clone());
        let connection = server.serve_connection_with_upgrades(TokioIo::new(stream), service).into_owned();
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            let _ = watched.await;
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(DRAIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests were still running after the drain time");
    }
}

fn announce(hosts: &Hosts, demo: &demo::Demo, config: &Config) {
    println!("\nFataplus is running.\n");
    println!("  Ask for a project   {}/", hosts.public);
    println!("  Log in              {}/", hosts.app);
    println!("  API                 {}/docs/", hosts.api);
    println!("  Mail lands in       {}", config.data_dir.join("mail").display());
    if !demo.logins.is_empty() {
        println!("\n  Demo logins");
        for login in &demo.logins {
            println!("    {:24} {:30} {}", login.email, login.password, login.role);
        }
    }
    println!("\nCtrl-C stops it.\n");
}
