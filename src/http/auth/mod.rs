//! From a credential to a permission: sessions, the caller, their part in a project, and the extractors that handlers take.

pub mod access;
pub mod caller;
pub mod cookies;
pub mod governor;
pub mod grant;
pub mod grounds;
pub mod mfa;
pub mod part;
pub mod rules;
pub mod session;
pub mod signing;
pub mod view_as;
