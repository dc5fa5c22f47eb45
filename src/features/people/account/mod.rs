//! One's own account: profile, address, mail preferences, second factors, log-ins.

mod address;
mod api;
mod changes;
mod logins;
mod pages;
mod profile;
mod store;
mod user_agent;

pub use api::platform_api;
pub use pages::{app_pages, public_pages, tenant_pages};
