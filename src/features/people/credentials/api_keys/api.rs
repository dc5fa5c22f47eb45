//! API of project keys.

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
    access::{Scopes, TokenScope, action::ViewOperations},
    http::{
        ApiPath, AppError, AppState, Json, Operations, Query, Require,
        api::paging::{Listed, Paging},
        body::dates,
        operation,
        render_error::Problem,
        routes::Trait,
    },
    ids::ApiKeyId,
};

/// Routes of one project.
pub fn tenant_api() -> Operations {
    Operations::new().mount(operation!(list)).mount(operation!(make)).with(Trait::Secret).mount(operation!(revoke))
}

/// A project key for programs. Its text was shown when it was made, and is not stored.
#[derive(Serialize, utoipa::ToSchema)]
struct ApiKey {
    id: ApiKeyId,
    name: String,
    scopes: Vec<TokenScope>,
    /// Permitted networks (CIDR); empty for any.
    networks: Vec<String>,
    /// Name of its maker. It works while they may manage keys.
    made_by: String,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    expires_at: OffsetDateTime,
    /// Last use, to the minute.
    #[serde(with = "time::serde::rfc3339::option")]
    last_used_at: Option<OffsetDateTime>,
}

/// A key just made.
#[derive(Serialize, utoipa::ToSchema)]
struct NewKey {
    /// Text for `Authorization: Bearer …`. Shown only now.
    key: String,
    #[serde(flatten)]
    made: ApiKey,
}

/// A key to make.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct KeyWish {
    /// Purpose, in your words.
    name: String,
    scopes: Vec<TokenScope>,
    /// Permitted networks, such as `203.0.113.0/24`; any by default.
    #[serde(default)]
    networks: Vec<String>,
    /// A year from now at the latest.
    #[serde(deserialize_with = "dates::instant")]
    expires_at: OffsetDateTime,
}

impl From<store::ApiKey> for ApiKey {
    fn from(row: store::ApiKey) -> Self {
        let store::ApiKey { id, name, scopes, networks, made_by, created_at, expires_at, last_used_at } = row;
        let scopes = Scopes::of_words(&scopes).iter().collect();
        Self { id, name, scopes, networks, made_by, created_at, expires_at, last_used_at }
    }
}

/// The project's keys that were not revoked.
#[utoipa::path(get, path = "/api-keys", tag = "api keys", params(Paging), responses(
    (status = 200, body = Listed<ApiKey>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
async fn list(
    access: Require<ViewOperations>,
    State(state): State<AppState>,
    Query(paging): Query<Paging>,
) -> Result<Listed<ApiKey>, AppError> {
    let owner = access.project.to_string();
    let mut tx = state.db.read(&access.scope()).await?;
    let rows = store::list(&mut tx, paging.window(&owner)?).await?;
    paging.page(rows.into_iter().map(ApiKey::from).collect(), &owner, |key| key.id.0)
}

/// Makes a key that acts in this project alone, with the rights of a project manager within its scopes.
/// `Idempotency-Key` is ignored: no answer with a key is stored.
#[utoipa::path(post, path = "/api-keys", tag = "api keys", request_body = KeyWish, responses(
    (status = 201, body = NewKey), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn make(
    access: Require<ViewOperations>,
    _maker: Maker,
    State(state): State<AppState>,
    Json(asked): Json<KeyWish>,
) -> Result<Response, AppError> {
    let wish =
        NewCredential::new(&asked.name, &asked.scopes, &asked.networks, Some(asked.expires_at), state.clock.now())?;
    let (row, text) = changes::make(&state, &access, &wish).await?;
    let made = NewKey { key: text.expose_secret().to_owned(), made: row.into() };
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], Json(made)).into_response())
}

/// Revokes a key; it becomes invalid.
#[utoipa::path(delete, path = "/api-keys/{key_id}", tag = "api keys", params(("key_id" = ApiKeyId, Path)), responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn revoke(
    access: Require<ViewOperations>,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<ApiKeyId>,
) -> Result<StatusCode, AppError> {
    changes::revoke(&state, &access, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
