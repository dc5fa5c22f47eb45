//! The pages, feature by feature.

mod account;
mod brief;
mod documents;
mod file_requests;
mod frame;
mod people;
mod plan;
mod projects;
