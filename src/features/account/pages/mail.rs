use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use serde::Deserialize;

use super::{
    super::{NextPath, Proof, let_in_to, mail_login},
    login::HOME,
};
use crate::http::{AppError, AppState, Caller, Checks, Form, Page, Query, session::Visitor};

#[derive(Template)]
#[template(path = "pages/login_mail.html")]
struct MailPage<'a> {
    p: &'a Page,
    sent: bool,
    email: &'a str,
    next: &'a str,
    error: String,
    over: bool,
}

#[derive(Template)]
#[template(path = "pages/login_link.html")]
struct LinkPage<'a> {
    p: &'a Page,
    token: &'a str,
    email: &'a str,
}

#[derive(Deserialize)]
pub struct Going {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub struct Address {
    email: String,
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub struct Typed {
    code: String,
}

#[derive(Deserialize)]
pub struct Link {
    #[serde(default)]
    token: String,
}

/// `GET /login/mail`: asks for the address.
pub async fn form(page: Page, Query(going): Query<Going>) -> Result<Response, AppError> {
    let next = NextPath::or(&going.next, HOME);
    let (email, error) = ("", String::new());
    page.render(&MailPage { p: &page, sent: false, email, next: next.as_str(), error, over: false })
}

/// `POST /login/mail`: one answer for every address.
pub async fn send(
    State(state): State<AppState>,
    visitor: Visitor,
    page: Page,
    Form(form): Form<Address>,
) -> Result<Response, AppError> {
    let next = NextPath::or(&form.next, HOME);
    let next = next.as_str();
    if let Err(fields) = Checks::new().email("email", &form.email).finish() {
        let error = fields.text("email", page.language);
        let email = form.email.as_str();
        let mut response = page.render(&MailPage { p: &page, sent: false, email, next, error, over: false })?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    mail_login::ask(&state, &form.email, visitor.binding(), next).await?;
    page.render(&MailPage { p: &page, sent: true, email: "", next, error: String::new(), over: false })
}

/// `POST /login/mail/code`: the code, in the browser that asked.
pub async fn code(
    State(state): State<AppState>,
    visitor: Visitor,
    caller: Option<Caller>,
    page: Page,
    headers: HeaderMap,
    Form(form): Form<Typed>,
) -> Result<Response, AppError> {
    let (error, over) = match mail_login::use_code(&state, visitor.binding(), &form.code).await {
        Ok((entrant, next)) => {
            return let_in_to(&state, entrant, Proof::MailedCode, caller.as_ref(), &headers, &next).await;
        }
        Err(AppError::WrongCode) => (page.t("code-wrong"), false),
        Err(AppError::CodeExhausted) => (String::new(), true),
        Err(error) => return Err(error),
    };
    let mut response = page.render(&MailPage { p: &page, sent: true, email: "", next: HOME, error, over })?;
    *response.status_mut() = if over { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(response)
}

/// `GET /login/link?token=…`: only shows a button, since mail scanners follow links.
pub async fn link(State(state): State<AppState>, page: Page, Query(link): Query<Link>) -> Result<Response, AppError> {
    let email = mail_login::bearer(&state, &link.token).await?;
    page.render(&LinkPage { p: &page, token: &link.token, email: &email })
}

/// `POST /login/link`.
pub async fn use_link(
    State(state): State<AppState>,
    caller: Option<Caller>,
    headers: HeaderMap,
    Form(link): Form<Link>,
) -> Result<Response, AppError> {
    let (entrant, next) = mail_login::use_link(&state, &link.token).await?;
    let_in_to(&state, entrant, Proof::MailedCode, caller.as_ref(), &headers, &next).await
}
