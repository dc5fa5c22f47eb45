//! Connections: accepted, shaken hands with where TLS is spoken, served, and let finish at the end.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, extract::ConnectInfo, http::Request};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{
        conn::auto,
        graceful::{GracefulShutdown, Watcher},
    },
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
    sync::Semaphore,
};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::tls::Tls;

/// What is left of a request's life when the service is told to stop.
const DRAIN: Duration = Duration::from_secs(25);
/// A client that dawdles over its headers is cut off.
const HEADERS: Duration = Duration::from_secs(10);

/// Request line and headers, in bytes; hyper keeps no less than 8 KiB.
const HEADER_BYTES: usize = 64 * 1024;
/// Connections at a time; more wait to be accepted.
const CONNECTIONS: usize = 4096;

/// Accepts connections (HTTP/1.1 and HTTP/2) until `stop`, then lets those in flight finish.
pub async fn accept(listener: TcpListener, router: Router, tls: Option<Tls>, stop: CancellationToken) {
    let mut server = auto::Builder::new(TokioExecutor::new());
    server.http1().timer(TokioTimer::new()).header_read_timeout(HEADERS).max_buf_size(HEADER_BYTES);
    server.http2().timer(TokioTimer::new()).keep_alive_interval(Duration::from_secs(30));
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = room.clone().acquire_owned().await else { break };
        let (stream, peer) = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file descriptors, most likely: give those in flight a moment to end.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
        };
        let _ = stream.set_nodelay(true);
        let watcher = graceful.watcher();
        let (server, router, tls, stop) = (server.clone(), router.clone(), tls.clone(), stop.clone());
        tokio::spawn(async move {
            match tls {
                None => serve(&server, stream, (router, peer), watcher).await,
                Some(tls) => {
                    let shaken = tokio::select! {
                        () = stop.cancelled() => None,
                        shaken = tls.handshake(stream) => shaken,
                    };
                    if let Some(stream) = shaken {
                        serve(&server, stream, (router, peer), watcher).await;
                    }
                }
            }
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(DRAIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests were still running after the drain time");
    }
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    server: &auto::Builder<TokioExecutor>,
    stream: S,
    (router, peer): (Router, SocketAddr),
    watcher: Watcher,
) {
    let noted = router.map_request(move |mut request: Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request
    });
    let connection = server.serve_connection_with_upgrades(TokioIo::new(stream), TowerToHyperService::new(noted));
    let _ = watcher.watch(connection.into_owned()).await;
}
