//! Federated log-in: flows with an `OpenID` Connect provider and through Cloudflare Access, and a person's linked
//! accounts there. An address alone identifies nobody, and no account is made here.

mod flow;
mod pages;
mod store;

pub use flow::{Way, already_through, ways};
pub use pages::app_pages;
pub use store::forget_over;
