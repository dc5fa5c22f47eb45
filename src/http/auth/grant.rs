//! Loads the rows behind a credential (a session, a personal token or a project key) and its limits.

use std::{net::IpAddr, sync::Arc};

use axum::http::request::Parts;
use uuid::Uuid;

use super::{
    part::may_have_keys,
    session::{Credential, claimed},
    signing,
};
use crate::{
    access::{Action, Scopes, scope_needed},
    db::{PlatformScope, Scope, Stood, Subject},
    http::{AppError, AppState, edge::client::ClientAddress, limits::rates},
    identity::{
        Audience, Shown, sessions,
        standing::{self, Grant, GrantKind, Standing},
        tokens,
    },
    ids::{ApiKeyId, ProjectId, SessionId, TokenId, UserId},
};

/// Row behind a credential.
#[derive(Clone, Copy, Debug)]
pub enum Proof {
    /// A log-in.
    Session(SessionId),
    /// A personal token.
    Token(TokenId),
    /// A project key.
    Key(ProjectId, ApiKeyId),
}

impl Proof {
    /// Id of the row, distinct across kinds. Ending a session does not affect rows without one.
    #[must_use]
    pub fn row(self) -> Uuid {
        match self {
            Self::Session(id) => id.0,
            Self::Token(id) => id.0,
            Self::Key(_, id) => id.0,
        }
    }
}

/// Limits of a request's credential; unlimited by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    scopes: Option<Scopes>,
    reads: bool,
    key: Option<ApiKeyId>,
}

impl Reach {
    /// Limits of `grant` for a request that only `reads`, or for a changing one.
    #[must_use]
    pub fn of(grant: Option<&Grant>, reads: bool) -> Self {
        let Some(grant) = grant else { return Self::default() };
        let key = match grant.kind {
            GrantKind::Key { id, .. } => Some(id),
            GrantKind::Personal => None,
        };
        Self { scopes: Some(grant.scopes.counting(reads)), reads, key }
    }

    /// Whether its scopes permit `action`; they add nothing to the role.
    #[must_use]
    pub fn allows(&self, action: Action) -> bool {
        self.scopes.is_none_or(|scopes| scopes.allow(action))
    }

    /// Refuses an action outside the scopes, naming the scope that would permit it.
    pub fn ensure(&self, action: Action) -> Result<(), AppError> {
        if self.allows(action) { Ok(()) } else { Err(AppError::InsufficientScope(scope_needed(action, self.reads))) }
    }

    /// Whether any limit applies.
    #[must_use]
    pub fn is_limited(&self) -> bool {
        self.scopes.is_some()
    }

    /// Project key of the request, if any.
    #[must_use]
    pub fn key(&self) -> Option<ApiKeyId> {
        self.key
    }
}

const REFUSED: AppError = AppError::Unauthenticated { refused: true };

/// Owner and row of the request's credential. `look` checks that the row is valid.
pub async fn proof(parts: &Parts, state: &AppState) -> Result<(UserId, Proof), AppError> {
    match parts.extensions.get() {
        Some(Credential::Session { user, session }) => Ok((*user, Proof::Session(*session))),
        Some(Credential::Unlearned(token)) => {
            signing::learn(state).await?;
            match claimed(state.keys.verify(token, Audience::Api, state.clock.now())) {
                Credential::Session { user, session } => Ok((user, Proof::Session(session))),
                _ => Err(REFUSED),
            }
        }
        Some(Credential::Shown(shown)) => owner(state, *shown).await,
        Some(Credential::Refused) => Err(REFUSED),
        Some(Credential::None) | None => Err(AppError::Unauthenticated { refused: false }),
    }
}

/// Owner of a token or key by its digest. The owner never changes, so the result is cached.
async fn owner(state: &AppState, shown: Shown) -> Result<(UserId, Proof), AppError> {
    let hash = match shown {
        Shown::Personal { hash } | Shown::Key { hash, .. } => hash,
    };
    if let Some(known) = state.caches.owners.get(&hash) {
        return Ok(known);
    }
    let found = match shown {
        Shown::Personal { hash } => {
            let mut tx = state.db.platform(PlatformScope::Platform).await?;
            tokens::token_of(&mut tx, hash).await?.map(|(id, user)| (user, Proof::Token(id)))
        }
        Shown::Key { project, hash } => {
            let mut tx = state.db.read(&of_key(project)).await?;
            tokens::key_of(&mut tx, hash).await?.map(|(id, user)| (user, Proof::Key(project, id)))
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

/// Subjects whose changes affect the result of `look`.
fn rests_on(user: UserId, project: Option<ProjectId>) -> [Option<Subject>; 2] {
    [Some(Subject::Person(user)), project.map(Subject::Part)]
}

/// Standing of the person behind `proof`, including their part in `project`.
pub async fn look(
    state: &AppState,
    user: UserId,
    proof: Proof,
    project: Option<ProjectId>,
    address: Option<IpAddr>,
) -> Result<Arc<Standing>, AppError> {
    let (now, kept, key) = (state.clock.now(), &state.caches.standings, (user, proof.row(), project));
    // Only admissions are cached: an expired standing is loaded again.
    if let Some(standing) = kept.get(&key).filter(|standing| standing.holds_at(now)) {
        return Ok(standing);
    }
    let marks = kept.before(rests_on(user, project));
    let session = if let Proof::Session(session) = proof { Some(session) } else { None };
    let live_key = match proof {
        Proof::Key(project, id) => {
            let mut tx = state.db.read(&of_key(project)).await?;
            Some(tokens::live_key(&mut tx, id, now).await?.ok_or(REFUSED)?)
        }
        Proof::Session(_) | Proof::Token(_) => None,
    };
    let mut tx = state.db.platform(PlatformScope::Person(user)).await?;
    let token = match proof {
        Proof::Token(id) => Some(tokens::live_token(&mut tx, id, now).await?.ok_or(REFUSED)?),
        Proof::Session(_) | Proof::Key(..) => None,
    };
    let made_at = token.as_ref().map(|token| token.created_at);
    let mut standing = standing::look(&mut tx, session, user, project, (now, made_at)).await?.ok_or(REFUSED)?;
    if let Some(token) = token {
        standing.limit(Grant::of_token(&token), token.last_used_at);
        standing.proofs.strong_at = token.strong_at;
    } else if let (Proof::Key(project, id), Some(live)) = (proof, live_key) {
        standing.limit(Grant::of_key(project, id, &live), live.last_used_at);
    }
    if now - standing.last_seen_at > sessions::SEEN {
        match proof {
            Proof::Session(session) => sessions::touch(&mut tx, session, address, now).await?,
            Proof::Token(id) => tokens::touch_token(&mut tx, id, now).await?,
            Proof::Key(project, id) => {
                drop(tx);
                let mut tx = state.db.write(&of_key(project)).await?;
                tokens::touch_key(&mut tx, id, now).await?;
                tx.commit().await?;
                standing.last_seen_at = now;
                return Ok(Arc::new(standing));
            }
        }
        tx.commit().await?;
        standing.last_seen_at = now;
    }
    let standing = Arc::new(standing);
    kept.keep(key, marks, standing.clone());
    Ok(standing)
}

/// Owner, row and standing of a request's credential.
pub(in crate::http) struct Spoken {
    /// Person of the credential.
    pub user: UserId,
    /// Row of the credential.
    pub proof: Proof,
    /// Project of the request.
    pub project: Option<ProjectId>,
    /// Standing of the person.
    pub standing: Arc<Standing>,
    /// Counters taken before the standing was read.
    pub stood: Stood,
}

/// Loads the person behind a request's credential.
pub(in crate::http) async fn speaker(
    parts: &mut Parts,
    state: &AppState,
    project: Option<ProjectId>,
) -> Result<Spoken, AppError> {
    let (user, proof) = proof(parts, state).await?;
    match proof {
        Proof::Key(_, id) => rates::key(state, parts, id.0)?,
        Proof::Session(_) | Proof::Token(_) => rates::account(state, parts, user)?,
    }
    look_at(state, user, proof, project, ClientAddress::noted(parts)).await
}

/// Loads the standing for a request from `address` about `project`.
pub(in crate::http) async fn look_at(
    state: &AppState,
    user: UserId,
    proof: Proof,
    project: Option<ProjectId>,
    address: Option<IpAddr>,
) -> Result<Spoken, AppError> {
    // A key is read in its own project, wherever it is used.
    let looked = if let Proof::Key(of, _) = proof { Some(of) } else { project };
    let stood = state.db.changes().stand(rests_on(user, looked));
    let standing = look(state, user, proof, looked, address).await?;
    if let Proof::Key(of, _) = proof {
        if !may_have_keys(&standing) {
            return Err(REFUSED);
        }
        let networks = standing.grant.as_ref().map_or(&[][..], |grant| &grant.networks);
        if !admits(networks, address) {
            return Err(AppError::KeyNetwork);
        }
        if project.is_some_and(|project| project != of) {
            return Err(AppError::NotFound);
        }
    }
    Ok(Spoken { user, proof, project, standing, stood })
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
