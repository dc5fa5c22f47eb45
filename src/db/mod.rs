//! The database: the only road to rows.

pub mod embedded;
