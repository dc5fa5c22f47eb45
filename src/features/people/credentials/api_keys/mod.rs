//! Keys of a project.

pub(crate) mod api;
mod changes;
pub(crate) mod pages;
mod store;

pub use store::SAMPLES;
