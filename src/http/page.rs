//! What every template knows.

mod shown;

use std::fmt::Display;

use askama::Template;
use axum::{
    extract::{FromRequestParts, OriginalUri},
    http::{HeaderMap, HeaderValue, header, request::Parts},
    response::{Html, IntoResponse, Redirect, Response},
};
use time::OffsetDateTime;

pub use shown::{At, Choice, Field};

use super::{
    Access, AppError, AppState, Caller, assets, back::back, caller::Known, cookies::Cookie, mfa, render_error,
    session::FormBinding,
};
use crate::{
    access::Action,
    identity::Secret,
    ids::UserId,
    text::{Language, Value},
};

/// The messages that tell of what was asked for and not done.
const UNDONE: [&str; 9] = [
    "flash-address-refused",
    "flash-domain-checking",
    "flash-domain-not-yet",
    "flash-isolation-later",
    "flash-jobs-nothing",
    "flash-sent-before",
    "flash-share-changed",
    "flash-share-refused",
    "flash-too-many-mails",
];

/// What every template sees as `p`: texts in the visitor's language, the form token, who is logged in, addresses.
pub struct Page {
    /// The language of the page.
    pub language: Language,
    /// A message about what was just done.
    pub flash: Option<String>,
    /// It tells of what was not done.
    pub flash_warns: bool,
    /// Who is logged in.
    pub person: Option<Person>,
    /// Until when she sees the project as its client does, if she chose to.
    pub viewing_until: Option<OffsetDateTime>,
    csrf: String,
    path: String,
    here: String,
    back: String,
    confirm: Option<String>,
    state: AppState,
}

/// The logged-in person, as the layout shows her.
pub struct Person {
    /// Who.
    pub id: UserId,
    /// Display name.
    pub name: String,
    /// Address.
    pub email: String,
    role: super::caller::PlatformRole,
}

impl Person {
    /// Sees the CRM.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        self.role != super::caller::PlatformRole::None
    }

    /// Sees what concerns the whole platform.
    #[must_use]
    pub fn is_admin(&self) -> bool {
        self.role == super::caller::PlatformRole::Admin
    }
}

impl From<&Caller> for Person {
    fn from(caller: &Caller) -> Self {
        Self { id: caller.user, name: caller.name.clone(), email: caller.email.clone(), role: caller.platform_role }
    }
}

/// The project as the portal's layout shows it.
pub struct PortalHead {
    /// The project's ID.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whether the reader is on the agency's side.
    pub agency_view: bool,
    /// Whether requests for files are hers to see.
    pub may_files: bool,
    /// Whether messages are.
    pub may_messages: bool,
}

impl From<&Access> for PortalHead {
    fn from(access: &Access) -> Self {
        Self {
            id: access.project.to_string(),
            title: access.title.clone(),
            agency_view: access.role.is_agency(),
            may_files: access.can(Action::AnswerFileRequest),
            may_messages: access.can(Action::UseSharedThreads),
        }
    }
}

impl Page {
    /// The text of `key`.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        self.language.text(key).into_owned()
    }

    /// The text of `key` with one argument. A number stays a number, so that plurals are right.
    #[must_use]
    pub fn ta(&self, key: &str, name: &'static str, value: impl Display) -> String {
        self.language.text_with(key, &[(name, argument(&value))]).into_owned()
    }

    /// The text of `key` with two arguments.
    #[must_use]
    pub fn ta2(&self, key: &str, a: &'static str, va: impl Display, b: &'static str, vb: impl Display) -> String {
        self.language.text_with(key, &[(a, argument(&va)), (b, argument(&vb))]).into_owned()
    }

    /// The address of a static file.
    #[must_use]
    pub fn asset(&self, path: &str) -> &'static str {
        assets::url(path)
    }

    /// The language's tag.
    #[must_use]
    pub fn lang(&self) -> &'static str {
        self.language.tag()
    }

    /// The token for forms on this page.
    #[must_use]
    pub fn csrf(&self) -> &str {
        &self.csrf
    }

    /// Names one showing of a form, so that its second sending is known as a reload.
    #[must_use]
    pub fn once(&self) -> String {
        Secret::new().text().to_owned()
    }

    /// The page's own path.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The page's own address, with its query.
    #[must_use]
    pub(super) fn here(&self) -> &str {
        &self.here
    }

    /// Where a reader who changes the language comes back to: this page with its query, or the one whose form led here.
    #[must_use]
    pub fn back(&self) -> &str {
        &self.back
    }

    /// Where she first proves once more who she is, on a page with forms that want it and that her last proof might not
    /// outlast: nobody is to lose what she typed. A form that comes back with what was typed is not taken away.
    #[must_use]
    pub fn confirm_first(&self) -> Option<&str> {
        self.confirm.as_deref()
    }

    /// Comes back to the path alone.
    pub(super) fn forget_query(&mut self) {
        self.back.clone_from(&self.path);
    }

    /// Address of the app host.
    #[must_use]
    pub fn app_url(&self) -> String {
        self.state.hosts.app.to_string()
    }

    /// Address of the public host.
    #[must_use]
    pub fn public_url(&self) -> String {
        self.state.hosts.public.to_string()
    }

    /// Whether somebody elsewhere may vouch for who logs in on this installation.
    #[must_use]
    pub fn has_issuers(&self) -> bool {
        self.state.federation.provider.is_some() || self.state.federation.access.is_some()
    }

    /// The page, never stored by a cache; a shown flash is taken back.
    pub fn render(&self, template: &impl Template) -> Result<Response, AppError> {
        let mut response = Html(template.render()?).into_response();
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.flash.is_some() {
            Cookie::Flash.clear(response.headers_mut(), &self.state);
        }
        Ok(response)
    }

    /// Back to a page of this host, with a message (`flash-…`) to show there. `path` is ours, never from outside.
    #[must_use]
    pub fn redirect(&self, path: &str, flash: &'static str) -> Response {
        redirect_with_flash(&self.state, path, flash)
    }
}

/// A number when it looks like one (plural rules need it), else text.
fn argument(value: &impl Display) -> Value<'static> {
    let text = value.to_string();
    match text.parse::<u32>() {
        Ok(number) if number.to_string() == text => Value::from(number),
        _ => Value::from(text),
    }
}

/// 303 to a path of this host, with a message to show there.
#[must_use]
pub fn redirect_with_flash(state: &AppState, path: &str, flash: &'static str) -> Response {
    let mut response = Redirect::to(path).into_response();
    Cookie::Flash.set(response.headers_mut(), state, flash, Some(60));
    response
}

/// The visitor's language: chosen as a person, else wished for on this browser, else French.
#[must_use]
pub fn language(headers: &HeaderMap, state: &AppState, person: Option<&Caller>) -> Language {
    person.map(|caller| caller.language).or_else(|| wished(headers, state)).unwrap_or_default()
}

/// The language chosen on this browser, else the one it asks for.
#[must_use]
pub fn wished(headers: &HeaderMap, state: &AppState) -> Option<Language> {
    let asked =
        || headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).and_then(Language::negotiate);
    Cookie::Language.get(headers, state).and_then(|tag| Language::from_tag(&tag)).or_else(asked)
}

impl FromRequestParts<AppState> for Page {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let caller = <Option<Caller> as FromRequestParts<AppState>>::from_request_parts(parts, state).await?;
        Self::new(parts, state, caller.as_ref()).await
    }
}

impl Page {
    /// The page context for somebody already looked up, or nobody.
    pub async fn new(parts: &mut Parts, state: &AppState, caller: Option<&Caller>) -> Result<Self, AppError> {
        let binding = FormBinding::from_request_parts(parts, state).await?;
        let language = language(&parts.headers, state, caller);
        // The cookie holds a key, not a text: only our own words can be shown.
        let flash =
            Cookie::Flash.get(&parts.headers, state).filter(|key| key.starts_with("flash-") && language.has(key));
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |OriginalUri(uri)| uri);
        let (path, here) = (uri.path().to_owned(), uri.path_and_query().map_or("/", |here| here.as_str()).to_owned());
        let due = parts.method.is_safe() && caller.is_some_and(|caller| !mfa::outlasts_a_form(state, caller));
        Ok(Self {
            language,
            flash_warns: flash.as_deref().is_some_and(|key| UNDONE.contains(&key)),
            flash: flash.map(|key| language.text(&key).into_owned()),
            person: caller.map(Person::from),
            viewing_until: parts.extensions.get::<Known>().and_then(Known::viewing_until),
            csrf: binding.token(state),
            back: back(parts),
            confirm: due.then(|| render_error::mended_at(state, mfa::CONFIRM, parts)),
            path,
            here,
            state: state.clone(),
        })
    }
}
