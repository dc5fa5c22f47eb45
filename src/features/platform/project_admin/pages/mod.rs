//! Page of a project's admins on the app host, because a closed project has no pages of its own.

mod limits;
mod rules;

use askama::Template;
use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
    response::Response,
};
use serde::Deserialize;
use strum::VariantArray;

use super::{api, rules as people_rules};
use crate::{
    access::Workspace,
    http::{
        ApiPath, AppError, AppState, Caller, FieldErrors, Form, Page, Pages,
        auth::{
            mfa,
            project_admin::{ProjectAdmin, project_admin},
        },
        edge::client_address::ClientAddress,
        error::Conflict,
        page::Choice,
        routes::{Need, Needs},
    },
};
use limits::{LimitsFields, LimitsForm};
use rules::{RulesFields, RulesForm};

/// Routes of the app host.
pub fn app_pages() -> Pages {
    Pages::new()
        .get("/projects/{project_id}/manage", show)
        .post("/projects/{project_id}/limits", save_limits)
        .post("/projects/{project_id}/workspace", set_workspace)
        .post("/projects/{project_id}/security", save_rules)
}

#[derive(Template)]
#[template(path = "pages/project_manage.html")]
struct ManagePage<'a> {
    p: &'a Page,
    id: String,
    title: String,
    url: String,
    workspace: Workspace,
    limits: LimitsFields,
    rare_open: bool,
    storage_percent: i64,
    storage_text: String,
    moves: Vec<Choice>,
    reason: String,
    reason_error: String,
    security: RulesFields,
    problem: String,
}

/// Values of the page's forms, with their errors.
#[derive(Default)]
struct AdminInput {
    limits: Option<LimitsForm>,
    rules: Option<RulesForm>,
    wished: WorkspaceForm,
    errors: FieldErrors,
}

#[derive(Debug, Default, Deserialize)]
struct WorkspaceForm {
    #[serde(default)]
    state: String,
    #[serde(default)]
    reason: String,
}

/// An admin at the page of a project, with the client's address.
struct Desk {
    state: AppState,
    page: Page,
    admin: ProjectAdmin,
    client: ClientAddress,
}

impl FromRequestParts<AppState> for Desk {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let caller = Caller::from_request_parts(parts, state).await?;
        let Ok(client) = ClientAddress::from_request_parts(parts, state).await;
        let ApiPath(project) = ApiPath::<String>::from_request_parts(parts, state).await?;
        let admin = project_admin(state, caller, project.parse().ok(), Some(client.0)).await?;
        let page = Page::from_request_parts(parts, state).await?;
        Ok(Self { state: state.clone(), page, admin, client })
    }
}

impl Needs for Desk {
    const NEED: Need = Need::Govern;
}

impl Desk {
    async fn render(&self, typed: AdminInput) -> Result<Response, AppError> {
        let Self { state, page, admin, client } = self;
        let AdminInput { limits, rules, wished, errors } = typed;
        let settings = api::settings(state, admin).await?;
        let limits = limits.unwrap_or_else(|| LimitsForm::of(&settings)).fields(page, &settings, &errors);
        let rules = rules.unwrap_or_else(|| RulesForm::of(&settings));
        let choice = |to: Workspace| Choice {
            value: to.to_string(),
            label: page.t(&format!("workspace-{to}")),
            hint: page.t(&format!("workspace-{to}-hint")),
            chosen: wished.state == to.as_str(),
        };
        let moves =
            Workspace::VARIANTS.iter().copied().filter(|to| to.may_follow(settings.workspace)).map(choice).collect();
        let (used, quota) = (settings.storage_used_bytes, settings.limits.storage_bytes);
        let mut response = page.render(&ManagePage {
            p: page,
            id: admin.project.to_string(),
            title: admin.title.clone(),
            url: state.hosts.tenant(admin.project).to_string(),
            workspace: settings.workspace,
            rare_open: limits.rare.iter().any(|field| !field.error.is_empty() || !field.value.is_empty()),
            limits,
            storage_percent: (used.saturating_mul(100) / quota.max(1)).clamp(0, 100),
            storage_text: page.ta2("limits-storage-used", "used", page.size(used), "quota", page.size(quota)),
            moves,
            reason: wished.reason,
            reason_error: errors.text("reason", page.language),
            security: rules.fields(page, *client, state.require_mfa, &errors),
            problem: if errors.is_empty() { String::new() } else { page.t("problem-validation") },
        })?;
        if !errors.is_empty() {
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        } else if rules.shuts_out {
            *response.status_mut() = StatusCode::CONFLICT;
        }
        Ok(response)
    }

    fn saved(&self) -> Response {
        self.page.redirect(&format!("/projects/{}/manage", self.admin.project), "flash-saved")
    }
}

async fn show(desk: Desk) -> Result<Response, AppError> {
    desk.render(AdminInput::default()).await
}

async fn save_limits(desk: Desk, Form(mut form): Form<LimitsForm>) -> Result<Response, AppError> {
    let now = LimitsForm::of(&api::settings(&desk.state, &desk.admin).await?).version;
    let current = FieldErrors::unless_current("plan", &form.version, &now);
    // Saving again overwrites the other person's change.
    form.version = now;
    let outcome = match current.and_then(|()| form.changes()) {
        Ok(changes) => api::set_limits(&desk.state, &desk.admin, &changes).await,
        Err(errors) => Err(errors.into()),
    };
    match outcome {
        Ok(()) => Ok(desk.saved()),
        Err(AppError::Invalid(errors)) => {
            desk.render(AdminInput { limits: Some(form), errors, ..AdminInput::default() }).await
        }
        Err(error) => Err(error),
    }
}

async fn set_workspace(desk: Desk, Form(wished): Form<WorkspaceForm>) -> Result<Response, AppError> {
    let Desk { state, admin, .. } = &desk;
    mfa::require_recent_auth(state, &admin.caller)?;
    let outcome = match wished.state.parse() {
        Ok(to) => super::set_workspace(state, admin.project, to, &wished.reason, Some(admin.caller.user)).await,
        Err(_) => Err(FieldErrors::one("reason", "choose-status").into()),
    };
    match outcome {
        Ok(()) => Ok(desk.saved()),
        Err(AppError::Invalid(errors)) => desk.render(AdminInput { wished, errors, ..AdminInput::default() }).await,
        Err(error) => Err(error),
    }
}

async fn save_rules(desk: Desk, Form(mut form): Form<RulesForm>) -> Result<Response, AppError> {
    mfa::require_recent_auth(&desk.state, &desk.admin.caller)?;
    let now = RulesForm::of(&api::settings(&desk.state, &desk.admin).await?).version;
    let current = FieldErrors::unless_current("ip_allow", &form.version, &now);
    form.version = now;
    let outcome = match current.and_then(|()| form.changes()) {
        Ok(changes) => people_rules::set(&desk.state, &desk.admin, Some(desk.client.0), &changes).await,
        Err(errors) => Err(errors.into()),
    };
    let errors = match outcome {
        Ok(()) => return Ok(desk.saved()),
        Err(AppError::Invalid(errors)) => errors,
        Err(AppError::Conflict(Conflict::LockOut)) => {
            form.shuts_out = true;
            FieldErrors::default()
        }
        Err(error) => return Err(error),
    };
    desk.render(AdminInput { rules: Some(form), errors, ..AdminInput::default() }).await
}
