//! The database. `Db` keeps its pools private: tenant rows are reached through a `TenantTx`, armed for one project by
//! `Db::read` or `Db::write`; platform rows and listings through a `PlatformTx`. Nothing else arms RLS.
//!
//! Reasons: docs/adr/0001-row-level-security.md.

mod access_rules;
pub mod authority;
mod change;
mod change_feed;
mod connection_quotas;
mod connections;
mod distribution;
pub mod embedded;
mod error;
mod isolation;
mod limits;
mod memory;
mod migrate;
mod people;
mod pool;
mod production_mark;
mod scope;
mod self_check;
mod tx;

pub use access_rules::Rules;
pub use authority::Authority;
pub use change::Change;
pub use change_feed::{ChangeFeed, CounterSnapshot, Subject, Version};
pub use connections::PoolUsage;
pub use distribution::{Distribution, obstacles as distribution_obstacles};
pub use error::{DbError, Refusal, constraint};
pub use isolation::{Crossings, PLATFORM_TABLES, SampleRow, SyntheticTenant, breaches, grants};
pub use limits::{Figures, Limits};
pub use memory::{Cached, Versions, Weigh};
pub use migrate::{MigrationError, migrate};
pub use people::{PeopleById, PersonRow};
pub use pool::{Db, DbConfig};
pub use production_mark::is_marked;
pub use scope::{PlatformScope, PoolShare, Scope};
pub use self_check::SelfCheckError;
pub use tx::{PlatformTx, TenantTx};
