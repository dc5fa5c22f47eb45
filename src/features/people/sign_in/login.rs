//! Log-in: checks passwords, opens sessions.

use axum::{
    http::{HeaderMap, header},
    response::{IntoResponse, Redirect, Response},
};
use secrecy::SecretString;

use super::{pending, store};
use crate::{
    audit::{AuditLine, ReadKind},
    db::{PlatformScope, PlatformTx},
    features::people::mfa::{self, delay, known_browser},
    http::{
        AppError, AppState, Caller,
        auth::{
            cookies::{A_YEAR, Cookie},
            session_cookies,
        },
        edge::client_address::ClientAddress,
        page::next::NextPath,
    },
    identity::{
        Audience,
        sessions::{self, Entrant, Opened, Origin},
    },
    ids::UserId,
    text::email::normal_email,
};

/// Kinds of proof of identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginMethod {
    /// Password, also one that was just chosen by a mailed link.
    Password,
    /// Mailed link or code.
    MailedCode,
    /// A passkey with user verification: two factors in one.
    Passkey,
    /// Assertion of an identity provider.
    Federated {
        /// Whether the provider states a second factor.
        strong: bool,
    },
    /// A first proof, then the second factor.
    Factor,
}

impl LoginMethod {
    /// Whether the proof needs no second factor beside it.
    #[must_use]
    pub fn is_strong(self) -> bool {
        matches!(self, Self::Passkey | Self::Factor | Self::Federated { strong: true })
    }
}

/// Ways of logging in, as the log-in page offers them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum LoginWay {
    /// Password.
    #[default]
    Password,
    /// Mailed link or code.
    Mail,
    /// Passkey.
    Passkey,
    /// An identity provider.
    Elsewhere,
}

words!(LoginWay);

impl LoginWay {
    /// The way this browser's visitor took last.
    #[must_use]
    pub fn last(headers: &HeaderMap, state: &AppState) -> Self {
        Cookie::Way.get(headers, state).and_then(|way| way.parse().ok()).unwrap_or_default()
    }

    /// Notes the way of a proof in the visitor's browser, which is told nothing else about them.
    fn note(proof: LoginMethod, headers: &mut HeaderMap, state: &AppState) {
        let way = match proof {
            LoginMethod::Password => Self::Password,
            LoginMethod::MailedCode => Self::Mail,
            LoginMethod::Passkey => Self::Passkey,
            LoginMethod::Federated { .. } => Self::Elsewhere,
            // The first proof is noted already.
            LoginMethod::Factor => return,
        };
        Cookie::Way.set(headers, state, way.as_str(), Some(A_YEAR));
    }
}

/// Person behind an address and password. A wrong password, an unknown and a disabled person get the same answer after
/// the same time, and their failures delay the next try alike. `headers` are those of a browser, which the account may
/// know.
pub async fn check_password(
    state: &AppState,
    headers: Option<&HeaderMap>,
    email: &str,
    password: SecretString,
) -> Result<Entrant, AppError> {
    let (email, now) = (normal_email(email), state.clock.now());
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let found = store::credentials(&mut tx, &email).await?;
    let named = found.as_ref().map(|(entrant, _)| *entrant);
    let account = known_browser::counted(state, headers, named, "failed passwords", &email);
    delay::refuse_waiting(&mut tx, state, account, now).await?;
    drop(tx);
    let (entrant, stored) = found.map_or((None, None), |(entrant, stored)| (Some(entrant), stored));
    let right = state.passwords.verify(password, stored).await;
    let entrant = entrant.filter(|_| right);
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    delay::settle(&mut tx, state, account, entrant.is_some(), now).await?;
    if entrant.is_none() {
        // An unknown address gets a line, too: the answer takes as long.
        let (subject, detail) = (named.map(|named| named.user.0), serde_json::json!({}));
        let kind = ReadKind::LoginFailed.as_str();
        tx.audit(AuditLine { at: now, kind, subject, actor: None, key: None, detail });
    }
    tx.commit().await?;
    entrant.ok_or(AppError::WrongCredentials)
}

/// Opens a session with a new ID; the session it replaces ends with all that descend from it.
pub async fn open_session(
    tx: &mut PlatformTx,
    state: &AppState,
    user: UserId,
    audience: Audience,
    origin: Origin,
    over: Option<&Caller>,
    headers: &HeaderMap,
) -> Result<Opened, AppError> {
    let now = state.clock.now();
    if let Some(caller) = over {
        sessions::end_login(tx, (caller.user, caller.session), now).await?;
    }
    let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let opened = sessions::open(tx, user, audience, origin, user_agent, now).await?;
    let opened = opened.ok_or(AppError::Unauthenticated { refused: true })?;
    if let Some(ClientAddress(address)) = ClientAddress::of(headers) {
        sessions::touch(tx, opened.id, Some(address), now).await?;
    }
    Ok(opened)
}

/// Logs in an authenticated person on the app host: cookies of a new session, and a redirect to `next`. A person with a
/// second factor is asked for it first, unless the proof makes up for it.
pub async fn let_in(
    state: &AppState,
    entrant: Entrant,
    proof: LoginMethod,
    over: Option<&Caller>,
    headers: &HeaderMap,
    next: &NextPath,
) -> Result<Response, AppError> {
    let_in_to(state, entrant, proof, over, headers, next.as_str()).await
}

/// The same with an address that is ours, never from outside.
pub async fn let_in_to(
    state: &AppState,
    entrant: Entrant,
    proof: LoginMethod,
    over: Option<&Caller>,
    headers: &HeaderMap,
    next: &str,
) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    if !proof.is_strong() && mfa::store::any(&mut tx, entrant.user).await? {
        let mut response = pending::ask_second(tx, state, entrant, headers, next).await?;
        LoginWay::note(proof, response.headers_mut(), state);
        return Ok(response);
    }
    let origin = Origin::log_in(entrant, proof.is_strong());
    let opened = open_session(&mut tx, state, entrant.user, Audience::App, origin, over, headers).await?;
    tx.audit(AuditLine::of_read(ReadKind::LoggedIn, entrant.user, state.clock.now()));
    tx.commit().await?;
    let mut response = Redirect::to(next).into_response();
    session_cookies::set_session(response.headers_mut(), state, Audience::App, entrant.user, &opened)?;
    known_browser::remember(state, headers, entrant, response.headers_mut());
    LoginWay::note(proof, response.headers_mut(), state);
    Ok(response)
}

/// Repeated proof of identity: the session continues under a new ID with the proof. Its cookies go into `response`.
pub async fn step_up(
    state: &AppState,
    mut tx: PlatformTx,
    caller: &Caller,
    strong: bool,
    headers: &HeaderMap,
    mut response: Response,
) -> Result<Response, AppError> {
    let origin = Origin::step_up(caller.session, strong);
    let opened = open_session(&mut tx, state, caller.user, Audience::App, origin, None, headers).await?;
    sessions::end(&mut tx, caller.session, state.clock.now()).await?;
    let entrant = Entrant::now(&mut tx, caller.user).await?;
    tx.commit().await?;
    session_cookies::set_session(response.headers_mut(), state, Audience::App, caller.user, &opened)?;
    known_browser::remember(state, headers, entrant, response.headers_mut());
    Ok(response)
}
