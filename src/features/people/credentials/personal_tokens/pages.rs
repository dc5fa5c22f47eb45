//! Page of personal tokens.

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
    db::PlatformScope,
    http::{
        ApiPath, AppError, AppState, Caller, Form, Page, Pages, api::idempotency, api::paging::Window,
        body::form::Pressed,
    },
    ids::TokenId,
};

/// Routes of the app host.
pub fn app_pages() -> Pages {
    Pages::new().get("/account/tokens", show).post("/account/tokens", make).post("/account/tokens/{id}/revoke", revoke)
}

#[derive(Template)]
#[template(path = "pages/tokens.html")]
struct TokensPage<'a> {
    p: &'a Page,
    rows: Vec<CredentialRow>,
    fresh: Option<Fresh>,
    form: FormView,
}

async fn show(caller: Caller, page: Page, State(state): State<AppState>) -> Result<Response, AppError> {
    render(&state, &caller, &page, CredentialsInput::default()).await
}

async fn render(state: &AppState, caller: &Caller, page: &Page, shown: CredentialsInput) -> Result<Response, AppError> {
    let (mut tx, now) = (state.db.platform(PlatformScope::Platform).await?, state.clock.now());
    let tokens = store::list(&mut tx, caller.user, Window::ALL).await?;
    drop(tx);
    let row = |token: store::Token| CredentialRow {
        id: token.id.to_string(),
        name: token.name,
        scopes: token.scopes.join(", "),
        networks: String::new(),
        made_by: String::new(),
        made: page.instant(token.created_at),
        until: page.instant(token.expires_at),
        over: token.expires_at <= now,
        used: token.last_used_at.map(|at| page.lately(at)),
    };
    let CredentialsInput { fresh, typed, errors } = shown;
    let rows = tokens.into_iter().map(row).collect();
    let template = TokensPage { p: page, rows, fresh, form: FormView::new(page, typed, &errors) };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page.render(&template)?).into_response())
}

/// `POST /account/tokens`: answers with the page itself, because the token's text is not stored for another page.
async fn make(
    caller: Caller,
    _maker: Maker,
    page: Page,
    State(state): State<AppState>,
    Form(typed): Form<Typed>,
) -> Result<Response, AppError> {
    if !idempotency::is_first(&state, caller.user, &typed.once).await? {
        return Ok(page.redirect("/account/tokens", "flash-sent-before"));
    }
    let made = match typed.wish(state.clock.now()) {
        Ok(wish) => changes::make(&state, &caller, &wish).await.map(|(token, text)| (token.name, text)),
        Err(error) => Err(error),
    };
    render(&state, &caller, &page, CredentialsInput::after(made, typed)?).await
}

async fn revoke(
    caller: Caller,
    page: Page,
    State(state): State<AppState>,
    ApiPath(id): ApiPath<TokenId>,
    Form(Pressed {}): Form<Pressed>,
) -> Result<Response, AppError> {
    changes::revoke(&state, &caller, id).await?;
    Ok(page.redirect("/account/tokens", "flash-token-revoked"))
}
