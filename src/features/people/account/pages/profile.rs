//! Page of one's own account: profile, mail preferences, address, password.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use strum::VariantArray;

use super::super::{
    address, changes,
    profile::{Profile, ProfileChange},
    store as own,
};
use crate::{
    db::PlatformScope,
    features::{
        people::{
            mfa::{delay, known_browser},
            sign_in::{
                login::{check_password, open_session},
                passwords::{self, check_strength, hash},
                store,
            },
        },
        shared::notify::{NotificationsChange, Topic},
    },
    http::{
        AppError, AppState, Caller, EntryForm, FieldErrors, Form, Page,
        auth::{
            cookies::{A_YEAR, Cookie},
            extract::RecentlyAuthenticated,
            session_cookies::set_session,
        },
        page::{Choice, next::NextPath},
    },
    identity::{
        Audience,
        sessions::{self, Entrant, Origin},
    },
    text::Language,
};

#[derive(Template)]
#[template(path = "pages/account.html")]
struct AccountPage<'a> {
    p: &'a Page,
    full_name: &'a str,
    phone: &'a str,
    email: &'a str,
    /// Words that a password must not be made of, beside the person's name.
    known: Vec<String>,
    languages: Vec<Choice>,
    topics: Vec<Choice>,
    new_email: &'a str,
    has_password: bool,
    version: String,
    wishes: String,
    topic_error: String,
    phone_error: String,
    email_error: String,
    name_error: String,
    language_error: String,
    current_error: String,
    password_error: String,
}

#[derive(Deserialize)]
pub struct ProfileForm {
    name: String,
    language: String,
    #[serde(default)]
    phone: String,
    /// Version that the form was rendered from.
    #[serde(default)]
    version: String,
}

/// Ticked topics.
#[derive(Deserialize)]
pub struct NotificationsForm {
    #[serde(default)]
    topic: Vec<String>,
    /// Version that the form was rendered from.
    #[serde(default)]
    version: String,
}

#[derive(Deserialize)]
pub struct AddressForm {
    email: String,
}

#[derive(Deserialize)]
pub struct ChangeForm {
    /// Missing from people who have no password yet.
    #[serde(default)]
    current: SecretString,
    password: SecretString,
}

#[derive(Deserialize)]
pub struct LanguageForm {
    language: String,
    #[serde(default)]
    next: String,
}

/// Values of the page's forms, with their errors.
#[derive(Default)]
struct ProfileInput<'a> {
    profile: Option<&'a ProfileForm>,
    ticked: Option<&'a [String]>,
    new_email: &'a str,
    errors: FieldErrors,
}

async fn account(
    state: &AppState,
    page: &Page,
    caller: &Caller,
    typed: ProfileInput<'_>,
) -> Result<Response, AppError> {
    let profile = changes::profile(state, caller.user).await?;
    // Saving again overwrites the change made meanwhile.
    let (version, wishes) = (profile.version(), profile.wishes());
    let Profile { name, language, phone, muted, has_password } = profile;
    let (name, language, phone) = match typed.profile {
        Some(form) => (form.name.as_str(), form.language.as_str(), form.phone.as_str()),
        None => (name.as_str(), language.tag(), phone.as_str()),
    };
    let text = |field| typed.errors.text(field, page.language);
    let mut response = page.render(&AccountPage {
        p: page,
        full_name: name,
        phone,
        email: &caller.email,
        known: passwords::names_around(state, caller.user).await?,
        languages: languages(language),
        topics: topics(page, |topic| match typed.ticked {
            Some(ticked) => ticked.iter().any(|ticked| ticked == topic),
            None => !muted.iter().any(|muted| muted == topic),
        }),
        has_password,
        version,
        wishes,
        new_email: typed.new_email,
        topic_error: text("topic"),
        name_error: text("name"),
        phone_error: text("phone"),
        language_error: text("language"),
        current_error: text("current"),
        password_error: text("password"),
        email_error: text("email"),
    })?;
    if !typed.errors.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

fn topics(page: &Page, chosen: impl Fn(&str) -> bool) -> Vec<Choice> {
    let choice = |topic: Topic| Choice {
        value: topic.as_str().to_owned(),
        label: page.t(&format!("topic-{}", topic.as_str().replace('_', "-"))),
        hint: String::new(),
        chosen: chosen(topic.as_str()),
    };
    Topic::VARIANTS.iter().copied().map(choice).collect()
}

fn languages(chosen: &str) -> Vec<Choice> {
    let choice = |language: Language| Choice {
        value: language.tag().to_owned(),
        label: language.own_name().to_owned(),
        hint: String::new(),
        chosen: language.tag() == chosen,
    };
    Language::VARIANTS.iter().copied().map(choice).collect()
}

/// `GET /account`.
pub async fn show(caller: Caller, State(state): State<AppState>, page: Page) -> Result<Response, AppError> {
    account(&state, &page, &caller, ProfileInput::default()).await
}

/// `POST /account`: name, language and telephone.
pub async fn save(
    State(state): State<AppState>,
    caller: Caller,
    page: Page,
    Form(form): Form<ProfileForm>,
) -> Result<Response, AppError> {
    let refuse = |errors: FieldErrors| {
        account(&state, &page, &caller, ProfileInput { profile: Some(&form), errors, ..ProfileInput::default() })
    };
    let Some(language) = Language::from_tag(&form.language) else {
        return refuse(FieldErrors::one("language", "choice")).await;
    };
    let change = ProfileChange {
        name: Some(form.name.clone()),
        language: Some(language),
        phone: Some(form.phone.clone()),
        notifications: None,
    };
    let current = |now: &Profile| FieldErrors::unless_current("name", &form.version, &now.version());
    match changes::change_profile_if(&state, &caller, &change, current).await {
        Ok(_) => Ok(page.redirect("/account", "flash-account-saved")),
        Err(AppError::Invalid(errors)) => refuse(errors).await,
        Err(error) => Err(error),
    }
}

/// `POST /account/notifications`: mail preferences.
pub async fn notifications(
    State(state): State<AppState>,
    caller: Caller,
    page: Page,
    Form(form): Form<NotificationsForm>,
) -> Result<Response, AppError> {
    let wishes = NotificationsChange::all(|topic| Some(form.topic.iter().any(|ticked| ticked == topic.as_str())));
    let change = ProfileChange { notifications: Some(wishes), ..ProfileChange::default() };
    let current = |now: &Profile| FieldErrors::unless_current("topic", &form.version, &now.wishes());
    match changes::change_profile_if(&state, &caller, &change, current).await {
        Ok(_) => Ok(page.redirect("/account", "flash-notifications-saved")),
        Err(AppError::Invalid(errors)) => {
            account(
                &state,
                &page,
                &caller,
                ProfileInput { ticked: Some(&form.topic), errors, ..ProfileInput::default() },
            )
            .await
        }
        Err(error) => Err(error),
    }
}

/// `POST /account/email`: requests another address; the answer is the same for known and unknown addresses.
pub async fn change_address(
    State(state): State<AppState>,
    caller: Caller,
    _: RecentlyAuthenticated,
    page: Page,
    Form(form): Form<AddressForm>,
) -> Result<Response, AppError> {
    match address::ask(&state, &caller, &form.email).await {
        Ok(()) => Ok(page.redirect("/account", "flash-address-asked")),
        Err(AppError::Invalid(errors)) => {
            account(&state, &page, &caller, ProfileInput { new_email: &form.email, errors, ..ProfileInput::default() })
                .await
        }
        Err(error) => Err(error),
    }
}

/// `POST /account/password`: ends every other session; this one continues under a new ID.
pub async fn change_password(
    State(state): State<AppState>,
    caller: Caller,
    _: RecentlyAuthenticated,
    page: Page,
    headers: HeaderMap,
    Form(form): Form<ChangeForm>,
) -> Result<Response, AppError> {
    let refuse =
        |errors: FieldErrors| account(&state, &page, &caller, ProfileInput { errors, ..ProfileInput::default() });
    let has_password = changes::profile(&state, caller.user).await?.has_password;
    let is_same = has_password && form.current.expose_secret() == form.password.expose_secret();
    // Nothing to check for who has none: the proof of identity is fresh.
    if has_password && let Err(error) = check_password(&state, Some(&headers), &caller.email, form.current).await {
        return match error {
            AppError::WrongCredentials => refuse(FieldErrors::one("current", "password-wrong")).await,
            AppError::TooManyAttempts { retry_after } => {
                let mut response = refuse(FieldErrors::one("current", "wait")).await?;
                delay::say(&mut response, retry_after);
                Ok(response)
            }
            error => Err(error),
        };
    }
    if is_same {
        return refuse(FieldErrors::one("password", "password-same")).await;
    }
    let known = passwords::names_around(&state, caller.user).await?;
    let known: Vec<&str> = [&caller.name, &caller.email].into_iter().chain(&known).map(String::as_str).collect();
    let password = match check_strength(form.password, &known) {
        Ok(password) => password,
        Err(errors) => return refuse(errors).await,
    };
    let (hash, now) = (hash(&state, password).await?, state.clock.now());
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    sessions::in_turn(&mut tx, caller.user).await?;
    // One was chosen meanwhile, elsewhere.
    if !has_password && own::profile(&mut tx, caller.user, false).await?.has_password {
        return refuse(FieldErrors::one("current", "password-wrong")).await;
    }
    passwords::replace(&mut tx, &state, caller.user, &hash).await?;
    let origin = Origin::step_up(caller.session, false);
    let opened = open_session(&mut tx, &state, caller.user, Audience::App, origin, None, &headers).await?;
    sessions::end_all(&mut tx, caller.user, Some(opened.id), now).await?;
    let entrant = Entrant::now(&mut tx, caller.user).await?;
    tx.commit().await?;
    let mut response = page.redirect("/account", "flash-password-changed");
    set_session(response.headers_mut(), &state, Audience::App, caller.user, &opened)?;
    known_browser::remember(&state, &headers, entrant, response.headers_mut());
    Ok(response)
}

/// `POST /language`, on every host with pages.
pub async fn language(
    State(state): State<AppState>,
    caller: Option<Caller>,
    EntryForm { form, .. }: EntryForm<LanguageForm>,
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
