//! The way of a new client from the code into the project: public host, app host, and back for each other's part.

use axum::{
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{super::store::entry, to};
use crate::{
    addresses,
    db::PlatformScope,
    features::people::sign_in::login::{LoginMethod, let_in_to},
    http::{
        AppError, AppState, Caller, Query,
        auth::{cookies::Cookie, csrf::Visitor},
        page::next::query,
    },
    identity::digest,
};

/// Query of `GET /start/enter`.
#[derive(Deserialize)]
pub struct Entering {
    #[serde(default)]
    binding: String,
}

/// `GET /start/enter` on the public host: with the app host's binding, a secret for that browser. A visitor without
/// permission is shown the other way in.
pub async fn leave(
    State(state): State<AppState>,
    visitor: Visitor,
    headers: HeaderMap,
    Query(Entering { binding }): Query<Entering>,
) -> Result<Response, AppError> {
    let Some(token) = Cookie::Draft.get(&headers, &state) else {
        return Ok(Redirect::to(addresses::START).into_response());
    };
    if let Some(there) = Visitor::parse_binding(&binding) {
        let mut tx = state.db.platform(PlatformScope::Platform).await?;
        let visitors = [visitor.binding(), there];
        let secret = entry::begin(&mut tx, digest(&token), visitors, state.clock.now()).await?;
        tx.commit().await?;
        if let Some(secret) = secret {
            let query = query(&[("code", secret.text())]);
            return Ok(Redirect::to(&format!("{}{}?{query}", state.hosts.app, addresses::ENTER)).into_response());
        }
    }
    Ok(to(&token, "done"))
}

/// Query of `GET /login/enter`.
#[derive(Deserialize)]
pub struct Entered {
    /// Empty on the way there.
    #[serde(default)]
    code: String,
}

/// `GET /login/enter` on the app host: asks the public host, and opens the session with its answer. A person who is
/// logged in stays so.
pub async fn arrive(
    State(state): State<AppState>,
    visitor: Visitor,
    caller: Option<Caller>,
    headers: HeaderMap,
    Query(Entered { code }): Query<Entered>,
) -> Result<Response, AppError> {
    let back = format!("{}{}/enter", state.hosts.public, addresses::START);
    if caller.is_some() {
        return Ok(Redirect::to(&back).into_response());
    }
    if code.is_empty() {
        let query = query(&[("binding", &visitor.binding_text())]);
        return Ok(Redirect::to(&format!("{back}?{query}")).into_response());
    }
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let entered = entry::finish(&mut tx, &code, visitor.binding(), state.clock.now()).await?;
    tx.commit().await?;
    let Some((entrant, project)) = entered else { return Ok(Redirect::to(&back).into_response()) };
    let portal = format!("{}/", state.hosts.tenant(project));
    let_in_to(&state, entrant, LoginMethod::MailedCode, None, &headers, &portal).await
}
