//! API for sharing the project with partner agencies.

use axum::{extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{super::team, mails, store as shares};
use crate::{
    access::{
        PartnerLevel, Visibility,
        action::{SharePartners, ViewMembers},
    },
    db::PlatformScope,
    features::{
        people::invitations::lock_people,
        shared::activity::{self, ActivityKind, Event},
    },
    http::{
        Access, ApiPath, AppError, AppState, FieldErrors, Json, Operations, Query, Require,
        api::paging::{Listed, Paging},
        body::dates,
        operation,
        render_error::Problem,
    },
    ids::AgencyId,
};

/// Routes of one project.
pub fn tenant_api() -> Operations {
    Operations::new().mount(operation!(list)).mount(operation!(get)).mount(operation!(put)).mount(operation!(delete))
}

/// A partner agency with a share in the project.
#[derive(Serialize, utoipa::ToSchema)]
struct Partner {
    agency_id: AgencyId,
    name: String,
    level: PartnerLevel,
    /// End of the share, if it has one.
    #[serde(with = "time::serde::rfc3339::option")]
    expires_at: Option<OffsetDateTime>,
}

impl From<shares::Share> for Partner {
    fn from(row: shares::Share) -> Self {
        let shares::Share { agency_id, name, level, expires_at } = row;
        Self { agency_id, name, level, expires_at }
    }
}

/// Terms of a share.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Level of the share.
    pub level: PartnerLevel,
    /// End of the share; none by default.
    #[serde(default, deserialize_with = "dates::optional_instant")]
    pub expires_at: Option<OffsetDateTime>,
}

/// The partner agencies of the project.
#[utoipa::path(get, path = "/partners", tag = "people", params(Paging), responses(
    (status = 200, body = Listed<Partner>), (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn list(
    access: Require<ViewMembers>,
    State(state): State<AppState>,
    Query(paging): Query<Paging>,
) -> Result<Listed<Partner>, AppError> {
    let owner = access.project.to_string();
    let mut tx = state.db.read(&access.scope()).await?;
    let rows = shares::list(&mut tx, state.clock.now(), paging.window(&owner)?).await?;
    paging.page(rows.into_iter().map(Partner::from).collect(), &owner, |partner| partner.agency_id.0)
}

/// One partner agency of the project.
#[utoipa::path(get, path = "/partners/{agency_id}", tag = "people", params(("agency_id" = AgencyId, Path)), responses(
    (status = 200, body = Partner), (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn get(
    access: Require<ViewMembers>,
    State(state): State<AppState>,
    ApiPath(agency): ApiPath<AgencyId>,
) -> Result<Json<Partner>, AppError> {
    let mut tx = state.db.read(&access.scope()).await?;
    let found = shares::find(&mut tx, state.clock.now(), agency).await?;
    found.map(|row| Json(row.into())).ok_or(AppError::NotFound)
}

/// Shares the project with a partner agency, or changes level and end of the share. Managers, where `managers_invite` lets
/// them: up to `edit` (422 `level` above), and not a share that is at `manage` (403).
#[utoipa::path(put, path = "/partners/{agency_id}", tag = "people", params(("agency_id" = AgencyId, Path)),
    request_body = Terms, responses(
    (status = 200, body = Partner), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn put(
    access: Require<SharePartners>,
    State(state): State<AppState>,
    ApiPath(agency): ApiPath<AgencyId>,
    Json(terms): Json<Terms>,
) -> Result<Json<Partner>, AppError> {
    Ok(Json(share(&state, &access, agency, &terms).await?.into()))
}

/// Shares the project, or changes the share; the activity names the person who did. A level or a share that is for admins
/// alone is refused to others.
pub async fn share(
    state: &AppState,
    access: &Access,
    agency: AgencyId,
    terms: &Terms,
) -> Result<shares::Share, AppError> {
    let now = state.clock.now();
    if !terms.level.shared_by(access.role) {
        return Err(FieldErrors::one("level", "choice").into());
    }
    if terms.expires_at.is_some_and(|at| at <= now) {
        return Err(FieldErrors::one("expires_at", "date-past").into());
    }
    let mut platform = state.db.platform(PlatformScope::Person(access.caller.user)).await?;
    let name = team::store::name(&mut platform, agency).await?.ok_or(AppError::NotFound)?;
    drop(platform);
    let mut tx = state.db.write(&access.scope()).await?;
    lock_people(&mut tx).await?;
    let last = shares::last(&mut tx, agency).await?;
    if last.as_ref().is_some_and(|last| !last.level.shared_by(access.role)) {
        return Err(AppError::Forbidden);
    }
    let before = last.filter(|last| last.is_open(now));
    shares::share(&mut tx, (agency, &name), terms.level, terms.expires_at, now).await?;
    let shared = shares::find(&mut tx, now, agency).await?.ok_or(AppError::NotFound)?;
    let (actor, name) = (access.caller.user, shared.name.as_str());
    let (kind, key) = match before {
        None => (ActivityKind::PartnerShared, "project-shared"),
        Some(_) => (ActivityKind::PartnerShareChanged, "share-changed"),
    };
    activity::record(&mut tx, now, &Event::named(actor, kind, agency.0, name, Visibility::Internal)).await?;
    if before.is_none_or(|before| before.level != shared.level) {
        mails::told(&mut tx, state, access, &shared, key).await?;
    }
    tx.commit().await?;
    Ok(shared)
}

/// Ends a share.
pub async fn unshare(state: &AppState, access: &Access, agency: AgencyId) -> Result<(), AppError> {
    let now = state.clock.now();
    let mut tx = state.db.write(&access.scope()).await?;
    lock_people(&mut tx).await?;
    let last = shares::last(&mut tx, agency).await?.ok_or(AppError::NotFound)?;
    if !last.level.shared_by(access.role) {
        return Err(AppError::Forbidden);
    }
    if !shares::unshare(&mut tx, agency).await? {
        return Err(AppError::NotFound);
    }
    let event =
        Event::named(access.caller.user, ActivityKind::PartnerUnshared, agency.0, &last.name, Visibility::Internal);
    activity::record(&mut tx, now, &event).await?;
    if last.is_open(now) {
        mails::ended(&mut tx, access, agency, now).await?;
    }
    Ok(tx.commit().await?)
}

/// Ends the share; the agency's people lose access at once. One at `manage` is for admins to end.
#[utoipa::path(delete, path = "/partners/{agency_id}", tag = "people", params(("agency_id" = AgencyId, Path)), responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn delete(
    access: Require<SharePartners>,
    State(state): State<AppState>,
    ApiPath(agency): ApiPath<AgencyId>,
) -> Result<StatusCode, AppError> {
    unshare(&state, &access, agency).await?;
    Ok(StatusCode::NO_CONTENT)
}
