//! Passkeys (`WebAuthn`): bound to the app host, with user verification, discoverable, so that nothing needs to be
//! typed.

use webauthn_rs::prelude::{
    CreationChallengeResponse, DiscoverableAuthentication, PasskeyAuthentication, PasskeyRegistration,
    PublicKeyCredential, RegisterPublicKeyCredential, RequestChallengeResponse, Url, Webauthn, WebauthnBuilder,
    WebauthnError,
};

use super::store::passkeys::{self as store, Ceremony};
use crate::{
    db::PlatformTx,
    http::{AppError, AppState, Caller},
    ids::UserId,
};

impl From<WebauthnError> for AppError {
    fn from(error: WebauthnError) -> Self {
        tracing::info!(%error, "a passkey is refused");
        Self::WrongFactor
    }
}

fn relying_party(state: &AppState) -> Result<Webauthn, AppError> {
    let internal = |error: String| AppError::Internal(format!("passkeys: {error}"));
    let (host, origin) = (state.hosts.app.host(), state.hosts.app.to_string());
    let origin = Url::parse(&origin).map_err(|error| internal(error.to_string()))?;
    let builder = WebauthnBuilder::new(host, &origin).map_err(|error| internal(error.to_string()))?;
    builder.rp_name("Fataplus").build().map_err(|error| internal(error.to_string()))
}

/// Starts a log-in with any passkey.
pub fn start_log_in(state: &AppState) -> Result<(RequestChallengeResponse, Ceremony), AppError> {
    let (challenge, begun) = relying_party(state)?.start_discoverable_authentication()?;
    Ok((challenge, Ceremony::LogIn(begun)))
}

/// Asks a known person for one of their passkeys.
pub async fn start_known(
    tx: &mut PlatformTx,
    state: &AppState,
    user: UserId,
) -> Result<(RequestChallengeResponse, PasskeyAuthentication), AppError> {
    Ok(relying_party(state)?.start_passkey_authentication(&store::credentials(tx, user).await?)?)
}

/// Starts the registration of a passkey.
pub async fn start_adding(
    tx: &mut PlatformTx,
    state: &AppState,
    caller: &Caller,
) -> Result<(serde_json::Value, Ceremony), AppError> {
    let known = store::credentials(tx, caller.user).await?.iter().map(|passkey| passkey.cred_id().clone()).collect();
    let begun =
        relying_party(state)?.start_passkey_registration(caller.user.0, &caller.email, &caller.name, Some(known))?;
    let (challenge, begun): (CreationChallengeResponse, _) = begun;
    let mut options =
        serde_json::to_value(challenge.public_key).map_err(|error| AppError::Internal(error.to_string()))?;
    // A discoverable passkey must be stored on the device itself.
    if let Some(wishes) = options.get_mut("authenticatorSelection").and_then(serde_json::Value::as_object_mut) {
        wishes.insert("residentKey".to_owned(), "required".into());
        wishes.insert("requireResidentKey".to_owned(), true.into());
    }
    Ok((options, Ceremony::Add(begun)))
}

/// Person behind the presented passkey.
pub async fn finish_log_in(
    tx: &mut PlatformTx,
    state: &AppState,
    begun: DiscoverableAuthentication,
    shown: &PublicKeyCredential,
) -> Result<UserId, AppError> {
    let party = relying_party(state)?;
    let (user, credential) = party.identify_discoverable_authentication(shown)?;
    let user = UserId(user);
    let mut passkey = store::by_credential(tx, user, credential).await?.ok_or(AppError::WrongFactor)?;
    let result = party.finish_discoverable_authentication_v2(shown, begun, &passkey)?;
    if !result.user_verified() {
        return Err(AppError::WrongFactor);
    }
    passkey.update_credential(&result);
    store::note_use(tx, &passkey, state.clock.now()).await?;
    Ok(user)
}

/// Verifies that `user` presented the requested passkey.
pub async fn finish_known(
    tx: &mut PlatformTx,
    state: &AppState,
    user: UserId,
    begun: &PasskeyAuthentication,
    shown: &PublicKeyCredential,
) -> Result<(), AppError> {
    let result = relying_party(state)?.finish_passkey_authentication(shown, begun)?;
    let mut passkey = store::by_credential(tx, user, result.cred_id()).await?.ok_or(AppError::WrongFactor)?;
    if !result.user_verified() {
        return Err(AppError::WrongFactor);
    }
    passkey.update_credential(&result);
    Ok(store::note_use(tx, &passkey, state.clock.now()).await?)
}

/// Stores the new passkey.
pub async fn finish_adding(
    tx: &mut PlatformTx,
    state: &AppState,
    user: UserId,
    name: &str,
    begun: &PasskeyRegistration,
    made: &RegisterPublicKeyCredential,
) -> Result<(), AppError> {
    let passkey = relying_party(state)?.finish_passkey_registration(made, begun)?;
    store::add(tx, user, name, &passkey, state.clock.now()).await
}
