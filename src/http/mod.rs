//! Shared HTTP layer of all features: hosts, sessions, authorisation, errors, forms, paging, caching, pages. Imports no
//! feature.

pub mod api;
pub mod auth;
pub mod body;
pub mod edge;
pub mod error;
pub mod fields;
pub mod limits;
pub mod page;
pub mod render_error;
pub mod routes;
pub mod state;

pub use auth::access::{Access, Require, RequireOnRow, RequireSeen};
pub use auth::caller::Caller;
pub use auth::extract::{PartCaller, ProjectReader};
pub use body::form::{EntryForm, Form};
pub use body::json::{ApiPath, Json, Query};
pub use body::multipart::{MultipartForm, UnreadForm};
pub use error::AppError;
pub use fields::{Checks, FieldErrors};
pub use page::Page;
pub(crate) use routes::operation;
pub use routes::{Operations, Pages};
pub use state::AppState;
