//! API of personal tokens.

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{
    super::{NewCredential, may_issue::Maker},
    changes, store,
};
use crate::{
    access::{Scopes, TokenScope},
    db::PlatformScope,
    http::{
        ApiPath, AppError, AppState, Caller, Json, Operations, Query,
        api::paging::{Listed, Paging},
        body::dates,
        operation,
        render_error::Problem,
        routes::Trait,
    },
    ids::TokenId,
};

/// Routes of the API host under `/v1`.
pub fn platform_api() -> Operations {
    Operations::new().mount(operation!(list)).mount(operation!(make)).with(Trait::Secret).mount(operation!(revoke))
}

/// A personal token for programs. Its text was shown when it was made, and is not stored.
#[derive(Serialize, utoipa::ToSchema)]
struct PersonalToken {
    id: TokenId,
    name: String,
    scopes: Vec<TokenScope>,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    expires_at: OffsetDateTime,
    /// Last use, to the minute.
    #[serde(with = "time::serde::rfc3339::option")]
    last_used_at: Option<OffsetDateTime>,
}

/// A token just made.
#[derive(Serialize, utoipa::ToSchema)]
struct NewToken {
    /// Text for `Authorization: Bearer …`. Shown only now.
    token: String,
    #[serde(flatten)]
    made: PersonalToken,
}

/// A token to make.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct TokenWish {
    /// Purpose, in your words.
    name: String,
    scopes: Vec<TokenScope>,
    /// A year from now at the latest.
    #[serde(deserialize_with = "dates::instant")]
    expires_at: OffsetDateTime,
}

impl From<store::Token> for PersonalToken {
    fn from(row: store::Token) -> Self {
        let store::Token { id, name, scopes, created_at, expires_at, last_used_at } = row;
        Self { id, name, scopes: Scopes::of_words(&scopes).iter().collect(), created_at, expires_at, last_used_at }
    }
}

/// The caller's tokens that were not revoked.
#[utoipa::path(get, path = "/me/tokens", tag = "auth", params(Paging), responses(
    (status = 200, body = Listed<PersonalToken>), (status = 401, body = Problem), (status = 403, body = Problem)))]
async fn list(
    caller: Caller,
    State(state): State<AppState>,
    Query(paging): Query<Paging>,
) -> Result<Listed<PersonalToken>, AppError> {
    let owner = caller.user.to_string();
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let rows = store::list(&mut tx, caller.user, paging.window(&owner)?).await?;
    paging.page(rows.into_iter().map(PersonalToken::from).collect(), &owner, |token| token.id.0)
}

/// Makes a token that acts as you do, within its scopes; you are told by mail. `Idempotency-Key` is ignored: no answer
/// with a token is stored.
#[utoipa::path(post, path = "/me/tokens", tag = "auth", request_body = TokenWish, responses(
    (status = 201, body = NewToken), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 422, body = Problem)))]
async fn make(
    caller: Caller,
    _maker: Maker,
    State(state): State<AppState>,
    Json(asked): Json<TokenWish>,
) -> Result<Response, AppError> {
    let wish = NewCredential::new(&asked.name, &asked.scopes, &[], Some(asked.expires_at), state.clock.now())?;
    let (row, text) = changes::make(&state, &caller, &wish).await?;
    let made = NewToken { token: text.expose_secret().to_owned(), made: row.into() };
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], Json(made)).into_response())
}

/// Revokes a token; it becomes invalid.
#[utoipa::path(delete, path = "/me/tokens/{id}", tag = "auth", params(("id" = TokenId, Path)), responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn revoke(
    caller: Caller,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<TokenId>,
) -> Result<StatusCode, AppError> {
    changes::revoke(&state, &caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
