//! Platform admins' page of failed jobs.

use askama::Template;
use axum::{extract::State, response::Response};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    db::PlatformScope,
    http::{AppError, AppState, Form, Page, Pages, auth::extract::Admin, page::At},
    jobs::{self, FailedJob, Which},
};

const PATH: &str = "/admin/jobs";
/// Maximum number of rows.
const SHOWN: i64 = 200;

/// Routes of the app host.
pub fn app_pages() -> Pages {
    Pages::new().get("/admin/jobs", show).post("/admin/jobs", retry).post("/admin/jobs/discard", discard)
}

struct JobRow {
    id: String,
    kind: String,
    /// Recipient of a mail, empty for other jobs.
    to: String,
    project: String,
    state: String,
    /// `badge-you` for a job that waits for a person, `badge-wait` for one that continues by itself.
    badge: &'static str,
    error: String,
    tries: i32,
    since: At,
    next: Option<At>,
    can_discard: bool,
}

#[derive(Template)]
#[template(path = "pages/jobs.html")]
struct JobsPage<'a> {
    p: &'a Page,
    rows: Vec<JobRow>,
}

async fn show(Admin(caller): Admin, page: Page, State(state): State<AppState>) -> Result<Response, AppError> {
    let mut tx = state.db.platform(caller.platform_scope()).await?;
    let rows = jobs::list_failed(&mut tx, false, SHOWN).await?;
    drop(tx);
    page.render(&JobsPage { p: &page, rows: rows.into_iter().map(|job| row(&page, job)).collect() })
}

fn row(page: &Page, job: FailedJob) -> JobRow {
    let waits = job.state == "ready";
    JobRow {
        id: job.id.to_string(),
        kind: kind_name(page, &job.kind),
        to: job.to.unwrap_or_default(),
        project: job.project.unwrap_or_default(),
        state: page.t(&format!("jobs-state-{}", job.state)),
        badge: if waits { "badge-wait" } else { "badge-you" },
        error: job.last_error,
        tries: job.attempts,
        since: page.lately(job.created_at),
        next: waits.then(|| page.lately(job.run_at)),
        can_discard: !jobs::PROMISED.contains(&job.kind.as_str()),
    }
}

/// A kind of job in words.
#[must_use]
pub fn kind_name(page: &Page, kind: &str) -> String {
    let key = format!("jobs-kind-{}", kind.replace('_', "-"));
    page.t(if page.language.has(&key) { &key } else { "jobs-kind-other" })
}

#[derive(Deserialize)]
struct Retry {
    /// A job's ID, or `all`.
    job: String,
}

#[derive(Deserialize)]
struct Discard {
    job: Uuid,
}

/// Gives a failed job up for good.
async fn discard(
    _: Admin,
    page: Page,
    State(state): State<AppState>,
    Form(Discard { job }): Form<Discard>,
) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let discarded = jobs::discard(&mut tx, state.clock.now(), job).await?;
    tx.commit().await?;
    Ok(page.redirect(PATH, if discarded { "flash-jobs-discarded" } else { "flash-jobs-nothing" }))
}

async fn retry(
    _: Admin,
    page: Page,
    State(state): State<AppState>,
    Form(Retry { job }): Form<Retry>,
) -> Result<Response, AppError> {
    let which = match job.as_str() {
        "all" => Which::All,
        id => Which::One(id.parse().map_err(|_| AppError::BadRequest)?),
    };
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let retried = jobs::retry(&mut tx, state.clock.now(), which).await?;
    tx.commit().await?;
    Ok(page.redirect(PATH, if retried == 0 { "flash-jobs-nothing" } else { "flash-jobs-retried" }))
}
