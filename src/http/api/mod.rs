//! Shared parts of the JSON API's answers: pages of lists, tags, idempotency keys, representations kept in memory.

pub mod cache;
pub mod etag;
pub mod idempotency;
pub mod paging;
