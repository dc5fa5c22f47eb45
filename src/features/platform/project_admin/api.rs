//! API of a project's limits, access rules and workspace state.

use axum::{extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};

use super::{
    rules,
    store::{self, Figures, LimitChanges, Plan},
};
use crate::{
    access::Workspace,
    db::PlatformScope,
    features::shared::activity,
    http::{
        AppError, AppState, Json, Operations,
        auth::{extract::RecentlyAuthenticated, mfa, project_admin::ProjectAdmin},
        edge::client_address::ClientAddress,
        operation,
        render_error::Problem,
    },
};

/// Routes of one project.
pub fn tenant_api() -> Operations {
    Operations::new().mount(operation!(get)).mount(operation!(change)).mount(operation!(set_workspace))
}

/// Limits of a project, and their use.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Settings {
    /// State of its workspace.
    pub workspace: Workspace,
    /// Name of its plan.
    pub plan: String,
    /// Effective figures.
    pub limits: Figures<i64>,
    /// Figures that differ from the plan.
    pub own: Figures<Option<i64>>,
    /// Bytes in use.
    pub storage_used_bytes: i64,
    /// Available plans.
    pub plans: Vec<Plan>,
    /// Networks its members must come from; empty for any.
    pub ip_allow: Vec<String>,
    /// Minutes a log-in lasts here; null for the general length.
    pub session_minutes: Option<i32>,
    /// Whether clients need a second factor.
    pub client_mfa: bool,
    /// Whether managers invite colleagues, and share the project with partners up to `edit`.
    pub managers_invite: bool,
}

/// All settings of `admin`'s project.
pub(super) async fn settings(state: &AppState, admin: &ProjectAdmin) -> Result<Settings, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let (plans, allowance) = (store::plans(&mut tx).await?, store::allowance(&mut tx, admin.project).await?);
    drop(tx);
    let mut tx = state.db.read(&admin.scope()).await?;
    let (workspace, storage_used_bytes) = store::standing(&mut tx, state.clock.now()).await?;
    let rules = store::rules::get(&mut tx).await?;
    let plan = plans.iter().find(|plan| plan.name == allowance.plan);
    let plan = plan.ok_or_else(|| AppError::Internal("a plan in use is not there".to_owned()))?.figures;
    let own = allowance.own;
    let limits = Figures {
        storage_bytes: own.storage_bytes.unwrap_or(plan.storage_bytes),
        upload_bytes: own.upload_bytes.unwrap_or(plan.upload_bytes),
        requests_per_minute: own.requests_per_minute.unwrap_or(plan.requests_per_minute),
        concurrent_requests: own.concurrent_requests.unwrap_or(plan.concurrent_requests),
        connections: own.connections.unwrap_or(plan.connections),
        statement_ms: own.statement_ms.unwrap_or(plan.statement_ms),
        concurrent_jobs: own.concurrent_jobs.unwrap_or(plan.concurrent_jobs),
        rows: own.rows.unwrap_or(plan.rows),
    };
    Ok(Settings {
        workspace,
        plan: allowance.plan,
        limits,
        own,
        storage_used_bytes,
        plans,
        ip_allow: rules::networks(&rules),
        session_minutes: rules::minutes(&rules),
        client_mfa: rules.client_mfa,
        managers_invite: rules.managers_invite,
    })
}

/// Changes plan or figures, and records the person who did.
pub(super) async fn set_limits(state: &AppState, admin: &ProjectAdmin, changes: &LimitChanges) -> Result<(), AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    store::change(&mut tx, admin.project, changes).await?;
    tx.commit().await?;
    let mut tx = state.db.write(&admin.scope()).await?;
    let event = activity::Event {
        actor: Some(admin.caller.user),
        kind: activity::ActivityKind::LimitsChanged,
        subject: None,
        detail: serde_json::json!({ "name": changes.plan }),
        visibility: crate::access::Visibility::Internal,
    };
    activity::record(&mut tx, state.clock.now(), &event).await?;
    Ok(tx.commit().await?)
}

/// Limits of the project and the state of its workspace. For its admins, in any state.
#[utoipa::path(get, path = "/settings", tag = "settings",
    responses((status = 200, body = Settings), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
async fn get(admin: ProjectAdmin, State(state): State<AppState>) -> Result<Json<Settings>, AppError> {
    settings(&state, &admin).await.map(Json)
}

/// Changes the project's plan, figures or access rules. Rules need a fresh proof of identity; an address list that
/// excludes the caller's own address needs `confirm`.
#[utoipa::path(patch, path = "/settings", tag = "settings", request_body = LimitChanges,
    responses((status = 200, body = Settings), (status = 401, body = Problem),
              (status = 403, body = Problem, description = "`proof-too-old` for rules, beside the usual"),
              (status = 404, body = Problem), (status = 409, body = Problem, description = "`would-lock-out`"),
              (status = 422, body = Problem)))]
async fn change(
    admin: ProjectAdmin,
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    Json(changes): Json<LimitChanges>,
) -> Result<Json<Settings>, AppError> {
    if changes.of_rules() {
        mfa::require_recent_auth(&state, &admin.caller)?;
        rules::set(&state, &admin, Some(address), &changes).await?;
    }
    if changes.of_limits() || !changes.of_rules() {
        set_limits(&state, &admin, &changes).await?;
    }
    settings(&state, &admin).await.map(Json)
}

/// New state of the workspace.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Move)]
struct WorkspaceMove {
    state: Workspace,
    /// For the project's records; at most 1000 characters.
    #[serde(default)]
    reason: String,
}

/// Suspends, reopens or archives the project. Takes effect within a second everywhere; nothing is deleted.
#[utoipa::path(put, path = "/workspace", tag = "settings", request_body = WorkspaceMove,
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn set_workspace(
    admin: ProjectAdmin,
    _: RecentlyAuthenticated,
    State(state): State<AppState>,
    Json(to): Json<WorkspaceMove>,
) -> Result<StatusCode, AppError> {
    super::set_workspace(&state, admin.project, to.state, &to.reason, Some(admin.caller.user)).await?;
    Ok(StatusCode::NO_CONTENT)
}
