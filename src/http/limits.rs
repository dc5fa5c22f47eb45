//! Counting of requests: at their address, as an anonymous attempt, or by their account or key.

use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    extract::{Request, State},
    http::{Extensions, StatusCode, request::Parts},
    middleware::Next,
    response::Response,
};
use uuid::Uuid;

use super::{
    AppError, AppState,
    auth::credential::Credential,
    error::Failure,
    routes::{RouteTable, Trait},
};
use crate::{
    http::edge::client_address::ClientAddress,
    identity::PresentedToken,
    ids::UserId,
    isolation_status::Probe,
    limits::{
        LimitKey, LimitStatus, Place, TightestLimit,
        table::{ACCOUNT, ADDRESS, ANONYMOUS, ASKED, ASSETS, KEY},
    },
};

/// Marks a request whose account was counted.
#[derive(Clone, Copy)]
struct Counted;

fn tell(extensions: &Extensions, told: Option<LimitStatus>) {
    if let (Some(tightest), Some(told)) = (extensions.get::<TightestLimit>(), told) {
        tightest.tell(told);
    }
}

/// Place of a request at its address, until an account or key answers for it.
#[derive(Clone, Debug)]
struct AtAddress(Arc<Mutex<Option<Place>>>);

/// Gives the place back because another subject is counted.
fn leave_address(extensions: &Extensions) {
    if let Some(AtAddress(place)) = extensions.get()
        && let Some(place) = place.lock().unwrap_or_else(PoisonError::into_inner).take()
    {
        place.give_back();
    }
}

/// Account or token that answers for a request, as far as that is known without the database. Its validity is checked
/// later.
#[derive(Clone, Copy, Debug)]
pub enum Answerable {
    /// A person, by a session's token that we signed.
    Person(UserId),
    /// The text of a token or key that we made, as a digest.
    Token([u8; 32]),
}

impl Answerable {
    /// The account or token of `credential`.
    #[must_use]
    pub fn by(credential: &Credential) -> Option<Self> {
        match credential {
            Credential::Session { user, .. } => Some(Self::Person(*user)),
            Credential::Token(PresentedToken::Personal { hash } | PresentedToken::Key { hash, .. }) => {
                Some(Self::Token(*hash))
            }
            Credential::None | Credential::Refused | Credential::UnknownKey(_) => None,
        }
    }
}

/// Counts a request by the account or token that answers for it, or else at its address, so that an anonymous flood shuts
/// out nobody who is known there.
pub fn enter(state: &AppState, extensions: &mut Extensions, by: Option<Answerable>) -> Result<(), AppError> {
    if extensions.get::<Probe>().is_some() {
        return Ok(());
    }
    match by {
        Some(Answerable::Person(user)) => {
            tell(extensions, state.rate_limits.check(&LimitKey::Account(user), ACCOUNT)?);
            extensions.insert(Counted);
            Ok(())
        }
        // Its key or account is counted beside, once its row is found.
        Some(Answerable::Token(text)) => {
            state.rate_limits.check(&LimitKey::Token(text), KEY).map(drop).map_err(AppError::from)
        }
        None => address(state, extensions),
    }
}

/// Counts a request at its address.
pub fn address(state: &AppState, extensions: &mut Extensions) -> Result<(), AppError> {
    if extensions.get::<Probe>().is_some() {
        return Ok(());
    }
    let Some(client) = extensions.get::<ClientAddress>() else { return Ok(()) };
    if let Some((place, told)) = state.rate_limits.hold(&LimitKey::Address(client.network()), ADDRESS)? {
        tell(extensions, Some(told));
        extensions.insert(AtAddress(Arc::new(Mutex::new(Some(place)))));
    }
    Ok(())
}

/// Counts a request for a static file, existing or not.
pub fn asset(state: &AppState, extensions: &Extensions) -> Result<(), AppError> {
    let Some(client) = extensions.get::<ClientAddress>() else { return Ok(()) };
    state.rate_limits.check(&LimitKey::Assets(client.network()), ASSETS)?;
    Ok(())
}

/// A request of an anonymous caller, until its result is known.
#[derive(Debug, Default)]
pub struct Attempt {
    place: Option<Place>,
    /// Whether it counts when it succeeds, rather than when it fails.
    asks: bool,
}

/// Counts an anonymous request. Call it once the credential is read: an invented one is anonymous.
pub fn attempt<'a>(
    state: &'a AppState,
    request: &Request,
) -> impl Future<Output = Result<Attempt, AppError>> + Send + use<'a> {
    let (key, tightest) = (attempted(request), request.extensions().get::<TightestLimit>().cloned());
    async move {
        let held = match &key {
            Some(key @ LimitKey::Asked(_)) => state.rate_limits.hold(key, ASKED)?,
            Some(key) => state.rate_limits.hold_patiently(key, ANONYMOUS).await?,
            None => None,
        };
        let Some((place, told)) = held else { return Ok(Attempt::default()) };
        if let Some(tightest) = tightest {
            tightest.tell(told);
        }
        Ok(Attempt { place: Some(place), asks: matches!(key, Some(LimitKey::Asked(_))) })
    }
}

/// Subject of an anonymous request's limit, if one applies.
fn attempted(request: &Request) -> Option<LimitKey> {
    let (extensions, method) = (request.extensions(), request.method());
    let traits = RouteTable::of(extensions, method).unwrap_or_default();
    let is = |wanted| traits.contains(&wanted);
    if is(Trait::Helper) || extensions.get::<Probe>().is_some() {
        return None;
    }
    let network = extensions.get::<ClientAddress>()?.network();
    if is(Trait::Asks) {
        return Some(LimitKey::Asked(network));
    }
    let somebody = matches!(extensions.get(), Some(Credential::Session { .. } | Credential::Token(_)));
    (!method.is_safe() && (!somebody || is(Trait::LogIn))).then_some(LimitKey::Anonymous(network))
}

impl Attempt {
    /// Gives the place back unless `response` shows a failure, or a success of an action that counts.
    pub fn settle(self, response: &Response) {
        let status = response.status();
        let failure = response.extensions().get::<Failure>().map(|failure| failure.slug);
        let wrong = matches!(status, StatusCode::UNAUTHORIZED | StatusCode::UNPROCESSABLE_ENTITY)
            // The password was right.
            && failure != Some("mfa-required");
        let given = status.is_success() || status.is_redirection();
        let counts = if self.asks { given } else { wrong };
        if let Some(place) = self.place
            && !counts
        {
            place.give_back();
        }
    }
}

/// Counts a request of a person once, instead of at its address.
pub fn account(state: &AppState, parts: &mut Parts, user: UserId) -> Result<(), AppError> {
    if parts.extensions.get::<Probe>().is_some() || parts.extensions.get::<Counted>().is_some() {
        return Ok(());
    }
    tell(&parts.extensions, state.rate_limits.check(&LimitKey::Account(user), ACCOUNT)?);
    leave_address(&parts.extensions);
    parts.extensions.insert(Counted);
    Ok(())
}

/// Counts a request with a project key or personal token, instead of its account and address.
pub fn key(state: &AppState, parts: &mut Parts, key: Uuid) -> Result<(), AppError> {
    tell(&parts.extensions, state.rate_limits.check(&LimitKey::Key(key), KEY)?);
    leave_address(&parts.extensions);
    parts.extensions.insert(Counted);
    Ok(())
}

/// Middleware of the API host, behind the one that reads its bearer token.
pub async fn limit(State(state): State<AppState>, mut request: Request, next: Next) -> Result<Response, AppError> {
    let by = request.extensions().get().and_then(Answerable::by);
    enter(&state, request.extensions_mut(), by)?;
    let attempt = attempt(&state, &request).await?;
    let response = next.run(request).await;
    attempt.settle(&response);
    Ok(response)
}
