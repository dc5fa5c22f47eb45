//! The JSON API, by resource.

mod documents;
