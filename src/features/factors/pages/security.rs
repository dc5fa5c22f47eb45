use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use sqlx::types::Uuid;

use super::{
    super::{
        passkeys, recovery,
        store::{self, Factors},
        totp::{AppSecret, Qr},
    },
    allow_next,
    confirm::{HOME, Leading},
};
use crate::{
    db::{PlatformScope, PlatformTx},
    features::account::{NextPath, query, step_up},
    http::{
        AppError, AppState, Caller, Form, Page, Query,
        access::Entering,
        mfa::{self, Proven},
        page::{At, redirect_with_flash},
    },
    ids::UserId,
    jobs::{self, Job},
    mail::Mail,
};

#[derive(Template)]
#[template(path = "pages/account_security.html")]
struct SecurityPage<'a> {
    p: &'a Page,
    next: &'a str,
    /// Her part asks for a second factor, and she has none.
    needed: bool,
    app: bool,
    passkeys: Vec<Key>,
    codes: i64,
    any: bool,
    error: String,
}

struct Key {
    id: Uuid,
    name: String,
    added: At,
    used: Option<At>,
}

#[derive(Template)]
#[template(path = "pages/account_app.html")]
struct AppPage<'a> {
    p: &'a Page,
    next: &'a str,
    qr: Option<Qr>,
    secret: String,
    error: String,
}

#[derive(Template)]
#[template(path = "pages/account_codes.html")]
struct CodesPage<'a> {
    p: &'a Page,
    next: &'a str,
    left: i64,
    codes: Vec<String>,
}

#[derive(Deserialize)]
pub struct Confirm {
    #[serde(default)]
    next: String,
    #[serde(default)]
    code: String,
}

/// `path` with where to go on afterwards, if that was said.
fn with_next(path: &str, next: &str) -> String {
    match NextPath::parse(next) {
        Some(next) => format!("{path}?{}", query(&[("next", next.as_str())])),
        None => path.to_owned(),
    }
}

/// A page of hers as `next`, or nothing.
fn onward(next: &str) -> String {
    NextPath::parse(next).map(|next| next.as_str().to_owned()).unwrap_or_default()
}

/// `GET /account/security`. Who has a factor and showed none in this session is asked for it first.
pub async fn show(
    State(state): State<AppState>,
    Entering(caller): Entering,
    page: Page,
    Query(leading): Query<Leading>,
) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let has = store::factors(&mut tx, caller.user).await?;
    drop(tx);
    if has.any() && caller.proofs.strong_at.is_none() {
        return Ok(Redirect::to(&with_next(mfa::CONFIRM, &leading.next)).into_response());
    }
    render(&state, &page, &caller, onward(&leading.next), String::new()).await
}

/// The page, with what cannot be done.
pub async fn render(
    state: &AppState,
    page: &Page,
    caller: &Caller,
    next: String,
    error: String,
) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let has = store::factors(&mut tx, caller.user).await?;
    let keys = passkeys::list(&mut tx, caller.user).await?;
    drop(tx);
    let mut response = page.render(&SecurityPage {
        p: page,
        next: &next,
        needed: !has.any() && (!next.is_empty() || mfa::gate(state, caller, None, false).is_err()),
        app: has.app,
        passkeys: keys
            .into_iter()
            .map(|key| Key {
                id: key.id,
                name: key.name,
                added: page.instant(key.created_at),
                used: key.last_used_at.map(|at| page.instant(at)),
            })
            .collect(),
        codes: has.codes,
        any: has.any(),
        error,
    })?;
    allow_next(&mut response, state, &next);
    Ok(response)
}

/// `POST /account/security/app`: begins to set an app up.
pub async fn start_app(
    State(state): State<AppState>,
    Entering(caller): Entering,
    _: Proven,
    Form(leading): Form<Leading>,
) -> Result<Response, AppError> {
    let sealed = AppSecret::new().sealed(&state.keys, caller.user);
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    store::own_factors(&mut tx, &caller).await?;
    store::start_app(&mut tx, caller.user, &sealed, state.clock.now()).await?;
    tx.commit().await?;
    Ok(Redirect::to(&with_next("/account/security/app", &leading.next)).into_response())
}

async fn started(tx: &mut PlatformTx, state: &AppState, user: UserId) -> Result<Option<AppSecret>, AppError> {
    let sealed = store::started_app(tx, user).await?;
    Ok(sealed.and_then(|sealed| AppSecret::unsealed(&state.keys, user, &sealed)))
}

fn app_page(
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
pub async fn app(
    State(state): State<AppState>,
    Entering(caller): Entering,
    page: Page,
    Query(leading): Query<Leading>,
) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    match started(&mut tx, &state, caller.user).await? {
        Some(secret) => app_page(&state, &page, &caller, &secret, &onward(&leading.next), String::new()),
        None => Ok(Redirect::to(&with_next(HOME, &leading.next)).into_response()),
    }
}

/// `POST /account/security/app/confirm`: the first code shows that the app has the secret.
pub async fn confirm_app(
    State(state): State<AppState>,
    Entering(caller): Entering,
    _: Proven,
    page: Page,
    headers: HeaderMap,
    Form(form): Form<Confirm>,
) -> Result<Response, AppError> {
    let now = state.clock.now();
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let Some(secret) = started(&mut tx, &state, caller.user).await? else {
        return Ok(Redirect::to(HOME).into_response());
    };
    let typed: String = form.code.chars().filter(|c| !c.is_whitespace()).collect();
    let Some(step) = secret.step(&typed, now) else {
        let mut response = app_page(&state, &page, &caller, &secret, &onward(&form.next), page.t("factor-app-wrong"))?;
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
    state.wake_worker.notify_one();
    Ok(response)
}

/// With the first factor come recovery codes; else on to where she was going.
fn after_adding(state: &AppState, had: Factors, next: &str, flash: &'static str) -> Response {
    if had.codes == 0 {
        return Redirect::to(&with_next("/account/security/codes", next)).into_response();
    }
    redirect_with_flash(state, NextPath::or(next, HOME).as_str(), flash)
}

/// Where a new passkey leads, for the script that made it.
pub fn after_passkey(had: Factors, next: &str) -> String {
    if had.codes == 0 {
        return with_next("/account/security/codes", next);
    }
    NextPath::or(next, HOME).as_str().to_owned()
}

/// A word to her mailbox, in case it was not her.
pub async fn tell(tx: &mut PlatformTx, caller: &Caller, key: &str) -> Result<(), AppError> {
    let mail = Mail::in_words(caller.language, key, &caller.name, &caller.email, &[]);
    jobs::enqueue_platform(tx, None, &Job::SendMail(mail)).await?;
    Ok(())
}

/// `GET /account/security/codes`: offers a set.
pub async fn codes(
    State(state): State<AppState>,
    Entering(caller): Entering,
    page: Page,
    Query(leading): Query<Leading>,
) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let has = store::factors(&mut tx, caller.user).await?;
    drop(tx);
    if !has.any() {
        return Ok(Redirect::to(HOME).into_response());
    }
    page.render(&CodesPage { p: &page, next: &onward(&leading.next), left: has.codes, codes: Vec::new() })
}

/// `POST /account/security/codes`: a new set, shown this once.
pub async fn new_codes(
    State(state): State<AppState>,
    Entering(caller): Entering,
    _: Proven,
    page: Page,
    Form(leading): Form<Leading>,
) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    if !store::own_factors(&mut tx, &caller).await?.any() {
        return Ok(Redirect::to(HOME).into_response());
    }
    let codes: Vec<String> = (0..recovery::IN_A_SET).map(|_| recovery::fresh()).collect();
    let hashes: Vec<Vec<u8>> = codes.iter().map(|code| recovery::hash(code).to_vec()).collect();
    store::set_recovery_codes(&mut tx, caller.user, &hashes, state.clock.now()).await?;
    tx.commit().await?;
    let mut response = page.render(&CodesPage { p: &page, next: &onward(&leading.next), left: 0, codes })?;
    allow_next(&mut response, &state, &leading.next);
    Ok(response)
}
