//! Page of the link mailed to a new address.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::super::address;
use crate::{
    features::people::account::store::AddressChange,
    http::{AppError, AppState, Caller, Form, Page, Query},
};

#[derive(Template)]
#[template(path = "pages/address.html")]
struct AddressPage<'a> {
    p: &'a Page,
    token: &'a str,
    email: &'a str,
    /// Whether another person is logged in.
    foreign: bool,
}

#[derive(Deserialize)]
pub struct AddressLink {
    #[serde(default)]
    token: String,
}

/// `GET /account/email?token=…`: only shows a button, because mail scanners follow links. It requires a log-in.
pub async fn show(
    caller: Caller,
    State(state): State<AppState>,
    page: Page,
    Query(link): Query<AddressLink>,
) -> Result<Response, AppError> {
    let change = address::look(&state, &link.token).await?;
    render(&page, &caller, &link.token, &change)
}

fn render(page: &Page, caller: &Caller, token: &str, change: &AddressChange) -> Result<Response, AppError> {
    let foreign = change.user != caller.user;
    // Another person must not learn the owner and the address.
    let email = if foreign { "" } else { &change.email };
    let status = if foreign { StatusCode::FORBIDDEN } else { StatusCode::OK };
    Ok((status, page.render(&AddressPage { p: page, token, email, foreign })?).into_response())
}

/// `POST /account/email/confirm`.
pub async fn confirm(
    caller: Caller,
    State(state): State<AppState>,
    page: Page,
    Form(link): Form<AddressLink>,
) -> Result<Response, AppError> {
    let change = address::look(&state, &link.token).await?;
    if change.user != caller.user {
        return render(&page, &caller, &link.token, &change);
    }
    address::confirm(&state, &caller, &link.token).await?;
    Ok(page.redirect("/account", "flash-address-changed"))
}
