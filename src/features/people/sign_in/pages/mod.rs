//! Pages of log-in and log-out, of forgotten passwords, and of the hand-off to tenant hosts.

mod federated;
mod handoff;
mod login;
mod mail;
pub(crate) mod passkey;
mod password;
mod second;
mod strength;

use crate::{
    addresses,
    http::{Pages, routes::Trait},
};

/// Routes of the app host.
pub fn app_pages() -> Pages {
    Pages::new()
        .get("/", login::start)
        .get(addresses::LOGIN, login::form)
        .post(addresses::LOGIN, login::log_in)
        .with(Trait::LogIn)
        .get(addresses::LOGIN_MAIL, mail::form)
        .post(addresses::LOGIN_MAIL, mail::send)
        .with(Trait::Asks)
        .post("/login/mail/code", mail::code)
        .with(Trait::LogIn)
        .get("/login/link", mail::link)
        .post("/login/link", mail::use_link)
        .with(Trait::LogIn)
        .get("/login/second", second::show)
        .post("/login/second", second::answer)
        .with(Trait::LogIn)
        .post("/login/passkey/start", passkey::start)
        .with(Trait::LogIn)
        .post("/login/passkey/finish", passkey::finish)
        .with(Trait::LogIn)
        .post("/logout", login::log_out)
        .with(Trait::LeavesView)
        .get(addresses::HANDOFF, handoff::leave)
        .get(addresses::PASSWORD, password::form)
        .post(addresses::PASSWORD, password::set)
        .with(Trait::LogIn)
        .get(addresses::PASSWORD_FORGOT, password::forgot)
        .post(addresses::PASSWORD_FORGOT, password::send)
        .with(Trait::Asks)
        .post("/password/strength", strength::look)
        .with(Trait::Helper)
        .merge(federated::routes())
}

/// Routes of a tenant host.
pub fn tenant_pages() -> Pages {
    Pages::new().get("/session", handoff::arrive).post("/logout", login::log_out).with(Trait::LeavesView)
}
