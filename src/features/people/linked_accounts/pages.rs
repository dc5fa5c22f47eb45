//! Linked accounts of a person: list, consent, removal.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use uuid::Uuid;

use super::{LIST, Stop, notice, over, store};
use crate::{
    db::{PlatformScope, PlatformTx},
    features::people::mfa,
    http::{
        AppError, AppState, Caller, Form, Page, Pages,
        auth::{csrf::Visitor, extract::RecentlyAuthenticated},
        page::{
            At,
            next::{NextPath, allow_next},
            redirect_with_flash,
        },
    },
    identity::host_of,
    jobs,
    mail::{Mail, Word},
};

/// Routes of the app host.
#[must_use]
pub fn app_pages() -> Pages {
    Pages::new()
        .get("/account/identities", list)
        .get("/account/identities/link", ask)
        .post("/account/identities/link", agree)
        .post("/account/identities/unlink", unlink)
}

#[derive(Template)]
#[template(path = "pages/identities.html")]
struct ListPage<'a> {
    p: &'a Page,
    linked: Vec<Linked>,
    /// Links for linking an account: path, and host ("" for Cloudflare Access).
    ways: Vec<(&'static str, String)>,
    error: String,
}

struct Linked {
    issuer: String,
    subject: String,
    host: String,
    name: String,
    since: At,
    used: Option<At>,
}

#[derive(Template)]
#[template(path = "pages/identity_link.html")]
struct ConsentPage<'a> {
    p: &'a Page,
    flow: String,
    host: &'a str,
    there: &'a str,
    here: &'a str,
}

#[derive(Deserialize)]
pub struct Consent {
    flow: Uuid,
}

#[derive(Deserialize)]
pub struct Which {
    issuer: String,
    subject: String,
}

/// Address of the identity, or its subject without one.
fn name<'a>(email: &'a str, subject: &'a str) -> &'a str {
    if email.is_empty() { subject } else { email }
}

async fn show(state: &AppState, caller: &Caller, page: &Page, error: String) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let linked = store::list(&mut tx, caller.user).await?;
    drop(tx);
    let linked = linked.into_iter().map(|identity| Linked {
        host: host_of(&identity.issuer).to_owned(),
        name: name(&identity.email, &identity.subject).to_owned(),
        since: page.instant(identity.linked_at),
        used: identity.last_used_at.map(|at| page.lately(at)),
        issuer: identity.issuer,
        subject: identity.subject,
    });
    let provider = state.federation.provider.as_ref();
    let provider = provider.map(|provider| ("/account/identities/oidc", host_of(provider.issuer()).to_owned()));
    let access = state.federation.access.as_ref().map(|_| ("/account/identities/access", String::new()));
    let ways = provider.into_iter().chain(access).collect();
    page.render(&ListPage { p: page, linked: linked.collect(), ways, error })
}

/// `GET /account/identities`.
pub async fn list(State(state): State<AppState>, caller: Caller, page: Page) -> Result<Response, AppError> {
    show(&state, &caller, &page, String::new()).await
}

/// `GET /account/identities/link`: asks for consent to a link.
pub async fn ask(
    State(state): State<AppState>,
    caller: Caller,
    _: RecentlyAuthenticated,
    visitor: Visitor,
    page: Page,
) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let held = store::held(&mut tx, visitor.binding(), caller.user, state.clock.now()).await?;
    drop(tx);
    let Some(held) = held else { return notice::unless_well(&page, "", Err(over())) };
    let mut response = page.render(&ConsentPage {
        p: &page,
        flow: held.id.to_string(),
        host: host_of(&held.issuer),
        there: name(&held.email, &held.subject),
        here: &caller.email,
    })?;
    allow_next(&mut response, &state, &held.next);
    Ok(response)
}

/// `POST /account/identities/link`: consent.
pub async fn agree(
    State(state): State<AppState>,
    caller: Caller,
    _: RecentlyAuthenticated,
    visitor: Visitor,
    page: Page,
    Form(consent): Form<Consent>,
) -> Result<Response, AppError> {
    let now = state.clock.now();
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let agreed = store::agree(&mut tx, consent.flow, visitor.binding(), caller.user, now).await?;
    let Some(held) = agreed else { return notice::unless_well(&page, "", Err(over())) };
    if !store::link(&mut tx, caller.user, (&held.issuer, &held.subject, &held.email), now).await? {
        drop(tx);
        return notice::unless_well(&page, &held.issuer, Err(Stop::Taken));
    }
    tell(&mut tx, &caller, "identity-linked", &held.issuer).await?;
    tx.commit().await?;
    tracing::info!(issuer = held.issuer, user = %caller.user, "an account elsewhere was linked");
    let next = NextPath::or(&held.next, LIST);
    if next.as_str().starts_with("/handoff") {
        // On to the project's host, where this host's messages are not read.
        return Ok(Redirect::to(next.as_str()).into_response());
    }
    Ok(redirect_with_flash(&state, next.as_str(), "flash-identity-linked"))
}

/// `POST /account/identities/unlink`: refused for the last log-in method.
pub async fn unlink(
    State(state): State<AppState>,
    caller: Caller,
    _: RecentlyAuthenticated,
    page: Page,
    Form(which): Form<Which>,
) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let ways_in = mfa::store::ways_in(&mut tx, caller.user).await?;
    if !store::unlink(&mut tx, caller.user, &which.issuer, &which.subject).await? {
        return Err(AppError::NotFound);
    }
    if ways_in < 2 {
        drop(tx);
        let mut response = show(&state, &caller, &page, page.t("identity-last")).await?;
        *response.status_mut() = StatusCode::CONFLICT;
        return Ok(response);
    }
    tell(&mut tx, &caller, "identity-unlinked", &which.issuer).await?;
    tx.commit().await?;
    tracing::info!(issuer = which.issuer, user = %caller.user, "an account elsewhere was unlinked");
    Ok(page.redirect(LIST, "flash-identity-unlinked"))
}

/// Mails about a new or removed log-in method, so that the owner learns of a stranger's change.
async fn tell(tx: &mut PlatformTx, caller: &Caller, key: &str, issuer: &str) -> Result<(), AppError> {
    let args = [("host", Word::place(host_of(issuer)))];
    let mail = Mail::in_words(caller.language, key, &caller.name, &caller.email, &args);
    jobs::enqueue_platform(tx, None, &mail).await?;
    Ok(())
}
