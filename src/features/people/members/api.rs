//! API of members and invitations.

use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{
    accept,
    changes::{self, NewInvitation, PlaceChange},
    last_seen,
    store::{
        self,
        invitations::{self, InvitationFilter},
    },
};
use crate::{
    access::{
        MemberRole,
        action::{ManageClients, ViewMembers},
    },
    features::people::{invitations::InvitationState, partners::team},
    http::{
        Access, ApiPath, AppError, AppState, Caller, Json, Operations, Query, Require,
        api::paging::{Listed, Paging},
        operation,
        render_error::Problem,
        routes::Trait,
    },
    ids::{InvitationId, ProjectId, UserId},
    text::Language,
};

/// Routes of the API host under `/v1`.
pub fn platform_api() -> Operations {
    Operations::new().mount(operation!(accept_invitation)).with(Trait::Secret)
}

/// Routes of one project.
pub fn tenant_api() -> Operations {
    Operations::new()
        .mount(operation!(list_members))
        .mount(operation!(change_member))
        .mount(operation!(remove_member))
        .mount(operation!(list_invitations))
        .mount(operation!(create_invitation))
        .mount(operation!(revoke_invitation))
        .mount(operation!(resend_invitation))
}

/// A member of the project.
#[derive(Serialize, utoipa::ToSchema)]
struct Member {
    user_id: UserId,
    name: String,
    /// E-mail address, for the agency only.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    role: MemberRole,
    /// Whether a client may invite colleagues.
    lead: bool,
    #[serde(with = "time::serde::rfc3339")]
    joined_at: OffsetDateTime,
    /// Last visit of the member, if any; for the agency only.
    #[serde(skip_serializing_if = "Option::is_none", with = "time::serde::rfc3339::option")]
    last_seen_at: Option<OffsetDateTime>,
}

impl Member {
    fn seen_by(access: &Access, row: store::Member, last_seen: &last_seen::LastSeen) -> Self {
        let agency = access.role.is_agency();
        Self {
            user_id: row.user_id,
            name: row.name,
            email: agency.then_some(row.email),
            role: row.role,
            lead: row.lead,
            joined_at: row.joined_at,
            last_seen_at: last_seen.of(row.user_id),
        }
    }
}

/// Filter and page of the list.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct InvitationsQuery {
    /// Items a page, 1–100; 50 when left out.
    limit: Option<u32>,
    /// Cursor from the previous page.
    cursor: Option<String>,
    /// Includes accepted and revoked ones; by default only unanswered ones.
    #[serde(default)]
    all: bool,
}

/// An invitation.
#[derive(Serialize, utoipa::ToSchema)]
struct Invitation {
    id: InvitationId,
    state: InvitationState,
    name: String,
    /// E-mail address, for the agency and the sender.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    role: MemberRole,
    lead: bool,
    language: Language,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    expires_at: OffsetDateTime,
    /// Time its mail came back as undeliverable: the address is wrong, or the mailbox is gone.
    #[serde(with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    undelivered_at: Option<OffsetDateTime>,
}

impl Invitation {
    fn seen_by(access: &Access, row: invitations::Invitation, now: OffsetDateTime) -> Self {
        let knows = access.role.is_agency() || row.invited_by == Some(access.caller.user);
        Self {
            id: row.id,
            state: row.state(now),
            name: row.name,
            email: knows.then_some(row.email),
            role: row.role,
            lead: row.lead,
            language: row.language,
            created_at: row.created_at,
            expires_at: row.expires_at,
            undelivered_at: row.undelivered_at,
        }
    }
}

/// Token of an invitation's link, with the credentials of the invited person.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct Acceptance {
    token: String,
    /// Password of the existing account, or for a new one; not needed with a bearer token of the invited person.
    #[schema(value_type = Option<String>)]
    password: Option<SecretString>,
    /// Name for a new account, if the invitation has none.
    name: Option<String>,
}

/// Result of an accepted invitation.
#[derive(Serialize, utoipa::ToSchema)]
struct Joined {
    /// The project; absent when the invitation was into a partner agency.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    project_id: Option<ProjectId>,
    /// URL of its portal; for a partner agency, of the person's list of projects.
    portal_url: String,
}

/// The members of the project.
#[utoipa::path(get, path = "/members", tag = "people", params(Paging), responses(
    (status = 200, body = Listed<Member>), (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn list_members(
    access: Require<ViewMembers>,
    State(state): State<AppState>,
    Query(paging): Query<Paging>,
) -> Result<Listed<Member>, AppError> {
    let owner = access.project.to_string();
    let mut tx = state.db.read(&access.scope()).await?;
    let rows = store::list(&mut tx, paging.window(&owner)?).await?;
    drop(tx);
    let last_seen = last_seen::last_seen(&state, &access, &rows).await?;
    let members = rows.into_iter().map(|row| Member::seen_by(&access, row, &last_seen));
    paging.page(members.collect(), &owner, |member| member.user_id.0)
}

/// Changes a member's role or lead flag, at once. The agency may change clients, admins everybody.
#[utoipa::path(patch, path = "/members/{user_id}", tag = "people", params(("user_id" = UserId, Path)),
    request_body = PlaceChange, responses(
    (status = 200, body = Member), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn change_member(
    access: Require<ManageClients>,
    State(state): State<AppState>,
    ApiPath(user): ApiPath<UserId>,
    Json(change): Json<PlaceChange>,
) -> Result<Json<Member>, AppError> {
    let member = changes::change_place(&state, &access, user, change).await?;
    let last_seen = last_seen::last_seen(&state, &access, std::slice::from_ref(&member)).await?;
    Ok(Json(Member::seen_by(&access, member, &last_seen)))
}

/// Removes a member from the project; their access ends at once.
#[utoipa::path(delete, path = "/members/{user_id}", tag = "people", params(("user_id" = UserId, Path)), responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn remove_member(
    access: Require<ManageClients>,
    State(state): State<AppState>,
    ApiPath(user): ApiPath<UserId>,
) -> Result<StatusCode, AppError> {
    changes::remove(&state, &access, user).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The invitations the caller may manage, with their states.
#[utoipa::path(get, path = "/invitations", tag = "people", params(InvitationsQuery), responses(
    (status = 200, body = Listed<Invitation>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn list_invitations(
    access: Require<ManageClients>,
    State(state): State<AppState>,
    Query(InvitationsQuery { limit, cursor, all }): Query<InvitationsQuery>,
) -> Result<Listed<Invitation>, AppError> {
    let (paging, owner) = (Paging { limit, cursor }, access.project.to_string());
    let filter = InvitationFilter { clients_only: !access.role.is_agency(), answered: all };
    let mut tx = state.db.read(&access.scope()).await?;
    let rows = invitations::list(&mut tx, paging.window(&owner)?, filter).await?;
    let page = paging.page(rows, &owner, |row| row.id.0)?;
    let shown = page.items.into_iter().filter(|row| changes::shows(&access, row));
    let items = shown.map(|row| Invitation::seen_by(&access, row, state.clock.now())).collect();
    Ok(Listed { items, next_cursor: page.next_cursor })
}

/// Invites somebody by mail. An unanswered invitation to the same address is replaced.
#[utoipa::path(post, path = "/invitations", tag = "people", request_body = NewInvitation, responses(
    (status = 201, body = Invitation), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem),
    (status = 429, body = Problem, description = "`too-many-mails`: the mailbox was sent five within a day, or the project sent a hundred")))]
async fn create_invitation(
    access: Require<ManageClients>,
    State(state): State<AppState>,
    Json(new): Json<NewInvitation>,
) -> Result<Response, AppError> {
    let invitation = changes::invite(&state, &access, new).await?;
    Ok((StatusCode::CREATED, Json(Invitation::seen_by(&access, invitation, state.clock.now()))).into_response())
}

/// Sends an unanswered invitation again, with a new link; the old one becomes invalid.
#[utoipa::path(post, path = "/invitations/{id}/resend", tag = "people", params(("id" = InvitationId, Path)), responses(
    (status = 200, body = Invitation), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem),
    (status = 429, body = Problem, description = "`too-many-mails`: the mailbox was sent five within a day, or the project sent a hundred")))]
async fn resend_invitation(
    access: Require<ManageClients>,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<InvitationId>,
) -> Result<Json<Invitation>, AppError> {
    let invitation = changes::resend(&state, &access, id).await?;
    Ok(Json(Invitation::seen_by(&access, invitation, state.clock.now())))
}

/// Revokes an unanswered invitation.
#[utoipa::path(delete, path = "/invitations/{id}", tag = "people", params(("id" = InvitationId, Path)), responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn revoke_invitation(
    access: Require<ManageClients>,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<InvitationId>,
) -> Result<StatusCode, AppError> {
    changes::revoke(&state, &access, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Accepts an invitation: with the invited person's bearer token, their password, or a name and password for a new
/// account.
#[utoipa::path(post, path = "/invitations/accept", tag = "people", security((), ("session" = [])),
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
    let (caller, name) = (caller.as_ref(), body.name.as_deref());
    let joined = if team::is_token(&body.token) {
        let good = team::look(&state, &body.token).await?;
        let (user, _) = good.invited.identify(&state, caller, name, body.password).await?;
        good.join(&state, user).await?;
        Joined { project_id: None, portal_url: format!("{}/projects", state.hosts.app) }
    } else {
        let good = accept::look(&state, &body.token).await?;
        let (user, name) = good.invited.identify(&state, caller, name, body.password).await?;
        good.join(&state, user, &name).await?;
        let portal_url = state.hosts.tenant(good.project()).to_string();
        Joined { project_id: Some(good.project()), portal_url }
    };
    let mut response = Json(joined).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
