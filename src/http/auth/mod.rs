//! From a credential to a permission: sessions, the caller, their part in a project, and the extractors that handlers take.

pub mod access;
pub mod authenticate;
pub mod caller;
pub mod cookies;
pub mod credential;
pub mod csrf;
pub mod extract;
pub mod gates;
pub mod grounds;
pub mod membership;
pub mod mfa;
pub mod project_admin;
pub mod read_credential;
pub mod rules;
pub mod session_cookies;
pub mod signing;
pub mod view_as;
