//! Pages of log-in and of one's own account.

mod address;
mod handoff;
mod login;
mod mail;
mod password;
mod profile;
mod sessions;
mod strength;

use axum::{
    Router,
    routing::{get, post},
};

pub use handoff::allow_next;

use crate::http::AppState;

/// Routes of the public host.
pub fn public_pages() -> Router<AppState> {
    Router::new().route("/language", post(profile::language))
}

/// Routes of the app host.
pub fn app_pages() -> Router<AppState> {
    Router::new()
        .route("/", get(login::start))
        .route("/login", get(login::form).post(login::log_in))
        .route("/login/mail", get(mail::form).post(mail::send))
        .route("/login/mail/code", post(mail::code))
        .route("/login/link", get(mail::link).post(mail::use_link))
        .route("/logout", post(login::log_out))
        .route("/handoff", get(handoff::leave))
        .route("/password", get(password::form).post(password::set))
        .route("/password/forgot", get(password::forgot).post(password::send))
        .route("/password/strength", post(strength::look))
        .route("/account", get(profile::show).post(profile::save))
        .route("/account/notifications", post(profile::notifications))
        .route("/account/password", post(profile::change_password))
        .route("/account/email", get(address::show).post(profile::change_address))
        .route("/account/email/confirm", post(address::confirm))
        .route("/language", post(profile::language))
        .merge(sessions::routes())
}

/// Routes of a tenant host.
pub fn tenant_pages() -> Router<AppState> {
    Router::new()
        .route("/session", get(handoff::arrive))
        .route("/logout", post(login::log_out))
        .route("/language", post(profile::language))
}
