use askama::Template;
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use secrecy::ExposeSecret;

use super::{Form as Typed, FormView, Fresh, Row, Wish, key_store as store, keys, maker::Maker};
use crate::{
    access::action::ViewOperations,
    http::{Access, ApiPath, AppError, AppState, FieldErrors, Form, Page, Require, form::Pressed, page::PortalHead},
    ids::ApiKeyId,
};

/// Routes of a tenant host.
pub fn tenant_pages() -> Router<AppState> {
    Router::new().route("/keys", get(show).post(make)).route("/keys/{id}/revoke", post(revoke))
}

#[derive(Template)]
#[template(path = "pages/keys.html")]
struct KeysPage<'a> {
    p: &'a Page,
    project: PortalHead,
    tab: &'static str,
    keys: Vec<Row>,
    fresh: Option<Fresh>,
    form: FormView,
}

async fn show(
    access: Require<ViewOperations>,
    page: Page,
    State(state): State<AppState>,
) -> Result<Response, AppError> {
    render(&state, &access, &page, None, &Typed::default(), &FieldErrors::default()).await
}

async fn render(
    state: &AppState,
    access: &Access,
    page: &Page,
    fresh: Option<Fresh>,
    typed: &Typed,
    errors: &FieldErrors,
) -> Result<Response, AppError> {
    let (mut tx, now) = (state.db.read(&access.scope()).await?, state.clock.now());
    let keys = store::list(&mut tx, None, None).await?;
    drop(tx);
    let row = |key: store::Key| Row {
        id: key.id.to_string(),
        name: key.name,
        scopes: key.scopes.join(", "),
        networks: key.networks.join(", "),
        made_by: key.made_by,
        made: page.instant(key.created_at),
        until: page.instant(key.expires_at),
        over: key.expires_at <= now,
        used: key.last_used_at.map(|at| page.instant(at)),
    };
    let mut response = page.render(&KeysPage {
        p: page,
        project: PortalHead::from(access),
        tab: "settings",
        keys: keys.into_iter().map(row).collect(),
        fresh,
        form: FormView::new(page, typed, errors),
    })?;
    if !errors.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// `POST /keys`: the answer is the page itself, since the text is kept nowhere to be shown by another.
async fn make(
    access: Require<ViewOperations>,
    _maker: Maker,
    page: Page,
    State(state): State<AppState>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    let made = match Wish::typed(&typed, state.clock.now()) {
        Ok(wish) => keys::make(&state, &access, &wish).await,
        Err(errors) => Err(errors.into()),
    };
    match made {
        Ok((row, text)) => {
            let fresh = Fresh { name: row.name, text: text.expose_secret().to_owned() };
            render(&state, &access, &page, Some(fresh), &Typed::default(), &FieldErrors::default()).await
        }
        Err(AppError::Invalid(errors)) => render(&state, &access, &page, None, &typed, &errors).await,
        Err(error) => Err(error),
    }
}

async fn revoke(
    access: Require<ViewOperations>,
    page: Page,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<ApiKeyId>,
    Form(Pressed {}): Form<Pressed>,
) -> Result<Response, AppError> {
    keys::revoke(&state, &access, id).await?;
    Ok(page.redirect("/keys", "flash-key-revoked"))
}
