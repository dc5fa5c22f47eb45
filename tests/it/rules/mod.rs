//! What is asked of visitors beyond a log-in: where they come from, how often, how long ago they logged in.

mod gate;
mod intake;
mod limits;
mod load;
mod page;
mod sessions;
mod tls;

use reqwest::Method;
use serde_json::Value;

use crate::support::{Answer, Api, TestApp, app::Options};

/// Behind a proxy of ours, so that a test says where it comes from.
async fn behind_a_proxy() -> TestApp {
    TestApp::with(proxied(Options::default())).await
}

fn proxied(options: Options) -> Options {
    Options { trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()], ..options }
}

/// What `api` asks from `address`.
async fn from(api: &Api, address: &str, method: Method, path: &str, body: Option<Value>) -> Answer {
    let request = api.request(method, path).header("x-forwarded-for", address);
    api.send(match body {
        Some(body) => request.json(&body),
        None => request,
    })
    .await
}
