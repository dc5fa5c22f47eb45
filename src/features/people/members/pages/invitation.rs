//! Page of an invitation's link.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use secrecy::SecretString;
use serde::Deserialize;

use super::super::accept;
use crate::{
    features::people::{
        invitations::{Invited, Step},
        partners::team,
        sign_in::login::{LoginMethod, let_in},
    },
    http::{
        AppError, AppState, Caller, EntryForm, FieldErrors, Page, PartCaller, Query,
        auth::authenticate::role_in,
        page::next::{NextPath, query},
    },
    ids::{ProjectId, UserId},
    text::normalize,
};

#[derive(Template)]
#[template(path = "pages/invitation.html")]
struct InvitationPage<'a> {
    p: &'a Page,
    token: &'a str,
    /// Whether it is into a partner agency rather than a project.
    into_agency: bool,
    /// Name of the agency, or title of the project.
    target: &'a str,
    email: &'a str,
    full_name: &'a str,
    /// Offered place in the project, in words; empty for an agency.
    part: String,
    /// Whether the person has no account yet, so that name and password are asked for.
    introduce: bool,
    /// Whether another person is logged in.
    foreign: bool,
    name_error: String,
    password_error: String,
}

#[derive(Deserialize)]
pub struct InvitationLink {
    #[serde(default)]
    token: String,
}

#[derive(Deserialize)]
pub struct AcceptForm {
    token: String,
    #[serde(default)]
    name: String,
    password: Option<SecretString>,
}

/// Invitation of a valid token.
enum AnyInvitation {
    Project(accept::ValidInvitation),
    Agency(team::ValidTeamInvitation),
}

impl AnyInvitation {
    async fn look(state: &AppState, token: &str) -> Result<Self, AppError> {
        if team::is_token(token) {
            return Ok(Self::Agency(team::look(state, token).await?));
        }
        Ok(Self::Project(accept::look(state, token).await?))
    }

    /// Invitation of the token, or a redirect: a used link leads on to its former target, through the log-in if needed.
    async fn find(state: &AppState, caller: Option<&Caller>, token: &str) -> Result<Result<Self, Response>, AppError> {
        match Self::look(state, token).await {
            Err(AppError::LinkExpired) => {
                let onward = if team::is_token(token) {
                    team::was_accepted(state, token).await?.then(|| "/projects".to_owned())
                } else {
                    accept::accepted_into(state, caller, token).await?.map(portal_path)
                };
                let onward = onward.ok_or(AppError::LinkExpired)?;
                Ok(Err(Redirect::to(&onward).into_response()))
            }
            found => Ok(Ok(found?)),
        }
    }

    fn invited(&self) -> &Invited {
        match self {
            Self::Project(good) => &good.invited,
            Self::Agency(good) => &good.invited,
        }
    }

    fn target(&self) -> &str {
        &self.invited().into
    }

    /// Sentence about the place in the project; empty for an agency.
    fn part(&self, page: &Page) -> String {
        match self {
            Self::Project(good) => {
                let role = good.member.role().to_string().replace('_', "-");
                page.ta("invitation-as", "role", page.t(&format!("role-{role}")))
            }
            Self::Agency(_) => String::new(),
        }
    }

    async fn join(&self, state: &AppState, user: UserId, name: &str) -> Result<(), AppError> {
        match self {
            Self::Project(good) => good.join(state, user, name).await,
            Self::Agency(good) => good.join(state, user).await,
        }
    }

    /// Target path on the app host.
    fn next(&self) -> NextPath {
        match self {
            Self::Project(good) => NextPath::or(&portal_path(good.project()), "/projects"),
            Self::Agency(_) => NextPath::or("/projects", "/projects"),
        }
    }
}

fn portal_path(project: ProjectId) -> String {
    format!("/projects/{project}/portal")
}

fn invitation(
    page: &Page,
    good: &AnyInvitation,
    token: &str,
    name: &str,
    step: Step,
    errors: &FieldErrors,
) -> Result<Response, AppError> {
    let mut response = page.render(&InvitationPage {
        p: page,
        token,
        into_agency: matches!(good, AnyInvitation::Agency(_)),
        target: good.target(),
        email: &good.invited().email,
        full_name: name,
        part: good.part(page),
        introduce: step == Step::Introduce,
        foreign: step == Step::LogOut,
        name_error: errors.text("name", page.language),
        password_error: errors.text("password", page.language),
    })?;
    if !errors.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// Redirect to log in as the invited person, and back to the invitation.
fn log_in(token: &str, good: &AnyInvitation) -> Response {
    let back = format!("/invitation?{}", query(&[("token", token)]));
    let query = query(&[("invited", &good.invited().email), ("next", &back)]);
    Redirect::to(&format!("/login?{query}")).into_response()
}

/// `GET /invitation?token=…`: only shows a button, because mail scanners follow links.
pub async fn show(
    State(state): State<AppState>,
    caller: Option<Caller>,
    page: Page,
    Query(link): Query<InvitationLink>,
) -> Result<Response, AppError> {
    let good = match AnyInvitation::find(&state, caller.as_ref(), &link.token).await? {
        Ok(good) => good,
        Err(onward) => return Ok(onward),
    };
    match good.invited().step(caller.as_ref()) {
        Step::LogIn => Ok(log_in(&link.token, &good)),
        step => invitation(&page, &good, &link.token, &good.invited().name, step, &FieldErrors::default()),
    }
}

/// `POST /invitation`: accepts, and redirects to the project.
pub async fn accept(
    State(state): State<AppState>,
    caller: Option<Caller>,
    page: Page,
    headers: HeaderMap,
    EntryForm { form, .. }: EntryForm<AcceptForm>,
) -> Result<Response, AppError> {
    let good = match AnyInvitation::find(&state, caller.as_ref(), &form.token).await? {
        Ok(good) => good,
        Err(onward) => return Ok(onward),
    };
    match (good.invited().step(caller.as_ref()), &caller) {
        (Step::Join, Some(caller)) => {
            good.join(&state, caller.user, &caller.name).await?;
            Ok(Redirect::to(good.next().as_str()).into_response())
        }
        (Step::Introduce, _) => {
            let password = form.password.unwrap_or_default();
            let entrant = match good.invited().introduce(&state, &form.name, password).await {
                Ok(Some(entrant)) => entrant,
                Ok(None) => return Ok(log_in(&form.token, &good)),
                Err(AppError::Invalid(errors)) => {
                    return invitation(&page, &good, &form.token, &form.name, Step::Introduce, &errors);
                }
                Err(error) => return Err(error),
            };
            good.join(&state, entrant.user, &normalize::line(&form.name)).await?;
            let_in(&state, entrant, LoginMethod::Password, None, &headers, &good.next()).await
        }
        (Step::LogIn, _) => Ok(log_in(&form.token, &good)),
        (step, _) => invitation(&page, &good, &form.token, &form.name, step, &FieldErrors::default()),
    }
}

/// `GET /projects/{project_id}/portal`: redirects to the project's own host, for callers with a part in it.
pub async fn portal(
    PartCaller(caller): PartCaller,
    State(state): State<AppState>,
    axum::extract::Path(project): axum::extract::Path<String>,
) -> Result<Redirect, AppError> {
    let project: Option<ProjectId> = project.parse().ok();
    // Looked up even for a malformed ID, so that the answer takes as long.
    let role = role_in(&state, &caller, project).await?;
    let (Some(project), Some(_)) = (project, role) else { return Err(AppError::NotFound) };
    Ok(Redirect::to(&format!("{}/", state.hosts.tenant(project))))
}
