//! Pages of the plan.

mod milestones;
mod overview;
mod tasks;

use crate::http::{AppError, Checks, FieldErrors, Pages};

/// Routes of a tenant host.
pub fn tenant_pages() -> Pages {
    Pages::new()
        .get("/plan", overview::show)
        .post("/plan/milestones", milestones::add)
        .get("/plan/milestones/{id}", milestones::show)
        .post("/plan/milestones/{id}", milestones::edit)
        .post("/plan/milestones/{id}/done", milestones::complete)
        .post("/plan/milestones/{id}/move", milestones::shift)
        .post("/plan/milestones/{id}/delete", milestones::delete)
        .post("/plan/tasks", tasks::add)
        .get("/plan/tasks/{id}", tasks::show)
        .post("/plan/tasks/{id}", tasks::edit)
        .post("/plan/tasks/{id}/done", tasks::complete)
        .post("/plan/tasks/{id}/delete", tasks::delete)
}

/// Form of the button that completes or reopens.
#[derive(serde::Deserialize)]
struct Done {
    done: bool,
}

/// Due day in the field `due_on`.
fn due_on(text: &str, checks: &mut Checks) -> Option<time::Date> {
    let day = crate::http::body::dates::typed(text);
    checks.that("due_on", day.is_ok(), "date");
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
