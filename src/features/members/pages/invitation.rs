use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use secrecy::SecretString;
use serde::Deserialize;

use super::super::accept::{self, Good, Step};
use crate::{
    features::account::{Proof, let_in_to, query},
    http::{AppError, AppState, Caller, FieldErrors, Form, Page, Query},
};

#[derive(Template)]
#[template(path = "pages/invitation.html")]
struct InvitationPage<'a> {
    p: &'a Page,
    token: &'a str,
    project_title: &'a str,
    email: &'a str,
    full_name: &'a str,
    /// She is not known here yet: a name and a password are asked for.
    introduce: bool,
    /// Somebody else is logged in.
    foreign: bool,
    name_error: String,
    password_error: String,
}

#[derive(Deserialize)]
pub struct Link {
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

fn invitation(
    page: &Page,
    good: &Good,
    token: &str,
    name: &str,
    step: Step,
    errors: &FieldErrors,
) -> Result<Response, AppError> {
    let mut response = page.render(&InvitationPage {
        p: page,
        token,
        project_title: &good.offer.project_title,
        email: &good.offer.email,
        full_name: name,
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

/// To log in, and back to the invitation.
fn log_in(token: &str) -> Response {
    let back = format!("/invitation?{}", query(&[("token", token)]));
    Redirect::to(&format!("/login?{}", query(&[("next", &back)]))).into_response()
}

/// `GET /invitation?token=…`: only shows, since mail scanners follow links.
pub async fn show(
    State(state): State<AppState>,
    caller: Option<Caller>,
    page: Page,
    Query(link): Query<Link>,
) -> Result<Response, AppError> {
    let good = accept::look(&state, &link.token).await?;
    match good.step(caller.as_ref()) {
        Step::LogIn => Ok(log_in(&link.token)),
        step => invitation(&page, &good, &link.token, &good.offer.name, step, &FieldErrors::default()),
    }
}

/// `POST /invitation`: accepts, and goes on to the project.
pub async fn accept(
    State(state): State<AppState>,
    caller: Option<Caller>,
    page: Page,
    headers: HeaderMap,
    Form(form): Form<AcceptForm>,
) -> Result<Response, AppError> {
    let good = accept::look(&state, &form.token).await?;
    let portal = format!("{}/", state.hosts.tenant(good.project()));
    match (good.step(caller.as_ref()), &caller) {
        (Step::Join, Some(caller)) => {
            good.join(&state, caller.user, &caller.name).await?;
            Ok(Redirect::to(&portal).into_response())
        }
        (Step::Introduce, _) => {
            let password = form.password.unwrap_or_default();
            let user = match good.introduce(&state, &form.name, password).await {
                Ok(Some(user)) => user,
                Ok(None) => return Ok(log_in(&form.token)),
                Err(AppError::Invalid(errors)) => {
                    return invitation(&page, &good, &form.token, &form.name, Step::Introduce, &errors);
                }
                Err(error) => return Err(error),
            };
            good.join(&state, user, &crate::text::typed::line(&form.name)).await?;
            let_in_to(&state, user, Proof::MailedCode, None, &headers, &portal).await
        }
        (Step::LogIn, _) => Ok(log_in(&form.token)),
        (step, _) => invitation(&page, &good, &form.token, &form.name, step, &FieldErrors::default()),
    }
}
