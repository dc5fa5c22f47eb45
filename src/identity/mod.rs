//! Authentication mechanisms: passwords, secrets, signed tokens. The pages are in `features::people`.

pub mod auth_context;
pub mod cf_access;
mod claims;
pub mod credential_rows;
pub mod external;
mod federation;
mod keys;
pub mod oidc;
mod password;
pub mod refresh;
mod seal;
mod secret;
mod session_jwt;
pub mod sessions;
pub mod signing_keys;
mod token_format;

pub use claims::{Audience, Claims, TokenError};
pub use federation::{Federation, host_of};
pub use keys::Keys;
pub use password::{Password, PasswordHasher, WeakPassword};
pub use secret::{Secret, digest};
pub use token_format::{InvalidFormat, NewTokenText, PresentedToken};
