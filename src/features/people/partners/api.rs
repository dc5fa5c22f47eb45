//! Partner agencies of the platform, made by its admins.

use std::collections::HashSet;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};

use super::{
    shares::store as shares,
    team::{self, Colleague},
};
use crate::{
    db::PlatformScope,
    http::{
        AppError, AppState, Json, Operations, Query,
        api::paging::{Listed, Paging},
        auth::extract::Admin,
        operation,
        render_error::Problem,
    },
    ids::AgencyId,
    text::{email::normal_email, normalize},
};

/// Routes of the API host under `/v1`.
pub fn platform_api() -> Operations {
    Operations::new().mount(operation!(list)).mount(operation!(create))
}

/// A partner agency to make.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAgency {
    name: String,
    /// Addresses of its people, at most 50. Each gets an invitation; the first is to be its admin.
    #[serde(default)]
    agents: Vec<String>,
}

/// A partner agency.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Agency)]
struct AgencyJson {
    id: AgencyId,
    name: String,
    /// Addresses of people who accepted.
    agents: Vec<String>,
    /// Addresses with open invitations.
    invited: Vec<String>,
}

/// Every partner agency; for platform admins.
#[utoipa::path(get, path = "/partner-agencies", tag = "platform", params(Paging), responses(
    (status = 200, body = Listed<AgencyJson>), (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn list(
    _: Admin,
    State(state): State<AppState>,
    Query(paging): Query<Paging>,
) -> Result<Listed<AgencyJson>, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let rows =
        shares::agencies(&mut tx, paging.after("partner-agencies")?, paging.limit()? + 1, state.clock.now()).await?;
    let agency =
        |row: shares::Agency| AgencyJson { id: row.id, name: row.name, agents: row.agents, invited: row.invited };
    paging.page(rows.into_iter().map(agency).collect(), "partner-agencies", |agency| agency.id.0)
}

/// Makes a partner agency and invites its people, who belong to it once they accept; for platform admins.
#[utoipa::path(post, path = "/partner-agencies", tag = "platform", request_body = NewAgency, responses(
    (status = 201, body = AgencyJson), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem),
    (status = 429, body = Problem, description = "`too-many-mails`: one mailbox would be sent more than five")))]
async fn create(
    Admin(caller): Admin,
    State(state): State<AppState>,
    Json(new): Json<NewAgency>,
) -> Result<Response, AppError> {
    let mut seen = HashSet::new();
    let invited = new.agents.iter().map(|email| normal_email(email)).filter(|email| seen.insert(email.clone()));
    let invited: Vec<String> = invited.collect();
    let people = invited.iter().map(|email| Colleague { email: email.clone(), ..Colleague::default() });
    let people: Vec<Colleague> = people.collect();
    let id = team::found(&state, &caller, ("name", &new.name), ("agents", &people)).await?;
    let made = AgencyJson { id, name: normalize::line(&new.name), agents: Vec::new(), invited };
    Ok((StatusCode::CREATED, Json(made)).into_response())
}
