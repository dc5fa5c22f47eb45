//! API of a partner agency's own people, for its admins.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use time::OffsetDateTime;

use super::{
    AgencyAdmin, Colleague,
    store::{Agent, SharedProject, invitations::Pending},
};
use crate::{
    access::PartnerLevel,
    db::{PlatformScope, PlatformTx},
    features::people::invitations::InvitationState,
    http::{
        ApiPath, AppError, AppState, Caller, Json, Operations, api::paging::Listed, operation, render_error::Problem,
    },
    ids::{AgencyId, InvitationId, ProjectId, UserId},
};

/// Routes of the API host under `/v1`, each for an admin of the agency it names. Their lists come whole.
pub fn platform_api() -> Operations {
    Operations::new()
        .mount(operation!(agencies))
        .mount(operation!(people))
        .mount(operation!(remove))
        .mount(operation!(invitations))
        .mount(operation!(invite))
        .mount(operation!(resend))
        .mount(operation!(revoke))
        .mount(operation!(projects))
}

/// An agency that the caller administers.
#[derive(Serialize, utoipa::ToSchema)]
struct OwnAgency {
    id: AgencyId,
    name: String,
}

/// A person of the agency.
#[derive(Serialize, utoipa::ToSchema)]
struct AgencyPerson {
    user_id: UserId,
    name: String,
    email: String,
    /// Whether the person invites and removes people.
    admin: bool,
    #[serde(with = "time::serde::rfc3339")]
    joined_at: OffsetDateTime,
}

impl From<Agent> for AgencyPerson {
    fn from(Agent { user_id, name, email, admin, joined_at }: Agent) -> Self {
        Self { user_id, name, email, admin, joined_at }
    }
}

/// An unanswered invitation into the agency.
#[derive(Serialize, utoipa::ToSchema)]
struct AgencyInvitation {
    id: InvitationId,
    email: String,
    name: String,
    /// Whether the person shall be an admin.
    admin: bool,
    /// `pending` or `expired`.
    state: InvitationState,
    #[serde(with = "time::serde::rfc3339")]
    expires_at: OffsetDateTime,
    /// Time its mail came back as undeliverable: the address is wrong, or the mailbox is gone.
    #[serde(with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    undelivered_at: Option<OffsetDateTime>,
}

impl AgencyInvitation {
    fn at(now: OffsetDateTime, row: Pending) -> Self {
        let state = row.state(now);
        let Pending { id, email, name, admin, expires_at, undelivered_at, .. } = row;
        Self { id, email, name, admin, state, expires_at, undelivered_at }
    }
}

/// A project that is shared with the agency.
#[derive(Serialize, utoipa::ToSchema)]
struct AgencyProject {
    #[schema(value_type = String)]
    id: ProjectId,
    title: String,
    level: PartnerLevel,
    /// End of the share; null for none.
    #[serde(with = "time::serde::rfc3339::option")]
    expires_at: Option<OffsetDateTime>,
    portal_url: String,
}

impl AgencyProject {
    fn of(state: &AppState, SharedProject { id, title, level, expires_at }: SharedProject) -> Self {
        Self { id, title, level, expires_at, portal_url: state.hosts.tenant(id).to_string() }
    }
}

/// A transaction of the caller's listings, which shows their own agencies' shares only, after the check that they are an
/// admin.
async fn reading(state: &AppState, caller: &Caller, agency: AgencyId) -> Result<PlatformTx, AppError> {
    let mut tx = state.db.platform(PlatformScope::Listings(caller.user)).await?;
    super::ensure_admin(&mut tx, state, caller, agency).await?;
    Ok(tx)
}

fn whole<T>(items: impl Iterator<Item = T>) -> Listed<T> {
    Listed { items: items.collect(), next_cursor: None }
}

/// The partner agencies the caller is admin of.
#[utoipa::path(get, path = "/agency", tag = "agency",
    responses((status = 200, body = Listed<OwnAgency>), (status = 401, body = Problem)))]
async fn agencies(caller: Caller, State(state): State<AppState>) -> Result<Listed<OwnAgency>, AppError> {
    let mut tx = state.db.platform(caller.platform_scope()).await?;
    let rows = super::of_admin(&mut tx, caller.user).await?;
    Ok(whole(rows.into_iter().map(|(id, name)| OwnAgency { id, name })))
}

/// The people of an agency, its admins first.
#[utoipa::path(get, path = "/agency/{agency_id}/people", tag = "agency", params(("agency_id" = AgencyId, Path)),
    responses((status = 200, body = Listed<AgencyPerson>), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn people(
    AgencyAdmin(caller): AgencyAdmin,
    State(state): State<AppState>,
    ApiPath(agency): ApiPath<AgencyId>,
) -> Result<Listed<AgencyPerson>, AppError> {
    let mut tx = reading(&state, &caller, agency).await?;
    Ok(whole(super::agents(&mut tx, agency).await?.into_iter().map(AgencyPerson::from)))
}

/// Removes a person from the agency: access through its shares ends at once. Callers cannot remove themselves.
#[utoipa::path(delete, path = "/agency/{agency_id}/people/{user_id}", tag = "agency",
    params(("agency_id" = AgencyId, Path), ("user_id" = UserId, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
async fn remove(
    AgencyAdmin(caller): AgencyAdmin,
    State(state): State<AppState>,
    ApiPath((agency, user)): ApiPath<(AgencyId, UserId)>,
) -> Result<StatusCode, AppError> {
    super::remove(&state, &caller, agency, user).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The unanswered invitations into an agency, expired ones included.
#[utoipa::path(get, path = "/agency/{agency_id}/invitations", tag = "agency", params(("agency_id" = AgencyId, Path)),
    responses((status = 200, body = Listed<AgencyInvitation>), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn invitations(
    AgencyAdmin(caller): AgencyAdmin,
    State(state): State<AppState>,
    ApiPath(agency): ApiPath<AgencyId>,
) -> Result<Listed<AgencyInvitation>, AppError> {
    let mut tx = reading(&state, &caller, agency).await?;
    let (rows, now) = (super::pending(&mut tx, agency, None).await?, state.clock.now());
    Ok(whole(rows.into_iter().map(|row| AgencyInvitation::at(now, row))))
}

/// Invites a colleague by mail. An unanswered invitation to the same address is replaced.
#[utoipa::path(post, path = "/agency/{agency_id}/invitations", tag = "agency", request_body = Colleague,
    params(("agency_id" = AgencyId, Path)), responses(
    (status = 201, body = AgencyInvitation), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem),
    (status = 429, body = Problem, description = "`too-many-mails`: the mailbox was sent five within a day, or the agency sent a hundred")))]
async fn invite(
    AgencyAdmin(caller): AgencyAdmin,
    State(state): State<AppState>,
    ApiPath(agency): ApiPath<AgencyId>,
    Json(new): Json<Colleague>,
) -> Result<Response, AppError> {
    let made = super::invite(&state, &caller, agency, &new).await?;
    Ok((StatusCode::CREATED, Json(AgencyInvitation::at(state.clock.now(), made))).into_response())
}

/// Sends an unanswered invitation again, with a new link; the old one becomes invalid.
#[utoipa::path(post, path = "/agency/{agency_id}/invitations/{id}/resend", tag = "agency",
    params(("agency_id" = AgencyId, Path), ("id" = InvitationId, Path)), responses(
    (status = 200, body = AgencyInvitation), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 429, body = Problem, description = "`too-many-mails`: the mailbox was sent five within a day, or the agency sent a hundred")))]
async fn resend(
    AgencyAdmin(caller): AgencyAdmin,
    State(state): State<AppState>,
    ApiPath((agency, id)): ApiPath<(AgencyId, InvitationId)>,
) -> Result<Json<AgencyInvitation>, AppError> {
    let sent = super::resend(&state, &caller, agency, id).await?;
    Ok(Json(AgencyInvitation::at(state.clock.now(), sent)))
}

/// Revokes an unanswered invitation.
#[utoipa::path(delete, path = "/agency/{agency_id}/invitations/{id}", tag = "agency",
    params(("agency_id" = AgencyId, Path), ("id" = InvitationId, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn revoke(
    AgencyAdmin(caller): AgencyAdmin,
    State(state): State<AppState>,
    ApiPath((agency, id)): ApiPath<(AgencyId, InvitationId)>,
) -> Result<StatusCode, AppError> {
    super::revoke(&state, &caller, agency, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The projects that are shared with an agency.
#[utoipa::path(get, path = "/agency/{agency_id}/projects", tag = "agency", params(("agency_id" = AgencyId, Path)),
    responses((status = 200, body = Listed<AgencyProject>), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn projects(
    AgencyAdmin(caller): AgencyAdmin,
    State(state): State<AppState>,
    ApiPath(agency): ApiPath<AgencyId>,
) -> Result<Listed<AgencyProject>, AppError> {
    let mut tx = reading(&state, &caller, agency).await?;
    let rows = super::projects(&mut tx, agency, state.clock.now()).await?;
    Ok(whole(rows.into_iter().map(|row| AgencyProject::of(&state, row))))
}
