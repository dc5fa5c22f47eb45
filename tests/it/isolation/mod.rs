//! That one tenant's rows stay that tenant's: in the catalog, with live rows, under cancellation, in the source.

mod analysis;
mod announced;
mod cancellation;
pub mod catalog;
pub mod check;
mod closed;
mod directory;
mod distribution;
mod enrol;
mod kept;
mod memory;
mod mutation;
mod platform;
mod refused;
mod rows;
mod source;
mod statements;
