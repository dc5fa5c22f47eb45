use std::time::Duration;

use fataplus::{
    config::TlsFiles,
    server::{listener::accept, open_connections::Peers},
};
use reqwest::{Version, tls::TlsInfo};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_util::sync::CancellationToken;

use crate::support::{Answer, TestApp, app::Options, run, tls};

async fn over_tls() -> TestApp {
    TestApp::with(Options { tls: true, ..Options::default() }).await
}

fn client() -> reqwest::ClientBuilder {
    reqwest::Client::builder().tls_danger_accept_invalid_certs(true).no_proxy()
}

#[tokio::test]
async fn the_service_speaks_tls_1_3_and_http_2() {
    let app = over_tls().await;
    let port = app.state().hosts.public.port().unwrap();
    let url = format!("https://127.0.0.1:{port}/health/live");
    let answer = client().build().unwrap().get(&url).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.version()), (200, Version::HTTP_2));
    let old = client().http1_only().build().unwrap().get(&url).send().await.unwrap();
    assert_eq!(old.version(), Version::HTTP_11);
    let older = client().tls_version_max(reqwest::tls::Version::TLS_1_2).build().unwrap().get(&url).send().await;
    assert!(older.is_err(), "TLS 1.2 is refused");
    // Addresses in answers are https; log-in and hand-off work with Secure cookies.
    let person = app.client().await;
    let mut web = app.anonymous();
    web.get(&format!("{}/login", app.state().hosts.app)).await.assert_status(200);
    let fields = [("email", person.email.as_str()), ("password", crate::support::PASSWORD)];
    web.submit("form[action='/login']", &fields).await.assert_status(200);
    let portal = format!("{}/people", app.state().hosts.tenant(app.project().id));
    assert!(portal.starts_with("https://fp-"), "{portal}");
    assert_eq!(web.get(&portal).await.assert_status(200).url.as_str(), portal);
}

#[tokio::test]
async fn plain_http_is_told_where_it_is() {
    let app = over_tls().await;
    let port = app.state().hosts.public.port().unwrap();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: portal.test\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 400 ") && body.contains("https://"), "{answer}");
    assert!(head.contains(&format!("Content-Length: {}", body.len())), "{answer}");
}

#[tokio::test]
async fn who_dawdles_over_a_handshake_keeps_nobody_waiting() {
    let app = over_tls().await;
    let port = app.state().hosts.public.port().unwrap();
    let mut silent = Vec::new();
    for _ in 0..50 {
        silent.push(TcpStream::connect(("127.0.0.1", port)).await.unwrap());
    }
    // The beginning of a handshake that never goes on.
    for stream in silent.iter_mut().step_by(2) {
        stream.write_all(&[0x16, 3, 1]).await.unwrap();
    }
    let asked = Answer::of(app.http().get(format!("https://127.0.0.1:{port}/health/live")));
    let answer = tokio::time::timeout(Duration::from_secs(5), asked).await.expect("nobody waits for them");
    answer.assert_status(200);
}

#[tokio::test]
async fn a_new_certificate_is_served_and_no_connection_is_lost() {
    let files = TlsFiles { certificate: run().dir.join("renewed-cert.pem"), key: run().dir.join("renewed-key.pem") };
    let app = TestApp::start().await;
    let first = tls::write(&files);
    let served = fataplus::server::tls::Tls::load(&files).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (url, stop) = (format!("https://{}/health/live", listener.local_addr().unwrap()), CancellationToken::new());
    let router = fataplus::app::router(app.state());
    let serving = tokio::spawn(accept(listener, router, Some(served.clone()), Peers::default(), stop.clone()));
    let seen = async |client: &reqwest::Client| {
        let answer = client.get(&url).send().await.unwrap();
        answer.extensions().get::<TlsInfo>().unwrap().peer_certificate().unwrap().to_vec()
    };
    let client = || client().tls_info(true).build().unwrap();
    let old = client();
    assert_eq!(seen(&old).await, first);
    let second = tls::write(&files);
    served.reload().unwrap();
    assert_eq!(seen(&client()).await, second);
    // Its connection goes on, under the certificate it began with.
    assert_eq!(seen(&old).await, first);
    stop.cancel();
    drop(old);
    tokio::time::timeout(Duration::from_secs(30), serving).await.unwrap().unwrap();
}
