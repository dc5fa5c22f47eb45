//! Running the platform: administration of projects, domains, the isolation check, jobs, use.

pub mod domains;
pub mod isolation;
pub mod jobs;
pub mod project_admin;
pub mod usage;
