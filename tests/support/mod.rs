//! Support of both test binaries. `TestApp` first; the rest is reached from it.

#![allow(dead_code, unused_imports, reason = "each binary uses what it needs")]

mod answer;
mod api;
pub mod app;
mod authenticator;
pub mod bodies;
pub mod browser;
mod database;
pub mod dns;
pub mod fixture;
mod form;
mod keys;
mod mailbox;
pub mod page_weight;
mod person;
pub mod relay;
pub mod replica;
pub mod routes;
mod run;
pub mod service;
pub mod store;
pub mod tls;
pub mod tools;
mod web;

pub use answer::Answer;
pub use api::Api;
pub use app::TestApp;
pub use authenticator::Authenticator;
pub use database::Database;
pub use fixture::{PASSWORD, Project};
pub use keys::{key, key_text};
pub use mailbox::{Received, mail};
pub use person::Person;
pub use run::run;
pub use web::Web;

/// The head of a request that is written by hand, and the lines of `headers`.
pub fn with_headers(head: String, headers: &reqwest::header::HeaderMap) -> String {
    headers.iter().fold(head, |head, (name, value)| format!("{head}{name}: {}\r\n", value.to_str().unwrap()))
}
