//! Starting and leaving the client's view. Its effects are decided in `http::auth::view_as`.

use axum::{extract::State, response::Response};
use serde_json::json;
use time::format_description::well_known::Rfc3339;

use crate::{
    access::{
        Visibility,
        action::{ViewAsClient, ViewProject},
    },
    db::PlatformScope,
    features::shared::activity::{self, ActivityKind, Event},
    http::{Access, AppError, AppState, Form, Page, Require, auth::view_as, body::form::Pressed},
    identity::sessions,
};

/// `POST /view-as`: starts the view. The person and its end are recorded in the project's activity before anything is
/// shown.
pub async fn start(
    access: Require<ViewAsClient>,
    State(state): State<AppState>,
    page: Page,
    Form(Pressed {}): Form<Pressed>,
) -> Result<Response, AppError> {
    let now = state.clock.now();
    let until = now + view_as::LIFETIME;
    let mut event = event(&access, ActivityKind::ClientViewStarted);
    event.detail = json!({ "name": access.caller.name, "until": until.format(&Rfc3339).unwrap_or_default() });
    let mut tx = state.db.write(&access.scope()).await?;
    activity::record(&mut tx, now, &event).await?;
    tx.commit().await?;
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    // A program's token has no session on this host.
    if !sessions::view_as_client(&mut tx, access.caller.session, access.project, Some(until)).await? {
        return Err(AppError::Forbidden);
    }
    tx.commit().await?;
    Ok(page.redirect("/", "flash-client-view"))
}

/// `POST /view-as/leave`: ends the view. Repeating it changes nothing.
pub async fn leave(
    access: Require<ViewProject>,
    State(state): State<AppState>,
    page: Page,
    Form(Pressed {}): Form<Pressed>,
) -> Result<Response, AppError> {
    let mut tx = state.db.platform(PlatformScope::Platform).await?;
    let left = sessions::view_as_client(&mut tx, access.caller.session, access.project, None).await?;
    tx.commit().await?;
    if left && page.viewing_until.is_some() {
        let mut tx = state.db.write(&access.scope()).await?;
        activity::record(&mut tx, state.clock.now(), &event(&access, ActivityKind::ClientViewLeft)).await?;
        tx.commit().await?;
    }
    Ok(page.redirect("/", "flash-client-view-left"))
}

fn event(access: &Access, kind: ActivityKind) -> Event {
    let caller = &access.caller;
    Event::named(caller.user, kind, caller.user.0, &caller.name, Visibility::Internal)
}
