//! Pages of log-in by mail.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{
    super::{
        login::{LoginMethod, let_in_to},
        mail_login,
    },
    login::{HOME, mail_url},
};
use crate::{
    http::{
        AppError, AppState, Caller, Checks, EntryForm, Page, Query,
        auth::csrf::Visitor,
        page::next::{NextPath, allow_next},
    },
    identity::digest,
};

#[derive(Template)]
#[template(path = "pages/login_mail.html")]
struct MailPage<'a> {
    p: &'a Page,
    sent: bool,
    email: &'a str,
    next: &'a str,
    again_url: String,
    error: String,
    over: bool,
    stay: bool,
}

impl<'a> MailPage<'a> {
    fn new(page: &'a Page, next: &'a NextPath, stay: bool) -> Self {
        let next = next.as_str();
        let again_url = mail_url(next, stay);
        Self { p: page, sent: false, email: "", next, again_url, error: String::new(), over: false, stay }
    }
}

#[derive(Template)]
#[template(path = "pages/login_link.html")]
struct LinkPage<'a> {
    p: &'a Page,
    token: &'a str,
    email: &'a str,
    stay: bool,
}

#[derive(Deserialize)]
pub struct Going {
    #[serde(default)]
    next: String,
    #[serde(default)]
    stay: bool,
}

#[derive(Deserialize)]
pub struct Address {
    email: String,
    #[serde(default)]
    next: String,
    #[serde(default)]
    stay: bool,
}

#[derive(Deserialize)]
pub struct CodeForm {
    code: String,
    #[serde(default)]
    next: String,
    #[serde(default)]
    stay: bool,
}

#[derive(Deserialize)]
pub struct LoginLink {
    #[serde(default)]
    token: String,
    #[serde(default)]
    stay: bool,
}

/// `GET /login/mail`: asks for the address.
pub async fn form(caller: Option<Caller>, page: Page, Query(going): Query<Going>) -> Result<Response, AppError> {
    let next = NextPath::or(&going.next, HOME);
    if caller.is_some() {
        return Ok(Redirect::to(next.as_str()).into_response());
    }
    page.render(&MailPage::new(&page, &next, going.stay))
}

/// `POST /login/mail`: the same answer for every address.
pub async fn send(
    State(state): State<AppState>,
    visitor: Visitor,
    page: Page,
    EntryForm { form, .. }: EntryForm<Address>,
) -> Result<Response, AppError> {
    let next = NextPath::or(&form.next, HOME);
    if let Err(fields) = Checks::new().email("email", &form.email).finish() {
        let error = fields.text("email", page.language);
        let mut response =
            page.render(&MailPage { email: &form.email, error, ..MailPage::new(&page, &next, form.stay) })?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    mail_login::ask(&state, &form.email, visitor.binding(), &next, form.stay).await?;
    let mut response = page.render(&MailPage { sent: true, ..MailPage::new(&page, &next, form.stay) })?;
    allow_next(&mut response, &state, next.as_str());
    Ok(response)
}

/// `POST /login/mail/code`: the code, in the browser that asked.
pub async fn code(
    State(state): State<AppState>,
    visitor: Visitor,
    caller: Option<Caller>,
    page: Page,
    headers: HeaderMap,
    EntryForm { form, .. }: EntryForm<CodeForm>,
) -> Result<Response, AppError> {
    let (error, over) = match mail_login::use_code(&state, visitor.binding(), &form.code).await {
        Ok((entrant, next)) => {
            let entrant = entrant.staying(form.stay);
            return let_in_to(&state, entrant, LoginMethod::MailedCode, caller.as_ref(), &headers, &next).await;
        }
        Err(AppError::WrongCode) => (page.t("code-wrong"), false),
        Err(AppError::CodeExhausted) => match led_on(&state, caller.as_ref(), visitor.binding()).await? {
            Some(onward) => return Ok(onward),
            None => (String::new(), true),
        },
        Err(error) => return Err(error),
    };
    let next = NextPath::or(&form.next, HOME);
    let mut response = page.render(&MailPage { sent: true, error, over, ..MailPage::new(&page, &next, form.stay) })?;
    allow_next(&mut response, &state, next.as_str());
    *response.status_mut() = if over { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(response)
}

/// Redirect to the target of a mailed log-in that was used before, for a person who is logged in by now: in another
/// tab, or after a double click.
async fn led_on(state: &AppState, caller: Option<&Caller>, by: [u8; 32]) -> Result<Option<Response>, AppError> {
    let Some(caller) = caller else { return Ok(None) };
    let next = mail_login::went(state, caller.user, by).await?;
    Ok(next.map(|next| Redirect::to(&next).into_response()))
}

/// `GET /login/link?token=…`: only shows a button, because mail scanners follow links.
pub async fn link(
    State(state): State<AppState>,
    visitor: Visitor,
    caller: Option<Caller>,
    page: Page,
    Query(link): Query<LoginLink>,
) -> Result<Response, AppError> {
    let bearer = match mail_login::bearer(&state, &link.token, visitor.binding()).await {
        Err(AppError::LinkExpired) => {
            let onward = led_on(&state, caller.as_ref(), digest(&link.token)).await?;
            return onward.ok_or(AppError::LinkExpired);
        }
        found => found?,
    };
    let mut response =
        page.render(&LinkPage { p: &page, token: &link.token, email: &bearer.email, stay: bearer.stays })?;
    allow_next(&mut response, &state, &bearer.next);
    Ok(response)
}

/// `POST /login/link`.
pub async fn use_link(
    State(state): State<AppState>,
    caller: Option<Caller>,
    headers: HeaderMap,
    EntryForm { form: link, .. }: EntryForm<LoginLink>,
) -> Result<Response, AppError> {
    let (entrant, next) = match mail_login::use_link(&state, &link.token).await {
        Err(AppError::LinkExpired) => {
            let onward = led_on(&state, caller.as_ref(), digest(&link.token)).await?;
            return onward.ok_or(AppError::LinkExpired);
        }
        used => used?,
    };
    let entrant = entrant.staying(link.stay);
    let_in_to(&state, entrant, LoginMethod::MailedCode, caller.as_ref(), &headers, &next).await
}
