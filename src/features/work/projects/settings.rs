//! Details and lifecycle, edited on the project's own host.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use serde::{Deserialize, Serialize};
use strum::VariantArray;
use time::Date;

use super::{
    Status, Step,
    quick::open_work,
    store::{self, Project, ProjectChanges},
};
use crate::{
    access::{
        Action,
        action::{ChangeStatus, EditProject},
    },
    db::TenantTx,
    features::shared::frame,
    http::{
        Access, AppError, AppState, FieldErrors, Form, Page, Pages, Require,
        body::{dates, merge},
        page::{Choice, Field, PortalHead},
    },
};

/// Routes of a tenant host.
pub fn routes() -> Pages {
    Pages::new().get("/settings", show).post("/settings", save).post("/settings/status", change_status)
}

#[derive(Template)]
#[template(path = "pages/project_edit.html")]
struct EditPage<'a> {
    p: &'a Page,
    project: PortalHead,
    tab: &'static str,
    fields: Vec<Field>,
    problem: String,
    version: String,
    status: &'static str,
    moves: Vec<Choice>,
    reason: String,
    reason_error: String,
    can_edit: bool,
    can_move: bool,
    can_domains: bool,
}

/// Typed fields, and the marks of those the form was rendered with.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Details {
    title: String,
    #[serde(default)]
    summary: String,
    #[serde(default)]
    starts_on: String,
    #[serde(default)]
    due_on: String,
    #[serde(default, skip_serializing)]
    version: String,
}

#[derive(Debug, Default, Deserialize)]
struct StatusMove {
    #[serde(default)]
    status: String,
    #[serde(default)]
    reason: String,
    /// `home`, or the settings by default.
    #[serde(default)]
    from: String,
}

fn iso(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

async fn render(
    (page, access): (&Page, &Access),
    state: &AppState,
    tx: &mut TenantTx,
    current: &Project,
    (typed, moved): (&Details, &StatusMove),
    errors: &FieldErrors,
) -> Result<Response, AppError> {
    let today = state.clock.today();
    let head = frame::head(tx, access, today).await?;
    let open = open_work(tx, page, access, current.status.next(), today).await?;
    let field = |kind, name, value: &str, required| Field {
        required,
        ..page.field(kind, "project-field-", name, value, errors)
    };
    let hint = |step| match step {
        Step::Back => page.t("project-step-back"),
        Step::Forward => open.clone(),
    };
    let steps = Status::VARIANTS
        .iter()
        .copied()
        .filter_map(|status| Some((status, current.status.step(status)?)))
        .map(|(status, step)| Choice {
            value: status.as_str().to_owned(),
            label: page.t(&status.key()),
            hint: hint(step),
            chosen: moved.status == status.as_str(),
        })
        .collect();
    let mut response = page.render(&EditPage {
        p: page,
        project: head,
        tab: "settings",
        fields: vec![
            field("text", "title", &typed.title, true),
            field("textarea", "summary", &typed.summary, false),
            field("date", "starts_on", &typed.starts_on, false),
            field("date", "due_on", &typed.due_on, false),
        ],
        problem: if errors.is_empty() { String::new() } else { page.t("problem-validation") },
        version: typed.version.clone(),
        status: current.status.as_str(),
        moves: steps,
        reason: moved.reason.clone(),
        reason_error: errors.text("reason", page.language),
        can_edit: access.can(Action::EditProject),
        can_move: access.can(Action::ChangeStatus),
        can_domains: access.can(Action::EditSettings),
    })?;
    if !errors.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

fn as_typed(project: &Project) -> Details {
    let mut typed = Details {
        title: project.title.clone(),
        summary: project.summary.clone(),
        starts_on: iso(project.starts_on),
        due_on: iso(project.due_on),
        version: String::new(),
    };
    typed.version = merge::marks(&typed);
    typed
}

async fn show(access: Require<ChangeStatus>, page: Page, State(state): State<AppState>) -> Result<Response, AppError> {
    let mut tx = state.db.read(&access.scope()).await?;
    let project = store::get(&mut tx, state.clock.today(), false).await?;
    let typed = (&as_typed(&project), &StatusMove::default());
    render((&page, &access), &state, &mut tx, &project, typed, &FieldErrors::default()).await
}

/// A date field: blank for none.
fn date(field: &str, text: &str) -> Result<Option<Date>, FieldErrors> {
    dates::typed(text).map_err(|_| FieldErrors::one(field, "date"))
}

async fn save(
    access: Require<EditProject>,
    page: Page,
    State(state): State<AppState>,
    Form(typed): Form<Details>,
) -> Result<Response, AppError> {
    let mut tx = state.db.write(&access.scope()).await?;
    let current = store::get(&mut tx, state.clock.today(), true).await?;
    let now = as_typed(&current);
    let (typed, conflicts) = merge::merge(&typed.version, &typed, &now, &["title", "summary", "starts_on", "due_on"]);
    let outcome = async {
        conflicts.or_else(|| Ok(()))?;
        let changes = ProjectChanges {
            title: Some(typed.title.clone()),
            summary: Some(typed.summary.clone()),
            starts_on: Some(date("starts_on", &typed.starts_on)?),
            due_on: Some(date("due_on", &typed.due_on)?),
            ..ProjectChanges::default()
        };
        store::change(&mut tx, &state, &current, &changes, access.caller.user).await
    };
    match outcome.await {
        Ok(()) => {
            tx.commit().await?;
            Ok(page.redirect("/settings", "flash-saved"))
        }
        Err(AppError::Invalid(errors)) => {
            // The typed values stay; saving again keeps what the person has seen and typed.
            let typed = Details { version: now.version, ..typed };
            let typed = (&typed, &StatusMove::default());
            render((&page, &access), &state, &mut tx, &current, typed, &errors).await
        }
        Err(error) => Err(error),
    }
}

async fn change_status(
    access: Require<ChangeStatus>,
    page: Page,
    State(state): State<AppState>,
    Form(moved): Form<StatusMove>,
) -> Result<Response, AppError> {
    let mut tx = state.db.write(&access.scope()).await?;
    let current = store::get(&mut tx, state.clock.today(), true).await?;
    let status = moved.status.parse::<Status>().ok();
    let outcome = match status {
        None => Err(FieldErrors::one("reason", "choose-status").into()),
        status => {
            let changes = ProjectChanges { status, reason: Some(moved.reason.clone()), ..ProjectChanges::default() };
            store::change(&mut tx, &state, &current, &changes, access.caller.user).await
        }
    };
    match outcome {
        Ok(()) => {
            tx.commit().await?;
            let next = if moved.from == "home" { "/" } else { "/settings" };
            Ok(page.redirect(next, "flash-status-changed"))
        }
        Err(AppError::Invalid(errors)) => {
            let typed = (&as_typed(&current), &moved);
            render((&page, &access), &state, &mut tx, &current, typed, &errors).await
        }
        Err(error) => Err(error),
    }
}
