//! Pages of log-in and of one's own account.

mod address;
mod handoff;
mod login;
mod mail;
mod password;
mod profile;
mod sessions;
mod strength;

pub use handoff::allow_next;

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
        .get("/account", profile::show)
        .post("/account", profile::save)
        .post("/account/notifications", profile::notifications)
        .post("/account/password", profile::change_password)
        .with(Trait::LogIn)
        .get("/account/email", address::show)
        .post("/account/email", profile::change_address)
        .post("/account/email/confirm", address::confirm)
        .post("/language", profile::language)
        .merge(sessions::routes())
}

/// Routes of a tenant host.
pub fn tenant_pages() -> Pages {
    Pages::new()
        .get("/session", handoff::arrive)
        .post("/logout", login::log_out)
        .with(Trait::LeavesView)
        .post("/language", profile::language)
}
