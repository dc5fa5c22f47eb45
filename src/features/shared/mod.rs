//! Activity, notifications and runs of jobs, which all other features use.

pub mod activity;
pub mod notify;
pub mod runs;
