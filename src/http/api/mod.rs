//! What the JSON API's answers share: pages of lists, tags, idempotency keys, representations kept in memory.

pub mod cache;
pub mod etag;
pub mod idempotency;
pub mod paging;
