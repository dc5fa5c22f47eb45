//! Platform admins' page of the queue: the failed jobs, and buttons to try them again or to give them up. The
//! queue itself is in `jobs`.

mod pages;

pub use pages::{app_pages, kind_name};
