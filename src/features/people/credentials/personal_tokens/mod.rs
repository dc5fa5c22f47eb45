//! Tokens of a person.

pub(crate) mod api;
mod changes;
pub(crate) mod pages;
mod store;
