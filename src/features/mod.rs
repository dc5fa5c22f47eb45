//! Features by wings, a folder for each thing a person can name, with the same files as needed: `mod.rs` (words and
//! rules), `store.rs` (SQL), `changes.rs` (use cases, one transaction each, for API and pages alike), `mails.rs`,
//! `api.rs` (JSON), `pages.rs` (HTML). `app.rs` merges their routes. `work::plan` is the model to copy.
//!
//! Imports go down: `front`, `work`, `platform`, `files`, `people`, `shared`. The order of all features is `FEATURES`
//! in `tests/it/house/imports.rs`.

pub mod files;
pub mod front;
pub mod people;
pub mod platform;
pub mod shared;
pub mod work;

use crate::db::SampleRow;

/// Sample rows of all features: at least one in every tenant table, those that others refer to first. The isolation
/// check's tenants and the tests' projects are made of them.
pub fn samples() -> impl Iterator<Item = SampleRow> {
    [
        work::projects::SAMPLES,
        people::members::SAMPLES,
        work::plan::SAMPLES,
        files::requests::SAMPLES,
        files::documents::SAMPLES,
        platform::project_admin::SAMPLES,
        platform::domains::SAMPLES,
        platform::audit::SAMPLES,
        people::credentials::SAMPLES,
        work::messages::SAMPLES,
        shared::activity::SAMPLES,
    ]
    .into_iter()
    .flatten()
    .copied()
}
