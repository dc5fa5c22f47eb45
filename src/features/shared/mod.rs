//! Activity, charts, notifications, the portal's frame and runs of jobs, which all other features use.

pub mod activity;
pub mod chart;
pub mod frame;
pub mod notify;
pub mod runs;
