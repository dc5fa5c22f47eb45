//! HTTP client for requests to identity providers.

use std::{error::Error, pin::Pin, time::Duration};

use axum::http;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::{Client, redirect::Policy};
use serde::de::DeserializeOwned;

/// Timeout of a whole request, and of connecting alone.
const TIME: Duration = Duration::from_secs(5);
/// Maximum size of an answer: discovery documents, key sets and tokens are a few kilobytes.
const LARGEST: usize = 256 * 1024;

/// HTTP client for issuers: no redirects, five seconds, a bounded answer.
#[derive(Clone, Debug)]
pub struct Outbound(Client);

/// No answer in time, or an unreadable one.
#[derive(Debug, thiserror::Error)]
#[error("no usable answer")]
pub struct Unreachable(#[source] Option<Box<dyn Error + Send + Sync>>);

impl From<reqwest::Error> for Unreachable {
    fn from(error: reqwest::Error) -> Self {
        // The URL may carry secrets.
        Self(Some(Box::new(error.without_url())))
    }
}

impl Outbound {
    /// Client with the system's certificate authorities.
    pub fn new() -> Result<Self, Unreachable> {
        let client = Client::builder().redirect(Policy::none()).no_proxy().connect_timeout(TIME).timeout(TIME);
        // Issuers close idle connections, perhaps just as a code is sent on one, and a code cannot be sent again.
        let client = client.pool_max_idle_per_host(0);
        Ok(Self(client.build()?))
    }

    /// Sends a request and reads the answer, whatever its status.
    pub async fn send(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, Unreachable> {
        let mut answer = self.0.execute(reqwest::Request::try_from(request)?).await?;
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if body.len() + chunk.len() > LARGEST {
                return Err(Unreachable(None));
            }
            body.extend_from_slice(&chunk);
        }
        let mut whole = http::Response::new(body);
        *whole.status_mut() = answer.status();
        *whole.headers_mut() = answer.headers().clone();
        Ok(whole)
    }

    /// Fetches a JSON document, with `authorization` if given.
    pub async fn json<T: DeserializeOwned>(&self, url: &str, authorization: Option<&str>) -> Result<T, Unreachable> {
        let mut request = http::Request::get(url).header(http::header::ACCEPT, "application/json");
        if let Some(value) = authorization {
            request = request.header(http::header::AUTHORIZATION, value);
        }
        let request = request.body(Vec::new()).map_err(|error| Unreachable(Some(Box::new(error))))?;
        let answer = self.send(request).await?;
        if answer.status() != http::StatusCode::OK {
            return Err(Unreachable(None));
        }
        serde_json::from_slice(answer.body()).map_err(|_| Unreachable(None))
    }
}

/// Requests of the OAuth flow. A gateway's error page for a provider that is down does not count as its answer.
impl<'c> AsyncHttpClient<'c> for Outbound {
    type Error = Unreachable;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Unreachable>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async {
            let answer = self.send(request).await?;
            if answer.status().is_server_error() { Err(Unreachable(None)) } else { Ok(answer) }
        })
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    use super::*;

    /// An issuer that keeps its connections open, and closes each when more is sent on it.
    #[tokio::test]
    async fn each_request_has_a_connection_of_its_own() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let issuer = tokio::spawn(async move {
            loop {
                let (mut connection, _) = listener.accept().await.unwrap();
                tokio::spawn(async move {
                    let mut asked = [0; 1024];
                    assert!(connection.read(&mut asked).await.unwrap() > 0);
                    connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await.unwrap();
                    let _ = connection.read(&mut asked).await;
                });
            }
        });
        let outbound = Outbound::new().unwrap();
        for _ in 0..3 {
            let code = http::Request::post(format!("http://{address}/token")).body(Vec::new()).unwrap();
            assert_eq!(outbound.send(code).await.unwrap().body(), b"{}");
        }
        issuer.abort();
    }
}
