//! What every handler shares: hosts, sessions, authorisation, errors, forms, paging, caching, pages. No feature in here.

pub mod access;
pub mod assets;
pub mod body;
pub mod cache;
pub mod client;
pub mod cookies;
pub mod dates;
pub mod domains;
pub mod error;
pub mod etag;
pub mod fairness;
pub mod fields;
pub mod form;
pub mod grant;
pub mod headers;
pub mod host;
pub mod idempotency;
pub mod json;
pub mod multipart;
pub mod page;
pub mod paging;
pub mod render_error;
pub mod request_log;
pub mod session;
pub mod signing;
pub mod state;

pub use access::{Access, Caller, Require};
pub use error::AppError;
pub use fields::{Checks, FieldErrors};
pub use form::Form;
pub use json::{ApiPath, Json, Query};
pub use multipart::MultipartForm;
pub use page::Page;
pub use state::AppState;
