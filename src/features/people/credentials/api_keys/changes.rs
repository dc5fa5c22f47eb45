//! Making and revoking project keys.

use secrecy::SecretString;

use super::{
    super::{LIVE, NewCredential},
    store,
};
use crate::{
    access::Visibility,
    features::shared::activity::{self, ActivityKind, Event},
    http::{Access, AppError, AppState, FieldErrors, api::paging::Window},
    ids::ApiKeyId,
};

/// Makes a key.
pub async fn make(
    state: &AppState,
    access: &Access,
    wish: &NewCredential,
) -> Result<(store::ApiKey, SecretString), AppError> {
    let (made, now) = (state.keys.make_project_key(access.project), state.clock.now());
    let mut tx = state.db.write(&access.scope()).await?;
    let there = store::list(&mut tx, Window::ALL).await?;
    if there.iter().filter(|key| key.expires_at > now).count() >= LIVE {
        return Err(FieldErrors::one("name", "token-limit").into());
    }
    let id = store::add(&mut tx, access.caller.user, wish, made.hash, now).await?;
    let event = Event::named(access.caller.user, ActivityKind::KeyMade, id.0, &wish.name, Visibility::Internal);
    activity::record(&mut tx, now, &event).await?;
    tx.commit().await?;
    let NewCredential { name, scopes, networks, expires_at } = wish.clone();
    let key = store::ApiKey {
        id,
        name,
        scopes: scopes.words(),
        networks,
        made_by: access.caller.name.clone(),
        created_at: now,
        expires_at,
        last_used_at: None,
    };
    Ok((key, made.text))
}

/// Revokes a key; it becomes invalid on every replica within a second.
pub async fn revoke(state: &AppState, access: &Access, id: ApiKeyId) -> Result<(), AppError> {
    let now = state.clock.now();
    let mut tx = state.db.write(&access.scope()).await?;
    let name = store::revoke(&mut tx, id, now).await?.ok_or(AppError::NotFound)?;
    let event = Event::named(access.caller.user, ActivityKind::KeyRevoked, id.0, &name, Visibility::Internal);
    activity::record(&mut tx, now, &event).await?;
    Ok(tx.commit().await?)
}
