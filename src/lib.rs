//! Fataplus: a self-hosted client portal in which every client project is its own tenant. ARCHITECTURE.md is the map.

pub mod db;
pub mod storage;
pub mod tenancy;
