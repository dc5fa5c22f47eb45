//! The pages of logging in and of one's own account.

mod handoff;
mod login;
mod password;
mod profile;

use axum::{
    Router,
    routing::{get, post},
};

pub use handoff::custom_target;

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
        .route("/logout", post(login::log_out))
        .route("/handoff", get(handoff::leave))
        .route("/password", get(password::form).post(password::set))
        .route("/password/forgot", get(password::forgot).post(password::send))
        .route("/account", get(profile::show).post(profile::save))
        .route("/account/password", post(profile::change_password))
        .route("/language", post(profile::language))
}

/// Routes of a tenant host.
pub fn tenant_pages() -> Router<AppState> {
    Router::new()
        .route("/session", get(handoff::arrive))
        .route("/logout", post(login::log_out))
        .route("/language", post(profile::language))
}
