use axum::{extract::State, http::StatusCode, response::Response};
use serde::Deserialize;
use sqlx::types::Uuid;

use super::{
    super::{passkeys, store},
    confirm::HOME,
    security::{self, tell},
};
use crate::{
    db::{PlatformScope, PlatformTx},
    http::{AppError, AppState, Form, Page, access::Entering, form::Pressed, mfa::Proven},
    ids::UserId,
};

#[derive(Deserialize)]
pub struct Removed {
    #[serde(default)]
    id: String,
}

/// What was the last factor takes its recovery codes along.
async fn forget_codes(tx: &mut PlatformTx, user: UserId) -> Result<(), AppError> {
    if !store::any(tx, user).await? {
        store::remove_recovery_codes(tx, user).await?;
    }
    Ok(())
}

/// `POST /account/security/app/remove`.
pub async fn remove_app(
    State(state): State<AppState>,
    Entering(caller): Entering,
    _: Proven,
    page: Page,
    Form(Pressed {}): Form<Pressed>,
) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    store::own_factors(&mut tx, &caller).await?;
    if store::remove_app(&mut tx, caller.user).await? {
        forget_codes(&mut tx, caller.user).await?;
        tell(&mut tx, &caller, "factor-removed").await?;
        tx.commit().await?;
        state.wake_worker.notify_one();
    }
    Ok(page.redirect(HOME, "flash-factor-removed"))
}

/// `POST /account/passkeys/remove`: unless it is the last way in.
pub async fn remove_passkey(
    State(state): State<AppState>,
    Entering(caller): Entering,
    _: Proven,
    page: Page,
    Form(removed): Form<Removed>,
) -> Result<Response, AppError> {
    let id = Uuid::parse_str(&removed.id).map_err(|_| AppError::NotFound)?;
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    store::own_factors(&mut tx, &caller).await?;
    let ways_in = store::ways_in(&mut tx, caller.user).await?;
    if !passkeys::remove(&mut tx, caller.user, id).await? {
        return Err(AppError::NotFound);
    }
    if ways_in < 2 {
        drop(tx);
        let mut response = security::render(&state, &page, &caller, String::new(), page.t("identity-last")).await?;
        *response.status_mut() = StatusCode::CONFLICT;
        return Ok(response);
    }
    forget_codes(&mut tx, caller.user).await?;
    tell(&mut tx, &caller, "factor-removed").await?;
    tx.commit().await?;
    state.wake_worker.notify_one();
    Ok(page.redirect(HOME, "flash-factor-removed"))
}
