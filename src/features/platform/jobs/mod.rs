//! Platform admins' page of the queue: the failed jobs, and a button to try them again. The queue itself is in `jobs`.

mod pages;

pub use pages::app_pages;
