//! The one way in: a password checked, a session opened.

use axum::{
    http::{HeaderMap, header},
    response::{IntoResponse, Redirect, Response},
};
use secrecy::SecretString;

use super::{NextPath, normal_email, store};
use crate::{
    db::{PlatformScope, PlatformTx},
    http::{AppError, AppState, Caller, client::ClientAddress, session},
    identity::{
        Audience,
        sessions::{self, Opened},
    },
    ids::{SessionId, UserId},
};

/// The person behind an address and password. A wrong password, an unknown and a disabled person answer alike and take
/// as long.
pub async fn check_password(state: &AppState, email: &str, password: SecretString) -> Result<UserId, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let found = store::credentials(&mut tx, &normal_email(email)).await?;
    drop(tx);
    let (user, stored) = found.map_or((None, None), |(user, stored)| (Some(user), stored));
    let right = state.passwords.verify(password, stored).await;
    user.filter(|_| right).ok_or(AppError::WrongCredentials)
}

/// Opens a session with a new ID; one that is logged in over ends, with all that descends from it.
pub async fn open_session(
    tx: &mut PlatformTx,
    state: &AppState,
    user: UserId,
    audience: Audience,
    root: Option<SessionId>,
    over: Option<&Caller>,
    headers: &HeaderMap,
) -> Result<Opened, AppError> {
    let now = state.clock.now();
    if let Some(caller) = over {
        sessions::end_family(tx, caller.session, now).await?;
    }
    let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let opened = sessions::open(tx, user, audience, root, user_agent, now).await?;
    if let Some(ClientAddress(address)) = ClientAddress::of(headers) {
        sessions::touch(tx, opened.id, Some(address), now).await?;
    }
    Ok(opened)
}

/// Lets a person who showed who she is in on the app host: cookies of a new session, and on to `next`.
pub async fn let_in(
    state: &AppState,
    user: UserId,
    over: Option<&Caller>,
    headers: &HeaderMap,
    next: &NextPath,
) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let opened = open_session(&mut tx, state, user, Audience::App, None, over, headers).await?;
    tx.commit().await?;
    let mut response = Redirect::to(next.as_str()).into_response();
    session::set_session(response.headers_mut(), state, Audience::App, user, &opened)?;
    Ok(response)
}
