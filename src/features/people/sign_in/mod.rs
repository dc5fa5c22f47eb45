//! Log-in and log-out: passwords, mailed links and codes, passkeys, identity providers, the second factor, the hand-off
//! to tenant hosts, and tokens for programs.

mod api;
pub(crate) mod federated;
pub mod login;
mod mail_login;
pub(crate) mod pages;
pub mod passwords;
mod pending;
pub(crate) mod store;

pub use api::platform_api;
pub use pages::{app_pages, tenant_pages};
pub use store::expiry::delete_expired;
