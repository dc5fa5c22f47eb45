//! The pages, feature by feature.

mod account;
mod file_requests;
mod frame;
mod people;
mod plan;
