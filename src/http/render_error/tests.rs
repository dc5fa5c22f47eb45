use std::fmt::Write as _;

use axum::{
    body::to_bytes,
    http::{HeaderMap, header},
    response::IntoResponse,
};
use serde_json::Value;

use super::{problem, take_failure};
use crate::{http::error::tests::one_of_each, text::Language};

/// A program's answer for each kind of problem.
#[tokio::test]
async fn every_problem() {
    let mut text = String::new();
    for error in one_of_each() {
        let mut response = error.into_response();
        let failure = take_failure(&mut response).unwrap();
        let answer = problem(&failure, response.status(), &HeaderMap::new(), Language::En);
        let _ = writeln!(text, "{}", answer.status());
        let told = |name: &&header::HeaderName| !matches!(**name, header::CONTENT_TYPE | header::CACHE_CONTROL);
        for name in answer.headers().keys().filter(told) {
            let _ = writeln!(text, "{name}: {}", answer.headers()[name].to_str().unwrap());
        }
        let body = to_bytes(answer.into_body(), 10_000).await.unwrap();
        let body: Value = serde_json::from_slice(&body).unwrap();
        let _ = writeln!(text, "{body:#}\n");
    }
    insta::assert_snapshot!(text);
}
