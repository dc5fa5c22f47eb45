//! Pages of log-in and log-out.

use askama::Template;
use axum::{
    Extension,
    extract::{OriginalUri, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use secrecy::SecretString;
use serde::Deserialize;

use super::super::{
    federated::{Way, already_through, ways},
    login::{LoginMethod, LoginWay, check_password, let_in},
};
use crate::{
    db::PlatformScope,
    features::people::mfa::delay,
    http::{
        AppError, AppState, Caller, EntryForm, Form, Page, Query,
        auth::{credential::Credential, session_cookies},
        page::next::{NextPath, allow_next, query},
    },
    identity::sessions,
    mail::is_address,
};

pub const HOME: &str = "/projects";

#[derive(Template)]
#[template(path = "pages/login.html")]
struct LoginPage<'a> {
    p: &'a Page,
    email: &'a str,
    error: String,
    notice: String,
    next: &'a str,
    stay: bool,
    mail_url: String,
    forgot_url: String,
    elsewhere: Vec<Way>,
    /// The way that is offered first.
    first: LoginWay,
}

#[derive(Deserialize)]
pub struct LoginQuery {
    #[serde(default)]
    next: String,
    /// Present after a log-out.
    left: Option<String>,
    /// Present if a project requires a newer log-in.
    again: Option<String>,
    /// Address of a waiting invitation.
    #[serde(default)]
    invited: String,
    /// Wish to stay logged in, made on the way here.
    #[serde(default)]
    stay: bool,
    /// Present if an identity waits to be linked.
    link: Option<String>,
    /// Present if the visitor asked for this page, without a redirect.
    with: Option<String>,
}

#[derive(Deserialize)]
pub struct LoginForm {
    email: String,
    password: SecretString,
    #[serde(default)]
    next: String,
    #[serde(default)]
    stay: bool,
}

/// Address of the page that asks for an address, with the wish to stay logged in.
pub fn mail_url(next: &str, stay: bool) -> String {
    let wish: &[_] = if stay { &[("stay", "true")] } else { &[] };
    format!("/login/mail?{}", query(&[&[("next", next)], wish].concat()))
}

/// Log-out needs nothing but the form's token.
#[derive(Deserialize)]
pub struct LogoutForm {}

/// `GET /`: the projects, or the log-in.
pub async fn start(caller: Option<Caller>) -> Redirect {
    Redirect::to(if caller.is_some() { HOME } else { "/login" })
}

/// `GET /login`.
pub async fn form(
    State(state): State<AppState>,
    Extension(credential): Extension<Credential>,
    caller: Option<Caller>,
    OriginalUri(here): OriginalUri,
    Query(asked): Query<LoginQuery>,
    headers: HeaderMap,
    page: Page,
) -> Result<Response, AppError> {
    let next = NextPath::or(&asked.next, HOME);
    if caller.is_some() && asked.again.is_none() {
        return Ok(Redirect::to(next.as_str()).into_response());
    }
    if caller.is_none() && matches!(credential, Credential::Session { .. }) {
        // The token of an ended session still binds forms: without it, this form stays valid however long it is open.
        let mut response = Redirect::to(here.path_and_query().map_or("/login", |here| here.as_str())).into_response();
        session_cookies::clear_session(response.headers_mut(), &state);
        return Ok(response);
    }
    let wants_the_form = asked.left.is_some() || asked.again.is_some() || asked.link.is_some() || asked.with.is_some();
    if let (false, Some(ahead)) = (wants_the_form, already_through(&state, &headers, &next)) {
        return Ok(ahead.into_response());
    }
    let invited = if is_address(&asked.invited) { asked.invited.as_str() } else { "" };
    let notice = match (&asked.left, &asked.again, &asked.link) {
        (Some(_), _, _) => page.t("login-left"),
        (None, Some(_), _) => page.t("login-again"),
        (None, None, Some(_)) => page.t("login-link-first"),
        (None, None, None) if invited.is_empty() => String::new(),
        (None, None, None) => page.ta("login-invited", "email", invited),
    };
    // Its address is filled in beside the password.
    let first = if invited.is_empty() { LoginWay::last(&headers, &state) } else { LoginWay::Password };
    render(&state, &page, (invited, asked.stay, first), (String::new(), notice), &next)
}

fn render(
    state: &AppState,
    page: &Page,
    (email, stay, first): (&str, bool, LoginWay),
    (error, notice): (String, String),
    next: &NextPath,
) -> Result<Response, AppError> {
    let next_text = next.as_str();
    let forgot_url = match next_text {
        HOME => "/password/forgot".to_owned(),
        next => format!("/password/forgot?{}", query(&[("next", next)])),
    };
    let elsewhere = ways(state, next);
    let template = LoginPage {
        p: page,
        email,
        error,
        notice,
        next: next_text,
        stay,
        mail_url: mail_url(next_text, stay),
        forgot_url,
        elsewhere,
        first,
    };
    let mut response = page.render(&template)?;
    allow_next(&mut response, state, next_text);
    Ok(response)
}

/// `POST /login`.
pub async fn log_in(
    State(state): State<AppState>,
    caller: Option<Caller>,
    page: Page,
    headers: HeaderMap,
    EntryForm { form, older }: EntryForm<LoginForm>,
) -> Result<Response, AppError> {
    let next = NextPath::or(&form.next, HOME);
    let entrant = match check_password(&state, Some(&headers), &form.email, form.password).await {
        Ok(entrant) => entrant,
        Err(AppError::WrongCredentials) => {
            let error = page.t("login-wrong");
            let mut response =
                render(&state, &page, (&form.email, form.stay, LoginWay::Password), (error, String::new()), &next)?;
            *response.status_mut() = StatusCode::UNAUTHORIZED;
            return Ok(response);
        }
        Err(AppError::TooManyAttempts { retry_after }) => {
            let error = page.ta("login-wait", "seconds", retry_after);
            let mut response =
                render(&state, &page, (&form.email, form.stay, LoginWay::Password), (error, String::new()), &next)?;
            delay::say(&mut response, retry_after);
            return Ok(response);
        }
        Err(error) => return Err(error),
    };
    if older && caller.as_ref().is_some_and(|caller| caller.user == entrant.user) {
        // The visitor has logged in meanwhile in another tab, whose pages stay valid.
        return Ok(Redirect::to(next.as_str()).into_response());
    }
    let_in(&state, entrant.staying(form.stay), LoginMethod::Password, caller.as_ref(), &headers, &next).await
}

/// `POST /logout`, on the app host and on every tenant host: ends the log-in everywhere. A visitor who is logged out
/// already succeeds, however old the page is.
pub async fn log_out(
    State(state): State<AppState>,
    caller: Option<Caller>,
    form: Result<Form<LogoutForm>, AppError>,
) -> Result<Response, AppError> {
    if let Some(caller) = caller {
        form?;
        let mut tx = state.db.platform(PlatformScope::Platform).await?;
        sessions::end_login(&mut tx, (caller.user, caller.session), state.clock.now()).await?;
        tx.commit().await?;
    }
    let mut response = Redirect::to(&format!("{}/login?left=1", state.hosts.app)).into_response();
    session_cookies::clear_session(response.headers_mut(), &state);
    let forget = HeaderValue::from_static("\"cache\", \"storage\"");
    response.headers_mut().insert(HeaderName::from_static("clear-site-data"), forget);
    Ok(response)
}
