//! JSON routes for the page script's calls to log in with a passkey, behind origin and form token. Each ceremony begins with `start` and
//! ends with `finish`, which names the next page.

use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use webauthn_rs::prelude::PublicKeyCredential;

use super::super::{
    login::{LoginMethod, let_in, let_in_to},
    pending,
};
use crate::{
    db::PlatformScope,
    features::people::mfa::{
        passkeys,
        store::{self, passkeys::Ceremony},
    },
    http::{
        AppError, AppState, Caller, Json,
        auth::{cookies::Cookie, csrf::Visitor},
        body::form::FormJson,
        page::next::NextPath,
    },
    identity::sessions::Entrant,
};

#[derive(Deserialize)]
pub struct PasskeyPurpose {
    #[serde(default)]
    pub purpose: String,
}

#[derive(Deserialize)]
pub struct PasskeyAnswer<T> {
    pub credential: T,
    #[serde(default)]
    pub next: String,
    #[serde(default)]
    pub name: String,
    /// Whether the box to stay logged in on this device is ticked.
    #[serde(default)]
    pub stay: bool,
}

/// The browser's options for a ceremony, as the script reads them.
pub fn options(options: impl Serialize) -> Result<Response, AppError> {
    let options: Value = serde_json::to_value(options).map_err(|error| AppError::Internal(error.to_string()))?;
    Ok(Json(json!({ "options": options })).into_response())
}

/// A redirect in the form the script follows, with its cookies.
pub fn told(redirect: &Response) -> Response {
    let to = redirect.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or("/");
    let mut response = Json(json!({ "to": to })).into_response();
    for cookie in redirect.headers().get_all(header::SET_COOKIE) {
        response.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
    response
}

/// `POST /login/passkey/start`: to log in, or as the second factor of a pending log-in.
pub async fn start(
    State(state): State<AppState>,
    visitor: Visitor,
    headers: HeaderMap,
    FormJson(wish): FormJson<PasskeyPurpose>,
) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let (challenge, ceremony) = if wish.purpose == "second" {
        let pending = pending::find(&mut tx, &state, &headers).await?.ok_or(AppError::WrongFactor)?;
        let (challenge, begun) = passkeys::start_known(&mut tx, &state, pending.user).await?;
        (challenge, Ceremony::Second(pending.user, begun))
    } else {
        passkeys::start_log_in(&state)?
    };
    store::passkeys::keep(&mut tx, visitor.binding(), None, &ceremony, state.clock.now()).await?;
    tx.commit().await?;
    options(challenge.public_key)
}

/// `POST /login/passkey/finish`.
pub async fn finish(
    State(state): State<AppState>,
    visitor: Visitor,
    caller: Option<Caller>,
    headers: HeaderMap,
    FormJson(shown): FormJson<PasskeyAnswer<PublicKeyCredential>>,
) -> Result<Response, AppError> {
    let now = state.clock.now();
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let ceremony = store::passkeys::take(&mut tx, visitor.binding(), None, now).await?;
    // The ceremony is used up, whatever the result.
    tx.commit().await?;
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    match ceremony {
        Some(Ceremony::LogIn(begun)) => {
            let user = passkeys::finish_log_in(&mut tx, &state, begun, &shown.credential).await?;
            let entrant = Entrant::now(&mut tx, user).await?.staying(shown.stay);
            tx.commit().await?;
            let next = NextPath::or(&shown.next, "/projects");
            Ok(told(&let_in(&state, entrant, LoginMethod::Passkey, caller.as_ref(), &headers, &next).await?))
        }
        Some(Ceremony::Second(user, begun)) => {
            let pending = pending::find(&mut tx, &state, &headers).await?.filter(|pending| pending.user == user);
            let pending = pending.ok_or(AppError::WrongFactor)?;
            passkeys::finish_known(&mut tx, &state, user, &begun, &shown.credential).await?;
            if !store::use_pending(&mut tx, &pending, now).await? {
                return Err(AppError::WrongFactor);
            }
            tx.commit().await?;
            let (entrant, over) = (pending.entrant(), caller.as_ref());
            let mut response =
                told(&let_in_to(&state, entrant, LoginMethod::Factor, over, &headers, &pending.next).await?);
            Cookie::Pending.clear(response.headers_mut(), &state);
            Ok(response)
        }
        _ => Err(AppError::WrongFactor),
    }
}
