//! The database: the only road to rows.
