//! Page for a repeated proof of identity.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::{
    db::PlatformScope,
    features::people::{
        mfa::{
            codes, delay,
            store::{self, Factors},
        },
        sign_in::login::{check_password, step_up},
    },
    http::{
        AppError, AppState, Caller, Form, Page, Query,
        auth::extract::CallerBeforeMfa,
        page::next::{NextPath, allow_next},
    },
};

#[derive(Template)]
#[template(path = "pages/account_confirm.html")]
struct ConfirmPage<'a> {
    p: &'a Page,
    next: &'a str,
    email: &'a str,
    password: bool,
    factor: bool,
    passkeys: bool,
    password_error: String,
    code_error: String,
}

#[derive(Deserialize)]
pub struct Leading {
    #[serde(default)]
    pub next: String,
}

#[derive(Deserialize)]
pub struct ConfirmForm {
    #[serde(default)]
    next: String,
    #[serde(default)]
    password: SecretString,
    #[serde(default)]
    code: String,
}

/// Default page after a proof.
pub const HOME: &str = "/account/security";

/// Whether a password suffices: the person has no second factor, or has shown it in this session.
fn password_does(caller: &Caller, has: Factors) -> bool {
    has.password && (caller.auth_times.strong_at.is_some() || !has.any())
}

async fn render(
    state: &AppState,
    page: &Page,
    caller: &Caller,
    next: &NextPath,
    (password_error, code_error): (String, String),
) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let has = store::factors(&mut tx, caller.user).await?;
    drop(tx);
    let mut response = page.render(&ConfirmPage {
        p: page,
        next: next.as_str(),
        email: &caller.email,
        password: password_does(caller, has),
        factor: has.any(),
        passkeys: has.passkeys > 0,
        password_error,
        code_error,
    })?;
    allow_next(&mut response, state, next.as_str());
    Ok(response)
}

/// `GET /account/confirm?next=…`.
pub async fn show(
    State(state): State<AppState>,
    CallerBeforeMfa(caller): CallerBeforeMfa,
    page: Page,
    Query(leading): Query<Leading>,
) -> Result<Response, AppError> {
    render(&state, &page, &caller, &NextPath::or(&leading.next, HOME), in_place(true, String::new())).await
}

/// `POST /account/confirm`: the password, or a code.
pub async fn confirm(
    State(state): State<AppState>,
    CallerBeforeMfa(caller): CallerBeforeMfa,
    page: Page,
    headers: HeaderMap,
    Form(shown): Form<ConfirmForm>,
) -> Result<Response, AppError> {
    let next = NextPath::or(&shown.next, HOME);
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let by_password = !shown.password.expose_secret().is_empty();
    let outcome = if by_password {
        let has = store::factors(&mut tx, caller.user).await?;
        if password_does(&caller, has) {
            // No transaction stays open while a password is verified.
            drop(tx);
            let outcome = check_password(&state, Some(&headers), &caller.email, shown.password).await.map(drop);
            tx = state.db.platform(PlatformScope::Platform).await?;
            outcome
        } else {
            Err(AppError::FactorMissing)
        }
    } else {
        codes::typed(&mut tx, &state, Some(&headers), caller.user, &shown.code).await
    };
    let (text, status) = match outcome {
        Ok(()) => {
            let onward = Redirect::to(next.as_str()).into_response();
            return step_up(&state, tx, &caller, !by_password, &headers, onward).await;
        }
        Err(AppError::WrongCredentials) => (page.t("field-password-wrong"), StatusCode::UNPROCESSABLE_ENTITY),
        Err(AppError::WrongFactor) => {
            tx.commit().await?;
            (page.t("factor-wrong"), StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(AppError::FactorMissing) => (page.t("confirm-factor-needed"), StatusCode::UNPROCESSABLE_ENTITY),
        Err(AppError::TooManyAttempts { retry_after }) => {
            let errors = in_place(by_password, page.ta("login-wait", "seconds", retry_after));
            let mut response = render(&state, &page, &caller, &next, errors).await?;
            delay::say(&mut response, retry_after);
            return Ok(response);
        }
        Err(error) => return Err(error),
    };
    let mut response = render(&state, &page, &caller, &next, in_place(by_password, text)).await?;
    *response.status_mut() = status;
    Ok(response)
}

fn in_place(by_password: bool, text: String) -> (String, String) {
    if by_password { (text, String::new()) } else { (String::new(), text) }
}
