//! A request on its way: whole, or broken off.

use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};

use reqwest::Method;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{program::Cut, world::World};
use crate::support::Answer;

/// How long an answer may take before that is a fault.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A request as it is sent.
pub struct Wire {
    pub method: Method,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Wire {
    /// A browser's request.
    pub fn of(request: reqwest::RequestBuilder) -> Self {
        let request = request.build().unwrap();
        let text = |value: &reqwest::header::HeaderValue| value.to_str().unwrap_or_default().to_owned();
        Self {
            method: request.method().clone(),
            url: request.url().to_string(),
            headers: request.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
            body: request.body().and_then(reqwest::Body::as_bytes).unwrap_or_default().to_vec(),
        }
    }
}

impl World {
    /// Sends it, and counts how it ended.
    pub async fn send(&self, op: usize, line: &str, wire: &Wire, cut: Option<Cut>) -> Option<Answer> {
        let answered = match cut {
            None => tokio::time::timeout(PATIENCE, self.exchange(wire)).await,
            Some(Cut::Dropped(micros)) => {
                tokio::select! {
                    // Looked at in this order: with nothing to wait for it is dropped before it is polled.
                    biased;
                    () = pause(micros) => {}
                    _ = self.exchange(wire) => {}
                }
                self.report.called(op, 0, format!("{line} dropped"));
                return None;
            }
            Some(cut) => {
                // An error is the server's right here: the client misbehaves.
                let _ = tokio::time::timeout(PATIENCE, self.break_off(wire, cut)).await;
                self.report.called(op, 0, format!("{line} {cut:?}"));
                return None;
            }
        };
        match answered {
            Ok(Ok(answer)) => {
                self.report.called(op, answer.status, format!("{line} → {}", answer.status));
                Some(answer)
            }
            Ok(Err(error)) => {
                self.found(format!("{line}: {error}"));
                None
            }
            Err(_) => {
                self.found(format!("{line}: no answer in {PATIENCE:?}"));
                None
            }
        }
    }

    pub async fn exchange(&self, wire: &Wire) -> Result<Answer, String> {
        let mut request = self.app.http().request(wire.method.clone(), &wire.url).body(wire.body.clone());
        for (name, value) in &wire.headers {
            request = request.header(name, value);
        }
        let response = request.send().await.map_err(|error| format!("{error:?}"))?;
        Ok(Answer {
            request: format!("{} {}", wire.method, wire.url),
            url: response.url().clone(),
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.bytes().await.map_err(|error| format!("{error:?}"))?.to_vec(),
        })
    }

    async fn break_off(&self, wire: &Wire, cut: Cut) -> std::io::Result<()> {
        let url: reqwest::Url = wire.url.parse().unwrap();
        let (host, port) = (url.host_str().unwrap_or_default(), url.port().unwrap_or(80));
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        let mut text = format!("{} {}{query} HTTP/1.1\r\nhost: {host}:{port}\r\n", wire.method, url.path());
        for (name, value) in &wire.headers {
            let _ = write!(text, "{name}: {value}\r\n");
        }
        let _ = write!(text, "content-length: {}\r\n\r\n", wire.body.len());
        let mut bytes = text.into_bytes();
        bytes.extend(&wire.body);
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
        match cut {
            Cut::Sent(length) => stream.write_all(&bytes[..bytes.len().min(usize::from(length))]).await?,
            Cut::Waited(micros) => {
                stream.write_all(&bytes).await?;
                pause(micros).await;
                // Half of an answer may be read, the rest is left: the connection ends by a reset.
                let mut some = [0; 64];
                let _ = tokio::time::timeout(Duration::from_millis(1), stream.read(&mut some)).await;
            }
            Cut::Dropped(_) => {}
        }
        Ok(())
    }
}

/// So many microseconds; the runtime's own timer is not as fine.
async fn pause(micros: u16) {
    let until = Instant::now() + Duration::from_micros(micros.into());
    while Instant::now() < until {
        if until - Instant::now() > Duration::from_millis(2) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        } else {
            tokio::task::yield_now().await;
        }
    }
}
