//! Tests that walk everything there is: every route as every kind of caller, everything at once, every text field in a
//! browser, a kill at any moment. Apart from the other integration tests, which stay quick to build without them.

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

mod access_matrix;
mod crash;
mod cross_site;
mod simulation;

#[path = "../support/mod.rs"]
mod support;
