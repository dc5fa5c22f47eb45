//! The pages, feature by feature.

mod account;
mod file_requests;
mod people;
mod plan;
