//! Projects and the work in them: plan and messages.

pub mod messages;
pub mod plan;
pub mod projects;
