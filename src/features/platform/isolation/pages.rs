//! Platform admins' page of the isolation check.

use std::time::Duration;

use askama::Template;
use axum::{extract::State, response::Response};

use super::store::{self, Run};
use crate::{
    http::{AppError, AppState, Form, Page, Pages, auth::extract::Admin, body::form::Pressed, page::At},
    isolation_status::Verdict,
};

/// Time the button waits for its check.
const PATIENCE: Duration = Duration::from_secs(20);
/// Number of checks in the strip and in the table.
const STRIP: usize = 60;
const TABLE: usize = 50;
/// Dimensions of the strip, in its own units.
const HEIGHT: i32 = 48;
const STEP: usize = 10;

/// Routes of the app host.
pub fn app_pages() -> Pages {
    Pages::new().get("/admin/isolation", show).post("/admin/isolation", check)
}

/// One check in the strip: its height shows the duration, a mark shows a verdict other than green.
struct Bar {
    verdict: String,
    x: usize,
    y: i32,
    height: i32,
    title: String,
}

struct RunRow {
    at: At,
    verdict: String,
    cause: String,
    took: String,
    tried: String,
    replica: String,
    findings: Vec<String>,
}

struct Now {
    /// `green`, `amber`, `red`, or empty before the first check has ended.
    verdict: &'static str,
    title: String,
    text: String,
    at: Option<At>,
    findings: Vec<String>,
    tiles: Vec<(String, usize)>,
}

#[derive(Template)]
#[template(path = "pages/isolation.html")]
struct IsolationPage<'a> {
    p: &'a Page,
    now: Now,
    bars: Vec<Bar>,
    strip_width: usize,
    strip_height: i32,
    strip_text: String,
    runs: Vec<RunRow>,
}

async fn show(Admin(caller): Admin, page: Page, State(state): State<AppState>) -> Result<Response, AppError> {
    let mut tx = state.db.platform(caller.platform_scope()).await?;
    let runs = store::history(&mut tx, i64::try_from(STRIP).unwrap_or(i64::MAX)).await?;
    drop(tx);
    let count = |verdict: &str| runs.iter().filter(|run| run.verdict == verdict).count();
    let counts = [("count", runs.len()), ("green", count("green")), ("amber", count("amber")), ("red", count("red"))];
    let strip_text = page.language.text_with("isolation-strip", &counts.map(|(name, number)| (name, number.into())));
    page.render(&IsolationPage {
        p: &page,
        now: now(&page, &state),
        bars: bars(&page, &runs),
        strip_width: runs.len() * STEP,
        strip_height: HEIGHT,
        strip_text: strip_text.into_owned(),
        runs: runs.into_iter().take(TABLE).map(|run| row(&page, run)).collect(),
    })
}

fn now(page: &Page, state: &AppState) -> Now {
    let gate = state.isolation.state();
    let verdict = gate.verdict().map_or("", Verdict::as_str);
    let (title, text) = match gate.verdict() {
        Some(Verdict::Green) => ("isolation-green", "isolation-green-text"),
        Some(Verdict::Amber) => ("isolation-amber", "isolation-amber-text"),
        Some(Verdict::Red) => ("isolation-red", "isolation-red-text"),
        None => ("isolation-none", "isolation-none-text"),
    };
    let mut findings = gate.broken_by.as_ref().map(|report| report.lines()).unwrap_or_default();
    for line in gate.last.as_ref().map(|report| report.lines()).unwrap_or_default() {
        if !findings.contains(&line) {
            findings.push(line);
        }
    }
    let tried = gate.last.as_ref().map(|report| report.tried).unwrap_or_default();
    let counted = |key: &str, count: usize| (page.t(key), count);
    Now {
        verdict,
        title: page.t(title),
        text: page.t(text),
        at: gate.last.as_ref().map(|report| page.lately(report.started_at)),
        findings,
        tiles: vec![
            counted("isolation-tables", tried.tables),
            counted("isolation-routes", tried.routes),
            counted("isolation-requests", tried.requests),
            counted("isolation-objects", tried.objects),
        ],
    }
}

/// Oldest first. A check that took twice as long is one step higher, so that short and long ones fit.
fn bars(page: &Page, runs: &[Run]) -> Vec<Bar> {
    let height = |took: i32| (i32::try_from((took.max(1)).ilog2()).unwrap_or(0) * 3 + 6).clamp(6, HEIGHT - 8);
    runs.iter()
        .rev()
        .enumerate()
        .map(|(place, run)| {
            let height = height(run.took_ms);
            Bar {
                x: place * STEP,
                y: HEIGHT - height,
                height,
                title: format!("{} · {} · {}", page.lately(run.started_at).text, verdict(page, run), took(page, run)),
                verdict: run.verdict.clone(),
            }
        })
        .collect()
}

fn row(page: &Page, run: Run) -> RunRow {
    let numbers = [
        ("tables", run.tables_tried),
        ("routes", run.routes_tried),
        ("requests", run.requests_tried),
        ("objects", run.objects_tried),
    ];
    RunRow {
        at: page.lately(run.started_at),
        cause: page.t(&format!("isolation-cause-{}", run.cause)),
        took: took(page, &run),
        tried: page
            .language
            .text_with("isolation-tried", &numbers.map(|(name, number)| (name, number.into())))
            .into_owned(),
        verdict: run.verdict,
        replica: run.replica,
        findings: run.findings,
    }
}

fn verdict(page: &Page, run: &Run) -> String {
    page.t(&format!("isolation-verdict-{}", run.verdict))
}

fn took(page: &Page, run: &Run) -> String {
    page.ta("isolation-took", "count", run.took_ms)
}

/// The button: requests a check of this process and waits for it.
async fn check(
    _: Admin,
    page: Page,
    State(state): State<AppState>,
    Form(Pressed {}): Form<Pressed>,
) -> Result<Response, AppError> {
    let done = state.isolation.check_now(PATIENCE).await;
    let flash = if done { "flash-isolation-checked" } else { "flash-isolation-later" };
    Ok(page.redirect("/admin/isolation", flash))
}
