//! Pages of one's own account: profile, second factors and repeated proofs of identity, log-ins.

mod address;
mod authenticator;
mod codes;
mod confirm;
mod logins;
mod passkeys;
mod profile;
mod removing;
mod security;

use crate::{
    addresses,
    http::{Pages, routes::Trait},
};

/// Routes of the public host.
pub fn public_pages() -> Pages {
    Pages::new().post("/language", profile::language)
}

/// Routes of the app host.
pub fn app_pages() -> Pages {
    Pages::new()
        .get("/account", profile::show)
        .post("/account", profile::save)
        .post("/account/notifications", profile::notifications)
        .post("/account/password", profile::change_password)
        .with(Trait::LogIn)
        .get("/account/email", address::show)
        .post("/account/email", profile::change_address)
        .post("/account/email/confirm", address::confirm)
        .post("/language", profile::language)
        .get(addresses::CONFIRM, confirm::show)
        .post(addresses::CONFIRM, confirm::confirm)
        .get(addresses::SECURITY, security::show)
        .get("/account/security/app", authenticator::show)
        .post("/account/security/app", authenticator::start)
        .post("/account/security/app/confirm", authenticator::confirm)
        .post("/account/security/app/remove", removing::remove_app)
        .get("/account/security/codes", codes::show)
        .post("/account/security/codes", codes::renew)
        .post("/account/passkeys/start", passkeys::start)
        .post("/account/passkeys/finish", passkeys::finish)
        .post("/account/passkeys/remove", removing::remove_passkey)
        .merge(logins::routes())
}

/// Routes of a tenant host.
pub fn tenant_pages() -> Pages {
    Pages::new().post("/language", profile::language)
}
