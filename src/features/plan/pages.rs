//! Pages of the plan.

mod milestones;
mod overview;
mod tasks;

use axum::{
    Router,
    routing::{get, post},
};

use crate::http::{AppError, AppState, Checks, FieldErrors};

/// Routes of a tenant host.
pub fn tenant_pages() -> Router<AppState> {
    Router::new()
        .route("/plan", get(overview::show))
        .route("/plan/milestones", post(milestones::add))
        .route("/plan/milestones/{id}", get(milestones::show).post(milestones::edit))
        .route("/plan/milestones/{id}/done", post(milestones::complete))
        .route("/plan/milestones/{id}/move", post(milestones::shift))
        .route("/plan/milestones/{id}/delete", post(milestones::delete))
        .route("/plan/tasks", post(tasks::add))
        .route("/plan/tasks/{id}", get(tasks::show).post(tasks::edit))
        .route("/plan/tasks/{id}/done", post(tasks::complete))
        .route("/plan/tasks/{id}/delete", post(tasks::delete))
}

/// Form of the button that completes or reopens.
#[derive(serde::Deserialize)]
struct Done {
    done: bool,
}

/// Due day in the field `due_on`.
fn due_on(text: &str, checks: &mut Checks) -> Option<time::Date> {
    let day = crate::http::dates::typed(text);
    checks.that("due_on", day.is_ok(), "date", 0);
    day.ok().flatten()
}

/// Separates field errors, which the page can show, from other errors.
fn faults<T>(outcome: Result<T, AppError>) -> Result<Result<T, FieldErrors>, AppError> {
    match outcome {
        Ok(value) => Ok(Ok(value)),
        Err(AppError::Invalid(errors)) => Ok(Err(errors)),
        Err(other) => Err(other),
    }
}
