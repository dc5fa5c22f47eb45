use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use secrecy::SecretString;
use serde::Deserialize;

use super::super::{NextPath, check_password, check_strength, hash, open_session, store};
use crate::{
    db::PlatformScope,
    features::factors::delay,
    http::{
        AppError, AppState, Caller, Checks, FieldErrors, Form, Page, cookies::Cookie, mfa::Proven, page::Choice,
        session::set_session,
    },
    identity::{
        Audience,
        sessions::{self, Origin},
    },
    text::Language,
};

const A_YEAR: i64 = 365 * 24 * 3600;

#[derive(Template)]
#[template(path = "pages/account.html")]
struct AccountPage<'a> {
    p: &'a Page,
    full_name: &'a str,
    email: &'a str,
    languages: Vec<Choice>,
    name_error: String,
    language_error: String,
    current_error: String,
    password_error: String,
}

#[derive(Deserialize)]
pub struct ProfileForm {
    name: String,
    language: String,
}

#[derive(Deserialize)]
pub struct ChangeForm {
    current: SecretString,
    password: SecretString,
}

#[derive(Deserialize)]
pub struct LanguageForm {
    language: String,
    #[serde(default)]
    next: String,
}

fn account(
    page: &Page,
    caller: &Caller,
    (name, language): (&str, &str),
    errors: &FieldErrors,
) -> Result<Response, AppError> {
    let text = |field| errors.text(field, page.language);
    let mut response = page.render(&AccountPage {
        p: page,
        full_name: name,
        email: &caller.email,
        languages: languages(language),
        name_error: text("name"),
        language_error: text("language"),
        current_error: text("current"),
        password_error: text("password"),
    })?;
    if !errors.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

fn languages(chosen: &str) -> Vec<Choice> {
    let choice = |language: Language| Choice {
        value: language.tag().to_owned(),
        label: language.own_name().to_owned(),
        hint: String::new(),
        chosen: language.tag() == chosen,
    };
    Language::ALL.into_iter().map(choice).collect()
}

/// `GET /account`.
pub async fn show(caller: Caller, page: Page) -> Result<Response, AppError> {
    account(&page, &caller, (&caller.name, caller.language.tag()), &FieldErrors::default())
}

/// `POST /account`: name and language.
pub async fn save(
    State(state): State<AppState>,
    caller: Caller,
    page: Page,
    Form(form): Form<ProfileForm>,
) -> Result<Response, AppError> {
    let (name, language) = (crate::text::typed::line(&form.name), Language::from_tag(&form.language));
    let name = name.as_str();
    let mut checks = Checks::new();
    checks.required("name", name).length("name", name, 1, 200).that("language", language.is_some(), "choice", 0);
    if let Err(errors) = checks.finish() {
        return account(&page, &caller, (&form.name, &form.language), &errors);
    }
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    store::set_profile(&mut tx, caller.user, name, language.unwrap_or_default()).await?;
    tx.commit().await?;
    Ok(page.redirect("/account", "flash-account-saved"))
}

/// `POST /account/password`: ends every other session, and this one goes on under a new ID.
pub async fn change_password(
    State(state): State<AppState>,
    caller: Caller,
    _: Proven,
    page: Page,
    headers: HeaderMap,
    Form(form): Form<ChangeForm>,
) -> Result<Response, AppError> {
    let refuse = |errors: FieldErrors| account(&page, &caller, (&caller.name, caller.language.tag()), &errors);
    match check_password(&state, &caller.email, form.current).await {
        Ok(_) => {}
        Err(AppError::WrongCredentials) => return refuse(FieldErrors::one("current", "password-wrong")),
        Err(AppError::TooManyAttempts { retry_after }) => {
            let mut response = refuse(FieldErrors::one("current", "wait"))?;
            delay::say(&mut response, retry_after);
            return Ok(response);
        }
        Err(error) => return Err(error),
    }
    let password = match check_strength(form.password, &caller.name, &caller.email) {
        Ok(password) => password,
        Err(errors) => return refuse(errors),
    };
    let (hash, now) = (hash(&state, password).await?, state.clock.now());
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    store::set_password(&mut tx, caller.user, &hash, now).await?;
    sessions::end_all(&mut tx, caller.user, now).await?;
    let origin = Origin::step_up(caller.session, false);
    let opened = open_session(&mut tx, &state, caller.user, Audience::App, origin, None, &headers).await?;
    tx.commit().await?;
    let mut response = page.redirect("/account", "flash-password-changed");
    set_session(response.headers_mut(), &state, Audience::App, caller.user, &opened)?;
    Ok(response)
}

/// `POST /language`, on every host with pages.
pub async fn language(
    State(state): State<AppState>,
    caller: Option<Caller>,
    Form(form): Form<LanguageForm>,
) -> Result<Response, AppError> {
    let language = Language::from_tag(&form.language).ok_or(AppError::BadRequest)?;
    if let Some(caller) = caller {
        let mut tx = state.db.platform(PlatformScope::Platform).await?;
        store::set_language(&mut tx, caller.user, language).await?;
        tx.commit().await?;
    }
    let mut response = Redirect::to(NextPath::or(&form.next, "/").as_str()).into_response();
    Cookie::Language.set(response.headers_mut(), &state, language.tag(), Some(A_YEAR));
    Ok(response)
}
