//! Log-in and log-out, passwords, the hand-off to tenant hosts, tokens for the API, one's own profile.

mod address;
mod api;
mod devices;
mod enter;
mod families;
mod families_api;
mod mail_login;
mod next;
mod over;
mod pages;
mod passwords;
mod profile;
mod store;

pub use crate::text::email::normal as normal_email;
pub use api::platform_api;
pub use enter::{Proof, check_password, let_in, let_in_to, open_session, step_up};
pub use next::{NextPath, query};
pub use over::forget_over;
pub use pages::{allow_next, app_pages, public_pages, tenant_pages};
pub use passwords::{check_strength, hash, password_link};
