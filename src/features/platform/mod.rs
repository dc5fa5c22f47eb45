//! Running the platform: administration of projects, audit trail, domains, health, the isolation check, jobs, use.

pub mod audit;
pub mod domains;
pub mod health;
pub mod isolation;
pub mod jobs;
pub mod project_admin;
pub mod usage;
