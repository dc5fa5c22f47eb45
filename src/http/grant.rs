//! From a credential to the rows behind it: a session, a person's own token or a project's key, and how far it goes.

use std::{net::IpAddr, sync::Arc};

use axum::http::request::Parts;
use uuid::Uuid;

use super::{
    AppError, AppState,
    client::ClientAddress,
    part::may_have_keys,
    rates,
    session::{Credential, claimed},
    signing,
};
use crate::{
    access::{Action, Scopes, scope_needed},
    db::{PlatformScope, Scope, Stood, Subject},
    identity::{
        Audience, Shown, sessions,
        standing::{self, Grant, GrantKind, Standing},
        tokens,
    },
    ids::{ApiKeyId, ProjectId, SessionId, TokenId, UserId},
};

/// The row by which somebody shows who she is.
#[derive(Clone, Copy, Debug)]
pub enum Proof {
    /// A log-in.
    Session(SessionId),
    /// Her own token.
    Token(TokenId),
    /// A key she made for a project.
    Key(ProjectId, ApiKeyId),
}

impl Proof {
    /// The row's ID, unlike that of any other kind. What has no session is not ended with one.
    #[must_use]
    pub fn row(self) -> Uuid {
        match self {
            Self::Session(id) => id.0,
            Self::Token(id) => id.0,
            Self::Key(_, id) => id.0,
        }
    }
}

/// How far a request's credential goes; all the way by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    scopes: Option<Scopes>,
    reads: bool,
    key: Option<ApiKeyId>,
}

impl Reach {
    /// That of `grant`, for a request that only `reads` or for one that changes something.
    #[must_use]
    pub fn of(grant: Option<&Grant>, reads: bool) -> Self {
        let Some(grant) = grant else { return Self::default() };
        let key = match grant.kind {
            GrantKind::Key { id, .. } => Some(id),
            GrantKind::Personal => None,
        };
        Self { scopes: Some(grant.scopes.counting(reads)), reads, key }
    }

    /// Whether its scopes let `action` be done; they give nothing that the role does not.
    #[must_use]
    pub fn allows(&self, action: Action) -> bool {
        self.scopes.is_none_or(|scopes| scopes.allow(action))
    }

    /// Refuses what the scopes do not give, naming the one that would.
    pub fn ensure(&self, action: Action) -> Result<(), AppError> {
        if self.allows(action) { Ok(()) } else { Err(AppError::InsufficientScope(scope_needed(action, self.reads))) }
    }

    /// Whether it goes less than all the way.
    #[must_use]
    pub fn is_limited(&self) -> bool {
        self.scopes.is_some()
    }

    /// The project's key it came with.
    #[must_use]
    pub fn key(&self) -> Option<ApiKeyId> {
        self.key
    }
}

const REFUSED: AppError = AppError::Unauthenticated { refused: true };

/// Whose the request's credential is, and by which row. That the row lives is for `look` to say.
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

/// Whose token or key has this digest: that never changes, so what was found once is not looked for again.
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

/// Where a key's row is looked for. Its text has our check, which covers the project; its digest is looked for, nothing
/// else.
fn of_key(project: ProjectId) -> Scope {
    Scope::authorised(project)
}

/// Whose changes move what a look finds.
fn rests_on(user: UserId, project: Option<ProjectId>) -> [Option<Subject>; 2] {
    [Some(Subject::Person(user)), project.map(Subject::Part)]
}

/// What the rows say of the person behind `proof` and of her part in `project`.
pub async fn look(
    state: &AppState,
    user: UserId,
    proof: Proof,
    project: Option<ProjectId>,
    address: Option<IpAddr>,
) -> Result<Arc<Standing>, AppError> {
    let (now, kept, key) = (state.clock.now(), &state.caches.standings, (user, proof.row(), project));
    // Only a yes is taken from memory: whatever has run out is looked at again.
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

/// Whose a request's credential is, by which row, and what was found of her.
pub(super) struct Spoken {
    /// The person.
    pub user: UserId,
    /// The row.
    pub proof: Proof,
    /// Which project the request concerns.
    pub project: Option<ProjectId>,
    /// What was found.
    pub standing: Arc<Standing>,
    /// Where the counters of that stood before.
    pub stood: Stood,
}

/// The person behind a request's credential.
pub(super) async fn speaker(
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

/// The look of a request from `address` that concerns `project`.
pub(super) async fn look_at(
    state: &AppState,
    user: UserId,
    proof: Proof,
    project: Option<ProjectId>,
    address: Option<IpAddr>,
) -> Result<Spoken, AppError> {
    // A key is looked at in its own project, wherever it is shown.
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

/// Whether somebody at `address` is within `networks`; from anywhere when there are none, from nowhere when it is not
/// known where she is.
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
