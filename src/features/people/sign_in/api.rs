//! API of log-in: tokens for programs, passwords by mailed link.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::{
    login::{check_password, open_session},
    passwords, store,
};
use crate::{
    access::PlatformRole,
    audit::{AuditLine, ReadKind},
    db::{PlatformScope, PlatformTx},
    features::people::mfa,
    http::{
        AppError, AppState, Checks, Json, Operations, api::no_store, auth::extract::CallerBeforeMfa, operation,
        render_error::Problem, routes::Trait,
    },
    identity::{
        Audience, Keys, digest,
        refresh::{self, Refreshed},
        sessions::{self, Origin},
    },
    ids::{SessionId, UserId},
};

/// Routes of the API host under `/v1`.
#[must_use]
pub fn platform_api() -> Operations {
    Operations::new()
        .mount(operation!(token))
        .with(Trait::LogIn)
        .with(Trait::Secret)
        .mount(operation!(refresh))
        .with(Trait::LogIn)
        .with(Trait::Secret)
        .mount(operation!(logout))
        .with(Trait::LogIn)
        .with(Trait::Secret)
        .mount(operation!(set_password))
        .with(Trait::LogIn)
        .with(Trait::Secret)
        .mount(operation!(forgot_password))
        .with(Trait::Asks)
        .with(Trait::Secret)
}

/// A person's credentials.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct Credentials {
    email: String,
    #[schema(value_type = String)]
    password: SecretString,
    /// A code of the app, or a recovery code; ignored for people without a second factor.
    totp: Option<String>,
}

/// The token of a pair that renews it.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct RefreshToken {
    refresh_token: String,
}

/// A link's token and the password it sets.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPassword {
    token: String,
    /// 12–128 characters, not easily guessed.
    #[schema(value_type = String)]
    password: SecretString,
}

/// Address to send a link to.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct Forgotten {
    email: String,
}

/// A bearer token (RFC 6750) and the token that renews it, each good once.
#[derive(Serialize, utoipa::ToSchema)]
struct Tokens {
    access_token: String,
    refresh_token: String,
    /// Always `Bearer`.
    token_type: &'static str,
    /// Seconds until the access token expires.
    expires_in: i64,
}

async fn tokens(
    tx: &mut PlatformTx,
    state: &AppState,
    user: UserId,
    session: SessionId,
) -> Result<Json<Tokens>, AppError> {
    let now = state.clock.now();
    let refresh = refresh::issue(tx, session, now).await?;
    let access_token =
        state.keys.sign(Audience::Api, user, session, now).map_err(|error| AppError::Internal(error.to_string()))?;
    let (refresh_token, expires_in) = (refresh.text().to_owned(), Keys::LIFETIME.whole_seconds());
    Ok(Json(Tokens { access_token, refresh_token, token_type: "Bearer", expires_in }))
}

/// Logs in: tokens for an e-mail address and password.
#[utoipa::path(post, path = "/auth/token", tag = "auth", security(()), request_body = Credentials, responses(
    (status = 200, body = Tokens),
    (status = 401, body = Problem, description = "`wrong-credentials`, alike for an unknown address and a wrong password; \
        `mfa-required` when the second factor is missing; `wrong-factor` when it is not right"),
    (status = 422, body = Problem),
    (status = 429, body = Problem, description = "`too-many-attempts`: this account's next try must wait")))]
async fn token(
    State(state): State<AppState>,
    headers: HeaderMap,
    Json(credentials): Json<Credentials>,
) -> Result<Response, AppError> {
    let entrant = check_password(&state, None, &credentials.email, credentials.password).await?;
    let user = entrant.user;
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let strong = second_factor(&mut tx, &state, user, credentials.totp.as_deref()).await;
    let strong = match strong {
        Err(AppError::WrongFactor) => {
            // Committed so that the failure counts.
            tx.commit().await?;
            return Err(AppError::WrongFactor);
        }
        shown => shown?,
    };
    let origin = Origin::log_in(entrant, strong);
    let opened = open_session(&mut tx, &state, user, Audience::Api, origin, None, &headers).await?;
    let tokens = tokens(&mut tx, &state, user, opened.id).await?;
    tx.audit(AuditLine::of_read(ReadKind::LoggedIn, user, state.clock.now()));
    tx.commit().await?;
    Ok(no_store(tokens))
}

/// Uses up the second factor, if the person has one; returns whether there was one. A person who needs one and has none
/// gets no token.
async fn second_factor(
    tx: &mut PlatformTx,
    state: &AppState,
    user: UserId,
    shown: Option<&str>,
) -> Result<bool, AppError> {
    if mfa::store::any(tx, user).await? {
        let code = shown.filter(|code| !code.trim().is_empty()).ok_or(AppError::FactorMissing)?;
        return mfa::codes::typed(tx, state, None, user, code).await.map(|()| true);
    }
    let role = store::platform_role(tx, user).await?;
    let staff = role.is_some_and(|role| role != PlatformRole::None);
    if staff && state.require_mfa { Err(AppError::FactorMissing) } else { Ok(false) }
}

/// Exchanges a refresh token for a new pair. A used one ends the whole log-in: it was copied.
#[utoipa::path(post, path = "/auth/refresh", tag = "auth", security(()), request_body = RefreshToken, responses(
    (status = 200, body = Tokens),
    (status = 401, body = Problem, description = "`invalid-token`: unknown, used, expired, or logged out"),
    (status = 422, body = Problem)))]
async fn refresh(State(state): State<AppState>, Json(body): Json<RefreshToken>) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let answer = match refresh::use_up(&mut tx, digest(&body.refresh_token), state.clock.now()).await? {
        Refreshed::Session(session, user) => Ok(no_store(tokens(&mut tx, &state, user, session).await?)),
        Refreshed::Reused | Refreshed::Refused => Err(AppError::Unauthenticated { refused: true }),
    };
    // Committed in either case: the end of a family must stay.
    tx.commit().await?;
    answer
}

/// Logs out: ends the session and all that descends from it.
#[utoipa::path(post, path = "/auth/logout", tag = "auth", responses(
    (status = 204), (status = 401, body = Problem)))]
async fn logout(State(state): State<AppState>, CallerBeforeMfa(caller): CallerBeforeMfa) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    sessions::end_login(&mut tx, (caller.user, caller.session), state.clock.now()).await?;
    tx.commit().await?;
    Ok(no_store(StatusCode::NO_CONTENT))
}

/// Sets a password with the token of a mailed link, which is used up; every session ends.
#[utoipa::path(post, path = "/auth/password", tag = "auth", security(()), request_body = NewPassword, responses(
    (status = 204),
    (status = 422, body = Problem, description = "`link-expired`, or `validation` when the password will not do")))]
async fn set_password(State(state): State<AppState>, Json(body): Json<NewPassword>) -> Result<Response, AppError> {
    passwords::set_by_token(&state, &body.token, body.password).await?;
    Ok(no_store(StatusCode::NO_CONTENT))
}

/// Mails a link to set a password. The answer is the same for known and unknown addresses.
#[utoipa::path(post, path = "/auth/password/forgot", tag = "auth", security(()), request_body = Forgotten, responses(
    (status = 202), (status = 422, body = Problem)))]
async fn forgot_password(State(state): State<AppState>, Json(body): Json<Forgotten>) -> Result<Response, AppError> {
    Checks::new().email("email", &body.email).finish()?;
    passwords::send_link(&state, &body.email, None);
    Ok(no_store(StatusCode::ACCEPTED))
}
