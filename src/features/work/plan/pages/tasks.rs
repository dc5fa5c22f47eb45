//! Pages and forms of tasks.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::{Deserialize, Serialize};
use strum::VariantArray;

use super::{
    super::{
        Milestone, Task, TaskFields, changes, store,
        tasks::{usual_visibility, visibilities},
    },
    due_on, faults,
};
use crate::{
    access::{
        Side, Visibility,
        action::{CompleteOwnTasks, EditOwnTasks},
    },
    db::TenantTx,
    features::shared::frame,
    http::{
        Access, ApiPath, AppError, AppState, Checks, FieldErrors, Form, Page, Require,
        body::{form::Pressed, merge},
        page::{Choice, PortalHead},
    },
    ids::{TaskId, UserId},
};

/// Typed and chosen values.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TaskInput {
    title: String,
    details: String,
    milestone_id: String,
    visibility: String,
    side: String,
    assignee_id: String,
    due_on: String,
    /// Marks of the values the form was rendered with.
    #[serde(skip_serializing)]
    version: String,
}

#[derive(Template)]
#[template(path = "pages/task.html")]
struct TaskPage<'a> {
    p: &'a Page,
    project: PortalHead,
    tab: &'static str,
    /// Empty for a new task.
    id: String,
    can_delete: bool,
    typed: TaskInput,
    milestones: Vec<Choice>,
    visibilities: Vec<Choice>,
    sides: Vec<Choice>,
    people: Vec<Choice>,
    errors: FieldErrors,
}

impl TaskPage<'_> {
    fn error(&self, field: &str) -> String {
        self.errors.text(field, self.p.language)
    }
}

impl TaskInput {
    fn read(&self, access: &Access) -> Result<TaskFields, FieldErrors> {
        let mut checks = Checks::new();
        let due_on = due_on(&self.due_on, &mut checks);
        let milestone_id = blank_or(&self.milestone_id, "milestone_id", &mut checks);
        let assignee_id = blank_or(&self.assignee_id, "assignee_id", &mut checks);
        let visibility: Option<Visibility> = blank_or(&self.visibility, "visibility", &mut checks);
        let side = blank_or(&self.side, "side", &mut checks).unwrap_or(Side::Agency);
        checks.finish()?;
        Ok(TaskFields {
            milestone_id,
            title: self.title.clone(),
            details: self.details.clone(),
            visibility: visibility.unwrap_or_else(|| usual_visibility(access.role, side)),
            side,
            assignee_id,
            due_on,
        })
    }
}

/// Puts the choice that suits the task's side before the others, if there are several.
pub fn suit_side(page: &Page, offered: &mut Vec<Choice>, chosen: bool) {
    if offered.len() > 1 {
        let label = page.t("plan-visibility-usual");
        offered.insert(0, Choice { value: String::new(), label, hint: String::new(), chosen });
    }
}

fn blank_or<T: std::str::FromStr>(text: &str, field: &str, checks: &mut Checks) -> Option<T> {
    let value = text.parse().ok();
    checks.that(field, text.is_empty() || value.is_some(), "choice");
    value
}

impl From<&Task> for TaskInput {
    fn from(task: &Task) -> Self {
        let mut typed = Self {
            title: task.title.clone(),
            details: task.details.clone(),
            milestone_id: task.milestone_id.map(|id| id.to_string()).unwrap_or_default(),
            visibility: task.visibility.to_string(),
            side: task.side.as_str().to_owned(),
            assignee_id: task.assignee_id.map(|id| id.to_string()).unwrap_or_default(),
            due_on: task.due_on.map(|due| due.to_string()).unwrap_or_default(),
            version: String::new(),
        };
        typed.version = merge::marks(&typed);
        typed
    }
}

/// Frame of a task's page, and options of its selects.
struct TaskOptions {
    head: PortalHead,
    milestones: Vec<Milestone>,
    people: Vec<(UserId, String)>,
}

impl TaskOptions {
    async fn read(tx: &mut TenantTx, state: &AppState, access: &Access) -> Result<Self, AppError> {
        let head = frame::head(tx, access, state.clock.today()).await?;
        let milestones = store::milestones(tx).await?;
        let people = store::tasks::assignable(tx, access.role, state.clock.now()).await?;
        Ok(Self { head, milestones, people })
    }
}

/// Sides that the reader may give a task: partners give the client nothing to do.
fn sides(access: &Access, task: Option<&Task>) -> Vec<Side> {
    let may =
        |side: &Side| access.role.is_agency() || *side == Side::Agency || task.is_some_and(|task| task.side == *side);
    Side::VARIANTS.iter().copied().filter(may).collect()
}

/// Options of a select: "none" first, and a present value that can no longer be chosen last.
fn choices(none: String, choices: impl Iterator<Item = (String, String)>, chosen: &str) -> Vec<Choice> {
    let choice = |(value, label): (String, String)| {
        let chosen = value == chosen;
        Choice { value, label, hint: String::new(), chosen }
    };
    std::iter::once((String::new(), none)).chain(choices).map(choice).collect()
}

fn render(
    page: &Page,
    access: &Access,
    task: Option<&Task>,
    offer: TaskOptions,
    typed: TaskInput,
    errors: FieldErrors,
) -> Result<Response, AppError> {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let milestones =
        offer.milestones.into_iter().map(|milestone| (milestone.id.to_string(), milestone.title_in(page.language)));
    let mut people: Vec<_> = offer.people.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    // A person who left still has the task: saving the form must not take it from them unasked.
    let kept = task.and_then(|task| Some((task.assignee_id?.to_string(), task.assignee.clone().unwrap_or_default())));
    people.extend(kept.filter(|(id, _)| !people.iter().any(|(other, _)| other == id)));
    let shown = visibilities(access.role, task.map(|task| task.visibility));
    let mut shown = page.options("visibility-", shown, &typed.visibility);
    if task.is_none() {
        suit_side(page, &mut shown, typed.visibility.is_empty());
    }
    let template = TaskPage {
        p: page,
        project: offer.head,
        tab: "plan",
        id: task.map(|task| task.id.to_string()).unwrap_or_default(),
        can_delete: task.is_some_and(|task| task.may_delete(access.role, access.caller.user)),
        milestones: choices(page.t("plan-no-milestone"), milestones, &typed.milestone_id),
        visibilities: shown,
        sides: page.options("plan-side-", sides(access, task), &typed.side),
        people: choices(page.t("plan-nobody"), people.into_iter(), &typed.assignee_id),
        typed,
        errors,
    };
    Ok((status, page.render(&template)?).into_response())
}

/// The page of one task.
pub async fn show(
    access: Require<EditOwnTasks>,
    page: Page,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<TaskId>,
) -> Result<Response, AppError> {
    let mut tx = state.db.read(&access.scope()).await?;
    let task = store::tasks::find(&mut tx, &access.sees(), id).await?.ok_or(AppError::NotFound)?;
    if !task.may_edit(access.role, access.caller.user) {
        return Err(AppError::Forbidden);
    }
    let offer = TaskOptions::read(&mut tx, &state, &access).await?;
    render(&page, &access, Some(&task), offer, TaskInput::from(&task), FieldErrors::default())
}

/// Adds a task.
pub async fn add(
    access: Require<EditOwnTasks>,
    page: Page,
    State(state): State<AppState>,
    Form(typed): Form<TaskInput>,
) -> Result<Response, AppError> {
    let mut tx = state.db.write(&access.scope()).await?;
    let outcome = match typed.read(&access) {
        Ok(fields) => faults(changes::add_task(&mut tx, &state, &access, fields).await)?,
        Err(errors) => Err(errors),
    };
    match outcome {
        Ok(id) => {
            tx.commit().await?;
            Ok(page.redirect(&format!("/plan#t-{id}"), "flash-task-added"))
        }
        Err(errors) => render(&page, &access, None, TaskOptions::read(&mut tx, &state, &access).await?, typed, errors),
    }
}

/// Changes a task.
pub async fn edit(
    access: Require<EditOwnTasks>,
    page: Page,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<TaskId>,
    Form(typed): Form<TaskInput>,
) -> Result<Response, AppError> {
    let mut tx = state.db.write(&access.scope()).await?;
    let task = changes::task_to_edit(&mut tx, &access, id).await?;
    let now = TaskInput::from(&task);
    let (mut typed, changed) = merge::merge(&typed.version, &typed, &now, &["title", "details", "due_on"]);
    let outcome = match changed.or_else(|| typed.read(&access)) {
        Ok(fields) => faults(changes::edit_task(&mut tx, &state, &access, &task, fields).await)?,
        Err(errors) => Err(errors),
    };
    match outcome {
        Ok(()) => {
            tx.commit().await?;
            Ok(page.redirect("/plan", "flash-plan-saved"))
        }
        Err(errors) => {
            // Saving again keeps what the person has seen and typed.
            typed.version = now.version;
            render(&page, &access, Some(&task), TaskOptions::read(&mut tx, &state, &access).await?, typed, errors)
        }
    }
}

/// Form of the button that completes or reopens a task, with the page it is on.
#[derive(Deserialize)]
pub struct TaskDone {
    done: bool,
    /// `home`, or the plan by default.
    #[serde(default)]
    from: String,
}

/// Completes or reopens a task.
pub async fn complete(
    access: Require<CompleteOwnTasks>,
    page: Page,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<TaskId>,
    Form(TaskDone { done, from }): Form<TaskDone>,
) -> Result<Response, AppError> {
    let mut tx = state.db.write(&access.scope()).await?;
    let task = changes::task_to_complete(&mut tx, &access, id).await?;
    changes::complete_task(&mut tx, &state, &access, &task, done).await?;
    tx.commit().await?;
    Ok(match (from.as_str(), done) {
        // Home shows the completed task, with a link to reopen it.
        ("home", true) => Redirect::to(&format!("/?done={id}")).into_response(),
        ("home", false) => page.redirect("/", "flash-task-reopened"),
        (_, true) => page.redirect(&format!("/plan#t-{id}"), "flash-task-done"),
        (_, false) => page.redirect(&format!("/plan#t-{id}"), "flash-task-reopened"),
    })
}

/// Deletes a task.
pub async fn delete(
    access: Require<EditOwnTasks>,
    page: Page,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<TaskId>,
    Form(Pressed {}): Form<Pressed>,
) -> Result<Response, AppError> {
    let mut tx = state.db.write(&access.scope()).await?;
    changes::delete_task(&mut tx, &state, &access, id).await?;
    tx.commit().await?;
    Ok(page.redirect("/plan", "flash-task-deleted"))
}
