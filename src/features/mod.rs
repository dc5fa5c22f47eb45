//! What a person can name, a folder each, with the same doors as needed: `mod.rs` (words and rules), `store.rs` (SQL),
//! `api.rs` (JSON), `pages.rs` (HTML). `app.rs` puts the doors' routes together.

pub mod account;
pub mod activity;
pub mod documents;
pub mod file_requests;
pub mod intake;
pub mod members;
pub mod messages;
pub mod plan;
pub mod projects;
pub mod site;
