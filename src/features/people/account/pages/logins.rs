//! Page of one's own log-ins.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};

use super::super::{
    logins::{self, Login},
    store,
};
use crate::{
    http::{
        ApiPath, AppError, AppState, Caller, Form, Page, Pages, auth::session_cookies, body::form::Pressed, page::At,
    },
    ids::SessionId,
};

const HOME: &str = "/account/sessions";

/// Routes of the app host.
pub fn routes() -> Pages {
    Pages::new()
        .get("/account/sessions", show)
        .post("/account/sessions/others", end_others)
        .post("/account/sessions/{session_id}/end", end)
}

#[derive(Template)]
#[template(path = "pages/sessions.html")]
struct SessionsPage<'a> {
    p: &'a Page,
    log_ins: Vec<LogIn>,
}

/// A log-in as the page shows it.
struct LogIn {
    id: String,
    device: String,
    kind: String,
    place: String,
    started: At,
    seen: At,
    current: bool,
    stays: bool,
}

impl LogIn {
    fn of(page: &Page, caller: &Caller, login: Login) -> Self {
        let device = match (login.device.browser, login.device.system) {
            (Some(browser), Some(system)) => page.ta2("sessions-device", "browser", browser, "system", system),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => page.t("sessions-device-unknown"),
        };
        Self {
            id: login.root.to_string(),
            device,
            kind: page.t(if login.api { "sessions-kind-api" } else { "sessions-kind-page" }),
            place: login.address.unwrap_or_else(|| page.t("sessions-place-unknown")),
            started: page.instant(login.started_at),
            seen: page.lately(login.last_seen_at),
            current: login.root == caller.root,
            stays: login.stays,
        }
    }
}

async fn show(caller: Caller, page: Page, State(state): State<AppState>) -> Result<Response, AppError> {
    let mut tx = state.db.platform(caller.platform_scope()).await?;
    let live = store::logins(&mut tx, caller.user, state.clock.now()).await?;
    drop(tx);
    let log_ins = live.into_iter().map(|login| LogIn::of(&page, &caller, login)).collect();
    page.render(&SessionsPage { p: &page, log_ins })
}

async fn end(
    caller: Caller,
    page: Page,
    State(state): State<AppState>,
    ApiPath(log_in): ApiPath<SessionId>,
    Form(Pressed {}): Form<Pressed>,
) -> Result<Response, AppError> {
    logins::end(&state, &caller, log_in).await?;
    if log_in != caller.root {
        return Ok(page.redirect(HOME, "flash-session-ended"));
    }
    let mut response = Redirect::to("/login?left=1").into_response();
    session_cookies::clear_session(response.headers_mut(), &state);
    Ok(response)
}

async fn end_others(
    caller: Caller,
    page: Page,
    State(state): State<AppState>,
    Form(Pressed {}): Form<Pressed>,
) -> Result<Response, AppError> {
    logins::end_others(&state, &caller).await?;
    Ok(page.redirect(HOME, "flash-sessions-ended"))
}
