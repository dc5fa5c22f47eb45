//! Page of project keys.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::{
    super::{
        may_issue::Maker,
        views::{CredentialRow, CredentialsInput, Form as Typed, FormView, Fresh},
    },
    changes, store,
};
use crate::{
    access::action::ViewOperations,
    features::shared::frame,
    http::{
        Access, ApiPath, AppError, AppState, Form, Page, Pages, Require, api::idempotency, api::paging::Window,
        body::form::Pressed, page::PortalHead,
    },
    ids::ApiKeyId,
};

/// Routes of a tenant host.
pub fn tenant_pages() -> Pages {
    Pages::new().get("/keys", show).post("/keys", make).post("/keys/{id}/revoke", revoke)
}

#[derive(Template)]
#[template(path = "pages/keys.html")]
struct KeysPage<'a> {
    p: &'a Page,
    project: PortalHead,
    tab: &'static str,
    rows: Vec<CredentialRow>,
    fresh: Option<Fresh>,
    form: FormView,
}

async fn show(
    access: Require<ViewOperations>,
    page: Page,
    State(state): State<AppState>,
) -> Result<Response, AppError> {
    render(&state, &access, &page, CredentialsInput::default()).await
}

async fn render(state: &AppState, access: &Access, page: &Page, shown: CredentialsInput) -> Result<Response, AppError> {
    let (mut tx, now) = (state.db.read(&access.scope()).await?, state.clock.now());
    let keys = store::list(&mut tx, Window::ALL).await?;
    let head = frame::head(&mut tx, access, state.clock.today()).await?;
    drop(tx);
    let row = |key: store::ApiKey| CredentialRow {
        id: key.id.to_string(),
        name: key.name,
        scopes: key.scopes.join(", "),
        networks: key.networks.join(", "),
        made_by: key.made_by,
        made: page.instant(key.created_at),
        until: page.instant(key.expires_at),
        over: key.expires_at <= now,
        used: key.last_used_at.map(|at| page.lately(at)),
    };
    let CredentialsInput { fresh, typed, errors } = shown;
    let template = KeysPage {
        p: page,
        project: head,
        tab: "settings",
        rows: keys.into_iter().map(row).collect(),
        fresh,
        form: FormView::new(page, typed, &errors),
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page.render(&template)?).into_response())
}

/// `POST /keys`: answers with the page itself, because the key's text is not stored for another page.
async fn make(
    access: Require<ViewOperations>,
    _maker: Maker,
    page: Page,
    State(state): State<AppState>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    if !idempotency::is_first(&state, access.caller.user, &typed.once).await? {
        return Ok(page.redirect("/keys", "flash-sent-before"));
    }
    let made = match typed.wish(state.clock.now()) {
        Ok(wish) => changes::make(&state, &access, &wish).await.map(|(key, text)| (key.name, text)),
        Err(error) => Err(error),
    };
    render(&state, &access, &page, CredentialsInput::after(made, typed)?).await
}

async fn revoke(
    access: Require<ViewOperations>,
    page: Page,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<ApiKeyId>,
    Form(Pressed {}): Form<Pressed>,
) -> Result<Response, AppError> {
    changes::revoke(&state, &access, id).await?;
    Ok(page.redirect("/keys", "flash-key-revoked"))
}
