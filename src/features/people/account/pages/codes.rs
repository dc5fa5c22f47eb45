//! Recovery codes: offered, and shown once.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};

use super::{
    confirm::{HOME, Leading},
    security::{onward, own},
};
use crate::{
    db::PlatformScope,
    features::people::mfa::{recovery, store},
    http::{
        AppError, AppState, Form, Page, Query,
        api::idempotency,
        auth::extract::{CallerBeforeMfa, RecentlyAuthenticated},
        page::next::allow_next,
    },
};

#[derive(Template)]
#[template(path = "pages/account_codes.html")]
struct CodesPage<'a> {
    p: &'a Page,
    next: &'a str,
    left: i64,
    codes: Vec<String>,
}

/// `GET /account/security/codes`: offers a set.
pub async fn show(
    State(state): State<AppState>,
    CallerBeforeMfa(caller): CallerBeforeMfa,
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

/// Form of the button, with the id of its rendering.
#[derive(serde::Deserialize)]
pub struct Showing {
    #[serde(default)]
    once: String,
    #[serde(flatten)]
    leading: Leading,
}

/// `POST /account/security/codes`: a new set, shown this once.
pub async fn renew(
    State(state): State<AppState>,
    CallerBeforeMfa(caller): CallerBeforeMfa,
    _: RecentlyAuthenticated,
    page: Page,
    Form(Showing { once, leading }): Form<Showing>,
) -> Result<Response, AppError> {
    if !idempotency::is_first(&state, caller.user, &once).await? {
        return Ok(page.redirect(HOME, "flash-sent-before"));
    }
    let (mut tx, has) = own(&state, &caller).await?;
    if !has.any() {
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
