//! Page of the plan: milestones with their tasks.

use askama::Template;
use axum::{extract::State, response::Response};
use strum::VariantArray;
use time::Date;

use super::super::{Milestone, Task, progress, store, tasks::visibilities};
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
    weight: i32,
    due: Option<At>,
    status: &'static str,
    late: bool,
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
    let section = |(index, milestone): (usize, &Milestone)| Section {
        id: milestone.id.to_string(),
        title: milestone.title_in(page.language),
        weight: milestone.weight,
        due: milestone.due_on.map(|due| page.day(due)),
        status: status(milestone, today),
        late: milestone.is_overdue(today),
        done: milestone.done_at.is_some(),
        first: index == 0,
        last: index + 1 == count,
        tasks: rows(Some(milestone)),
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
    if offered.len() > 1 {
        let label = page.t("plan-visibility-usual");
        offered.insert(0, Choice { value: String::new(), label, hint: String::new(), chosen: true });
    }
    offered
}

fn status(milestone: &Milestone, today: Date) -> &'static str {
    match milestone.done_at {
        Some(_) => "done",
        None if milestone.is_overdue(today) => "overdue",
        None => "todo",
    }
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
