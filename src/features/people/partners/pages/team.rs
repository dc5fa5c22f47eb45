//! A partner agency's page for its admin: colleagues, and shared projects.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use time::OffsetDateTime;

use super::super::{
    shares::last_day,
    team::{self, AgencyAdmin, Colleague},
};
use crate::{
    db::PlatformScope,
    features::people::invitations::views::{Invited, Who, sent},
    http::{ApiPath, AppError, AppState, Caller, FieldErrors, Form, Page, body::form::Pressed, page::At},
    ids::{AgencyId, InvitationId, UserId},
    text::initials,
};

const HOME: &str = "/agency";

#[derive(Template)]
#[template(path = "pages/agency.html")]
struct AgencyPage<'a> {
    p: &'a Page,
    agencies: Vec<OwnAgency>,
}

struct OwnAgency {
    id: String,
    name: String,
    people: Vec<TeamMember>,
    invitations: Vec<Invited>,
    projects: Vec<Project>,
    typed: ColleagueForm,
    name_error: String,
    email_error: String,
}

struct TeamMember {
    id: String,
    full_name: String,
    initials: String,
    email: String,
    admin: bool,
    since: At,
    me: bool,
}

struct Project {
    title: String,
    url: String,
    /// The level in words.
    may: String,
    until: Option<At>,
}

#[derive(Clone, Default, Deserialize)]
pub struct ColleagueForm {
    email: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    admin: bool,
}

/// `GET /agency`: to who is no agency's admin, nothing is there.
pub async fn show(
    AgencyAdmin(caller): AgencyAdmin,
    State(state): State<AppState>,
    page: Page,
) -> Result<Response, AppError> {
    render(&state, &caller, &page, None).await
}

async fn render(
    state: &AppState,
    caller: &Caller,
    page: &Page,
    typed: Option<(AgencyId, ColleagueForm, FieldErrors)>,
) -> Result<Response, AppError> {
    let now = state.clock.now();
    // Of the person's listings: they show the shares of their own agencies and no others.
    let mut tx = state.db.platform(PlatformScope::Listings(caller.user)).await?;
    let hers = team::of_admin(&mut tx, caller.user).await?;
    if hers.is_empty() {
        return Err(AppError::NotFound);
    }
    team::gate(state, caller)?;
    let mut agencies = Vec::with_capacity(hers.len());
    for (id, name) in hers {
        let people = team::agents(&mut tx, id).await?;
        let pending = team::pending(&mut tx, id, None).await?;
        let projects = team::projects(&mut tx, id, now).await?;
        let (form, errors) = match &typed {
            Some((of, form, errors)) if *of == id => (form.clone(), errors.clone()),
            _ => (ColleagueForm::default(), FieldErrors::default()),
        };
        agencies.push(OwnAgency {
            id: id.to_string(),
            name,
            people: people.into_iter().map(|agent| person(page, caller, agent)).collect(),
            invitations: pending.into_iter().map(|row| invited(page, row, now)).collect(),
            projects: projects.into_iter().map(|row| project(state, page, row)).collect(),
            name_error: errors.text("name", page.language),
            email_error: errors.text("email", page.language),
            typed: form,
        });
    }
    drop(tx);
    let status = if typed.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, page.render(&AgencyPage { p: page, agencies })?).into_response())
}

fn person(page: &Page, caller: &Caller, agent: team::Agent) -> TeamMember {
    TeamMember {
        id: agent.user_id.to_string(),
        initials: initials(&agent.name),
        full_name: agent.name,
        email: agent.email,
        admin: agent.admin,
        since: page.day_of(agent.joined_at),
        me: agent.user_id == caller.user,
    }
}

fn invited(page: &Page, row: team::Pending, now: OffsetDateTime) -> Invited {
    let place = if row.admin { page.t("agency-admin") } else { String::new() };
    let (state, who) = (row.state(now), Who { name: row.name, email: row.email, place });
    Invited::new(page, row.id, who, (state, row.expires_at), row.undelivered_at)
}

fn project(state: &AppState, page: &Page, row: team::SharedProject) -> Project {
    Project {
        title: row.title,
        url: format!("{}/", state.hosts.tenant(row.id)),
        may: page.t(&format!("people-level-{}", row.level)),
        until: row.expires_at.map(|end| page.day(last_day(state.clock.zone(), end))),
    }
}

/// `POST /agency/{agency}/invite`.
pub async fn invite(
    AgencyAdmin(caller): AgencyAdmin,
    State(state): State<AppState>,
    ApiPath(agency): ApiPath<AgencyId>,
    page: Page,
    Form(form): Form<ColleagueForm>,
) -> Result<Response, AppError> {
    let ColleagueForm { email, name, admin } = form.clone();
    match team::invite(&state, &caller, agency, &Colleague { email, name, admin }).await {
        Err(AppError::Invalid(errors)) => render(&state, &caller, &page, Some((agency, form, errors))).await,
        outcome => sent(&page, HOME, "flash-invited", outcome),
    }
}

/// `POST /agency/{agency}/people/{user}/remove`.
pub async fn remove(
    AgencyAdmin(caller): AgencyAdmin,
    State(state): State<AppState>,
    ApiPath((agency, user)): ApiPath<(AgencyId, UserId)>,
    page: Page,
    Form(Pressed {}): Form<Pressed>,
) -> Result<Response, AppError> {
    team::remove(&state, &caller, agency, user).await?;
    Ok(page.redirect(HOME, "flash-member-removed"))
}

/// `POST /agency/{agency}/invitations/{id}/resend`.
pub async fn resend(
    AgencyAdmin(caller): AgencyAdmin,
    State(state): State<AppState>,
    ApiPath((agency, id)): ApiPath<(AgencyId, InvitationId)>,
    page: Page,
    Form(Pressed {}): Form<Pressed>,
) -> Result<Response, AppError> {
    sent(&page, HOME, "flash-invited", team::resend(&state, &caller, agency, id).await)
}

/// `POST /agency/{agency}/invitations/{id}/revoke`.
pub async fn revoke(
    AgencyAdmin(caller): AgencyAdmin,
    State(state): State<AppState>,
    ApiPath((agency, id)): ApiPath<(AgencyId, InvitationId)>,
    page: Page,
    Form(Pressed {}): Form<Pressed>,
) -> Result<Response, AppError> {
    team::revoke(&state, &caller, agency, id).await?;
    Ok(page.redirect(HOME, "flash-invitation-revoked"))
}
