//! Authentication mechanisms: passwords, secrets, signed tokens. The pages are in `features::people`.

mod bearer;
pub mod cf_access;
pub mod external;
mod federation;
mod keys;
pub mod oidc;
mod password;
pub mod refresh;
pub mod ring;
mod seal;
mod secret;
pub mod sessions;
pub mod standing;
mod token;
pub mod tokens;

pub use bearer::{Made, NotOurs, Shown};
pub use federation::{Federation, host_of};
pub use keys::Keys;
pub use password::{Password, PasswordHasher, WeakPassword};
pub use secret::{Secret, digest, hex};
pub use token::{Audience, Claims, TokenError};
