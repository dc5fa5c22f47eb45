//! Partner agencies, for platform admins.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::super::{
    shares::store as shares,
    team::{self, Colleague},
};
use crate::{
    db::PlatformScope,
    features::people::invitations::views::sent,
    http::{ApiPath, AppError, AppState, FieldErrors, Form, Page, auth::extract::Admin},
    ids::AgencyId,
};

const HOME: &str = "/admin/agencies";
/// Number of agencies on a page.
const PAGE: i64 = 50;

#[derive(Template)]
#[template(path = "pages/agencies.html")]
struct AgenciesPage<'a> {
    p: &'a Page,
    agencies: Vec<AgencyRow>,
    typed: NewForm,
    agency_error: String,
    name_error: String,
    email_error: String,
    previous: String,
    next: String,
}

struct AgencyRow {
    id: String,
    name: String,
    agents: Vec<String>,
    /// Number of open invitations, in words; empty without any.
    invited: String,
}

#[derive(Default, Deserialize)]
pub struct NewForm {
    agency: String,
    #[serde(default)]
    name: String,
    email: String,
}

#[derive(Deserialize)]
pub struct AdminForm {
    email: String,
}

#[derive(Deserialize)]
pub struct AgenciesQuery {
    after: Option<AgencyId>,
}

/// `GET /admin/agencies`.
pub async fn show(
    _: Admin,
    State(state): State<AppState>,
    page: Page,
    crate::http::Query(AgenciesQuery { after }): crate::http::Query<AgenciesQuery>,
) -> Result<Response, AppError> {
    render(&state, &page, after, NewForm::default(), &FieldErrors::default()).await
}

async fn render(
    state: &AppState,
    page: &Page,
    after: Option<AgencyId>,
    typed: NewForm,
    errors: &FieldErrors,
) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let mut rows = shares::agencies(&mut tx, after.map(|id| id.0), PAGE + 1, state.clock.now()).await?;
    drop(tx);
    let more = i64::try_from(rows.len()).is_ok_and(|count| count > PAGE);
    rows.truncate(usize::try_from(PAGE).unwrap_or_default());
    let next = rows.last().filter(|_| more).map(|last| format!("{HOME}?after={}", last.id));
    let text = |field| errors.text(field, page.language);
    let template = AgenciesPage {
        p: page,
        agencies: rows
            .into_iter()
            .map(|row| AgencyRow {
                id: row.id.to_string(),
                name: row.name,
                agents: row.agents,
                invited: if row.invited.is_empty() {
                    String::new()
                } else {
                    page.ta("agencies-invited", "count", row.invited.len())
                },
            })
            .collect(),
        typed,
        agency_error: text("agency"),
        name_error: text("name"),
        email_error: text("email"),
        previous: if after.is_some() { HOME.to_owned() } else { String::new() },
        next: next.unwrap_or_default(),
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page.render(&template)?).into_response())
}

/// `POST /admin/agencies`: makes an agency and invites its first admin.
pub async fn create(
    Admin(caller): Admin,
    State(state): State<AppState>,
    page: Page,
    Form(form): Form<NewForm>,
) -> Result<Response, AppError> {
    let first = [Colleague { email: form.email.clone(), name: form.name.clone(), admin: true }];
    match team::found(&state, &caller, ("agency", &form.agency), ("email", &first)).await {
        Ok(_) => Ok(page.redirect(HOME, "flash-agency-made")),
        Err(AppError::Invalid(errors)) => render(&state, &page, None, form, &errors).await,
        Err(error) => Err(error),
    }
}

/// `POST /admin/agencies/{agency}/admin`: names a further admin, by invitation if they do not belong to the agency.
pub async fn name_admin(
    Admin(caller): Admin,
    State(state): State<AppState>,
    ApiPath(agency): ApiPath<AgencyId>,
    page: Page,
    Form(form): Form<AdminForm>,
) -> Result<Response, AppError> {
    match team::name_admin(&state, &caller, agency, &form.email).await {
        Err(AppError::Invalid(_)) => Ok(page.redirect(HOME, "flash-address-refused")),
        outcome => sent(&page, HOME, "flash-agency-admin", outcome),
    }
}
