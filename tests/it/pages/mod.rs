//! The pages, feature by feature.

mod account;
mod brief;
mod file_requests;
mod frame;
mod people;
mod plan;
mod projects;
