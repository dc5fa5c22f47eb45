//! The integration tests: the whole service over real HTTP, on a real database and object store.
//!
//! A test takes a `TestApp`, acts as persons of it, and looks at their answers:
//!
//! ```ignore
//! let app = TestApp::start().await;
//! let answer = app.client().await.api().get(&app.project().v1("/activity")).await;
//! answer.assert_status(200);
//! ```
//!
//! To add one: a file beside its like (`api/…`, `pages/…`), named in the `mod.rs` there. What walks everything, or runs
//! for minutes, is in `tests/exhaustive/`, so that an edit here is built and linked soon.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::needless_pass_by_value,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::must_use_candidate,
    missing_docs,
    reason = "the whole crate is tests: a fault ends the test, and nobody reads its documentation"
)]

mod api;
mod api_description;
mod bad_input;
mod browser;
mod caching;
mod compose_files;
mod demo;
mod docs;
mod domains;
mod end_to_end;
mod factors;
mod fairness;
mod federation;
mod harness;
mod health;
mod house;
mod intake;
mod isolation;
mod job_queue;
mod lost_rights;
mod metrics;
mod migrations;
mod monitoring;
mod new_feature;
mod page_weight;
mod pages;
mod people;
mod production_mark;
mod provisioning;
mod rules;
mod schema_words;
mod slow_connections;
mod surroundings;
mod templates;
mod tokens;
mod traces;
mod typed_text;

#[path = "../support/mod.rs"]
mod support;
