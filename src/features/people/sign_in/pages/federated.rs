//! Pages that lead to an identity provider and back, to log in or to link an account there.

use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::super::federated::{self as flow, FlowContext, FlowTarget, ProviderAnswer};
use crate::{
    features::people::linked_accounts::{LIST, Stop, notice},
    http::{AppError, AppState, Caller, Page, Pages, Query, auth::mfa, page::next::NextPath, routes::Trait},
    identity::{cf_access::AccessTeam, oidc::Provider},
};

/// Routes of the app host.
pub fn routes() -> Pages {
    Pages::new()
        .get("/login/oidc", log_in)
        .with(Trait::Asks)
        .get("/login/oidc/callback", come_back)
        .get("/login/access", log_in_through)
        .with(Trait::Asks)
        .get("/account/identities/oidc", link)
        .with(Trait::Asks)
        .get("/account/identities/access", link_through)
        .with(Trait::Asks)
}

#[derive(Deserialize)]
struct NextQuery {
    #[serde(default)]
    next: String,
    #[serde(default)]
    stay: bool,
}

impl NextQuery {
    fn next(&self) -> NextPath {
        NextPath::or(&self.next, "/projects")
    }
}

/// The provider; 404 on installations without one.
fn provider(state: &AppState) -> Result<&Provider, AppError> {
    state.federation.provider.as_deref().ok_or(AppError::NotFound)
}

/// Cloudflare Access; 404 on installations without it.
fn team(state: &AppState) -> Result<&AccessTeam, AppError> {
    state.federation.access.as_deref().ok_or(AppError::NotFound)
}

/// `GET /login/oidc`: redirects to the provider.
async fn log_in(asking: FlowContext, Query(wish): Query<NextQuery>, page: Page) -> Result<Response, AppError> {
    let provider = provider(&asking.state)?;
    if asking.caller.is_some() {
        return Ok(Redirect::to(wish.next().as_str()).into_response());
    }
    let outcome = flow::begin(&asking, provider, FlowTarget { user: None, next: &wish.next(), stays: wish.stay }).await;
    notice::unless_well(&page, provider.issuer(), outcome)
}

/// `GET /account/identities/oidc`: redirects to the provider, to link the account there.
async fn link(caller: Caller, asking: FlowContext, page: Page) -> Result<Response, AppError> {
    let provider = provider(&asking.state)?;
    if mfa::require_recent_auth(&asking.state, &caller).is_err() {
        return Ok(asked_first());
    }
    let outcome = flow::begin(&asking, provider, linking(&caller, &NextPath::or(LIST, LIST))).await;
    notice::unless_well(&page, provider.issuer(), outcome)
}

/// `GET /login/oidc/callback`: the provider's answer.
async fn come_back(
    asking: FlowContext,
    Query(answer): Query<ProviderAnswer>,
    page: Page,
) -> Result<Response, AppError> {
    let provider = provider(&asking.state)?;
    let outcome = flow::arrive(&asking, provider, answer).await;
    notice::unless_well(&page, provider.issuer(), outcome)
}

/// `GET /login/access`: logs in a visitor from Cloudflare Access.
async fn log_in_through(asking: FlowContext, Query(wish): Query<NextQuery>, page: Page) -> Result<Response, AppError> {
    let team = team(&asking.state)?;
    if asking.caller.is_some() {
        return Ok(Redirect::to(wish.next().as_str()).into_response());
    }
    through(&asking, team, &page, FlowTarget { user: None, next: &wish.next(), stays: wish.stay }).await
}

/// `GET /account/identities/access`: links the identity of a visitor from Cloudflare Access.
async fn link_through(caller: Caller, asking: FlowContext, page: Page) -> Result<Response, AppError> {
    let team = team(&asking.state)?;
    if mfa::require_recent_auth(&asking.state, &caller).is_err() {
        return Ok(asked_first());
    }
    through(&asking, team, &page, linking(&caller, &NextPath::or(LIST, LIST))).await
}

async fn through(
    asking: &FlowContext,
    team: &AccessTeam,
    page: &Page,
    target: FlowTarget<'_>,
) -> Result<Response, AppError> {
    let told = match flow::assertion(&asking.headers) {
        Ok(assertion) => team.verify(assertion, asking.state.clock.now()).await,
        Err(reason) => Err(reason),
    };
    let outcome = match told {
        Ok(told) => flow::come_through(asking, &told, target).await,
        Err(reason) => Err(Stop::Refused(reason)),
    };
    notice::unless_well(page, team.issuer(), outcome)
}

/// The caller links an identity.
fn linking<'a>(caller: &Caller, next: &'a NextPath) -> FlowTarget<'a> {
    FlowTarget { user: Some(caller.user), next, stays: false }
}

/// Redirect to the list, which asks for a proof of identity before a link: no browser lets the form of that proof lead
/// on to another host.
fn asked_first() -> Response {
    Redirect::to(LIST).into_response()
}
