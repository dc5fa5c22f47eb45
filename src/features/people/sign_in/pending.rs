//! A log-in between its first proof and its second: a row that one browser may answer for ten minutes.

use axum::{
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use time::Duration;

use crate::{
    db::PlatformTx,
    features::people::mfa::store,
    http::{AppError, AppState, auth::cookies::Cookie},
    identity::{Secret, digest, sessions::Entrant},
};

const LIFETIME: Duration = Duration::minutes(10);
/// Wrong answers after which the log-in starts over.
pub const TRIES: i32 = 10;

/// Asks for the second factor between a person's first proof and `next`.
pub async fn ask_second(
    mut tx: PlatformTx,
    state: &AppState,
    entrant: Entrant,
    headers: &HeaderMap,
    next: &str,
) -> Result<Response, AppError> {
    let visitor = visitor(headers, state).ok_or(AppError::FormExpired)?;
    let (secret, now) = (Secret::new(), state.clock.now());
    store::add_pending(&mut tx, secret.digest(), entrant, visitor, next, now + LIFETIME).await?;
    tx.commit().await?;
    let mut response = Redirect::to("/login/second").into_response();
    Cookie::Pending.set(response.headers_mut(), state, secret.text(), Some(LIFETIME.whole_seconds()));
    Ok(response)
}

/// Log-in that waits in this browser.
pub async fn find(
    tx: &mut PlatformTx,
    state: &AppState,
    headers: &HeaderMap,
) -> Result<Option<store::Pending>, AppError> {
    let Some((secret, visitor)) = Cookie::Pending.get(headers, state).zip(visitor(headers, state)) else {
        return Ok(None);
    };
    Ok(store::pending(tx, digest(&secret), visitor, TRIES, state.clock.now()).await?)
}

fn visitor(headers: &HeaderMap, state: &AppState) -> Option<[u8; 32]> {
    Cookie::Visitor.get(headers, state).map(|visitor| digest(&visitor))
}
