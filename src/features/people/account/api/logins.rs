//! API of one's own log-ins.

use axum::{extract::State, http::StatusCode};
use serde::Serialize;
use time::OffsetDateTime;

use super::super::{
    logins::{self, Login},
    store,
};
use crate::{
    http::{ApiPath, AppError, AppState, Caller, Operations, api::paging::Listed, operation, render_error::Problem},
    ids::SessionId,
};

/// Routes of the API host under `/v1`.
pub(super) fn routes() -> Operations {
    Operations::new().mount(operation!(list)).mount(operation!(end))
}

/// A live log-in, with all sessions that descend from it.
#[derive(Serialize, utoipa::ToSchema)]
struct LogIn {
    id: SessionId,
    /// `page` for a browser, `api` for a program.
    kind: &'static str,
    /// `Firefox`, `curl` …, if known.
    browser: Option<String>,
    /// `Windows`, `Android` …, if known.
    system: Option<String>,
    /// Network address of the last use.
    address: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    started_at: OffsetDateTime,
    /// To the minute.
    #[serde(with = "time::serde::rfc3339")]
    last_seen_at: OffsetDateTime,
    /// Whether it stays beyond the usual times, as a client may ask.
    stays: bool,
    /// Whether it is the caller's own.
    current: bool,
}

/// Live log-ins of the caller, the last used first.
#[utoipa::path(get, path = "/me/sessions", tag = "auth",
    responses((status = 200, body = Listed<LogIn>), (status = 401, body = Problem)))]
async fn list(caller: Caller, State(state): State<AppState>) -> Result<Listed<LogIn>, AppError> {
    let mut tx = state.db.platform(caller.platform_scope()).await?;
    let logins = store::logins(&mut tx, caller.user, state.clock.now()).await?;
    let log_in = |login: Login| LogIn {
        id: login.root,
        kind: if login.api { "api" } else { "page" },
        browser: login.device.browser,
        system: login.device.system,
        address: login.address,
        started_at: login.started_at,
        last_seen_at: login.last_seen_at,
        stays: login.stays,
        current: login.root == caller.root,
    };
    Ok(Listed { items: logins.into_iter().map(log_in).collect(), next_cursor: None })
}

/// Ends a log-in and all that descends from it, everywhere within a second.
#[utoipa::path(delete, path = "/me/sessions/{session_id}", tag = "auth",
    params(("session_id" = SessionId, Path, description = "the log-in")),
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn end(
    caller: Caller,
    State(state): State<AppState>,
    ApiPath(session): ApiPath<SessionId>,
) -> Result<StatusCode, AppError> {
    logins::end(&state, &caller, session).await?;
    Ok(StatusCode::NO_CONTENT)
}
