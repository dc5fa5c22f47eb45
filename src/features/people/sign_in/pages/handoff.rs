//! Hand-off from the log-in to a project's host, its label or its own domain: a code for one browser and one project,
//! usable once within a minute.

use axum::{
    Extension,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use time::Duration;

use super::super::{login::open_session, store};
use crate::{
    audit::{AuditLine, ReadKind},
    db::PlatformScope,
    http::{
        AppError, AppState, PartCaller, Query,
        auth::{
            authenticate::{must_log_in_for, role_in},
            csrf::Visitor,
            session_cookies::set_session,
        },
        edge::host::{HostKind, ProjectRef},
        page::{
            next::{NextPath, query},
            return_to::hand_off,
        },
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
    /// Present if a code was refused and a second one is requested.
    again: Option<String>,
}

#[derive(Deserialize)]
pub struct Arrive {
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
    again: Option<String>,
}

/// `GET /handoff` on the app host. An anonymous visitor logs in first and returns here. Without a browser that waits
/// for the code it only redirects to the project, whose host then begins a hand-off for the current browser.
pub async fn leave(
    State(state): State<AppState>,
    PartCaller(caller): PartCaller,
    Query(asked): Query<Leave>,
) -> Result<Redirect, AppError> {
    // A label, or a domain that is verified now; the code goes back to the visitor's own host and nowhere else.
    let custom = state.domains.find(&asked.to);
    let project = custom.as_ref().map(|host| host.project).or_else(|| asked.to.parse().ok());
    // Looked up even for a malformed ID, so that the answer takes as long.
    let role = role_in(&state, &caller, project).await?;
    let (Some(project), Some(_)) = (project, role) else { return Err(AppError::NotFound) };
    let next = NextPath::or(&asked.next, "/");
    let home = custom.map_or_else(|| state.hosts.tenant(project), |host| state.hosts.custom(&host.name));
    let Some(binding) = Visitor::parse_binding(&asked.binding) else {
        return Ok(Redirect::to(&format!("{home}{}", next.as_str())));
    };
    let again: &[_] = if asked.again.is_some() { &[("again", "1")] } else { &[] };
    if must_log_in_for(&state, &caller, project).await? {
        let here = [("to", asked.to.as_str()), ("binding", &asked.binding), ("next", next.as_str())];
        let here = format!("/handoff?{}", query(&[&here, again].concat()));
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
    let query = query(&[&[("code", code.text()), ("next", next.as_str())], again].concat());
    Ok(Redirect::to(&format!("{home}/session?{query}")))
}

/// `GET /session` on a project's host.
pub async fn arrive(
    State(state): State<AppState>,
    Extension(kind): Extension<HostKind>,
    ProjectRef(project): ProjectRef,
    visitor: Visitor,
    headers: HeaderMap,
    Query(asked): Query<Arrive>,
) -> Result<Response, AppError> {
    let next = NextPath::or(&asked.next, "/");
    if let Some(project) = project {
        let mut tx = state.db.platform(PlatformScope::Platform).await?;
        let code = digest(&asked.code);
        let used = store::use_handoff(&mut tx, code, project, visitor.binding(), state.clock.now()).await?;
        if let Some((user, from)) = used {
            let audience = Audience::Tenant(project);
            let opened = open_session(&mut tx, &state, user, audience, Origin::carried(from), None, &headers).await?;
            tx.commit().await?;
            let mut response = Redirect::to(next.as_str()).into_response();
            set_session(response.headers_mut(), &state, audience, user, &opened)?;
            state.reads.note(project, AuditLine::of_read(ReadKind::LoggedIn, user, state.clock.now()));
            return Ok(response);
        }
    }
    // An old or used code, or one of another browser, is replaced by one for this browser. If it did not keep the
    // cookie it was just given, it never will.
    match hand_off(&kind, &visitor, next.as_str()) {
        Some(path) if asked.again.is_none() => {
            Ok(Redirect::to(&format!("{}{path}&again=1", state.hosts.app)).into_response())
        }
        _ => Err(AppError::CookieMissing),
    }
}
