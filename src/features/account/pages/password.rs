use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use secrecy::SecretString;
use serde::Deserialize;

use super::super::{Proof, let_in_to, passwords, store};
use crate::{
    db::PlatformScope,
    http::{AppError, AppState, Caller, Checks, Form, Page, Query},
};

#[derive(Template)]
#[template(path = "pages/password_forgot.html")]
struct ForgotPage<'a> {
    p: &'a Page,
    sent: bool,
    email: &'a str,
    error: String,
}

#[derive(Template)]
#[template(path = "pages/password.html")]
struct PasswordPage<'a> {
    p: &'a Page,
    token: &'a str,
    email: &'a str,
    error: String,
}

#[derive(Deserialize)]
pub struct ForgotForm {
    email: String,
}

#[derive(Deserialize)]
pub struct Link {
    #[serde(default)]
    token: String,
}

#[derive(Deserialize)]
pub struct SetForm {
    token: String,
    password: SecretString,
}

/// `GET /password/forgot`.
pub async fn forgot(page: Page) -> Result<Response, AppError> {
    page.render(&ForgotPage { p: &page, sent: false, email: "", error: String::new() })
}

/// `POST /password/forgot`: one answer for every address.
pub async fn send(
    State(state): State<AppState>,
    page: Page,
    Form(form): Form<ForgotForm>,
) -> Result<Response, AppError> {
    if let Err(fields) = Checks::new().email("email", &form.email).finish() {
        let error = fields.text("email", page.language);
        let mut response = page.render(&ForgotPage { p: &page, sent: false, email: &form.email, error })?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    passwords::send_link(&state, &form.email);
    page.render(&ForgotPage { p: &page, sent: true, email: "", error: String::new() })
}

/// `GET /password?token=…`: only shows the form, since mail scanners follow links.
pub async fn form(State(state): State<AppState>, page: Page, Query(link): Query<Link>) -> Result<Response, AppError> {
    let person = passwords::bearer(&state, &link.token).await?;
    page.render(&PasswordPage { p: &page, token: &link.token, email: &person.email, error: String::new() })
}

/// `POST /password`: sets it and logs in, straight to her project if she has just one.
pub async fn set(
    State(state): State<AppState>,
    caller: Option<Caller>,
    page: Page,
    headers: HeaderMap,
    Form(form): Form<SetForm>,
) -> Result<Response, AppError> {
    let user = match passwords::set_by_token(&state, &form.token, form.password).await {
        Ok(user) => user,
        Err(AppError::Invalid(fields)) => {
            let person = passwords::bearer(&state, &form.token).await?;
            let error = fields.text("password", page.language);
            let template = PasswordPage { p: &page, token: &form.token, email: &person.email, error };
            let mut response = page.render(&template)?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(response);
        }
        Err(error) => return Err(error),
    };
    let mut tx = state.db.platform(PlatformScope::Person(user)).await?;
    let only = store::only_project(&mut tx).await?;
    drop(tx);
    let home = only.map_or_else(|| "/projects".to_owned(), |project| format!("{}/", state.hosts.tenant(project)));
    let_in_to(&state, user, Proof::MailedCode, caller.as_ref(), &headers, &home).await
}
