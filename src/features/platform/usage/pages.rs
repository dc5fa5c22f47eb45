//! Page of a project's use, and the same as a table for spreadsheets.

use std::fmt::Write;

use askama::Template;
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

use super::{DayUse, HOURS, MOST, USUAL, hours, store::UsedDocument, usage};
use crate::{
    access::action::ViewOperations,
    audit::ReadKind,
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
    first: String,
    last: String,
    /// Whether the rows are hours.
    by_hour: bool,
    rows: Vec<UseRow>,
    documents: Vec<UsedDocument>,
}

/// A length of time to choose.
struct Span {
    label: String,
    url: String,
    current: bool,
}

/// A day or an hour of the table.
struct UseRow {
    at: At,
    used: DayUse,
    storage: String,
}

#[derive(Deserialize)]
struct Shown {
    days: Option<i64>,
    /// Present if the last day is wanted by the hour.
    hours: Option<String>,
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
    let hours = if shown.hours.is_some() { hours(&mut tx, &state).await? } else { Vec::new() };
    let project = frame::head(&mut tx, &access, state.clock.today()).await?;
    drop(tx);
    let percent = used.storage_bytes.saturating_mul(100) / used.storage_limit.max(1);
    let by_hour = !hours.is_empty();
    let span = |days: i64| Span {
        label: page.ta("usage-span", "days", days),
        url: format!("/usage?days={days}"),
        current: !by_hour && days == length,
    };
    let of_hours =
        Span { label: page.ta("usage-hours", "hours", HOURS), url: "/usage?hours".to_owned(), current: by_hour };
    let (labels, figures): (Vec<At>, Vec<DayUse>) = if by_hour {
        hours.into_iter().map(|one| (page.lately(one.hour), one.used)).unzip()
    } else {
        used.days.into_iter().map(|one| (page.day(one.day), one)).unzip()
    };
    let label = |at: Option<&At>| at.map(|at| at.text.clone()).unwrap_or_default();
    page.render(&UsagePage {
        p: &page,
        project,
        tab: "settings",
        spans: std::iter::once(of_hours).chain(SPANS.into_iter().map(span)).collect(),
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
        charts: charts(&page, &labels, &figures, by_hour),
        first: label(labels.first()),
        last: label(labels.last()),
        by_hour,
        rows: labels
            .into_iter()
            .zip(figures)
            .rev()
            .filter(|(_, used)| used.is_any())
            .map(|(at, used)| UseRow { at, storage: page.size(used.storage_bytes), used })
            .collect(),
        documents: used.documents,
    })
}

/// Charts of all figures; people are not counted by the hour. Counts are summed up, levels are not.
fn charts(page: &Page, labels: &[At], days: &[DayUse], by_hour: bool) -> Vec<Chart> {
    let said = |place: usize, figure: String| {
        let at = labels.get(place).map(|at| at.text.clone()).unwrap_or_default();
        page.ta2("chart-bar", "at", at, "figure", figure)
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
    let mut all = vec![count("usage-page-views", |one| one.page_views)];
    if !by_hour {
        let active = page.t("usage-active-people");
        all.push(Chart::new(active, most, &people, |place, figure| said(place, figure.to_string())));
    }
    all.extend([
        count("usage-messages", |one| one.messages),
        count("usage-document-views", |one| one.document_views),
        count("usage-downloads", |one| one.downloads),
        count("usage-api-calls", |one| one.api_calls),
        Chart::new(page.t("usage-storage"), stored, &storage, |place, figure| said(place, page.size(figure))),
    ]);
    all
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
    access.note_read(&state, ReadKind::UsageExported, None, json!({}));
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
