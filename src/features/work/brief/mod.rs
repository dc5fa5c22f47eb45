//! The brief of a project: what its client answered about it, first in the intake form, then in the portal.

pub mod answers;
mod api;
pub mod fields;
pub mod marks;
mod pages;
mod progress;
pub mod questions;
mod store;

pub use api::{answer_schemas, tenant_api};
pub use pages::tenant_pages;
pub use progress::Progress;
pub use questions::Topic;
pub use store::answers;
