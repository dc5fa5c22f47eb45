//! Context of every template.

pub mod again;
pub mod assets;
pub mod next;
pub mod return_to;
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
    Access, AppError, AppState, Caller,
    auth::{caller::CallerSlot, cookies::Cookie, mfa},
    page::return_to::back,
    routes::Needs,
};
use crate::{
    access::{Action, PlatformRole, Role, allows},
    addresses,
    config::Intake,
    http::auth::csrf::FormBinding,
    identity::Secret,
    ids::UserId,
    text::{Language, Value},
};

/// Messages about an action that was not done.
const UNDONE: [&str; 10] = [
    "flash-address-refused",
    "flash-answer-left",
    "flash-domain-checking",
    "flash-domain-not-yet",
    "flash-isolation-later",
    "flash-jobs-nothing",
    "flash-sent-before",
    "flash-share-changed",
    "flash-share-refused",
    "flash-too-many-mails",
];

/// Context of every template as `p`: texts in the visitor's language, form token, logged-in person, addresses.
pub struct Page {
    /// The language of the page.
    pub language: Language,
    /// Message about the last action.
    pub flash: Option<String>,
    /// Whether the message is a warning.
    pub flash_warns: bool,
    /// Logged-in person.
    pub person: Option<Person>,
    /// End of the client's view, if it is on.
    pub viewing_until: Option<OffsetDateTime>,
    csrf: String,
    path: String,
    here: String,
    back: String,
    confirm: Option<String>,
    state: AppState,
}

/// Logged-in person, as the layout shows them.
pub struct Person {
    /// Person id.
    pub id: UserId,
    /// Display name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    role: PlatformRole,
}

impl Person {
    /// Whether the person may see the CRM.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        self.role != PlatformRole::None
    }

    /// Whether the person may see pages about the whole platform.
    #[must_use]
    pub fn is_admin(&self) -> bool {
        self.role == PlatformRole::Admin
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
    /// Numbers beside the tabs.
    pub waits: Waits,
    role: Role,
}

/// How much waits for the reader behind each tab.
#[derive(Clone, Copy, Debug, Default)]
pub struct Waits {
    /// Open tasks of their side.
    pub plan: i64,
    /// Deliverables that they decide on or correct.
    pub documents: i64,
    /// Requests for files that they answer or check.
    pub file_requests: i64,
    /// Messages that they have not read.
    pub messages: i64,
}

impl Waits {
    /// Unread messages beside the tab: none in the client's view, whose reader is not the client.
    #[must_use]
    pub fn unread(&self, page: &Page) -> i64 {
        if page.viewing_until.is_some() { 0 } else { self.messages }
    }
}

impl PortalHead {
    /// The project of `access`, with these numbers beside its tabs; `features::shared::frame` counts them.
    #[must_use]
    pub fn new(access: &Access, waits: Waits) -> Self {
        Self {
            id: access.project.to_string(),
            title: access.title.clone(),
            agency_view: access.role.is_agency(),
            waits,
            role: access.role,
        }
    }

    /// Key of the message that the reader's files have arrived.
    #[must_use]
    pub fn arrived(&self) -> &'static str {
        if self.agency_view { "flash-file-added" } else { "flash-files-sent" }
    }

    /// Whether the reader may do it: tabs ask.
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        allows(self.role, action)
    }
}

impl Page {
    /// Whether the logged-in person may see the CRM.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        self.person.as_ref().is_some_and(Person::is_staff)
    }

    /// Address of the window that hands over the files chosen in the intake form.
    #[must_use]
    pub fn chosen_files_url(&self) -> String {
        format!("{}{}", self.state.hosts.public, addresses::CHOSEN_FILES)
    }

    /// Whether and how the intake form takes requests.
    #[must_use]
    pub fn intake(&self) -> Intake {
        self.state.intake
    }

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

    /// Id of one rendering of a form, which identifies a reload of its answer.
    #[must_use]
    pub fn once(&self) -> String {
        Secret::new().text().to_owned()
    }

    /// Path of the page.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Path of the page with its query.
    #[must_use]
    pub(super) fn here(&self) -> &str {
        &self.here
    }

    /// Page to return to after a change of language: this page with its query, or the one whose form led here.
    #[must_use]
    pub fn back(&self) -> &str {
        &self.back
    }

    /// Page for a repeated proof of identity, if this page has forms that need one and the last proof may expire before
    /// they are filled in, so that typed values are not lost. A form shown again with typed values stays.
    #[must_use]
    pub fn confirm_first(&self) -> Option<&str> {
        self.confirm.as_deref()
    }

    /// Reduces the page to return to to its path.
    pub(super) fn forget_query(&mut self) {
        self.back.clone_from(&self.path);
    }

    /// Address of the API's description for readers.
    #[must_use]
    pub fn api_docs_url(&self) -> String {
        format!("{}{}", self.state.hosts.api, addresses::API_DOCS)
    }

    /// Base URL of the app host.
    #[must_use]
    pub fn app_url(&self) -> String {
        self.state.hosts.app.to_string()
    }

    /// Base URL of the public host.
    #[must_use]
    pub fn public_url(&self) -> String {
        self.state.hosts.public.to_string()
    }

    /// Whether this installation has federated log-in.
    #[must_use]
    pub fn has_issuers(&self) -> bool {
        self.state.federation.provider.is_some() || self.state.federation.access.is_some()
    }

    /// Renders the page with `no-store`, and clears a shown flash message.
    pub fn render(&self, template: &impl Template) -> Result<Response, AppError> {
        let mut response = Html(template.render()?).into_response();
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.flash.is_some() {
            Cookie::Flash.clear(response.headers_mut(), &self.state);
        }
        Ok(response)
    }

    /// Redirects to a page of this host with a message (`flash-…`). `path` is ours, never from outside.
    #[must_use]
    pub fn redirect(&self, path: &str, flash: &'static str) -> Response {
        redirect_with_flash(&self.state, path, flash)
    }
}

/// A number if the value parses as one (plural rules need it), else text.
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

/// Language of the visitor: that of the account, else that of this browser, else French.
#[must_use]
pub fn language(headers: &HeaderMap, state: &AppState, person: Option<&Caller>) -> Language {
    person.map(|caller| caller.language).or_else(|| wished(headers, state)).unwrap_or_default()
}

/// Language chosen on this browser, else the best of `Accept-Language`.
#[must_use]
pub fn wished(headers: &HeaderMap, state: &AppState) -> Option<Language> {
    let asked =
        || headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).and_then(Language::negotiate);
    Cookie::Language.get(headers, state).and_then(|tag| Language::from_tag(&tag)).or_else(asked)
}

impl Needs for Page {}

impl FromRequestParts<AppState> for Page {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let caller = <Option<Caller> as FromRequestParts<AppState>>::from_request_parts(parts, state).await?;
        Self::new(parts, state, caller.as_ref()).await
    }
}

impl Page {
    /// Page context for a caller already looked up, or for an anonymous visitor.
    pub async fn new(parts: &mut Parts, state: &AppState, caller: Option<&Caller>) -> Result<Self, AppError> {
        let binding = FormBinding::from_request_parts(parts, state).await?;
        let language = language(&parts.headers, state, caller);
        // The cookie holds a key, so only texts of ours can be shown.
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
            viewing_until: parts.extensions.get::<CallerSlot>().and_then(CallerSlot::viewing_until),
            csrf: binding.token(state),
            back: back(parts),
            confirm: due.then(|| return_to::mended_at(state, addresses::CONFIRM, parts)),
            path,
            here,
            state: state.clone(),
        })
    }
}
