//! What platform admins see of the isolation check: its verdict, what was tried, its history, and a button that asks for
//! another. The check itself is `isolation_check`'s.

mod pages;
/// The history's rows.
pub mod store;

pub use pages::app_pages;
