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

use crate::http::Pages;

/// Routes of the public host.
pub fn public_pages() -> Pages {
    Pages::new().post("/language", profile::language)
}

/// Routes of the app host.
pub fn app_pages() -> Pages {
    Pages::new()
        .get("/", login::start)
        .get("/login", login::form)
        .post("/login", login::log_in)
        .get("/login/mail", mail::form)
        .post("/login/mail", mail::send)
        .post("/login/mail/code", mail::code)
        .get("/login/link", mail::link)
        .post("/login/link", mail::use_link)
        .post("/logout", login::log_out)
        .get("/handoff", handoff::leave)
        .get("/password", password::form)
        .post("/password", password::set)
        .get("/password/forgot", password::forgot)
        .post("/password/forgot", password::send)
        .post("/password/strength", strength::look)
        .get("/account", profile::show)
        .post("/account", profile::save)
        .post("/account/notifications", profile::notifications)
        .post("/account/password", profile::change_password)
        .get("/account/email", address::show)
        .post("/account/email", profile::change_address)
        .post("/account/email/confirm", address::confirm)
        .post("/language", profile::language)
        .merge(sessions::routes())
}

/// Routes of a tenant host.
pub fn tenant_pages() -> Pages {
    Pages::new().get("/session", handoff::arrive).post("/logout", login::log_out).post("/language", profile::language)
}
