//! Which project a request or job is about, and the proof (`Scope`) without which no tenant row can be reached.

mod project_id;

pub use project_id::{InvalidProjectId, ProjectId};
