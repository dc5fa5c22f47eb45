//! People of the agency: who works on the platform, for its admins. Accounts are made and roles given by the command
//! line (`fataplus user`).

mod pages;
mod store;

pub use pages::app_pages;
