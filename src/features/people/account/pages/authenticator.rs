//! Pages for setting up an authenticator app.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{
    confirm::{HOME, Leading},
    security::{after_adding, onward, own, tell, with_next},
};
use crate::{
    db::{PlatformScope, PlatformTx},
    features::people::{
        mfa::{
            store,
            totp::{AppSecret, Qr},
        },
        sign_in::login::step_up,
    },
    http::{
        AppError, AppState, Caller, Form, Page, Query,
        auth::extract::{CallerBeforeMfa, RecentlyAuthenticated},
        page::next::allow_next,
    },
    ids::UserId,
    text::normalize,
};

#[derive(Template)]
#[template(path = "pages/account_app.html")]
struct AppPage<'a> {
    p: &'a Page,
    next: &'a str,
    qr: Option<Qr>,
    secret: String,
    error: String,
}

#[derive(Deserialize)]
pub struct Confirm {
    #[serde(default)]
    next: String,
    #[serde(default)]
    code: String,
}

/// `POST /account/security/app`: starts the set-up.
pub async fn start(
    State(state): State<AppState>,
    CallerBeforeMfa(caller): CallerBeforeMfa,
    _: RecentlyAuthenticated,
    Form(leading): Form<Leading>,
) -> Result<Response, AppError> {
    let sealed = AppSecret::new().sealed(&state.keys, caller.user);
    let (mut tx, _) = own(&state, &caller).await?;
    store::start_app(&mut tx, caller.user, &sealed, state.clock.now()).await?;
    tx.commit().await?;
    Ok(Redirect::to(&with_next("/account/security/app", &leading.next)).into_response())
}

async fn started(tx: &mut PlatformTx, state: &AppState, user: UserId) -> Result<Option<AppSecret>, AppError> {
    let sealed = store::started_app(tx, user).await?;
    Ok(sealed.and_then(|sealed| AppSecret::unsealed(&state.keys, user, &sealed)))
}

fn render(
    state: &AppState,
    page: &Page,
    caller: &Caller,
    secret: &AppSecret,
    next: &str,
    error: String,
) -> Result<Response, AppError> {
    let qr = secret.qr(&caller.email);
    let mut response = page.render(&AppPage { p: page, next, qr, secret: secret.text(), error })?;
    allow_next(&mut response, state, next);
    Ok(response)
}

/// `GET /account/security/app`: the secret, to be scanned or typed.
pub async fn show(
    State(state): State<AppState>,
    CallerBeforeMfa(caller): CallerBeforeMfa,
    page: Page,
    Query(leading): Query<Leading>,
) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    match started(&mut tx, &state, caller.user).await? {
        Some(secret) => render(&state, &page, &caller, &secret, &onward(&leading.next), String::new()),
        None => Ok(Redirect::to(&with_next(HOME, &leading.next)).into_response()),
    }
}

/// `POST /account/security/app/confirm`: the first code proves that the app has the secret.
pub async fn confirm(
    State(state): State<AppState>,
    CallerBeforeMfa(caller): CallerBeforeMfa,
    _: RecentlyAuthenticated,
    page: Page,
    headers: HeaderMap,
    Form(form): Form<Confirm>,
) -> Result<Response, AppError> {
    let now = state.clock.now();
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let Some(secret) = started(&mut tx, &state, caller.user).await? else {
        return Ok(Redirect::to(HOME).into_response());
    };
    let typed: String = normalize::code(&form.code);
    let Some(step) = secret.step(&typed, now) else {
        let mut response = render(&state, &page, &caller, &secret, &onward(&form.next), page.t("factor-app-wrong"))?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    };
    let had = store::own_factors(&mut tx, &caller).await?;
    if !store::confirm_app(&mut tx, caller.user, step, now).await? {
        return Ok(Redirect::to(HOME).into_response());
    }
    tell(&mut tx, &caller, "factor-added").await?;
    let to = after_adding(&state, had, &form.next, "flash-factor-app-added");
    let response = step_up(&state, tx, &caller, true, &headers, to).await?;
    Ok(response)
}
