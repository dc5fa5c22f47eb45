//! API of milestones.

use axum::{extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};

use super::super::{Milestone, MilestoneFields, changes, store};
use crate::{
    access::action::{EditPlan, ViewProject},
    http::{
        ApiPath, AppError, AppState, Json, Query, Require,
        api::paging::{Listed, Paging},
        render_error::Problem,
    },
    ids::MilestoneId,
};

/// A step of the project.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Milestone)]
pub struct MilestoneJson {
    id: MilestoneId,
    title: String,
    /// Position, from 1.
    position: i32,
    /// Share of the progress, 1–100.
    weight: i32,
    due_on: Option<Date>,
    done: bool,
    #[serde(with = "time::serde::rfc3339::option")]
    done_at: Option<OffsetDateTime>,
    /// Whether it is open after its due day.
    overdue: bool,
}

impl MilestoneJson {
    fn new(milestone: Milestone, today: Date) -> Self {
        let overdue = milestone.is_overdue(today);
        let Milestone { id, title, template: _, position, weight, due_on, done_at } = milestone;
        Self { id, title, position, weight, due_on, done: done_at.is_some(), done_at, overdue }
    }
}

/// A milestone to add at the end of the plan.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMilestone {
    #[schema(min_length = 1, max_length = 200)]
    title: String,
    /// 1 when left out.
    #[serde(default = "one")]
    #[schema(minimum = 1, maximum = 100)]
    weight: i32,
    due_on: Option<Date>,
}

fn one() -> i32 {
    1
}

/// Fields to change; missing ones stay.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(clippy::option_option, reason = "absent and null are two things")]
pub struct MilestoneChange {
    #[schema(min_length = 1, max_length = 200)]
    title: Option<String>,
    #[schema(minimum = 1, maximum = 100)]
    weight: Option<i32>,
    /// Null removes the day.
    #[serde(default, deserialize_with = "crate::http::body::json::nullable")]
    #[schema(value_type = Option<Date>)]
    due_on: Option<Option<Date>>,
    done: Option<bool>,
    /// New position, from 1; past the end means last.
    #[schema(minimum = 1)]
    position: Option<i32>,
}

/// The milestones in their order.
#[utoipa::path(get, path = "/milestones", tag = "plan", params(Paging),
    responses((status = 401, body = Problem), (status = 200, body = Listed<MilestoneJson>), (status = 422, body = Problem)))]
pub async fn list(
    access: Require<ViewProject>,
    State(state): State<AppState>,
    Query(paging): Query<Paging>,
) -> Result<Listed<MilestoneJson>, AppError> {
    let (owner, today) = (access.project.to_string(), state.clock.today());
    let after = paging.after(&owner)?;
    let mut tx = state.db.read(&access.scope()).await?;
    // A plan is short: it is read whole, and cut into pages here.
    let mut rows = store::milestones(&mut tx).await?;
    if let Some(after) = after {
        let start = rows.iter().position(|milestone| milestone.id.0 == after).map_or(rows.len(), |index| index + 1);
        rows.drain(..start);
    }
    let rows = rows.into_iter().map(|milestone| MilestoneJson::new(milestone, today)).collect();
    paging.page(rows, &owner, |milestone| milestone.id.0)
}

/// Adds a milestone at the end of the plan.
#[utoipa::path(post, path = "/milestones", tag = "plan", request_body = NewMilestone,
    responses((status = 401, body = Problem), (status = 201, body = MilestoneJson), (status = 403, body = Problem),
              (status = 422, body = Problem)))]
pub async fn add(
    access: Require<EditPlan>,
    State(state): State<AppState>,
    Json(NewMilestone { title, weight, due_on }): Json<NewMilestone>,
) -> Result<(StatusCode, Json<MilestoneJson>), AppError> {
    let mut tx = state.db.write(&access.scope()).await?;
    let fields = MilestoneFields { title, weight, due_on };
    let id = changes::add_milestone(&mut tx, &access, fields, state.clock.now()).await?;
    let milestone = store::find(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(MilestoneJson::new(milestone, state.clock.today()))))
}

/// Changes, moves, completes or reopens a milestone.
#[utoipa::path(patch, path = "/milestones/{id}", tag = "plan", params(("id" = MilestoneId, Path)),
    request_body = MilestoneChange,
    responses((status = 401, body = Problem), (status = 200, body = MilestoneJson), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn change(
    access: Require<EditPlan>,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<MilestoneId>,
    Json(change): Json<MilestoneChange>,
) -> Result<Json<MilestoneJson>, AppError> {
    let mut tx = state.db.write(&access.scope()).await?;
    store::lock(&mut tx).await?;
    let before = store::find(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let fields = MilestoneFields {
        title: change.title.unwrap_or_else(|| before.title.clone()),
        weight: change.weight.unwrap_or(before.weight),
        due_on: change.due_on.unwrap_or(before.due_on),
    };
    changes::edit_milestone(&mut tx, id, fields).await?;
    let changed = store::find(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    if let Some(done) = change.done {
        changes::complete_milestone(&mut tx, &access, &changed, done, state.clock.now()).await?;
    }
    if let Some(place) = change.position {
        changes::move_milestone(&mut tx, id, place).await?;
    }
    let after = store::find(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    tx.commit().await?;
    Ok(Json(MilestoneJson::new(after, state.clock.today())))
}

/// Deletes a milestone; its tasks stay, without one.
#[utoipa::path(delete, path = "/milestones/{id}", tag = "plan", params(("id" = MilestoneId, Path)),
    responses((status = 401, body = Problem), (status = 204), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub async fn delete(
    access: Require<EditPlan>,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<MilestoneId>,
) -> Result<StatusCode, AppError> {
    let mut tx = state.db.write(&access.scope()).await?;
    changes::delete_milestone(&mut tx, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
