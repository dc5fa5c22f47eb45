//! Public pages: landing page, privacy, help.

use crate::{
    config::Intake,
    features::front::intake::{self, consent::privacy_date},
    http::{AppError, AppState, Page, Pages, page::At},
};
use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};

/// Routes of the public host.
pub fn public_pages() -> Pages {
    Pages::new().get("/", landing).get("/privacy", privacy).get("/help", help).get("/robots.txt", robots)
}

#[derive(Template)]
#[template(path = "pages/landing.html")]
struct LandingPage<'a> {
    p: &'a Page,
    intake_open: bool,
    draft_url: String,
}

async fn landing(page: Page, State(state): State<AppState>, headers: HeaderMap) -> Result<Response, AppError> {
    let intake_open = state.intake != Intake::Closed;
    let draft = if intake_open { intake::open_here(&state, &headers).await? } else { None };
    let draft_url = draft.map(|(token, _)| format!("/start/{token}")).unwrap_or_default();
    page.render(&LandingPage { p: &page, intake_open, draft_url })
}

#[derive(Template)]
#[template(path = "pages/privacy.html")]
struct PrivacyPage<'a> {
    p: &'a Page,
    version: At,
}

async fn privacy(page: Page) -> Result<Response, AppError> {
    let version = page.day(privacy_date());
    page.render(&PrivacyPage { p: &page, version })
}

#[derive(Template)]
#[template(path = "pages/help.html")]
struct HelpPage<'a> {
    p: &'a Page,
}

async fn help(page: Page) -> Result<Response, AppError> {
    page.render(&HelpPage { p: &page })
}

async fn robots() -> Response {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], "User-agent: *\nDisallow: /start/\n").into_response()
}
