//! Log-ins that others vouch for: the ways to an `OpenID` Connect provider and through Cloudflare Access, and the accounts
//! there a person has linked to hers. Nobody is known by an address alone, and no account is made here.

mod flow;
mod pages;
mod store;

pub use flow::{Way, already_through, ways};
pub use pages::app_pages;
pub use store::forget_over;
