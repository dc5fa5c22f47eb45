//! Page of a project's use, and the same as a table for spreadsheets.

use std::fmt::Write;

use askama::Template;
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{DayUse, MOST, USUAL, store::UsedDocument, usage};
use crate::{
    access::action::ViewOperations,
    features::shared::{chart::Chart, frame},
    http::{
        AppError, AppState, Page, Pages, Query, Require,
        page::{At, PortalHead},
    },
};

/// Lengths of time that the page offers, in days.
const SPANS: [i64; 3] = [7, USUAL, 365];

/// Routes of a tenant host.
pub fn tenant_pages() -> Pages {
    Pages::new().get("/usage", show).get("/usage.csv", table)
}

#[derive(Template)]
#[template(path = "pages/usage.html")]
struct UsagePage<'a> {
    p: &'a Page,
    project: PortalHead,
    tab: &'static str,
    spans: Vec<Span>,
    csv_url: String,
    storage_text: String,
    storage_percent: i64,
    /// Warning about storage; empty below 80 percent.
    storage_notice: String,
    requests: String,
    charts: Vec<Chart>,
    first: At,
    last: At,
    days: Vec<DayRow>,
    documents: Vec<UsedDocument>,
}

/// A length of time to choose.
struct Span {
    label: String,
    url: String,
    current: bool,
}

/// A day of the table.
struct DayRow {
    day: At,
    used: DayUse,
    storage: String,
}

#[derive(Deserialize)]
struct Shown {
    days: Option<i64>,
}

impl Shown {
    fn days(&self) -> i64 {
        self.days.unwrap_or(USUAL).clamp(1, MOST)
    }
}

async fn show(
    access: Require<ViewOperations>,
    page: Page,
    State(state): State<AppState>,
    Query(shown): Query<Shown>,
) -> Result<Response, AppError> {
    let length = shown.days();
    let mut tx = state.db.read(&access.scope()).await?;
    let used = usage(&mut tx, &state, &access, length).await?;
    let project = frame::head(&mut tx, &access, state.clock.today()).await?;
    drop(tx);
    let percent = used.storage_bytes.saturating_mul(100) / used.storage_limit.max(1);
    let span = |days: i64| Span {
        label: page.ta("usage-span", "days", days),
        url: format!("/usage?days={days}"),
        current: days == length,
    };
    let day = |day| page.day(day);
    let today = state.clock.today();
    let (first, last) = used.days.first().zip(used.days.last()).map_or((today, today), |(a, b)| (a.day, b.day));
    page.render(&UsagePage {
        p: &page,
        project,
        tab: "settings",
        spans: SPANS.into_iter().map(span).collect(),
        csv_url: format!("/usage.csv?days={length}"),
        storage_text: page.ta2(
            "limits-storage-used",
            "used",
            page.size(used.storage_bytes),
            "quota",
            page.size(used.storage_limit),
        ),
        storage_percent: percent.clamp(0, 100),
        storage_notice: match percent {
            100.. => page.t("usage-storage-full"),
            80.. => page.t("usage-storage-nearly"),
            _ => String::new(),
        },
        requests: page.ta("usage-requests-limit", "count", used.requests_per_minute),
        charts: charts(&page, &used.days),
        first: day(first),
        last: day(last),
        days: used
            .days
            .into_iter()
            .rev()
            .filter(DayUse::is_any)
            .map(|used| DayRow { day: day(used.day), storage: page.size(used.storage_bytes), used })
            .collect(),
        documents: used.documents,
    })
}

/// Charts of all figures. Counts are summed up, levels are not.
fn charts(page: &Page, days: &[DayUse]) -> Vec<Chart> {
    let said = |place: usize, figure: String| {
        let day = days.get(place).map(|one| page.day(one.day).text).unwrap_or_default();
        page.ta2("chart-bar", "at", day, "figure", figure)
    };
    let count = |title: &str, of: fn(&DayUse) -> i64| {
        let figures: Vec<_> = days.iter().map(of).collect();
        let total = page.ta("usage-total", "count", figures.iter().sum::<i64>());
        Chart::new(page.t(title), total, &figures, |place, figure| said(place, figure.to_string()))
    };
    let people: Vec<_> = days.iter().map(|one| one.active_people).collect();
    let most = page.ta("usage-most-people", "count", people.iter().copied().max().unwrap_or_default());
    let storage: Vec<_> = days.iter().map(|one| one.storage_bytes).collect();
    let stored = page.size(storage.last().copied().unwrap_or_default());
    vec![
        count("usage-page-views", |one| one.page_views),
        Chart::new(page.t("usage-active-people"), most, &people, |place, figure| said(place, figure.to_string())),
        count("usage-messages", |one| one.messages),
        count("usage-document-views", |one| one.document_views),
        count("usage-downloads", |one| one.downloads),
        count("usage-api-calls", |one| one.api_calls),
        Chart::new(page.t("usage-storage"), stored, &storage, |place, figure| said(place, page.size(figure))),
    ]
}

/// `GET /usage.csv`: the days as comma-separated values (RFC 4180), the oldest first.
async fn table(
    access: Require<ViewOperations>,
    State(state): State<AppState>,
    Query(shown): Query<Shown>,
) -> Result<Response, AppError> {
    let mut tx = state.db.read(&access.scope()).await?;
    let used = usage(&mut tx, &state, &access, shown.days()).await?;
    drop(tx);
    let mut text =
        String::from("day,api_calls,page_views,active_people,document_views,downloads,messages,storage_bytes\r\n");
    for one in used.days {
        let DayUse { day, api_calls, page_views, active_people, document_views, downloads, messages, storage_bytes } =
            one;
        let _ = write!(
            text,
            "{day},{api_calls},{page_views},{active_people},{document_views},{downloads},{messages},{storage_bytes}\r\n",
        );
    }
    let name = format!("attachment; filename=\"{}-usage.csv\"", access.project);
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, text).into_response())
}
