//! Running the platform: administration of projects, domains, health, the isolation check, jobs, use.

pub mod domains;
pub mod health;
pub mod isolation;
pub mod jobs;
pub mod project_admin;
pub mod usage;
