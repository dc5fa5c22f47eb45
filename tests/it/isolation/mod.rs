//! That one tenant's rows stay that tenant's: in the catalog, with live rows, under cancellation, in the source.

mod cancellation;
mod catalog;
mod memory;
mod rows;
mod source;
mod statements;
