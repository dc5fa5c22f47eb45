//! Files of a project: documents and their uploads, and requests for files.

pub mod documents;
pub mod requests;
