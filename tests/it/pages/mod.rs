//! The pages, feature by feature.

mod account;
mod people;
mod plan;
