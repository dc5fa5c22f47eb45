//! Where a request comes from.

/// The visitor's address.
#[derive(Clone, Copy, Debug)]
pub struct ClientAddress(pub std::net::IpAddr);
