//! JSON routes for the page script's calls about one's own passkeys: a new one, or a repeated proof of identity. Each
//! ceremony begins with `start` and ends with `finish`, which names the next page.

use axum::{
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde_json::Value;
use webauthn_rs::prelude::{PublicKeyCredential, RegisterPublicKeyCredential};

use super::{
    confirm::HOME,
    security::{after_passkey, tell},
};
use crate::{
    db::PlatformScope,
    features::people::{
        mfa::{
            passkeys,
            store::{self, passkeys::Ceremony},
        },
        sign_in::{
            login::step_up,
            pages::passkey::{PasskeyAnswer, PasskeyPurpose, options, told},
        },
    },
    http::{
        AppError, AppState,
        auth::{csrf::Visitor, extract::CallerBeforeMfa, mfa},
        body::form::FormJson,
        page::next::NextPath,
    },
    text::normalize,
};

/// `POST /account/passkeys/start`: a new passkey, or a repeated proof of identity.
pub async fn start(
    State(state): State<AppState>,
    visitor: Visitor,
    CallerBeforeMfa(caller): CallerBeforeMfa,
    FormJson(wish): FormJson<PasskeyPurpose>,
) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let (challenge, ceremony) = if wish.purpose == "confirm" {
        let (challenge, begun) = passkeys::start_known(&mut tx, &state, caller.user).await?;
        (serde_json::to_value(challenge.public_key).unwrap_or_default(), Ceremony::Confirm(begun))
    } else {
        mfa::require_recent_auth(&state, &caller)?;
        store::own_factors(&mut tx, &caller).await?;
        passkeys::start_adding(&mut tx, &state, &caller).await?
    };
    store::passkeys::keep(&mut tx, visitor.binding(), Some(caller.session), &ceremony, state.clock.now()).await?;
    tx.commit().await?;
    options(challenge)
}

/// `POST /account/passkeys/finish`.
pub async fn finish(
    State(state): State<AppState>,
    visitor: Visitor,
    CallerBeforeMfa(caller): CallerBeforeMfa,
    headers: HeaderMap,
    FormJson(shown): FormJson<PasskeyAnswer<Value>>,
) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let ceremony = store::passkeys::take(&mut tx, visitor.binding(), Some(caller.session), state.clock.now()).await?;
    tx.commit().await?;
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let to = match ceremony {
        Some(Ceremony::Confirm(begun)) => {
            let credential: PublicKeyCredential = read(shown.credential)?;
            passkeys::finish_known(&mut tx, &state, caller.user, &begun, &credential).await?;
            NextPath::or(&shown.next, HOME).as_str().to_owned()
        }
        Some(Ceremony::Add(begun)) => {
            mfa::require_recent_auth(&state, &caller)?;
            let credential: RegisterPublicKeyCredential = read(shown.credential)?;
            let had = store::own_factors(&mut tx, &caller).await?;
            let name: String = normalize::line(&shown.name).chars().take(100).collect();
            let name = if name.is_empty() { format!("{}", had.passkeys + 1) } else { name };
            passkeys::finish_adding(&mut tx, &state, caller.user, &name, &begun, &credential).await?;
            tell(&mut tx, &caller, "factor-added").await?;
            after_passkey(had, &shown.next)
        }
        _ => return Err(AppError::WrongFactor),
    };
    let onward = axum::response::Redirect::to(&to).into_response();
    let response = step_up(&state, tx, &caller, true, &headers, onward).await?;
    Ok(told(&response))
}

fn read<T: serde::de::DeserializeOwned>(credential: Value) -> Result<T, AppError> {
    serde_json::from_value(credential).map_err(|_| AppError::WrongFactor)
}
