//! Pages of second factors: the question at log-in, one's own factors, repeated proofs of identity.

mod authenticator;
mod codes;
mod confirm;
mod removing;
mod scripts;
mod second;
mod security;

use crate::{
    addresses,
    http::{Pages, routes::Trait},
};

/// Routes of the app host.
pub fn app_pages() -> Pages {
    Pages::new()
        .get("/login/second", second::show)
        .post("/login/second", second::answer)
        .with(Trait::LogIn)
        .post("/login/passkey/start", scripts::start_entering)
        .with(Trait::LogIn)
        .post("/login/passkey/finish", scripts::finish_entering)
        .with(Trait::LogIn)
        .get(addresses::CONFIRM, confirm::show)
        .post(addresses::CONFIRM, confirm::confirm)
        .get(addresses::SECURITY, security::show)
        .get("/account/security/app", authenticator::show)
        .post("/account/security/app", authenticator::start)
        .post("/account/security/app/confirm", authenticator::confirm)
        .post("/account/security/app/remove", removing::remove_app)
        .get("/account/security/codes", codes::show)
        .post("/account/security/codes", codes::renew)
        .post("/account/passkeys/start", scripts::start_own)
        .post("/account/passkeys/finish", scripts::finish_own)
        .post("/account/passkeys/remove", removing::remove_passkey)
}
