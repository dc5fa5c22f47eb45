//! Loads the rows behind a credential: a session, a personal token or a project key.

use std::{net::IpAddr, sync::Arc};

use axum::http::request::Parts;

use super::{
    caller::Caller,
    credential::{Credential, from_claims},
    membership::may_have_keys,
    rules, signing,
};
use crate::{
    access::{Role, Workspace},
    audit,
    db::{CounterSnapshot, PlatformScope, Scope, Subject},
    http::{
        AppError, AppState,
        edge::{client_address::ClientAddress, request_log::Asker},
        limits,
    },
    identity::{
        Audience, PresentedToken,
        auth_context::{self, AuthContext, TokenGrant},
        credential_rows::{self, CredentialId},
        sessions,
    },
    ids::{ProjectId, UserId},
};

const REFUSED: AppError = AppError::Unauthenticated { refused: true };

/// Owner and row of the request's credential. `load` checks that the row is valid.
pub async fn credential(parts: &Parts, state: &AppState) -> Result<(UserId, CredentialId), AppError> {
    match parts.extensions.get() {
        Some(Credential::Session { user, session }) => Ok((*user, CredentialId::Session(*session))),
        Some(Credential::UnknownKey(token)) => {
            signing::learn(state).await?;
            match from_claims(state.keys.verify(token, Audience::Api, state.clock.now())) {
                Credential::Session { user, session } => Ok((user, CredentialId::Session(session))),
                _ => Err(REFUSED),
            }
        }
        Some(Credential::Token(token)) => owner(state, *token).await,
        Some(Credential::Refused) => Err(REFUSED),
        Some(Credential::None) | None => Err(AppError::Unauthenticated { refused: false }),
    }
}

/// Owner of a token or key by its digest. The owner never changes, so the result is cached.
async fn owner(state: &AppState, token: PresentedToken) -> Result<(UserId, CredentialId), AppError> {
    let hash = match token {
        PresentedToken::Personal { hash } | PresentedToken::Key { hash, .. } => hash,
    };
    if let Some(known) = state.caches.owners.get(&hash) {
        return Ok(known);
    }
    let found = match token {
        PresentedToken::Personal { hash } => {
            let mut tx = state.db.platform(PlatformScope::Platform).await?;
            credential_rows::token_of(&mut tx, hash).await?.map(|(id, user)| (user, CredentialId::Token(id)))
        }
        PresentedToken::Key { project, hash } => {
            let mut tx = state.db.read(&of_key(project)).await?;
            credential_rows::key_of(&mut tx, hash).await?.map(|(id, user)| (user, CredentialId::Key(project, id)))
        }
    };
    let found = found.ok_or(REFUSED)?;
    state.caches.owners.insert(hash, found);
    Ok(found)
}

/// Scope for reading a key's row. The key's check covers its project; only the digest is looked up.
fn of_key(project: ProjectId) -> Scope {
    Scope::authorised(project)
}

/// Subjects whose changes affect the result of `load`.
fn rests_on(user: UserId, project: Option<ProjectId>) -> [Option<Subject>; 2] {
    [Some(Subject::Person(user)), project.map(Subject::Part)]
}

/// Context of the person behind `credential`, including their part in `project`.
pub async fn load(
    state: &AppState,
    user: UserId,
    credential: CredentialId,
    project: Option<ProjectId>,
    address: Option<IpAddr>,
) -> Result<Arc<AuthContext>, AppError> {
    let (now, cached, key) = (state.clock.now(), &state.caches.contexts, (user, credential.row(), project));
    // Only admissions are cached: an expired context is loaded again.
    if let Some(context) = cached.get(&key).filter(|context| context.holds_at(now)) {
        return Ok(context);
    }
    let versions = cached.before(rests_on(user, project));
    let session = if let CredentialId::Session(session) = credential { Some(session) } else { None };
    let live_key = match credential {
        CredentialId::Key(project, id) => {
            let mut tx = state.db.read(&of_key(project)).await?;
            Some(credential_rows::live_key(&mut tx, id, now).await?.ok_or(REFUSED)?)
        }
        CredentialId::Session(_) | CredentialId::Token(_) => None,
    };
    let mut tx = state.db.platform(PlatformScope::Part(user, project)).await?;
    let token = match credential {
        CredentialId::Token(id) => Some(credential_rows::live_token(&mut tx, id, now).await?.ok_or(REFUSED)?),
        CredentialId::Session(_) | CredentialId::Key(..) => None,
    };
    let made_at = token.as_ref().map(|token| token.created_at);
    let mut context = auth_context::load(&mut tx, session, user, project, (now, made_at)).await?.ok_or(REFUSED)?;
    if context.is_past_usual {
        drop(tx);
        let mut listings = state.db.platform(PlatformScope::Listings(user)).await?;
        if sessions::works(&mut listings, user).await? {
            return Err(REFUSED);
        }
        drop(listings);
        tx = state.db.platform(PlatformScope::Part(user, project)).await?;
    }
    if let Some(token) = token {
        context.limit(TokenGrant::of_token(&token), token.last_used_at);
        context.auth_times.strong_at = token.strong_at;
    } else if let (CredentialId::Key(project, id), Some(live)) = (credential, live_key) {
        context.limit(TokenGrant::of_key(project, id, &live), live.last_used_at);
    }
    if now - context.last_seen_at > sessions::SEEN {
        match credential {
            CredentialId::Session(session) => sessions::touch(&mut tx, session, address, now).await?,
            CredentialId::Token(id) => credential_rows::touch_token(&mut tx, id, now).await?,
            CredentialId::Key(project, id) => {
                drop(tx);
                let mut tx = state.db.write(&of_key(project)).await?;
                credential_rows::touch_key(&mut tx, id, now).await?;
                tx.commit_unannounced().await?;
                context.last_seen_at = now;
                return Ok(Arc::new(context));
            }
        }
        tx.commit_unaudited().await?;
        context.last_seen_at = now;
    }
    let context = Arc::new(context);
    cached.keep(key, versions, context.clone());
    Ok(context)
}

/// Owner, row and context of a request's credential.
pub(in crate::http) struct Authenticated {
    /// Person of the credential.
    pub user: UserId,
    /// Row of the credential.
    pub credential: CredentialId,
    /// Project of the request.
    pub project: Option<ProjectId>,
    /// Rows of the person.
    pub context: Arc<AuthContext>,
    /// Counters taken before the context was read.
    pub stood: CounterSnapshot,
}

/// Loads the person behind a request's credential.
pub(in crate::http) async fn authenticate(
    parts: &mut Parts,
    state: &AppState,
    project: Option<ProjectId>,
) -> Result<Authenticated, AppError> {
    let (user, credential) = credential(parts, state).await?;
    Asker::note(&parts.extensions, user);
    audit::note_actor(user);
    match credential {
        CredentialId::Key(_, id) => limits::key(state, parts, id.0)?,
        CredentialId::Session(_) | CredentialId::Token(_) => limits::account(state, parts, user)?,
    }
    load_for(state, user, credential, project, ClientAddress::noted(parts)).await
}

/// Loads the context for a request from `address` about `project`.
pub(in crate::http) async fn load_for(
    state: &AppState,
    user: UserId,
    credential: CredentialId,
    project: Option<ProjectId>,
    address: Option<IpAddr>,
) -> Result<Authenticated, AppError> {
    // A key is read in its own project, wherever it is used.
    let looked = if let CredentialId::Key(of, _) = credential { Some(of) } else { project };
    let stood = state.db.changes().stand(rests_on(user, looked));
    let context = load(state, user, credential, looked, address).await?;
    if let CredentialId::Key(of, _) = credential {
        if !may_have_keys(&context) {
            return Err(REFUSED);
        }
        let networks = context.grant.as_ref().map_or(&[][..], |grant| &grant.networks);
        if !admits(networks, address) {
            return Err(AppError::KeyNetwork);
        }
        if project.is_some_and(|project| project != of) {
            return Err(AppError::NotFound);
        }
    }
    Ok(Authenticated { user, credential, project, context, stood })
}

/// Role of the caller in a project in any state of the workspace short of erased; `None` alike for a foreign project,
/// one never issued and a malformed ID.
pub async fn role_in(state: &AppState, caller: &Caller, project: Option<ProjectId>) -> Result<Option<Role>, AppError> {
    let context = load(state, caller.user, CredentialId::Session(caller.session), project, None).await?;
    Ok(context
        .project
        .as_ref()
        .filter(|part| part.workspace != Workspace::Erased)
        .and_then(|part| part.role(caller.platform_role)))
}

/// Whether `project` requires a new log-in of the caller.
pub async fn must_log_in_for(state: &AppState, caller: &Caller, project: ProjectId) -> Result<bool, AppError> {
    let context = load(state, caller.user, CredentialId::Session(caller.session), Some(project), None).await?;
    let part = context.project.as_ref();
    Ok(part.is_some_and(|part| rules::log_in_is_over(&context, &part.rules, state.clock.now())))
}

/// Whether `address` is within `networks`. An empty list admits every address, and an unknown address is in no network.
fn admits(networks: &[ipnet::IpNet], address: Option<IpAddr>) -> bool {
    networks.is_empty()
        || address.is_some_and(|address| {
            let address = address.to_canonical();
            networks.iter().any(|network| network.contains(&address))
        })
}

#[cfg(test)]
mod tests {
    use super::admits;

    #[test]
    fn an_address_is_within_or_it_is_not() {
        let networks = ["203.0.113.0/24", "2001:db8::/32"].map(|network| network.parse().unwrap());
        let at = |address: &str| admits(&networks, Some(address.parse().unwrap()));
        assert!(at("203.0.113.9") && at("2001:db8::1") && at("::ffff:203.0.113.9"));
        assert!(!at("203.0.114.9") && !at("2001:db9::1") && !admits(&networks, None));
        assert!(admits(&[], None));
    }
}
