//! The outermost layers, which know nothing of the caller: address, host, the gate of the isolation check, headers,
//! compression.

pub mod client_address;
pub mod compress;
pub mod domains;
pub mod forwarded;
pub mod gate;
pub mod headers;
pub mod host;
pub mod load;
pub mod request_log;
