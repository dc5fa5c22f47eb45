//! Making and revoking personal tokens.

use secrecy::SecretString;

use super::{
    super::{LIVE, NewCredential},
    store,
};
use crate::{
    db::PlatformScope,
    http::{AppError, AppState, Caller, FieldErrors, api::paging::Window},
    ids::TokenId,
    jobs,
    mail::{Mail, Word},
};

/// Makes a token, and mails its owner, in case it was a stranger.
pub async fn make(
    state: &AppState,
    caller: &Caller,
    wish: &NewCredential,
) -> Result<(store::Token, SecretString), AppError> {
    let (made, now) = (state.keys.make_personal_token(), state.clock.now());
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let there = store::list(&mut tx, caller.user, Window::ALL).await?;
    if there.iter().filter(|token| token.expires_at > now).count() >= LIVE {
        return Err(FieldErrors::one("name", "token-limit").into());
    }
    let id = store::add(&mut tx, (caller.user, caller.auth_times.strong_at), wish, made.hash, now).await?;
    let link = format!("{}/account/tokens", state.hosts.app);
    let args = [("token", Word::theirs(&wish.name)), ("link", Word::link(&link))];
    let mail = Mail::in_words(caller.language, "token-made", &caller.name, &caller.email, &args);
    jobs::enqueue_platform(&mut tx, None, &mail).await?;
    tx.commit().await?;
    let (name, scopes, expires_at) = (wish.name.clone(), wish.scopes.words(), wish.expires_at);
    Ok((store::Token { id, name, scopes, created_at: now, expires_at, last_used_at: None }, made.text))
}

/// Revokes a token of the caller; it becomes invalid on every replica within a second.
pub async fn revoke(state: &AppState, caller: &Caller, id: TokenId) -> Result<(), AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    if !store::revoke(&mut tx, caller.user, id, state.clock.now()).await? {
        return Err(AppError::NotFound);
    }
    Ok(tx.commit().await?)
}
