//! Passkeys (`WebAuthn`): bound to the app host, with user verification, discoverable, so that nothing needs to be
//! typed.

use serde::{Deserialize, Serialize};
use sqlx::types::{Json, Uuid};
use time::{Duration, OffsetDateTime};
use webauthn_rs::prelude::{
    CreationChallengeResponse, DiscoverableAuthentication, Passkey, PasskeyAuthentication, PasskeyRegistration,
    PublicKeyCredential, RegisterPublicKeyCredential, RequestChallengeResponse, Url, Webauthn, WebauthnBuilder,
    WebauthnError,
};

use crate::{
    db::{PlatformTx, constraint},
    http::{AppError, AppState, Caller, error::Conflict},
    ids::{SessionId, UserId},
};

/// Lifetime of a ceremony.
pub const PATIENCE: Duration = Duration::minutes(5);

/// A ceremony under way, as stored.
#[derive(Serialize, Deserialize)]
pub enum Ceremony {
    /// Log-in with any passkey.
    LogIn(DiscoverableAuthentication),
    /// Second factor of a known person, at log-in.
    Second(UserId, PasskeyAuthentication),
    /// Repeated proof of identity.
    Confirm(PasskeyAuthentication),
    /// Registration of a new passkey.
    Add(PasskeyRegistration),
}

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
    Ok(relying_party(state)?.start_passkey_authentication(&credentials(tx, user).await?)?)
}

/// Starts the registration of a passkey.
pub async fn start_adding(
    tx: &mut PlatformTx,
    state: &AppState,
    caller: &Caller,
) -> Result<(serde_json::Value, Ceremony), AppError> {
    let known = credentials(tx, caller.user).await?.iter().map(|passkey| passkey.cred_id().clone()).collect();
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
    let mut passkey = by_credential(tx, user, credential).await?.ok_or(AppError::WrongFactor)?;
    let result = party.finish_discoverable_authentication_v2(shown, begun, &passkey)?;
    if !result.user_verified() {
        return Err(AppError::WrongFactor);
    }
    passkey.update_credential(&result);
    note_use(tx, &passkey, state.clock.now()).await?;
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
    let mut passkey = by_credential(tx, user, result.cred_id()).await?.ok_or(AppError::WrongFactor)?;
    if !result.user_verified() {
        return Err(AppError::WrongFactor);
    }
    passkey.update_credential(&result);
    Ok(note_use(tx, &passkey, state.clock.now()).await?)
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
    let added = sqlx::query!(
        "INSERT INTO passkeys (id, user_id, name, credential_id, credential, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        Uuid::now_v7(),
        user.0,
        name,
        passkey.cred_id().as_slice(),
        Json(&passkey) as _,
        state.clock.now(),
    );
    added.execute(tx.conn()).await.map(drop).map_err(|error| match constraint(&error) {
        Some("passkeys_credential_key") => AppError::Conflict(Conflict::Exists),
        _ => error.into(),
    })
}

/// A passkey, as its owner's page lists it.
pub struct PasskeySummary {
    pub id: Uuid,
    pub name: String,
    pub created_at: OffsetDateTime,
    pub last_used_at: Option<OffsetDateTime>,
}

/// Passkeys of the person, oldest first.
pub async fn list(tx: &mut PlatformTx, user: UserId) -> Result<Vec<PasskeySummary>, sqlx::Error> {
    sqlx::query_as!(
        PasskeySummary,
        "SELECT id, name, created_at, last_used_at FROM passkeys WHERE user_id = $1 ORDER BY created_at, id",
        user.0,
    )
    .fetch_all(tx.conn())
    .await
}

/// Removes a passkey of the person.
pub async fn remove(tx: &mut PlatformTx, user: UserId, id: Uuid) -> Result<bool, sqlx::Error> {
    let removed = sqlx::query!("DELETE FROM passkeys WHERE user_id = $1 AND id = $2", user.0, id);
    Ok(removed.execute(tx.conn()).await?.rows_affected() == 1)
}

async fn credentials(tx: &mut PlatformTx, user: UserId) -> Result<Vec<Passkey>, sqlx::Error> {
    let rows = sqlx::query_scalar!(
        r#"SELECT credential AS "credential: Json<Passkey>" FROM passkeys WHERE user_id = $1"#,
        user.0,
    );
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(|Json(passkey)| passkey).collect())
}

async fn by_credential(tx: &mut PlatformTx, user: UserId, id: &[u8]) -> Result<Option<Passkey>, sqlx::Error> {
    let row = sqlx::query_scalar!(
        r#"SELECT k.credential AS "credential: Json<Passkey>" FROM passkeys k JOIN users u ON u.id = k.user_id
           WHERE k.user_id = $1 AND k.credential_id = $2 AND u.disabled_at IS NULL FOR UPDATE OF k"#,
        user.0,
        id,
    );
    Ok(row.fetch_optional(tx.conn()).await?.map(|Json(passkey)| passkey))
}

async fn note_use(tx: &mut PlatformTx, passkey: &Passkey, now: OffsetDateTime) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE passkeys SET credential = $2, last_used_at = $3 WHERE credential_id = $1",
        passkey.cred_id().as_slice(),
        Json(passkey) as _,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Deletes expired ceremonies.
pub async fn forget_over(tx: &mut PlatformTx, now: OffsetDateTime) -> Result<(), sqlx::Error> {
    sqlx::query!("DELETE FROM passkey_ceremonies WHERE expires_at < $1", now).execute(tx.conn()).await.map(drop)
}

/// Stores a ceremony of this browser, in place of its earlier one.
pub async fn keep(
    tx: &mut PlatformTx,
    visitor: [u8; 32],
    session: Option<SessionId>,
    ceremony: &Ceremony,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO passkey_ceremonies (visitor_hash, session_id, state, expires_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (visitor_hash) DO UPDATE SET session_id = $2, state = $3, expires_at = $4",
        visitor.as_slice(),
        session.map(|session| session.0),
        Json(ceremony) as _,
        now + PATIENCE,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes this browser's ceremony, which ends it; of concurrent tries one succeeds.
pub async fn take(
    tx: &mut PlatformTx,
    visitor: [u8; 32],
    session: Option<SessionId>,
    now: OffsetDateTime,
) -> Result<Option<Ceremony>, sqlx::Error> {
    let row = sqlx::query_scalar!(
        r#"DELETE FROM passkey_ceremonies
           WHERE visitor_hash = $1 AND session_id IS NOT DISTINCT FROM $2 AND expires_at > $3
           RETURNING state AS "state: Json<Ceremony>""#,
        visitor.as_slice(),
        session.map(|session| session.0),
        now,
    );
    Ok(row.fetch_optional(tx.conn()).await?.map(|Json(ceremony)| ceremony))
}
