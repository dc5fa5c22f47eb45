//! Access rules beyond a log-in: network, rate, and age of the log-in.

mod gate;
mod intake;
mod limits;
mod load;
mod page;
mod sessions;
mod staying;
mod tls;

use reqwest::Method;
use serde_json::Value;

use crate::support::{Answer, Api, TestApp, app::Options};

/// Behind a trusted proxy, so that a test chooses its address.
async fn behind_a_proxy() -> TestApp {
    TestApp::with(proxied(Options::default())).await
}

fn proxied(options: Options) -> Options {
    Options { trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()], ..options }
}

/// Sends a request of `api` from `address`.
async fn from(api: &Api, address: &str, method: Method, path: &str, body: Option<Value>) -> Answer {
    let request = api.request(method, path).header("x-forwarded-for", address);
    api.send(match body {
        Some(body) => request.json(&body),
        None => request,
    })
    .await
}
