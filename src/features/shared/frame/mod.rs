//! The frame of a portal's pages: its project, and how much waits for the reader behind each tab.

mod store;

use time::Date;

use crate::{
    access::Action,
    db::TenantTx,
    http::{Access, page::PortalHead},
};

/// The frame for the reader, in the transaction that reads the page's rows.
pub async fn head(tx: &mut TenantTx, access: &Access, today: Date) -> Result<PortalHead, sqlx::Error> {
    let audiences = if access.can(Action::UseSharedThreads) { access.sees() } else { Vec::new() };
    let waits = store::waits(tx, access.caller.user, access.role.side(), &audiences, today).await?;
    Ok(PortalHead::new(access, waits))
}
