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
