//! A typed code as a second factor.

use axum::http::HeaderMap;

use super::{delay, known_browser, recovery, store, totp::AppSecret};
use crate::{
    db::PlatformTx,
    http::{AppError, AppState},
    identity::sessions::Entrant,
    ids::UserId,
    text,
};

/// Uses up a typed code of the app or a recovery code. `WrongFactor` if it is neither, or was used before: commit then
/// as well, so that the failure counts. Roll back on any other error. `headers` are those of a browser, which the account
/// may know.
pub async fn typed(
    tx: &mut PlatformTx,
    state: &AppState,
    headers: Option<&HeaderMap>,
    user: UserId,
    typed: &str,
) -> Result<(), AppError> {
    let (now, entrant) = (state.clock.now(), Entrant::now(tx, user).await?);
    let account = known_browser::counted(state, headers, Some(entrant), "failed factors", &user.to_string());
    delay::refuse_waiting(tx, state, account, now).await?;
    let digits: String = text::normalize::code(typed);
    let right = if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        match store::app_secret(tx, user).await?.and_then(|sealed| AppSecret::unsealed(&state.keys, user, &sealed)) {
            Some(secret) => match secret.step(&digits, now) {
                Some(step) => store::use_step(tx, user, step).await?,
                None => false,
            },
            None => false,
        }
    } else {
        store::use_recovery_code(tx, user, recovery::hash(typed), now).await?
    };
    delay::settle(tx, state, account, right, now).await?;
    if right { Ok(()) } else { Err(AppError::WrongFactor) }
}
