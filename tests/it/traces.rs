//! Traces: with a collector configured, spans of requests and their transactions arrive there.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{Router, body::Bytes, extract::State, routing::post};
use tokio::net::TcpListener;

use crate::support::service::Service;

/// Bodies that a collector has received: OTLP's protobuf, in which names and values stand as they are.
#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Vec<u8>>>);

impl Collector {
    async fn start() -> (Self, String) {
        let collector = Self::default();
        let receive = async |State(Self(received)): State<Self>, body: Bytes| {
            received.lock().unwrap().extend_from_slice(&body);
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let routes = Router::new().route("/v1/traces", post(receive)).with_state(collector.clone());
        tokio::spawn(async { axum::serve(listener, routes).await });
        (collector, url)
    }

    fn has(&self, text: &str) -> bool {
        self.has_bytes(text.as_bytes())
    }

    fn has_bytes(&self, bytes: &[u8]) -> bool {
        self.0.lock().unwrap().windows(bytes.len()).any(|part| part == bytes)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_and_their_transactions_are_sent_to_the_collector() {
    let (collector, url) = Collector::start().await;
    let mut service = Service::new().await;
    service.set("OTEL_EXPORTER_OTLP_ENDPOINT", &url);
    service.start();
    let client = reqwest::Client::new();
    service.ready(&client).await;
    let page = format!("http://{}/login?next=%2Fsecret-next", service.listen);
    let host = format!("app.localhost:{}", service.listen.port());
    let answer = client
        .get(&page)
        .header("host", &host)
        .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    assert_eq!(answer.send().await.unwrap().status(), 200);
    let host = format!("api.localhost:{}", service.listen.port());
    let wrong = serde_json::json!({ "email": "ravo@example.test", "password": "secret-password" });
    let token = format!("http://{}/v1/auth/token", service.listen);
    assert_eq!(client.post(token).header("host", host).json(&wrong).send().await.unwrap().status(), 401);
    // Spans that are held are sent at the end.
    service.terminate();
    let deadline = Instant::now() + Duration::from_secs(20);
    while !service.has_ended() {
        assert!(Instant::now() < deadline, "it does not end: {}", service.log());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    for text in
        ["GET /login", "http.route", "http.response.status_code", "transaction", "postgresql", "service.version"]
    {
        assert!(collector.has(text), "no {text}: {}", service.log());
    }
    for text in ["secret-next", "next=", "secret-password", "ravo"] {
        assert!(!collector.has(text), "{text}");
    }
    // A visitor's trace is not joined.
    let theirs = [0x0a, 0xf7, 0x65, 0x19, 0x16, 0xcd, 0x43, 0xdd];
    assert!(!collector.has_bytes(&theirs), "the visitor's trace was joined");
}
