//! Pages of forgotten and new passwords.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use secrecy::SecretString;
use serde::Deserialize;

use super::super::{
    login::{LoginMethod, let_in, let_in_to},
    passwords, store,
};
use crate::{
    db::PlatformScope,
    http::{
        AppError, AppState, Caller, Checks, EntryForm, Page, Query,
        page::next::{NextPath, allow_next, query},
    },
    identity::sessions,
};

#[derive(Template)]
#[template(path = "pages/password_forgot.html")]
struct ForgotPage<'a> {
    p: &'a Page,
    sent: bool,
    email: &'a str,
    error: String,
    next: &'a str,
    login_url: String,
}

#[derive(Template)]
#[template(path = "pages/password.html")]
struct PasswordPage<'a> {
    p: &'a Page,
    token: &'a str,
    email: &'a str,
    known: Vec<String>,
    error: String,
    next: &'a str,
}

#[derive(Deserialize)]
pub struct ForgotForm {
    email: String,
    #[serde(default)]
    next: String,
}

/// Target of the log-in for which the password was forgotten.
#[derive(Deserialize)]
pub struct Going {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub struct PasswordLink {
    #[serde(default)]
    token: String,
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub struct SetForm {
    token: String,
    password: SecretString,
    #[serde(default)]
    next: String,
}

fn forgotten(page: &Page, sent: bool, form: &ForgotForm, error: String) -> Result<Response, AppError> {
    let next = NextPath::parse(&form.next);
    let next = next.as_ref().map_or("", NextPath::as_str);
    let login_url = match next {
        "" => "/login".to_owned(),
        next => format!("/login?{}", query(&[("next", next)])),
    };
    page.render(&ForgotPage { p: page, sent, email: if sent { "" } else { &form.email }, error, next, login_url })
}

/// `GET /password/forgot`.
pub async fn forgot(page: Page, Query(Going { next }): Query<Going>) -> Result<Response, AppError> {
    forgotten(&page, false, &ForgotForm { email: String::new(), next }, String::new())
}

/// `POST /password/forgot`: the same answer for every address.
pub async fn send(
    State(state): State<AppState>,
    page: Page,
    EntryForm { form, .. }: EntryForm<ForgotForm>,
) -> Result<Response, AppError> {
    if let Err(fields) = Checks::new().email("email", &form.email).finish() {
        let mut response = forgotten(&page, false, &form, fields.text("email", page.language))?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    passwords::send_link(&state, &form.email, NextPath::parse(&form.next).map(|next| next.for_any_browser()));
    forgotten(&page, true, &form, String::new())
}

async fn choose(
    state: &AppState,
    page: &Page,
    (token, next): (&str, &str),
    error: String,
) -> Result<Response, AppError> {
    let person = passwords::bearer(state, token).await?;
    let known = passwords::names_around(state, person.id).await?;
    let mut response = page.render(&PasswordPage { p: page, token, email: &person.email, known, error, next })?;
    allow_next(&mut response, state, next);
    Ok(response)
}

/// `GET /password?token=…`: only shows the form, because mail scanners follow links.
pub async fn form(
    State(state): State<AppState>,
    page: Page,
    Query(link): Query<PasswordLink>,
) -> Result<Response, AppError> {
    choose(&state, &page, (&link.token, &link.next), String::new()).await
}

/// `POST /password`: sets it and logs in, with a redirect to the target or to the only project.
pub async fn set(
    State(state): State<AppState>,
    caller: Option<Caller>,
    page: Page,
    headers: HeaderMap,
    EntryForm { form, .. }: EntryForm<SetForm>,
) -> Result<Response, AppError> {
    let entrant = match passwords::set_by_token(&state, &form.token, form.password).await {
        Ok(entrant) => entrant,
        Err(AppError::Invalid(fields)) => {
            let error = fields.text("password", page.language);
            let mut response = choose(&state, &page, (&form.token, &form.next), error).await?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(response);
        }
        Err(error) => return Err(error),
    };
    let entrant = match &caller {
        // The session that is replaced says whether its person stays.
        Some(caller) if caller.user == entrant.user => {
            let mut tx = state.db.platform(PlatformScope::Person(caller.user)).await?;
            entrant.staying(sessions::stays(&mut tx, caller.session).await?)
        }
        _ => entrant,
    };
    if let Some(next) = NextPath::parse(&form.next) {
        return let_in(&state, entrant, LoginMethod::Password, caller.as_ref(), &headers, &next).await;
    }
    let mut tx = state.db.platform(PlatformScope::Listings(entrant.user)).await?;
    let only = store::only_project(&mut tx).await?;
    drop(tx);
    let home = only.map_or_else(|| "/projects".to_owned(), |project| format!("{}/", state.hosts.tenant(project)));
    let_in_to(&state, entrant, LoginMethod::Password, caller.as_ref(), &headers, &home).await
}
