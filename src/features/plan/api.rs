//! API of the plan.

mod milestones;
mod tasks;

use crate::http::{Operations, operation};

/// Routes of one project, under `/v1/projects/{project_id}` and `/api/v1`.
pub fn tenant_api() -> Operations {
    Operations::new()
        .add(operation!(milestones::list))
        .add(operation!(milestones::add))
        .add(operation!(milestones::change))
        .add(operation!(milestones::delete))
        .add(operation!(tasks::list))
        .add(operation!(tasks::add))
        .add(operation!(tasks::change))
        .add(operation!(tasks::delete))
}
