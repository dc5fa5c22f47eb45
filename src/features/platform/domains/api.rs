//! API of a project's domains.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{CheckOutcome, challenge_name, challenge_value, check, store};
use crate::{
    access::action::EditSettings,
    http::{
        ApiPath, AppError, AppState, Json, Operations, Query, Require,
        api::paging::{Listed, Paging},
        error::Conflict,
        operation,
        render_error::Problem,
    },
    ids::{DomainId, ProjectId},
};

/// Routes of one project.
pub fn tenant_api() -> Operations {
    Operations::new().mount(operation!(list)).mount(operation!(add)).mount(operation!(verify)).mount(operation!(remove))
}

/// Whether a domain serves the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum DomainState {
    /// Claimed; it serves nothing.
    Pending,
    /// Proven; the portal and its API answer there.
    Verified,
}

/// A domain of the project.
#[derive(Serialize, utoipa::ToSchema)]
struct Domain {
    id: DomainId,
    /// Lower case, IDNA in ASCII.
    name: String,
    state: DomainState,
    /// URL of the portal there, once it is verified.
    url: String,
    challenge: Challenge,
    /// Target of a CNAME record of the domain: the portal's own host.
    target: String,
    /// Last DNS check.
    check: Option<DomainCheck>,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
}

/// The record that proves the domain is the project's.
#[derive(Serialize, utoipa::ToSchema)]
struct Challenge {
    /// `TXT`.
    #[serde(rename = "type")]
    kind: &'static str,
    name: String,
    value: String,
}

/// Result of a DNS check.
#[derive(Serialize, utoipa::ToSchema)]
struct DomainCheck {
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    outcome: CheckOutcome,
    /// Values found at the challenge's name instead of the expected one.
    found: Vec<String>,
}

impl Domain {
    fn of(row: store::Domain, project: ProjectId, state: &AppState) -> Self {
        Self {
            id: row.id,
            state: if row.served { DomainState::Verified } else { DomainState::Pending },
            url: state.hosts.custom(&row.name).to_string(),
            challenge: Challenge { kind: "TXT", name: challenge_name(&row.name), value: challenge_value(&row.token) },
            target: state.hosts.tenant(project).host().to_owned(),
            check: row.checked_at.zip(row.outcome).map(|(at, outcome)| DomainCheck { at, outcome, found: row.found }),
            created_at: row.created_at,
            name: row.name,
        }
    }
}

/// A name to claim.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewDomain {
    /// Such as `portal.client.mg`.
    name: String,
}

/// The domains of the project.
#[utoipa::path(get, path = "/domains", tag = "domains", params(Paging), responses(
    (status = 200, body = Listed<Domain>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
async fn list(
    access: Require<EditSettings>,
    State(state): State<AppState>,
    Query(paging): Query<Paging>,
) -> Result<Listed<Domain>, AppError> {
    let owner = access.project.to_string();
    let mut tx = state.db.read(&access.scope()).await?;
    let rows = store::list(&mut tx, paging.window(&owner)?).await?;
    let domains = rows.into_iter().map(|row| Domain::of(row, access.project, &state)).collect();
    paging.page(domains, &owner, |domain| domain.id.0)
}

/// Claims a domain. Put the challenge's record into its DNS, then have it verified; until then it serves nothing.
#[utoipa::path(post, path = "/domains", tag = "domains", request_body = NewDomain, responses(
    (status = 201, body = Domain), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem),
    (status = 422, body = Problem, description = "`validation`: the codes of `name` are `domain`, `domain-ours`, `domain-claimed`, `domain-limit`")))]
async fn add(
    access: Require<EditSettings>,
    State(state): State<AppState>,
    Json(new): Json<NewDomain>,
) -> Result<Response, AppError> {
    let domain = check::add(&state, &access, &new.name).await?;
    Ok((StatusCode::CREATED, Json(Domain::of(domain, access.project, &state))).into_response())
}

/// Checks the DNS for the challenge's record. `check` in the answer holds the result; with the right value the domain
/// is served at once.
#[utoipa::path(post, path = "/domains/{id}/verify", tag = "domains", params(("id" = DomainId, Path)), responses(
    (status = 200, body = Domain), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem),
    (status = 409, body = Problem, description = "`domain-elsewhere`: the record that proves it for another space is there too; `domain-checking`: a check of this project is under way")))]
async fn verify(
    access: Require<EditSettings>,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<DomainId>,
) -> Result<Json<Domain>, AppError> {
    let domain = check::check(&state, &access, id).await?;
    if domain.outcome == Some(CheckOutcome::Elsewhere) {
        return Err(AppError::Conflict(Conflict::Elsewhere));
    }
    Ok(Json(Domain::of(domain, access.project, &state)))
}

/// Deletes a domain; it is off service at once.
#[utoipa::path(delete, path = "/domains/{id}", tag = "domains", params(("id" = DomainId, Path)), responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn remove(
    access: Require<EditSettings>,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<DomainId>,
) -> Result<StatusCode, AppError> {
    check::remove(&state, &access, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
