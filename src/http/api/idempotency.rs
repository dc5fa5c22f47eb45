//! `Idempotency-Key` on API POSTs: the first answer is kept for 24 h and repeated. Keys belong to one person in one
//! project (or on the platform), or for anonymous callers to one address, so they never collide with another caller's.
//!
//! Work begun under a key is completed and its answer kept, whether or not the client waits. Until then the process
//! renews a time stamp every few seconds; a stale one means that the process died with an unknown result: the key is
//! refused from then on, because the work may have been done and must not be repeated.

use axum::{
    body::Body,
    extract::{FromRequestParts, Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header, response},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body_util::BodyExt;
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime};
use tracing::Instrument;

use crate::{
    db::{Authority, PlatformScope, PlatformTx, authority::within},
    http::{
        Access, AppError, AppState, Caller, FieldErrors, body,
        edge::{client_address::ClientAddress, host::ProjectRef},
        routes::{RouteTable, Trait},
    },
    ids::UserId,
    text::hex,
};

const KEPT: Duration = Duration::hours(24);
/// Interval of the working process's time stamps.
const ALIVE: std::time::Duration = std::time::Duration::from_secs(10);
/// Age of the time stamp after which the process counts as dead.
const SILENCE: Duration = Duration::minutes(1);
const REPLAYED: [HeaderName; 3] = [header::CONTENT_TYPE, header::LOCATION, header::ETAG];

/// Cache key: idempotency key, actor and scope.
struct Key {
    scope: String,
    actor: String,
    word: String,
}

/// Middleware of the JSON routers.
pub async fn replay(State(state): State<AppState>, request: Request, next: Next) -> Result<Response, AppError> {
    // Answers that hold tokens, and requests that hold passwords, leave no trace here.
    let recorded =
        request.method() == Method::POST && !RouteTable::is(request.extensions(), request.method(), Trait::Secret);
    let Some(key) = request.headers().get("idempotency-key").filter(|_| recorded) else {
        return Ok(next.run(request).await);
    };
    let key = key.to_str().ok().filter(|key| (1..=200).contains(&key.len())).map(str::to_owned);
    let key = key.ok_or_else(|| FieldErrors::one("Idempotency-Key", "idempotency-key"))?;
    let (mut parts, content) = request.into_parts();
    let in_project = parts.extensions.get::<ProjectRef>().is_some();
    // A replay is an answer too, so it needs the same permission.
    let (scope, actor) = if in_project {
        let access = <Access as FromRequestParts<AppState>>::from_request_parts(&mut parts, &state).await?;
        // By role: the answer to a manager is not for the client they have become. And by token or key: a token may
        // have fewer rights than its owner.
        let token =
            if access.credential_limits.is_limited() { format!("/{}", access.caller.session) } else { String::new() };
        (access.project.to_string(), format!("{}/{}{token}", access.caller.user, access.role.name()))
    } else {
        let caller = <Option<Caller> as FromRequestParts<AppState>>::from_request_parts(&mut parts, &state).await?;
        let actor = if let Some(caller) = caller {
            format!("{}/{:?}", caller.user, caller.platform_role)
        } else {
            let address = ClientAddress::noted(&parts).map_or(ClientAddress::UNKNOWN, ClientAddress);
            format!("anonymous/{}", hex(&state.keys.tag("idempotency", &address.network().to_string())))
        };
        ("platform".to_owned(), actor)
    };
    let key = Key { scope, actor, word: key };
    let bytes = body::read(&state, &parts.extensions, content, body::SMALL).await?;
    let mut hash = Sha256::new();
    hash.update(parts.uri.path().as_bytes());
    hash.update([0]);
    hash.update(&bytes);
    let hash: [u8; 32] = hash.finalize().into();

    let work = once(state.clone(), key, hash, Request::from_parts(parts, Body::from(bytes)), next);
    let tracker = state.load.work.clone();
    match tracker.spawn(within(Authority::current(), work).instrument(tracing::Span::current())).await {
        Ok(answer) => answer,
        Err(died) => match died.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(AppError::DatabaseUnavailable),
        },
    }
}

/// Claims the key, does the work and stores its answer, even if the client has gone.
async fn once(state: AppState, key: Key, hash: [u8; 32], request: Request, next: Next) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let earlier = begin(&mut tx, &key, hash, state.clock.now()).await?;
    tx.commit_unaudited().await?;
    if let Some(earlier) = earlier {
        return earlier;
    }
    let mut work = std::pin::pin!(next.run(request));
    let response = loop {
        if let Ok(response) = tokio::time::timeout(ALIVE, &mut work).await {
            break response;
        }
        if let Err(error) = within(None, say_alive(&state, &key)).await {
            tracing::warn!(?error, "it could not be said that a request with an idempotency key is under way");
        }
    };
    let (parts, content) = response.into_parts();
    let bytes = content.collect().await.map_err(|error| AppError::Internal(error.to_string()))?.to_bytes();
    if let Err(error) = within(None, settle(&state, &key, &parts, &bytes)).await {
        // The work is done: its answer is sent all the same.
        tracing::error!(?error, "the answer to a request with an idempotency key could not be kept");
    }
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

async fn say_alive(state: &AppState, key: &Key) -> Result<(), AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    sqlx::query!(
        "UPDATE idempotency_keys SET alive_at = $4 WHERE scope = $1 AND actor = $2 AND key = $3",
        key.scope,
        key.actor,
        key.word,
        state.clock.now(),
    )
    .execute(tx.conn())
    .await?;
    Ok(tx.commit_unaudited().await?)
}

async fn settle(state: &AppState, key: &Key, answer: &response::Parts, body: &[u8]) -> Result<(), AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    if answer.status.is_success() {
        let kept: Vec<(&str, &str)> = REPLAYED
            .iter()
            .filter_map(|name| Some((name.as_str(), answer.headers.get(name)?.to_str().ok()?)))
            .collect();
        keep(&mut tx, key, answer.status, &kept, body).await?;
    } else {
        // A refusal is not stored: the caller corrects the request and retries under the same key.
        forget(&mut tx, key).await?;
    }
    Ok(tx.commit_unaudited().await?)
}

/// Deletes stored answers to a person outside of projects, after they lost a part there.
pub async fn forget_answers(tx: &mut PlatformTx, user: UserId) -> Result<(), sqlx::Error> {
    let actor = format!("{user}/");
    sqlx::query!("DELETE FROM idempotency_keys WHERE scope = 'platform' AND starts_with(actor, $1)", actor)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Whether this rendering of a form (`Page::once`) is sent for the first time. A second time means that its answer was
/// reloaded: for forms whose answer no other page can show. A form without an id counts as new.
pub async fn is_first(state: &AppState, user: UserId, once: &str) -> Result<bool, AppError> {
    if once.is_empty() {
        return Ok(true);
    }
    let hash: [u8; 32] = Sha256::digest(once).into();
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let taken = sqlx::query!(
        "INSERT INTO idempotency_keys (scope, actor, key, request_hash, created_at) VALUES ('forms', $1, $2, $3, $4)
         ON CONFLICT DO NOTHING",
        user.to_string(),
        hex(&hash),
        hash.as_slice(),
        state.clock.now(),
    )
    .execute(tx.conn())
    .await?;
    tx.commit_unaudited().await?;
    Ok(taken.rows_affected() == 1)
}

/// Deletes answers whose retention has ended.
pub async fn delete_expired(tx: &mut PlatformTx, now: OffsetDateTime) -> Result<(), sqlx::Error> {
    sqlx::query!("DELETE FROM idempotency_keys WHERE created_at < $1", now - KEPT).execute(tx.conn()).await?;
    Ok(())
}

/// Claims the key, or returns the stored answer.
async fn begin(
    tx: &mut PlatformTx,
    key: &Key,
    hash: [u8; 32],
    now: OffsetDateTime,
) -> Result<Option<Result<Response, AppError>>, AppError> {
    let taken = sqlx::query!(
        "INSERT INTO idempotency_keys (scope, actor, key, request_hash, created_at, alive_at)
         VALUES ($1, $2, $3, $4, $5, $5)
         ON CONFLICT (scope, actor, key) DO UPDATE
            SET request_hash = $4, created_at = $5, alive_at = $5, status = NULL, headers = NULL, body = NULL
            WHERE idempotency_keys.created_at < $6",
        key.scope,
        key.actor,
        key.word,
        hash.as_slice(),
        now,
        now - KEPT,
    )
    .execute(tx.conn())
    .await?;
    if taken.rows_affected() == 1 {
        return Ok(None);
    }
    let row = sqlx::query!(
        "SELECT request_hash, status, headers, body, alive_at FROM idempotency_keys WHERE scope = $1 AND actor = $2 AND key = $3",
        key.scope,
        key.actor,
        key.word,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(Some(Err(AppError::IdempotencyInFlight))) };
    if row.request_hash != hash {
        return Ok(Some(Err(AppError::IdempotencyMismatch)));
    }
    let Some(status) = row.status.and_then(|status| StatusCode::from_u16(u16::try_from(status).ok()?).ok()) else {
        let died = row.alive_at < now - SILENCE;
        return Ok(Some(Err(if died { AppError::IdempotencyLost } else { AppError::IdempotencyInFlight })));
    };
    let mut response = (status, row.body.unwrap_or_default()).into_response();
    let headers: Vec<(String, String)> =
        row.headers.and_then(|headers| serde_json::from_value(headers).ok()).unwrap_or_default();
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response.headers_mut().insert("idempotent-replayed", HeaderValue::from_static("true"));
    Ok(Some(Ok(response)))
}

async fn keep(
    tx: &mut PlatformTx,
    key: &Key,
    status: StatusCode,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Result<(), AppError> {
    let headers = serde_json::to_value(headers).map_err(|error| AppError::Internal(error.to_string()))?;
    sqlx::query!(
        "UPDATE idempotency_keys SET status = $4, headers = $5, body = $6 WHERE scope = $1 AND actor = $2 AND key = $3",
        key.scope,
        key.actor,
        key.word,
        i32::from(status.as_u16()),
        headers,
        body,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn forget(tx: &mut PlatformTx, key: &Key) -> Result<(), AppError> {
    sqlx::query!(
        "DELETE FROM idempotency_keys WHERE scope = $1 AND actor = $2 AND key = $3",
        key.scope,
        key.actor,
        key.word,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
