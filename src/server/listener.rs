//! Accepts connections, does the TLS handshake if configured, serves them, and drains them at the end.

use std::{io, net::SocketAddr, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
    response::Response,
};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    time::MissedTickBehavior,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::Service;

use super::{
    connection::{Clocks, Verdict, Watched, Why},
    open_connections::{Entered, Peers},
    tls::Tls,
};

/// Time for requests under way after the service is told to stop.
const DRAIN: Duration = Duration::from_secs(25);
/// Maximum size of request line and headers in bytes; hyper keeps no less than 8 KiB.
const HEADER_BYTES: usize = 64 * 1024;
/// Concurrent requests on one HTTP/2 connection.
const STREAMS: u32 = 64;
/// Bytes that an HTTP/2 connection may send before they are read, for each stream and in total.
const STREAM_WINDOW: u32 = 128 * 1024;
const WINDOW: u32 = 256 * 1024;
/// Bytes of an answer that are buffered beyond its pieces.
const SEND_BYTES: usize = 16 * 1024;
/// Bytes that the kernel buffers unsent, so that a pending write means a client that does not read.
const UNSENT_BYTES: u32 = 32 * 1024;

fn server(clocks: &Clocks) -> auto::Builder<TokioExecutor> {
    let mut server = auto::Builder::new(TokioExecutor::new());
    server.http1().timer(TokioTimer::new()).header_read_timeout(clocks.headers).max_buf_size(HEADER_BYTES);
    server
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Duration::from_secs(30))
        .max_concurrent_streams(STREAMS)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(WINDOW)
        .max_send_buf_size(SEND_BYTES);
    server
}

/// Accepts connections (HTTP/1.1 and HTTP/2) until `stop`, then lets those in flight finish, and the work that clients left.
pub async fn accept(listener: TcpListener, router: Router, tls: Option<Tls>, peers: Peers, stop: CancellationToken) {
    let (server, connections) = (server(peers.clocks()), TaskTracker::new());
    loop {
        let (stream, peer) = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // The process is probably out of file descriptors: give connections under way a moment to end.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
        };
        let entered = tokio::select! {
            () = stop.cancelled() => break,
            entered = peers.enter(peer.ip()) => entered,
        };
        let Some(entered) = entered else { continue };
        set_up(&stream);
        // A token of its own, because a connection locks it whenever it is polled.
        let (server, router, tls, stop, peers) =
            (server.clone(), router.clone(), tls.clone(), stop.child_token(), peers.clone());
        connections.spawn(async move {
            match tls {
                None => serve(&server, stream, (router, peer), (&entered, &peers), &stop).await,
                Some(tls) => {
                    let shaken = tokio::select! {
                        () = stop.cancelled() => None,
                        () = entered.gives_way.cancelled() => None,
                        shaken = tls.handshake(stream) => shaken,
                    };
                    if let Some(stream) = shaken {
                        serve(&server, stream, (router, peer), (&entered, &peers), &stop).await;
                    }
                }
            }
            drop(entered);
        });
    }
    drop(listener);
    connections.close();
    let work = &peers.load().work;
    let done = async {
        connections.wait().await;
        work.close();
        work.wait().await;
    };
    if tokio::time::timeout(DRAIN, done).await.is_err() {
        tracing::warn!("requests were still running after the drain time");
    }
}

/// Socket options that send answers at once and detect unread ones early. Serving works without them.
fn set_up(stream: &TcpStream) {
    let _ = stream.set_nodelay(true);
    let _: io::Result<()> = socket2::SockRef::from(stream).set_tcp_notsent_lowat(UNSENT_BYTES);
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    server: &auto::Builder<TokioExecutor>,
    stream: S,
    (router, peer): (Router, SocketAddr),
    (entered, peers): (&Entered, &Peers),
    stop: &CancellationToken,
) {
    let (wire, clocks) = (&entered.wire, peers.clocks());
    let accounts = wire.clone();
    // hyper calls it by reference: one of tower is cloned for each request, with the router in it.
    let answered = service_fn(move |request: hyper::Request<Incoming>| {
        let (sent, mut router) = (accounts.begin(), router.clone());
        async move {
            let mut request: Request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            let response: Response = router.call(request).await?;
            Ok::<_, std::convert::Infallible>(response.map(|body| sent.carry(body)))
        }
    });
    let stream = TokioIo::new(Watched::new(stream, wire.clone()));
    let connection = server.serve_connection_with_upgrades(stream, answered);
    let mut connection = std::pin::pin!(connection);
    let mut look = tokio::time::interval(clocks.tick());
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut leaves = false;
    loop {
        let verdict = tokio::select! {
            _ = connection.as_mut() => return,
            () = entered.gives_way.cancelled() => return,
            () = stop.cancelled(), if !leaves => Verdict::Leave(Why::Idle),
            _ = look.tick() => wire.look(clocks),
        };
        match verdict {
            Verdict::Stay => continue,
            Verdict::Leave(why) | Verdict::Cut(why) if !leaves && !stop.is_cancelled() => match why {
                Why::Stall => peers.load().stalled(),
                Why::Idle | Why::Headers => peers.load().idle(),
            },
            _ => {}
        }
        if let Verdict::Cut(_) = verdict {
            return;
        }
        if !leaves {
            leaves = true;
            wire.leaves();
            connection.as_mut().graceful_shutdown();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{net::SocketAddr, sync::Arc, time::Duration};

    use axum::{Router, routing::get};
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex},
        task::JoinHandle,
        time::Instant,
    };
    use tokio_util::sync::CancellationToken;

    use super::{Clocks, Peers, serve, server};
    use crate::http::edge::{
        client_address::Proxies,
        load::{Counts, Load},
    };

    const CLOCKS: Clocks = Clocks {
        headers: Duration::from_millis(300),
        stall: Duration::from_millis(400),
        idle: Duration::from_millis(500),
    };
    /// Size of the large answer: more than the pipe and all buffers hold.
    const LARGE: u32 = 1 << 20;

    struct Served {
        client: DuplexStream,
        serving: JoinHandle<()>,
        load: Arc<Load>,
        /// Held by every large answer that is not dropped.
        held: Arc<()>,
    }

    /// Connects to a server of its own through a pipe that holds `pipe` bytes.
    async fn connect(pipe: usize) -> Served {
        let (client, stream) = duplex(pipe);
        let (load, held, peer) = (Arc::<Load>::default(), Arc::new(()), SocketAddr::from(([192, 0, 2, 1], 4711)));
        let peers = Peers::new(&Proxies::default(), 16, CLOCKS, load.clone());
        let large = held.clone();
        let large = get(async move || {
            let piece = axum::body::Bytes::from_static(&[b'x'; 16 * 1024]);
            let pieces = (0..LARGE as usize / piece.len()).map(move |_| {
                let _ = &large;
                Ok::<_, std::convert::Infallible>(piece.clone())
            });
            axum::body::Body::from_stream(futures_util::stream::iter(pieces))
        });
        let small = get(async || "here");
        let router = Router::new().route("/", small).route("/large", large);
        let entered = peers.enter(peer.ip()).await.unwrap();
        let serving = tokio::spawn(async move {
            serve(&server(&CLOCKS), stream, (router, peer), (&entered, &peers), &CancellationToken::new()).await;
        });
        Served { client, serving, load, held }
    }

    /// Answer to `sent`, and the time until the connection closed.
    async fn closed_after(sent: &[u8]) -> (String, Duration) {
        let mut served = connect(64 * 1024).await;
        let begun = Instant::now();
        served.client.write_all(sent).await.unwrap();
        let mut answer = Vec::new();
        served.client.read_to_end(&mut answer).await.unwrap();
        served.serving.await.unwrap();
        (String::from_utf8_lossy(&answer).into_owned(), begun.elapsed())
    }

    #[tokio::test]
    async fn who_asks_for_nothing_is_not_kept() {
        for sent in [&b""[..], b"PRI * HT", b"GET / HTT", b"GET / HTTP/1.1\r\nhost: a\r\nx-slow: "] {
            let (_, time) = closed_after(sent).await;
            assert!(time >= CLOCKS.headers, "{time:?} for {:?}", String::from_utf8_lossy(sent));
        }
        let (answer, _) = closed_after(b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
        assert!(answer.ends_with("here"), "{answer}");
    }

    #[tokio::test]
    async fn who_does_not_read_an_answer_of_http_1_is_not_kept() {
        let mut served = connect(1024).await;
        served.client.write_all(b"GET /large HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        // Ends by itself while the other end stays open, and the answer's resources are free.
        served.serving.await.unwrap();
        assert_eq!(served.load.counts(), Counts { stalled: 1, ..served.load.counts() });
        assert_eq!(Arc::strong_count(&served.held), 1);
    }

    /// Streams whose windows stay shut, on a connection that answers everything else.
    #[tokio::test]
    async fn who_takes_no_answer_of_http_2_is_not_kept() {
        let served = connect(64 * 1024).await;
        let (mut client, connection) = h2::client::Builder::new()
            .initial_window_size(0)
            .handshake::<_, axum::body::Bytes>(served.client)
            .await
            .unwrap();
        let client_runs = tokio::spawn(connection);
        let mut answers = Vec::new();
        for path in ["/", "/large", "/", "/large"] {
            client = client.ready().await.unwrap();
            let request = axum::http::Request::get(format!("http://a{path}")).body(()).unwrap();
            let (answer, _) = client.send_request(request, true).unwrap();
            // The head arrives, and the body waits for a window.
            answers.push(answer.await.unwrap());
        }
        assert!(Arc::strong_count(&served.held) > 2);
        served.serving.await.unwrap();
        assert_eq!(served.load.counts().stalled, 1);
        let _ = client_runs.await;
        drop((client, answers));
        assert_eq!(Arc::strong_count(&served.held), 1);
    }

    /// One answer stalls while another is read: only the first is dropped, and the other completes.
    #[tokio::test]
    async fn what_is_taken_comes_to_its_end() {
        let served = connect(1024 * 1024).await;
        let (mut client, connection) = h2::client::Builder::new()
            .initial_window_size(LARGE / 2)
            .initial_connection_window_size(8 * LARGE)
            .handshake::<_, axum::body::Bytes>(served.client)
            .await
            .unwrap();
        let client_runs = tokio::spawn(connection);
        let mut bodies = Vec::new();
        for _ in 0..2 {
            client = client.ready().await.unwrap();
            let request = axum::http::Request::get("http://a/large").body(()).unwrap();
            let (answer, _) = client.send_request(request, true).unwrap();
            bodies.push(answer.await.unwrap().into_body());
        }
        let (mut taken, mut length) = (bodies.pop().unwrap(), 0);
        while let Some(piece) = taken.data().await {
            let piece = piece.unwrap();
            length += piece.len();
            taken.flow_control().release_capacity(piece.len()).unwrap();
            if length < LARGE as usize - 64 * 1024 {
                // Slower in total than the stall timeout, but never stalled that long.
                tokio::time::sleep(CLOCKS.stall / 40).await;
            }
        }
        assert_eq!(length, LARGE as usize);
        drop(taken);
        served.serving.await.unwrap();
        assert_eq!(served.load.counts().stalled, 1);
        let _ = client_runs.await;
    }

    /// A client that answers pings and asks for nothing more.
    #[tokio::test]
    async fn an_idle_connection_of_http_2_is_ended_in_order() {
        let served = connect(64 * 1024).await;
        let (client, connection) = h2::client::handshake(served.client).await.unwrap();
        let client_runs = tokio::spawn(connection);
        let mut client = client.ready().await.unwrap();
        let request = axum::http::Request::get("http://a/").body(()).unwrap();
        let (answer, _) = client.send_request(request, true).unwrap();
        assert_eq!(answer.await.unwrap().status(), 200);
        client_runs.await.unwrap().unwrap();
        served.serving.await.unwrap();
        assert_eq!(served.load.counts(), Counts { idle: 1, ..served.load.counts() });
    }
}
