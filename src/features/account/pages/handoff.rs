//! From the one log-in to a project's host, its label or its own domain: a code for one browser and one project, good for
//! a minute and once.

use axum::{
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use time::Duration;

use super::super::{NextPath, open_session, query, store};
use crate::{
    config::BaseUrl,
    db::PlatformScope,
    http::{
        AppError, AppState, Caller, Query,
        cookies::Cookie,
        host::ProjectRef,
        part::{must_log_in_for, role_in},
        session::{Visitor, set_session},
    },
    identity::{Audience, Secret, digest, sessions::Origin},
};

const LIFETIME: Duration = Duration::seconds(60);

#[derive(Deserialize)]
pub struct Leave {
    #[serde(default)]
    to: String,
    #[serde(default)]
    binding: String,
    #[serde(default)]
    next: String,
}

/// The client's own domain a log-in that goes on to `next` ends on, if that is where it leads.
#[must_use]
pub fn custom_target(state: &AppState, next: &NextPath) -> Option<BaseUrl> {
    let asked: Leave = serde_html_form::from_str(next.as_str().strip_prefix("/handoff?")?).ok()?;
    state.domains.find(&asked.to).map(|host| state.hosts.custom(&host.name))
}

#[derive(Deserialize)]
pub struct Arrive {
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

/// `GET /handoff` on the app host. Whoever is not logged in goes to log in first and comes back here.
pub async fn leave(
    State(state): State<AppState>,
    caller: Caller,
    Query(asked): Query<Leave>,
) -> Result<Redirect, AppError> {
    // A label, or a domain that is verified now; the code goes back to where the visitor came from and nowhere else.
    let custom = state.domains.find(&asked.to);
    let project = custom.as_ref().map(|host| host.project).or_else(|| asked.to.parse().ok());
    // Asked even for what is no ID, so that it takes as long.
    let role = role_in(&state, &caller, project).await?;
    let binding = URL_SAFE_NO_PAD.decode(&asked.binding).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    let (Some(project), Some(_), Some(binding)) = (project, role, binding) else { return Err(AppError::NotFound) };
    if must_log_in_for(&state, &caller, project).await? {
        let here =
            format!("/handoff?{}", query(&[("to", &asked.to), ("binding", &asked.binding), ("next", &asked.next)]));
        return Ok(Redirect::to(&format!("/login?{}", query(&[("again", "1"), ("next", &here)]))));
    }
    let code = Secret::new();
    let handoff = store::Handoff {
        code_hash: code.digest(),
        root: caller.root,
        session: caller.session,
        user: caller.user,
        project,
        binding,
        expires_at: state.clock.now() + LIFETIME,
    };
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    store::add_handoff(&mut tx, &handoff).await?;
    tx.commit().await?;
    let next = NextPath::or(&asked.next, "/");
    let query = query(&[("code", code.text()), ("next", next.as_str())]);
    let home = custom.map_or_else(|| state.hosts.tenant(project), |host| state.hosts.custom(&host.name));
    Ok(Redirect::to(&format!("{home}/session?{query}")))
}

/// `GET /session` on a project's host.
pub async fn arrive(
    State(state): State<AppState>,
    ProjectRef(project): ProjectRef,
    visitor: Visitor,
    headers: HeaderMap,
    Query(asked): Query<Arrive>,
) -> Result<Response, AppError> {
    if let Some(project) = project {
        let mut tx = state.db.platform(PlatformScope::Platform).await?;
        let code = digest(&asked.code);
        let used = store::use_handoff(&mut tx, code, project, visitor.binding(), state.clock.now()).await?;
        if let Some((user, from)) = used {
            let audience = Audience::Tenant(project);
            let opened = open_session(&mut tx, &state, user, audience, Origin::carried(from), None, &headers).await?;
            tx.commit().await?;
            let mut response = Redirect::to(NextPath::or(&asked.next, "/").as_str()).into_response();
            set_session(response.headers_mut(), &state, audience, user, &opened)?;
            return Ok(response);
        }
    }
    // Starting over mends a code that is old or used. A browser that sends no cookie would go round for ever.
    match Cookie::Visitor.get(&headers, &state) {
        Some(_) => Ok(Redirect::to("/").into_response()),
        None => Err(AppError::LinkExpired),
    }
}
