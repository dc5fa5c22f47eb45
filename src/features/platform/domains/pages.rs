//! Page of a project's domains.

use askama::Template;
use axum::{
    Extension,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{CheckOutcome, FAILURES, LIMIT, challenge_name, challenge_value, check, store};
use crate::{
    access::action::EditSettings,
    features::shared::frame,
    http::{
        Access, ApiPath, AppError, AppState, FieldErrors, Form, Page, Pages, Require,
        api::paging::Window,
        body::form::Pressed,
        edge::host::HostKind,
        error::Conflict,
        page::{At, PortalHead},
    },
    ids::DomainId,
};

/// Routes of a tenant host.
pub fn tenant_pages() -> Pages {
    Pages::new()
        .get("/settings/domains", show)
        .post("/settings/domains", add)
        .post("/settings/domains/{id}/check", look)
        .post("/settings/domains/{id}/remove", remove)
}

#[derive(Template)]
#[template(path = "pages/domains.html")]
struct DomainsPage<'a> {
    p: &'a Page,
    project: PortalHead,
    tab: &'static str,
    domains: Vec<DomainRow>,
    target: String,
    full: bool,
    typed: &'a str,
    name_error: String,
}

struct DomainRow {
    id: String,
    name: String,
    url: String,
    served: bool,
    record: String,
    value: String,
    checked: Option<Checked>,
}

/// Last check: time, result in words, and the values found instead.
struct Checked {
    at: At,
    /// Tone of an alert: `good`, `info`, `warn` or `error`.
    tone: &'static str,
    text: String,
    found: Vec<String>,
}

#[derive(Deserialize)]
struct NewDomain {
    name: String,
}

async fn show(access: Require<EditSettings>, page: Page, State(state): State<AppState>) -> Result<Response, AppError> {
    render(&state, &access, &page, "", &FieldErrors::default()).await
}

async fn render(
    state: &AppState,
    access: &Access,
    page: &Page,
    typed: &str,
    errors: &FieldErrors,
) -> Result<Response, AppError> {
    let mut tx = state.db.read(&access.scope()).await?;
    let rows = store::list(&mut tx, Window::ALL).await?;
    let head = frame::head(&mut tx, access, state.clock.today()).await?;
    drop(tx);
    let mut response = page.render(&DomainsPage {
        p: page,
        project: head,
        tab: "settings",
        full: rows.len() >= LIMIT,
        domains: rows.into_iter().map(|row| shown(state, page, row)).collect(),
        target: state.hosts.tenant(access.project).host().to_owned(),
        typed,
        name_error: errors.text("name", page.language),
    })?;
    if !errors.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

fn shown(state: &AppState, page: &Page, row: store::Domain) -> DomainRow {
    let checked = row.checked_at.zip(row.outcome).map(|(at, outcome)| Checked {
        at: page.lately(at),
        tone: match outcome {
            CheckOutcome::Verified => "good",
            CheckOutcome::Unreachable => "info",
            CheckOutcome::Missing | CheckOutcome::Different if !row.served => "warn",
            CheckOutcome::Missing | CheckOutcome::Different | CheckOutcome::Elsewhere => "error",
        },
        text: match outcome {
            // The proof was present once, and the name is another project's now.
            CheckOutcome::Verified if !row.served => page.t("domain-moved"),
            CheckOutcome::Missing | CheckOutcome::Different if row.served => {
                page.ta("domain-fading", "days", FAILURES - row.failures)
            }
            outcome => page.t(&format!("domain-outcome-{}", outcome.as_str())),
        },
        found: row.found,
    });
    DomainRow {
        id: row.id.to_string(),
        url: state.hosts.custom(&row.name).to_string(),
        served: row.served,
        record: challenge_name(&row.name),
        value: challenge_value(&row.token),
        checked,
        name: row.name,
    }
}

async fn add(
    access: Require<EditSettings>,
    page: Page,
    State(state): State<AppState>,
    Form(form): Form<NewDomain>,
) -> Result<Response, AppError> {
    match check::add(&state, &access, &form.name).await {
        Ok(_) => Ok(page.redirect("/settings/domains", "flash-domain-added")),
        Err(AppError::Invalid(errors)) => render(&state, &access, &page, &form.name, &errors).await,
        Err(error) => Err(error),
    }
}

/// `POST /settings/domains/{id}/check`: the page shows the result.
async fn look(
    access: Require<EditSettings>,
    page: Page,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<DomainId>,
    Form(Pressed {}): Form<Pressed>,
) -> Result<Response, AppError> {
    let flash = match check::check(&state, &access, id).await {
        Ok(domain) if domain.outcome == Some(CheckOutcome::Verified) => "flash-domain-verified",
        Ok(_) => "flash-domain-not-yet",
        Err(AppError::Conflict(Conflict::Checking)) => "flash-domain-checking",
        Err(error) => return Err(error),
    };
    Ok(page.redirect("/settings/domains", flash))
}

async fn remove(
    access: Require<EditSettings>,
    Extension(kind): Extension<HostKind>,
    page: Page,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<DomainId>,
    Form(Pressed {}): Form<Pressed>,
) -> Result<Response, AppError> {
    check::remove(&state, &access, id).await?;
    if let HostKind::Custom(_) = kind {
        // This host may be the one that is not served any more.
        let home = state.hosts.tenant(access.project);
        return Ok(Redirect::to(&format!("{home}/settings/domains")).into_response());
    }
    Ok(page.redirect("/settings/domains", "flash-domain-removed"))
}
