//! Page for the second factor of a log-in.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::super::{
    login::{LoginMethod, let_in_to},
    pending,
};
use crate::{
    db::PlatformScope,
    features::people::mfa::{
        codes, delay,
        store::{self, Pending},
    },
    http::{AppError, AppState, Caller, EntryForm, Page, auth::cookies::Cookie, page::next::allow_next},
};

#[derive(Template)]
#[template(path = "pages/login_second.html")]
struct SecondPage<'a> {
    p: &'a Page,
    app: bool,
    passkeys: bool,
    error: String,
}

#[derive(Deserialize)]
pub struct SecondFactorForm {
    #[serde(default)]
    code: String,
}

fn begin_anew() -> Response {
    Redirect::to("/login").into_response()
}

async fn render(state: &AppState, page: &Page, pending: &Pending, error: String) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let has = store::factors(&mut tx, pending.user).await?;
    drop(tx);
    let mut response = page.render(&SecondPage { p: page, app: has.app, passkeys: has.passkeys > 0, error })?;
    allow_next(&mut response, state, &pending.next);
    Ok(response)
}

/// `GET /login/second`.
pub async fn show(State(state): State<AppState>, headers: HeaderMap, page: Page) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let found = pending::find(&mut tx, &state, &headers).await?;
    drop(tx);
    match found {
        Some(pending) => render(&state, &page, &pending, String::new()).await,
        None => Ok(begin_anew()),
    }
}

/// `POST /login/second`: a code of the app, or a recovery code.
pub async fn answer(
    State(state): State<AppState>,
    caller: Option<Caller>,
    headers: HeaderMap,
    page: Page,
    EntryForm { form, .. }: EntryForm<SecondFactorForm>,
) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let Some(pending) = pending::find(&mut tx, &state, &headers).await? else { return Ok(begin_anew()) };
    match codes::typed(&mut tx, &state, Some(&headers), pending.user, &form.code).await {
        Ok(()) => {
            if !store::use_pending(&mut tx, &pending, state.clock.now()).await? {
                return Ok(begin_anew());
            }
            tx.commit().await?;
            let (entrant, over) = (pending.entrant(), caller.as_ref());
            let mut response = let_in_to(&state, entrant, LoginMethod::Factor, over, &headers, &pending.next).await?;
            Cookie::Pending.clear(response.headers_mut(), &state);
            Ok(response)
        }
        Err(AppError::WrongFactor) => {
            store::count_wrong(&mut tx, &pending).await?;
            tx.commit().await?;
            let mut response = render(&state, &page, &pending, page.t("factor-wrong")).await?;
            *response.status_mut() = StatusCode::UNAUTHORIZED;
            Ok(response)
        }
        Err(AppError::TooManyAttempts { retry_after }) => {
            drop(tx);
            let error = page.ta("login-wait", "seconds", retry_after);
            let mut response = render(&state, &page, &pending, error).await?;
            delay::say(&mut response, retry_after);
            Ok(response)
        }
        Err(error) => Err(error),
    }
}
