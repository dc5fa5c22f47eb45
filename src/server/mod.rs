//! Connections: accepting them, TLS, their number, and what each still owes its client. ADR 7 says why they are our own.

pub mod connection;
pub mod listener;
pub mod open_connections;
pub mod open_files;
pub mod tls;
