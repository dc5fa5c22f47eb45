//! Pages of second factors: the question at log-in, one's own factors, repeated proofs of identity.

mod authenticator;
mod codes;
mod confirm;
mod removing;
mod scripts;
mod second;
mod security;

use axum::{
    Router,
    routing::{get, post},
};

use crate::http::AppState;

/// Routes of the app host.
pub fn app_pages() -> Router<AppState> {
    Router::new()
        .route("/login/second", get(second::show).post(second::answer))
        .route("/login/passkey/start", post(scripts::start_entering))
        .route("/login/passkey/finish", post(scripts::finish_entering))
        .route("/account/confirm", get(confirm::show).post(confirm::confirm))
        .route("/account/security", get(security::show))
        .route("/account/security/app", get(authenticator::show).post(authenticator::start))
        .route("/account/security/app/confirm", post(authenticator::confirm))
        .route("/account/security/app/remove", post(removing::remove_app))
        .route("/account/security/codes", get(codes::show).post(codes::renew))
        .route("/account/passkeys/start", post(scripts::start_own))
        .route("/account/passkeys/finish", post(scripts::finish_own))
        .route("/account/passkeys/remove", post(removing::remove_passkey))
}
