//! Uploads: announced, quarantined, checked, copied to their place, and only then recorded as versions.

pub(crate) mod api;
pub mod changes;
pub(crate) mod store;
