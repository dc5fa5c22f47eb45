//! Platform admins' page of the isolation check: verdict, extent, history, and a button for another check. The check
//! itself is in `isolation_check`.

mod pages;
/// Rows of the history.
pub mod store;

pub use pages::app_pages;
