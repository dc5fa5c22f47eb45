//! Reads the credential of a request: cookies on the hosts with pages, a bearer token (RFC 6750) on API routes. The
//! result is only a claim; `authenticate` reads its row.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use super::{
    caller::CallerSlot,
    cookies::Cookie,
    credential::{ByBearer, Credential, from_claims},
    csrf::Visitor,
    signing,
};
use crate::{
    db::PlatformScope,
    http::{
        AppError, AppState,
        edge::{gate::Refusal, host::HostKind},
        limits::{self, Answerable},
    },
    identity::{Audience, Secret, TokenError, digest, sessions},
};

/// Length of a visitor cookie: 32 bytes in base64url.
const VISITOR_LENGTH: usize = 43;

/// Audience of tokens on this host; `None` without sessions (the public host, a label that is no ID).
fn audience(kind: &HostKind) -> Option<Audience> {
    match kind {
        HostKind::Public => None,
        HostKind::App => Some(Audience::App),
        HostKind::Api => Some(Audience::Api),
        HostKind::Tenant(_) | HostKind::Custom(_) => kind.project().map(Audience::Tenant),
    }
}

/// Claim of an `Authorization` header, if present; anything but one bearer token for the API is refused. Tokens in URLs
/// and bodies are ignored.
fn bearer(headers: &HeaderMap, state: &AppState) -> Option<Credential> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (value, another) = (values.next()?, values.next());
    let token = value.to_str().ok().filter(|_| another.is_none()).and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_start_matches(' '))
    });
    let Some(token) = token else { return Some(Credential::Refused) };
    if let Some(shown) = state.keys.parse_token(token) {
        return Some(shown.map_or(Credential::Refused, Credential::Token));
    }
    Some(match state.keys.verify(token, Audience::Api, state.clock.now()) {
        Err(TokenError::UnknownKey) => Credential::UnknownKey(token.into()),
        verified => from_claims(verified),
    })
}

/// Credential on the API host: bearer tokens only.
#[must_use]
pub fn read_bearer(state: &AppState, mut request: Request) -> Request {
    let credential = bearer(request.headers(), state).unwrap_or(Credential::None);
    request.extensions_mut().insert(credential);
    request
}

/// Middleware of the JSON API on a tenant host: a bearer token, or its pages' cookies.
pub async fn read_bearer_or_cookies(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Result<Response, AppError> {
    if let Some(credential) = bearer(request.headers(), &state) {
        limits::enter(&state, request.extensions_mut(), Answerable::by(&credential))?;
        request.extensions_mut().insert(credential);
        request.extensions_mut().insert(ByBearer);
        let attempt = limits::attempt(&state, &request).await?;
        let response = next.run(request).await;
        attempt.settle(&response);
        return Ok(response);
    }
    read_cookies(State(state), request, next).await
}

/// Middleware of the hosts with pages: gives every browser a visitor cookie, reads the session cookie and renews it
/// with the renewal secret after its ten minutes, or when its key was retired. No other credential opens a page.
pub async fn read_cookies(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Result<Response, AppError> {
    let audience = request.extensions().get::<HostKind>().and_then(audience);
    let by = audience.and_then(|audience| answerable(&state, request.headers(), audience));
    let refused = limits::enter(&state, request.extensions_mut(), by).err();
    let headers = request.headers();
    let mut new_cookies = HeaderMap::new();
    let visitor =
        Cookie::Visitor.get(headers, &state).filter(|value| value.len() == VISITOR_LENGTH).unwrap_or_else(|| {
            let secret = Secret::new();
            Cookie::Visitor.set(&mut new_cookies, &state, secret.text(), None);
            secret.text().to_owned()
        });
    let credential = match audience {
        None => Credential::None,
        // A rate-limited request renders its error page without touching the database.
        Some(audience) if refused.is_some() => {
            let token = Cookie::Session.get(headers, &state);
            token.map_or(Credential::None, |token| from_claims(state.keys.verify(&token, audience, state.clock.now())))
        }
        Some(audience) => cookie_session(&state, headers, audience, &mut new_cookies).await?,
    };
    let extensions = request.extensions_mut();
    extensions.insert(Visitor::of(visitor));
    extensions.insert(credential);
    extensions.insert(CallerSlot::default());
    let attempt = match refused {
        Some(refused) => Err(refused),
        None => limits::attempt(&state, &request).await,
    };
    // Returned by an inner layer, so that it becomes a page with this visitor's forms.
    let attempt = attempt.unwrap_or_else(|refused| {
        request.extensions_mut().insert(Refusal::new(refused));
        limits::Attempt::default()
    });
    let mut response = next.run(request).await;
    attempt.settle(&response);
    let shared = |value: &HeaderValue| value.as_bytes().starts_with(b"public");
    if !response.headers().get(header::CACHE_CONTROL).is_some_and(shared) {
        prepend_cookies(response.headers_mut(), &new_cookies);
    }
    Ok(response)
}

/// The handler's own cookies come last, so that a log-in or log-out overrides a renewal.
fn prepend_cookies(headers: &mut HeaderMap, new_cookies: &HeaderMap) {
    let own: Vec<HeaderValue> = headers.get_all(header::SET_COOKIE).iter().cloned().collect();
    headers.remove(header::SET_COOKIE);
    for cookie in new_cookies.get_all(header::SET_COOKIE).iter().cloned().chain(own) {
        headers.append(header::SET_COOKIE, cookie);
    }
}

/// The person of a session cookie that we signed, for as long as it may be renewed.
fn answerable(state: &AppState, headers: &HeaderMap, audience: Audience) -> Option<Answerable> {
    let (token, now) = (Cookie::Session.get(headers, state)?, state.clock.now());
    let claims = state.keys.authentic(&token, audience, now).ok()?;
    claims.is_within(sessions::ABSOLUTE, now).then_some(Answerable::Person(claims.sub))
}

async fn cookie_session(
    state: &AppState,
    headers: &HeaderMap,
    audience: Audience,
    new_cookies: &mut HeaderMap,
) -> Result<Credential, AppError> {
    let now = state.clock.now();
    if let Some(token) = Cookie::Session.get(headers, state) {
        let mut verified = state.keys.verify(&token, audience, now);
        if let Err(TokenError::UnknownKey) = verified {
            signing::learn(state).await?;
            verified = state.keys.verify(&token, audience, now);
        }
        match verified {
            Err(TokenError::Expired | TokenError::UnknownKey) => {}
            verified => return Ok(from_claims(verified)),
        }
    }
    let Some(secret) = Cookie::Renewal.get(headers, state) else { return Ok(Credential::None) };
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let found = sessions::by_renewal(&mut tx, digest(&secret), audience, now).await?;
    tx.commit_unaudited().await?;
    let Some((session, user)) = found else { return Ok(Credential::Refused) };
    let token = state.keys.sign(audience, user, session, now).map_err(|error| AppError::Internal(error.to_string()))?;
    Cookie::Session.set(new_cookies, state, &token, Some(sessions::ABSOLUTE.whole_seconds()));
    Ok(Credential::Session { user, session })
}
