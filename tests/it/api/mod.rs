//! The JSON API, feature by feature.

mod account;
mod members;
mod messages;
mod plan;
