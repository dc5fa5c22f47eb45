//! Connections: accepted, shaken hands with where TLS is spoken, served, and let finish at the end.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

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

use super::{peers::Peers, tls::Tls};

/// What is left of a request's life when the service is told to stop.
const DRAIN: Duration = Duration::from_secs(25);
/// A client that dawdles over its headers is cut off, and one whose first request is not there by then.
const HEADERS: Duration = if cfg!(test) { Duration::from_millis(300) } else { Duration::from_secs(10) };

/// Request line and headers, in bytes; hyper keeps no less than 8 KiB.
const HEADER_BYTES: usize = 64 * 1024;
/// Connections at a time; more wait to be accepted.
const CONNECTIONS: usize = 4096;

fn server() -> auto::Builder<TokioExecutor> {
    let mut server = auto::Builder::new(TokioExecutor::new());
    server.http1().timer(TokioTimer::new()).header_read_timeout(HEADERS).max_buf_size(HEADER_BYTES);
    server.http2().timer(TokioTimer::new()).keep_alive_interval(Duration::from_secs(30));
    server
}

/// Accepts connections (HTTP/1.1 and HTTP/2) until `stop`, then lets those in flight finish.
pub async fn accept(listener: TcpListener, router: Router, tls: Option<Tls>, peers: Peers, stop: CancellationToken) {
    let server = server();
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
        let Some(counted) = peers.enter(peer.ip()) else { continue };
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
            drop((place, counted));
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
    let begun = Arc::new(AtomicBool::new(false));
    let first = begun.clone();
    let noted = router.map_request(move |mut request: Request<hyper::body::Incoming>| {
        first.store(true, Ordering::Relaxed);
        request.extensions_mut().insert(ConnectInfo(peer));
        request
    });
    let connection = server.serve_connection_with_upgrades(TokioIo::new(stream), TowerToHyperService::new(noted));
    let mut connection = std::pin::pin!(watcher.watch(connection.into_owned()));
    // Until it is known which HTTP is spoken, no other clock runs.
    if tokio::time::timeout(HEADERS, &mut connection).await.is_err() && begun.load(Ordering::Relaxed) {
        let _ = connection.await;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::{Router, routing::get};
    use hyper_util::server::graceful::GracefulShutdown;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt, duplex},
        time::Instant,
    };

    use super::{HEADERS, serve, server};

    /// What is answered to `sent`, and after which time the connection was closed.
    async fn closed_after(sent: &[u8]) -> (String, Duration) {
        let (mut client, stream) = duplex(64 * 1024);
        let (router, peer) = (Router::new().route("/", get(|| async { "here" })), ([192, 0, 2, 1], 4711).into());
        let begun = Instant::now();
        let graceful = GracefulShutdown::new();
        let watcher = graceful.watcher();
        let serving = tokio::spawn(async move { serve(&server(), stream, (router, peer), watcher).await });
        client.write_all(sent).await.unwrap();
        let mut answer = Vec::new();
        client.read_to_end(&mut answer).await.unwrap();
        serving.await.unwrap();
        (String::from_utf8_lossy(&answer).into_owned(), begun.elapsed())
    }

    #[tokio::test]
    async fn who_asks_for_nothing_is_not_kept() {
        for sent in [&b""[..], b"PRI * HT", b"GET / HTT", b"GET / HTTP/1.1\r\nhost: a\r\nx-slow: "] {
            let (_, time) = closed_after(sent).await;
            assert!(time >= HEADERS, "{time:?} for {:?}", String::from_utf8_lossy(sent));
        }
        let (answer, _) = closed_after(b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
        assert!(answer.ends_with("here"), "{answer}");
    }
}
