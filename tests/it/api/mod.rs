//! The JSON API, feature by feature.

mod account;
mod audit;
mod days;
pub mod documents;
mod governance;
mod members;
mod messages;
mod news;
mod plan;
mod tasks;
mod turn;
mod turn_at_random;
mod uploads;
mod usage;
