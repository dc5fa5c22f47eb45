//! Fataplus: a self-hosted client portal in which every client project is its own tenant. ARCHITECTURE.md is the map.

#[macro_use]
mod words;

pub mod access;
pub mod addresses;
pub mod app;
pub mod audit;
pub mod cli;
pub mod clock;
pub mod config;
pub mod db;
pub mod demo;
pub mod dns;
pub mod features;
pub mod http;
pub mod identity;
pub mod ids;
pub mod isolation_check;
pub mod isolation_status;
pub mod jobs;
pub mod limits;
pub mod mail;
pub mod metering;
pub mod server;
pub mod storage;
pub mod telemetry;
pub mod text;
pub mod worker;
