//! Doors before the run's object store, for tests that want it otherwise than it is.

use axum::{
    Router,
    extract::Request,
    response::{IntoResponse, Response},
};
use http_body_util::BodyExt;
use tokio::net::TcpListener;

use super::run;

/// Serves `door` on a port of its own; its address.
pub async fn before_the_store(door: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, door).await });
    address
}

/// Hands a request on to the store as it is, `Host` and all: that is signed.
pub async fn pass_on(request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let url = format!("{}{}", run().s3.endpoint.as_deref().unwrap(), parts.uri);
    let bytes = body.collect().await.unwrap().to_bytes();
    let sent = reqwest::Client::new().request(parts.method, url).headers(parts.headers).body(bytes);
    let answer = sent.send().await.unwrap();
    (answer.status(), answer.headers().clone(), answer.bytes().await.unwrap()).into_response()
}
