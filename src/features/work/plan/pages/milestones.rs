//! Pages and forms of milestones.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};

use super::{
    super::{Milestone, MilestoneFields, changes, store},
    Done, due_on, faults,
};
use crate::{
    access::action::EditPlan,
    features::shared::frame,
    http::{
        Access, ApiPath, AppError, AppState, Checks, FieldErrors, Form, Page, Require,
        body::{form::Pressed, merge},
        page::PortalHead,
    },
    ids::MilestoneId,
    text::{Language, normalize},
};

/// Typed values.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MilestoneInput {
    title: String,
    weight: String,
    due_on: String,
    /// Marks of the values the form was rendered with.
    #[serde(skip_serializing)]
    version: String,
}

#[derive(Template)]
#[template(path = "pages/milestone.html")]
struct MilestonePage<'a> {
    p: &'a Page,
    project: PortalHead,
    tab: &'static str,
    /// Empty for a new milestone.
    id: String,
    typed: MilestoneInput,
    errors: FieldErrors,
}

impl MilestonePage<'_> {
    fn error(&self, field: &str) -> String {
        self.errors.text(field, self.p.language)
    }
}

impl MilestoneInput {
    fn read(&self) -> Result<MilestoneFields, FieldErrors> {
        let mut checks = Checks::new();
        let due_on = due_on(&self.due_on, &mut checks);
        // 0 is out of range, so text that is no number is reported as out of range.
        let weight = self.weight.trim().parse().unwrap_or(0);
        checks.finish()?;
        Ok(MilestoneFields { title: self.title.clone(), weight, due_on })
    }
}

impl MilestoneInput {
    /// The stored values, as the form shows them.
    fn of(milestone: &Milestone, language: Language) -> Self {
        let mut typed = Self {
            title: milestone.title_in(language),
            weight: milestone.weight.to_string(),
            due_on: milestone.due_on.map(|due| due.to_string()).unwrap_or_default(),
            version: String::new(),
        };
        typed.version = merge::marks(&typed);
        typed
    }
}

fn render(
    page: &Page,
    project: PortalHead,
    id: Option<MilestoneId>,
    typed: MilestoneInput,
    errors: FieldErrors,
) -> Result<Response, AppError> {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let id = id.map(|id| id.to_string()).unwrap_or_default();
    let template = MilestonePage { p: page, project, tab: "plan", id, typed, errors };
    Ok((status, page.render(&template)?).into_response())
}

/// The page's frame, read in a transaction of its own: a refused form's has ended.
async fn head(state: &AppState, access: &Access) -> Result<PortalHead, AppError> {
    let mut tx = state.db.read(&access.scope()).await?;
    Ok(frame::head(&mut tx, access, state.clock.today()).await?)
}

/// The page of one milestone.
pub async fn show(
    access: Require<EditPlan>,
    page: Page,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<MilestoneId>,
) -> Result<Response, AppError> {
    let mut tx = state.db.read(&access.scope()).await?;
    let milestone = store::find(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let head = frame::head(&mut tx, &access, state.clock.today()).await?;
    render(&page, head, Some(id), MilestoneInput::of(&milestone, page.language), FieldErrors::default())
}

/// Adds a milestone.
pub async fn add(
    access: Require<EditPlan>,
    page: Page,
    State(state): State<AppState>,
    Form(typed): Form<MilestoneInput>,
) -> Result<Response, AppError> {
    let outcome = async {
        let mut tx = state.db.write(&access.scope()).await?;
        let id = changes::add_milestone(&mut tx, &access, typed.read()?, state.clock.now()).await?;
        tx.commit().await?;
        Ok(id)
    };
    match faults(outcome.await)? {
        Ok(id) => Ok(page.redirect(&format!("/plan#m-{id}"), "flash-milestone-added")),
        Err(errors) => render(&page, head(&state, &access).await?, None, typed, errors),
    }
}

/// Changes a milestone.
pub async fn edit(
    access: Require<EditPlan>,
    page: Page,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<MilestoneId>,
    Form(mut typed): Form<MilestoneInput>,
) -> Result<Response, AppError> {
    let mut now = MilestoneInput::default();
    let outcome = async {
        let mut tx = state.db.write(&access.scope()).await?;
        // Of two who save at once the second sees what the first has saved.
        store::lock(&mut tx).await?;
        // A missing milestone answers 404, even with wrong fields.
        let milestone = store::find(&mut tx, id).await?.ok_or(AppError::NotFound)?;
        now = MilestoneInput::of(&milestone, page.language);
        let (merged, changed) = merge::merge(&typed.version, &typed, &now, &["title", "weight", "due_on"]);
        typed = merged;
        let mut fields = changed.or_else(|| typed.read())?;
        if normalize::line(&fields.title) == milestone.title_in(page.language) {
            fields.title = milestone.title;
        }
        changes::edit_milestone(&mut tx, id, fields).await?;
        Ok(tx.commit().await?)
    };
    match faults(outcome.await)? {
        Ok(()) => Ok(page.redirect("/plan", "flash-plan-saved")),
        Err(errors) => {
            // Saving again keeps what the person has seen and typed.
            typed.version = now.version;
            render(&page, head(&state, &access).await?, Some(id), typed, errors)
        }
    }
}

/// Marks a milestone reached, or reopens it.
pub async fn complete(
    access: Require<EditPlan>,
    page: Page,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<MilestoneId>,
    Form(Done { done }): Form<Done>,
) -> Result<Response, AppError> {
    let mut tx = state.db.write(&access.scope()).await?;
    let milestone = store::find(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    changes::complete_milestone(&mut tx, &access, &milestone, done, state.clock.now()).await?;
    tx.commit().await?;
    let flash = if done { "flash-milestone-done" } else { "flash-milestone-reopened" };
    Ok(page.redirect(&format!("/plan#m-{id}"), flash))
}

/// Direction of a move.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Direction {
    Up,
    Down,
}

/// Form of the move buttons.
#[derive(Deserialize)]
pub struct Shift {
    direction: Option<Direction>,
    /// Place in the list, from 1, to which the milestone was dragged; blank with a direction.
    #[serde(default)]
    place: String,
}

/// Moves a milestone one place up or down, or to where it was dragged.
pub async fn shift(
    access: Require<EditPlan>,
    page: Page,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<MilestoneId>,
    Form(Shift { direction, place }): Form<Shift>,
) -> Result<Response, AppError> {
    let mut tx = state.db.write(&access.scope()).await?;
    store::lock(&mut tx).await?;
    // By place in the list, because the stored positions have gaps after deletions.
    let milestones = store::milestones(&mut tx).await?;
    let index = milestones.iter().position(|milestone| milestone.id == id).ok_or(AppError::NotFound)?;
    let index = i32::try_from(index).unwrap_or(i32::MAX - 2);
    let place = match direction {
        Some(Direction::Up) => index.max(1),
        Some(Direction::Down) => index + 2,
        None => place.parse().map_err(|_| AppError::BadRequest)?,
    };
    changes::move_milestone(&mut tx, id, place).await?;
    tx.commit().await?;
    Ok(page.redirect(&format!("/plan#m-{id}"), "flash-plan-saved"))
}

/// Deletes a milestone; its tasks stay.
pub async fn delete(
    access: Require<EditPlan>,
    page: Page,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<MilestoneId>,
    Form(Pressed {}): Form<Pressed>,
) -> Result<Response, AppError> {
    let mut tx = state.db.write(&access.scope()).await?;
    changes::delete_milestone(&mut tx, id).await?;
    tx.commit().await?;
    Ok(page.redirect("/plan", "flash-milestone-deleted"))
}
