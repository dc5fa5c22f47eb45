//! Members and invitations for programs.

use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    MemberRole, accept,
    invite::{self, NewInvitation},
    store,
};
use crate::{
    access::action::{ManageClients, ViewMembers},
    http::{
        Access, ApiPath, AppError, AppState, Caller, Json, Query, Require,
        paging::{Listed, Paging},
        render_error::Problem,
    },
    ids::{InvitationId, ProjectId, UserId},
    text::Language,
};

/// Routes of the API host under `/v1`.
pub fn platform_api() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(accept_invitation))
}

/// Routes of one project.
pub fn tenant_api() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_members))
        .routes(routes!(remove_member))
        .routes(routes!(list_invitations, create_invitation))
        .routes(routes!(revoke_invitation))
}

/// A member of the project.
#[derive(Serialize, utoipa::ToSchema)]
struct Member {
    user_id: UserId,
    name: String,
    /// For the agency only.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    role: MemberRole,
    /// A client who may invite colleagues.
    lead: bool,
    #[serde(with = "time::serde::rfc3339")]
    joined_at: OffsetDateTime,
}

/// An invitation nobody has answered yet.
#[derive(Serialize, utoipa::ToSchema)]
struct Invitation {
    id: InvitationId,
    name: String,
    /// For the agency, and for whoever wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    role: MemberRole,
    lead: bool,
    language: Language,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    expires_at: OffsetDateTime,
}

impl Invitation {
    fn seen_by(access: &Access, row: store::Invitation) -> Self {
        let knows = access.role.is_agency() || row.invited_by == Some(access.caller.user);
        Self {
            id: row.id,
            name: row.name,
            email: knows.then_some(row.email),
            role: row.role,
            lead: row.lead,
            language: row.language,
            created_at: row.created_at,
            expires_at: row.expires_at,
        }
    }
}

/// The token of an invitation's link, and who comes with it.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct Acceptance {
    token: String,
    /// Of the account there is, or for a new one; not needed with a bearer token of the invited person.
    #[schema(value_type = Option<String>)]
    password: Option<SecretString>,
    /// For a new account, when the invitation names nobody.
    name: Option<String>,
}

/// Where an accepted invitation led.
#[derive(Serialize, utoipa::ToSchema)]
struct Joined {
    #[schema(value_type = String)]
    project_id: ProjectId,
    portal_url: String,
}

/// Who is in the project.
#[utoipa::path(get, path = "/members", tag = "people", params(Paging), responses(
    (status = 200, body = Listed<Member>), (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn list_members(
    access: Require<ViewMembers>,
    State(state): State<AppState>,
    Query(paging): Query<Paging>,
) -> Result<Listed<Member>, AppError> {
    let (owner, agency) = (access.project.to_string(), access.role.is_agency());
    let mut tx = state.db.read(&access.scope()).await?;
    let rows = store::members(&mut tx, paging.after(&owner)?, Some(paging.limit()? + 1), None).await?;
    let members = rows.into_iter().map(|row| Member {
        user_id: row.user_id,
        name: row.name,
        email: agency.then_some(row.email),
        role: row.role,
        lead: row.lead,
        joined_at: row.joined_at,
    });
    paging.page(members.collect(), &owner, |member| member.user_id.0)
}

/// Takes a member out of the project; her access ends at once.
#[utoipa::path(delete, path = "/members/{user_id}", tag = "people", params(("user_id" = UserId, Path)), responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn remove_member(
    access: Require<ManageClients>,
    State(state): State<AppState>,
    ApiPath(user): ApiPath<UserId>,
) -> Result<StatusCode, AppError> {
    invite::remove(&state, &access, user).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The unanswered invitations the caller may manage.
#[utoipa::path(get, path = "/invitations", tag = "people", params(Paging), responses(
    (status = 200, body = Listed<Invitation>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
async fn list_invitations(
    access: Require<ManageClients>,
    State(state): State<AppState>,
    Query(paging): Query<Paging>,
) -> Result<Listed<Invitation>, AppError> {
    let owner = access.project.to_string();
    let mut tx = state.db.read(&access.scope()).await?;
    let rows =
        store::invitations(&mut tx, paging.after(&owner)?, Some(paging.limit()? + 1), None, !access.role.is_agency())
            .await?;
    let page = paging.page(rows, &owner, |row| row.id.0)?;
    let shown = page.items.into_iter().filter(|row| invite::shows(&access, row));
    let items = shown.map(|row| Invitation::seen_by(&access, row)).collect();
    Ok(Listed { items, next_cursor: page.next_cursor })
}

/// Invites somebody by mail. An unanswered invitation to the same address is replaced.
#[utoipa::path(post, path = "/invitations", tag = "people", request_body = NewInvitation, responses(
    (status = 201, body = Invitation), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn create_invitation(
    access: Require<ManageClients>,
    State(state): State<AppState>,
    Json(new): Json<NewInvitation>,
) -> Result<Response, AppError> {
    let invitation = invite::invite(&state, &access, new).await?;
    Ok((StatusCode::CREATED, Json(Invitation::seen_by(&access, invitation))).into_response())
}

/// Takes an unanswered invitation back.
#[utoipa::path(delete, path = "/invitations/{id}", tag = "people", params(("id" = InvitationId, Path)), responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn revoke_invitation(
    access: Require<ManageClients>,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<InvitationId>,
) -> Result<StatusCode, AppError> {
    invite::revoke(&state, &access, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Accepts an invitation: with the invited person's bearer token, her password, or a name and password for a new account.
#[utoipa::path(post, path = "/invitations/accept", tag = "people", security((), ("bearer" = [])),
    request_body = Acceptance, responses(
    (status = 200, body = Joined),
    (status = 401, body = Problem, description = "`wrong-credentials`: the account there is has another password"),
    (status = 403, body = Problem, description = "`forbidden`: the invitation is somebody else's"),
    (status = 422, body = Problem, description = "`link-expired`, or `validation`")))]
async fn accept_invitation(
    State(state): State<AppState>,
    caller: Option<Caller>,
    Json(body): Json<Acceptance>,
) -> Result<Response, AppError> {
    let good = accept::look(&state, &body.token).await?;
    good.accept(&state, caller.as_ref(), body.name.as_deref(), body.password).await?;
    let joined = Joined { project_id: good.project(), portal_url: state.hosts.tenant(good.project()).to_string() };
    let mut response = Json(joined).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
