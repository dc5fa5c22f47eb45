//! The JSON API, feature by feature.

mod account;
mod documents;
mod members;
mod messages;
mod plan;
