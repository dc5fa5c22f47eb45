//! Page of one's own second factors.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use sqlx::types::Uuid;

use super::confirm::{HOME, Leading};
use crate::{
    addresses,
    db::{PlatformScope, PlatformTx},
    features::people::mfa::store::{self, Factors},
    http::{
        AppError, AppState, Caller, Page, Query,
        auth::{extract::CallerBeforeMfa, mfa},
        page::{
            At,
            next::{NextPath, allow_next, query},
            redirect_with_flash,
        },
    },
    jobs,
    mail::Mail,
};

#[derive(Template)]
#[template(path = "pages/account_security.html")]
struct SecurityPage<'a> {
    p: &'a Page,
    next: &'a str,
    /// Whether the person's role requires a second factor that is missing.
    needed: bool,
    app: bool,
    passkeys: Vec<PasskeyRow>,
    codes: i64,
    any: bool,
    error: String,
}

struct PasskeyRow {
    id: Uuid,
    name: String,
    added: At,
    used: Option<At>,
}

/// `path` with the page to go on to, if given.
pub fn with_next(path: &str, next: &str) -> String {
    match NextPath::parse(next) {
        Some(next) => format!("{path}?{}", query(&[("next", next.as_str())])),
        None => path.to_owned(),
    }
}

/// `next` if it is a page of ours, else nothing.
pub fn onward(next: &str) -> String {
    NextPath::parse(next).map(|next| next.as_str().to_owned()).unwrap_or_default()
}

/// `GET /account/security`. A caller with a factor who showed none in this session is asked for it first.
pub async fn show(
    State(state): State<AppState>,
    CallerBeforeMfa(caller): CallerBeforeMfa,
    page: Page,
    Query(leading): Query<Leading>,
) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let has = store::factors(&mut tx, caller.user).await?;
    if has.any() && caller.auth_times.strong_at.is_none() {
        return Ok(Redirect::to(&with_next(addresses::CONFIRM, &leading.next)).into_response());
    }
    render(&state, &page, &caller, (tx, has), onward(&leading.next), String::new()).await
}

/// The page with the caller's factors and an error.
pub async fn render(
    state: &AppState,
    page: &Page,
    caller: &Caller,
    (mut tx, has): (PlatformTx, Factors),
    next: String,
    error: String,
) -> Result<Response, AppError> {
    let keys = store::passkeys::list(&mut tx, caller.user).await?;
    drop(tx);
    let mut response = page.render(&SecurityPage {
        p: page,
        next: &next,
        needed: !has.any() && (!next.is_empty() || mfa::gate(state, caller, None, false).is_err()),
        app: has.app,
        passkeys: keys
            .into_iter()
            .map(|key| PasskeyRow {
                id: key.id,
                name: key.name,
                added: page.instant(key.created_at),
                used: key.last_used_at.map(|at| page.lately(at)),
            })
            .collect(),
        codes: has.codes,
        any: has.any(),
        error,
    })?;
    allow_next(&mut response, state, &next);
    Ok(response)
}

/// After the first factor come recovery codes; otherwise on to the page asked for.
pub fn after_adding(state: &AppState, had: Factors, next: &str, flash: &'static str) -> Response {
    if had.codes == 0 {
        return Redirect::to(&with_next("/account/security/codes", next)).into_response();
    }
    redirect_with_flash(state, NextPath::or(next, HOME).as_str(), flash)
}

/// Next page after a new passkey, for the script that made it.
pub fn after_passkey(had: Factors, next: &str) -> String {
    if had.codes == 0 {
        return with_next("/account/security/codes", next);
    }
    NextPath::or(next, HOME).as_str().to_owned()
}

/// Mails the owner about a change, in case it was a stranger's.
pub async fn tell(tx: &mut PlatformTx, caller: &Caller, key: &str) -> Result<(), AppError> {
    let mail = Mail::in_words(caller.language, key, &caller.name, &caller.email, &[]);
    jobs::enqueue_platform(tx, None, &mail).await?;
    Ok(())
}

/// Factors of `caller`, for changing them.
pub async fn own(state: &AppState, caller: &Caller) -> Result<(PlatformTx, Factors), AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let has = store::own_factors(&mut tx, caller).await?;
    Ok((tx, has))
}
