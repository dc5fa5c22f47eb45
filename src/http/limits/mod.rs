//! Limits of requests: over time at an address, an account or a key, and of what a project may take at a time.

pub mod limiter;
pub mod quotas;
pub mod rates;
