//! Forms that remove a second factor.

use axum::{extract::State, http::StatusCode, response::Response};
use serde::Deserialize;
use sqlx::types::Uuid;

use super::{
    confirm::HOME,
    security::{self, own, tell},
};
use crate::{
    db::PlatformTx,
    features::people::mfa::store,
    http::{
        AppError, AppState, Caller, Form, Page,
        auth::extract::{CallerBeforeMfa, RecentlyAuthenticated},
        body::form::Pressed,
    },
};

#[derive(Deserialize)]
pub struct Removed {
    #[serde(default)]
    id: String,
}

/// After a removal: with the last factor the recovery codes go too.
async fn removed(mut tx: PlatformTx, caller: &Caller, page: &Page) -> Result<Response, AppError> {
    if !store::any(&mut tx, caller.user).await? {
        store::remove_recovery_codes(&mut tx, caller.user).await?;
    }
    tell(&mut tx, caller, "factor-removed").await?;
    tx.commit().await?;
    Ok(page.redirect(HOME, "flash-factor-removed"))
}

/// `POST /account/security/app/remove`.
pub async fn remove_app(
    State(state): State<AppState>,
    CallerBeforeMfa(caller): CallerBeforeMfa,
    _: RecentlyAuthenticated,
    page: Page,
    Form(Pressed {}): Form<Pressed>,
) -> Result<Response, AppError> {
    let (mut tx, _) = own(&state, &caller).await?;
    if store::remove_app(&mut tx, caller.user).await? {
        return removed(tx, &caller, &page).await;
    }
    Ok(page.redirect(HOME, "flash-factor-removed"))
}

/// `POST /account/passkeys/remove`: refused for the last log-in method.
pub async fn remove_passkey(
    State(state): State<AppState>,
    CallerBeforeMfa(caller): CallerBeforeMfa,
    _: RecentlyAuthenticated,
    page: Page,
    Form(which): Form<Removed>,
) -> Result<Response, AppError> {
    let id = Uuid::parse_str(&which.id).map_err(|_| AppError::NotFound)?;
    let (mut tx, _) = own(&state, &caller).await?;
    let ways_in = store::ways_in(&mut tx, caller.user).await?;
    if !store::passkeys::remove(&mut tx, caller.user, id).await? {
        return Err(AppError::NotFound);
    }
    if ways_in < 2 {
        drop(tx);
        let unchanged = own(&state, &caller).await?;
        let mut response =
            security::render(&state, &page, &caller, unchanged, String::new(), page.t("identity-last")).await?;
        *response.status_mut() = StatusCode::CONFLICT;
        return Ok(response);
    }
    removed(tx, &caller, &page).await
}
