//! Connections held without use: with answers the client does not read, and idle ones.

use std::{sync::Arc, time::Duration};

use fataplus::{http::edge::load::Load, limits::Budget, server::connection::Clocks};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{TestApp, app::Options};

async fn impatient() -> TestApp {
    let second = Duration::from_secs(1);
    TestApp::with(Options { clocks: Clocks { headers: second, stall: second, idle: second }, ..Options::default() })
        .await
}

fn authority(app: &TestApp) -> String {
    app.state().hosts.public.to_string().trim_start_matches("http://").to_owned()
}

async fn stream(app: &TestApp) -> TcpStream {
    TcpStream::connect(("127.0.0.1", app.state().hosts.public.port().unwrap())).await.unwrap()
}

/// Until all of `ended` are, which the clocks see to.
async fn in_the_end(ended: impl Fn() -> bool) {
    let looking = async {
        while !ended() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), looking).await.expect("they are kept");
}

/// One visitor, three connections, sixty pages and files on each, and a window that stays shut.
#[tokio::test]
async fn answers_nobody_takes_are_let_go() {
    let app = impatient().await;
    let (load, authority) = (&app.state().load, authority(&app));
    let mut held = Vec::new();
    for _ in 0..3 {
        let (mut client, connection) = h2::client::Builder::new()
            .initial_window_size(0)
            .handshake::<_, axum::body::Bytes>(stream(&app).await)
            .await
            .unwrap();
        tokio::spawn(connection);
        let mut answers = Vec::new();
        for path in ["/", "/start", "/privacy"].into_iter().cycle().take(60) {
            client = client.ready().await.unwrap();
            let request = axum::http::Request::get(format!("http://{authority}{path}"));
            let request = request.header("accept-encoding", "br").body(()).unwrap();
            answers.push(client.send_request(request, true).unwrap().0);
        }
        held.push((client, futures_util::future::join_all(answers).await));
    }
    assert!(held.iter().flat_map(|(_, answers)| answers).all(|answer| answer.as_ref().unwrap().status() == 200));
    // Others are served meanwhile.
    app.anonymous().get("/").await.assert_status(200);
    in_the_end(|| load.counts().stalled == 3).await;
}

/// As many streams as a connection may have, and not one more.
#[tokio::test]
async fn a_connection_has_so_many_streams() {
    let app = impatient().await;
    let (client, connection) = h2::client::handshake(stream(&app).await).await.unwrap();
    tokio::spawn(connection);
    let mut client = client.ready().await.unwrap();
    let request = axum::http::Request::get(format!("http://{}/health/live", authority(&app))).body(()).unwrap();
    client.send_request(request, true).unwrap().0.await.unwrap();
    assert_eq!(client.current_max_send_streams(), 64);
}

#[tokio::test]
async fn who_pipelines_and_does_not_read_is_not_kept() {
    let app = impatient().await;
    let (mut stream, load) = (stream(&app).await, &app.state().load);
    let asked = format!(
        "GET /openapi.json HTTP/1.1\r\nhost: {}\r\n\r\n",
        app.state().hosts.api.to_string().trim_start_matches("http://")
    );
    let flood = async {
        // Ends when the service has ended the connection.
        while stream.write_all(asked.as_bytes()).await.is_ok() {}
    };
    tokio::time::timeout(Duration::from_mins(1), flood).await.expect("it is kept");
    assert_eq!(load.counts().stalled, 1);
}

#[tokio::test]
async fn a_connection_that_only_answers_pings_is_ended() {
    let app = impatient().await;
    let (mut client, connection) = h2::client::handshake(stream(&app).await).await.unwrap();
    let ended = tokio::spawn(connection);
    client = client.ready().await.unwrap();
    let request = axum::http::Request::get(format!("http://{}/health/live", authority(&app))).body(()).unwrap();
    assert_eq!(client.send_request(request, true).unwrap().0.await.unwrap().status(), 200);
    tokio::time::timeout(Duration::from_secs(30), ended).await.expect("it is kept").unwrap().unwrap();
    // HTTP/1.1 likewise.
    let mut stream = stream(&app).await;
    let asked = format!("GET /health/live HTTP/1.1\r\nhost: {}\r\n\r\n", authority(&app));
    stream.write_all(asked.as_bytes()).await.unwrap();
    let mut answer = String::new();
    tokio::time::timeout(Duration::from_secs(30), stream.read_to_string(&mut answer))
        .await
        .expect("it is kept")
        .unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

async fn first_word(stream: &mut TcpStream) -> String {
    let mut word = [0; 12];
    let read = tokio::time::timeout(Duration::from_mins(1), stream.read_exact(&mut word)).await;
    read.expect("nothing is said").unwrap();
    String::from_utf8_lossy(&word).into_owned()
}

/// Bodies that are begun and not ended hold no more than their network's share; others' are read meanwhile.
#[tokio::test]
async fn bodies_hold_no_more_than_there_is() {
    let load = Arc::new(Load::new(Budget::new(400_000, 200_000), Budget::new(1 << 20, 1 << 20)));
    let options = Options { load: load.clone(), ..Options::default() };
    let app = TestApp::with(super::proxied(options)).await;
    let host = app.state().hosts.api.to_string().trim_start_matches("http://").to_owned();
    let mut held = Vec::new();
    for _ in 0..3 {
        let mut stream = stream(&app).await;
        let begun = format!(
            "POST /v1/auth/token HTTP/1.1\r\nhost: {host}\r\nx-forwarded-for: 192.0.2.1\r\n\
             content-type: application/json\r\ncontent-length: 150000\r\n\r\n"
        );
        stream.write_all(begun.as_bytes()).await.unwrap();
        stream.write_all(&vec![b' '; 90_000]).await.unwrap();
        held.push(stream);
    }
    in_the_end(|| load.bodies.held() >= 180_000).await;
    // The third is told to come back; no other share is affected.
    let told = futures_util::future::select_all(held.iter_mut().map(|stream| Box::pin(first_word(stream)))).await.0;
    assert_eq!(told, "HTTP/1.1 503");
    let person = app.client().await;
    let body = serde_json::json!({ "email": person.email, "password": crate::support::PASSWORD });
    let other =
        super::from(&app.anonymous_api(), "192.0.2.2", reqwest::Method::POST, "/v1/auth/token", Some(body)).await;
    other.assert_status(200);
    assert!(load.bodies.held() <= 200_000);
    drop(held);
    in_the_end(|| load.bodies.held() == 0).await;
}

/// A caller without permission to upload is refused while the form is still on its way, and nothing of it is stored.
#[tokio::test]
async fn permission_is_asked_before_files_are_taken() {
    let app = impatient().await;
    let onlooker = app.partner(fataplus::access::PartnerLevel::View).await;
    let mut web = onlooker.portal(app.project()).await;
    web.get("/documents").await.assert_status(200);
    let form = web.fetch(reqwest::Method::POST, "/documents/upload").build().unwrap();
    let headers = crate::support::with_headers(String::new(), form.headers());
    let begun = format!(
        "POST /documents/upload HTTP/1.1\r\nhost: {}\r\n{headers}content-length: 1000000\r\n\
         content-type: multipart/form-data; boundary=b\r\n\r\n--b\r\n",
        form.url().authority(),
    );
    let mut stream = stream(&app).await;
    stream.write_all(begun.as_bytes()).await.unwrap();
    assert_eq!(first_word(&mut stream).await, "HTTP/1.1 403");
}
