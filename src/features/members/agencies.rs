//! Partner agencies of the platform, made by its admins.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use time::Duration;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::shares;
use crate::{
    db::PlatformScope,
    features::account::{normal_email, password_link},
    http::{
        AppError, AppState, Checks, FieldErrors, Json, Query,
        caller::Admin,
        paging::{Listed, Paging},
        render_error::Problem,
    },
    ids::AgencyId,
    jobs::{self, Job},
    mail::Mail,
};

/// How long somebody new has to choose a password.
const WELCOME: Duration = Duration::hours(72);
const MAX_AGENTS: usize = 50;

/// Routes of the API host under `/v1`.
pub fn platform_api() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, create))
}

/// A partner agency to make.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAgency {
    name: String,
    /// Addresses of its people, at most 50; those without an account get one, and a link by mail.
    #[serde(default)]
    agents: Vec<String>,
}

/// A partner agency.
#[derive(Serialize, utoipa::ToSchema)]
struct Agency {
    id: AgencyId,
    name: String,
    /// Addresses of its people.
    agents: Vec<String>,
}

/// Every partner agency; for platform admins.
#[utoipa::path(get, path = "/partner-agencies", tag = "platform", params(Paging), responses(
    (status = 200, body = Listed<Agency>), (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn list(
    _: Admin,
    State(state): State<AppState>,
    Query(paging): Query<Paging>,
) -> Result<Listed<Agency>, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let rows =
        shares::agencies(&mut tx, paging.after("partner-agencies")?, paging.limit()? + 1, state.clock.now()).await?;
    let agencies = rows.into_iter().map(|row| Agency { id: row.id, name: row.name, agents: row.agents });
    paging.page(agencies.collect(), "partner-agencies", |agency| agency.id.0)
}

/// Makes a partner agency; for platform admins.
#[utoipa::path(post, path = "/partner-agencies", tag = "platform", request_body = NewAgency, responses(
    (status = 201, body = Agency), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem)))]
async fn create(
    Admin(caller): Admin,
    State(state): State<AppState>,
    Json(new): Json<NewAgency>,
) -> Result<Response, AppError> {
    let (id, name) = (AgencyId::new(), crate::text::typed::line(&new.name));
    let mut agents: Vec<String> = new.agents.iter().map(|email| normal_email(email)).collect();
    agents.sort_unstable();
    agents.dedup();
    let mut checks = Checks::new();
    checks.required("name", &name).length("name", &name, 1, 200);
    checks.that("agents", agents.len() <= MAX_AGENTS, "range", MAX_AGENTS);
    for email in &agents {
        checks.email("agents", email);
    }
    checks.finish()?;
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    if !shares::add_agency(&mut tx, id, &name).await? {
        return Err(FieldErrors::one("name", "agency-exists").into());
    }
    for email in &agents {
        let (user, made) = shares::person(&mut tx, email, caller.language).await?;
        shares::add_agent(&mut tx, id, user).await?;
        if made {
            let link = password_link(&mut tx, &state, user, WELCOME).await?;
            let args = [("agency", name.as_str().into()), ("link", link.into())];
            let mail = Mail::in_words(caller.language, "partner", email, email, &args);
            jobs::enqueue_platform(&mut tx, None, &Job::SendMail(mail)).await?;
        }
    }
    tx.commit().await?;
    state.wake_worker.notify_one();
    Ok((StatusCode::CREATED, Json(Agency { id, name, agents })).into_response())
}
