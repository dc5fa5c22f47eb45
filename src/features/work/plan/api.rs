//! API of the plan.

mod milestones;
mod tasks;

use crate::http::{
    Operations, operation,
    routes::{KeptFor, Trait},
};

/// Routes of one project, under `/v1/projects/{project_id}` and `/api/v1`.
pub fn tenant_api() -> Operations {
    Operations::new()
        .mount(operation!(milestones::list))
        .with(Trait::Kept(KeptFor::Role))
        .mount(operation!(milestones::add))
        .mount(operation!(milestones::change))
        .mount(operation!(milestones::delete))
        .mount(operation!(tasks::list))
        .with(Trait::Kept(KeptFor::Role))
        .mount(operation!(tasks::add))
        .mount(operation!(tasks::change))
        .mount(operation!(tasks::delete))
}
