use std::{error::Error, pin::Pin, time::Duration};

use axum::http;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::{Client, redirect::Policy};
use serde::de::DeserializeOwned;

/// The whole of a request, and its connecting alone.
const TIME: Duration = Duration::from_secs(5);
/// Larger answers are not read: discovery documents, key sets and tokens are a few kilobytes.
const LARGEST: usize = 256 * 1024;

/// The way out to issuers, one for all: no redirects, five seconds, a bounded answer.
#[derive(Clone, Debug)]
pub struct Outbound(Client);

/// No answer in time, or none that can be read.
#[derive(Debug, thiserror::Error)]
#[error("no usable answer")]
pub struct Unreachable(#[source] Option<Box<dyn Error + Send + Sync>>);

impl From<reqwest::Error> for Unreachable {
    fn from(error: reqwest::Error) -> Self {
        // An address may carry what must not be written down.
        Self(Some(Box::new(error.without_url())))
    }
}

impl Outbound {
    /// Trusts the authorities the system trusts.
    pub fn new() -> Result<Self, Unreachable> {
        let client = Client::builder().redirect(Policy::none()).no_proxy().connect_timeout(TIME).timeout(TIME);
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

    /// A JSON document, asked for with `authorization` if there is one.
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

/// For the flow's own requests. What a gateway says in place of a provider that is down is no answer of the provider's.
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
