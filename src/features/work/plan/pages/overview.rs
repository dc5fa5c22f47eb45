//! Page of the plan: milestones with their tasks.

use askama::Template;
use axum::{extract::State, response::Response};
use strum::VariantArray;
use time::Date;

use super::{
    super::{Milestone, Task, progress, store, tasks::visibilities},
    tasks::suit_side,
};
use crate::{
    access::{Action, Role, Side, Visibility, action::ViewProject},
    features::shared::frame,
    http::{
        Access, AppError, AppState, Page, Require,
        page::{At, Choice, PortalHead},
    },
};

#[derive(Template)]
#[template(path = "pages/plan.html")]
struct PlanPage<'a> {
    p: &'a Page,
    project: PortalHead,
    tab: &'static str,
    progress: u8,
    can_edit: bool,
    can_add: bool,
    sections: Vec<Section>,
    loose: Vec<TaskRow>,
    /// Sides that a new task may be for; empty for readers who may not choose.
    sides: Vec<Choice>,
    visibilities: Vec<Choice>,
}

#[expect(clippy::struct_excessive_bools, reason = "what the template asks, one by one")]
struct Section {
    id: String,
    title: String,
    due: Option<At>,
    late: bool,
    /// The day it was reached, in words; empty before.
    reached: String,
    /// How many tasks are open although it is reached; empty for none.
    open: String,
    /// How many tasks are folded away, since all of a reached milestone are done; empty for none.
    folded: String,
    done: bool,
    first: bool,
    last: bool,
    tasks: Vec<TaskRow>,
}

#[expect(clippy::struct_excessive_bools, reason = "what the template asks, one by one")]
struct TaskRow {
    id: String,
    title: String,
    details: String,
    assignee: String,
    due: String,
    done: bool,
    late: bool,
    yours: bool,
    can_edit: bool,
    can_complete: bool,
    /// Person who completed it, with the time.
    completed: String,
    visibility: Visibility,
}

/// The milestones in order, each with the tasks that the reader sees.
pub async fn show(
    access: Require<ViewProject>,
    page: Page,
    State(state): State<AppState>,
) -> Result<Response, AppError> {
    let today = state.clock.today();
    let mut tx = state.db.read(&access.scope()).await?;
    let milestones = store::milestones(&mut tx).await?;
    let tasks = store::tasks::list(&mut tx, &access.sees(), store::tasks::TaskFilter::default()).await?;
    let head = frame::head(&mut tx, &access, today).await?;
    drop(tx);
    let rows = |wanted: Option<&Milestone>| -> Vec<TaskRow> {
        let wanted = wanted.map(|milestone| milestone.id);
        let tasks = tasks.iter().filter(|task| task.milestone_id == wanted);
        tasks.map(|task| row(&page, &access, task, today)).collect()
    };
    let count = milestones.len();
    let section = |(index, milestone): (usize, &Milestone)| {
        let tasks = rows(Some(milestone));
        let open = tasks.iter().filter(|task| !task.done).count();
        let counted = |key, shown: bool, count: usize| if shown { page.ta(key, "count", count) } else { String::new() };
        let done = milestone.done_at.is_some();
        Section {
            id: milestone.id.to_string(),
            title: milestone.title_in(page.language),
            due: milestone.due_on.map(|due| page.day(due)),
            late: milestone.is_overdue(today),
            reached: milestone
                .done_at
                .map(|at| page.ta("plan-reached-on", "date", page.day_of(at).text))
                .unwrap_or_default(),
            open: counted("plan-open-tasks", done && open > 0, open),
            folded: counted("plan-done-tasks", done && open == 0 && !tasks.is_empty(), tasks.len()),
            done,
            first: index == 0,
            last: index + 1 == count,
            tasks,
        }
    };
    page.render(&PlanPage {
        p: &page,
        project: head,
        tab: "plan",
        progress: progress(&milestones),
        can_edit: access.can(Action::EditPlan),
        can_add: access.can(Action::EditOwnTasks),
        sections: milestones.iter().enumerate().map(section).collect(),
        loose: rows(None),
        sides: if access.role.is_agency() { page.options("plan-side-", Side::VARIANTS, "") } else { Vec::new() },
        visibilities: offered_visibilities(&page, access.role),
    })
}

/// Visibilities of a new task; for those who may choose, the one that suits its side is the first.
fn offered_visibilities(page: &Page, role: Role) -> Vec<Choice> {
    let mut offered = page.options("visibility-", visibilities(role, None), "");
    suit_side(page, &mut offered, true);
    offered
}

fn row(page: &Page, access: &Access, task: &Task, today: Date) -> TaskRow {
    let user = access.caller.user;
    // A client's task without an assignee is for every client.
    let for_any_client =
        task.side == Side::Client && task.assignee_id.is_none() && matches!(access.role, Role::Client { .. });
    TaskRow {
        id: task.id.to_string(),
        title: task.title.clone(),
        details: task.details.clone(),
        assignee: task.assignee.clone().unwrap_or_else(|| page.t(&format!("plan-side-{}", task.side.as_str()))),
        due: task.due_on.map(|due| page.ta("plan-due", "date", page.day(due).text)).unwrap_or_default(),
        done: task.done_at.is_some(),
        late: task.is_overdue(today),
        yours: task.done_at.is_none() && (task.assignee_id == Some(user) || for_any_client),
        can_edit: task.may_edit(access.role, user),
        can_complete: task.may_complete(access.role, user),
        completed: completed(page, task),
        visibility: task.visibility,
    }
}

fn completed(page: &Page, task: &Task) -> String {
    match (task.done_at, &task.done_by_name) {
        (Some(at), Some(name)) => page.ta2("plan-completed", "name", name, "date", page.day_of(at).text),
        _ => String::new(),
    }
}
