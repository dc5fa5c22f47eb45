//! Members of a project, and invitations into it.

mod accept;
mod api;
pub(crate) mod changes;
mod delivery;
mod last_seen;
mod pages;
mod store;
mod token;

pub use api::{platform_api, tenant_api};
pub use changes::{FirstInvitation, invite_client_lead};
pub use delivery::note_delivery;
pub use pages::{app_pages, tenant_pages};
pub use store::{SAMPLES, invitations::awaits_client};
