//! The JSON API, feature by feature.

mod messages;
mod plan;
