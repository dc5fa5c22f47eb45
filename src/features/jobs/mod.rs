//! What platform admins see of the queue: the jobs that failed, and a button that has them tried again. The queue itself
//! is `jobs`'.

mod pages;

pub use pages::app_pages;
