//! Projects and the work in them: brief, plan and messages.

pub mod brief;
pub mod messages;
pub mod plan;
pub mod projects;
