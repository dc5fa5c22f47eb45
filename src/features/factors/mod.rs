//! Second factors: codes of an app, recovery codes, passkeys; the question for them on the way in, and showing once more
//! who one is.

pub mod check;
pub mod delay;
mod pages;
mod passkeys;
mod pending;
mod recovery;
mod store;
mod totp;

pub use pages::app_pages;
pub use pending::ask_second;
pub use store::{any, forget_all};
