//! Access rules of a project beyond a log-in.

use std::{net::IpAddr, sync::Arc};

use ipnet::IpNet;
use time::Duration;

/// Access rules of a project, beyond a log-in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Networks its members must come from; empty for any.
    pub ip_allow: Arc<[IpNet]>,
    /// Time after the log-in, and after the last request, when a session ends here; never longer than everywhere.
    pub session: Option<Duration>,
    /// Whether clients need a second factor.
    pub client_mfa: bool,
    /// Whether managers invite colleagues, and share the project with partners up to `edit`.
    pub managers_invite: bool,
}

impl Rules {
    /// Rules from a row. An unparsable network admits nobody.
    #[must_use]
    pub fn of_row(ip_allow: &[String], session_minutes: Option<i32>, client_mfa: bool, managers_invite: bool) -> Self {
        let nowhere = || IpNet::from(IpAddr::from([0; 16]));
        Self {
            ip_allow: ip_allow.iter().map(|network| network.parse().unwrap_or_else(|_| nowhere())).collect(),
            session: session_minutes.map(|minutes| Duration::minutes(minutes.into())),
            client_mfa,
            managers_invite,
        }
    }

    /// Whether only some networks are admitted.
    #[must_use]
    pub fn restricts_addresses(&self) -> bool {
        !self.ip_allow.is_empty()
    }

    /// Whether a caller at `address` is admitted.
    #[must_use]
    pub fn admits(&self, address: IpAddr) -> bool {
        !self.restricts_addresses() || self.ip_allow.iter().any(|network| network.contains(&address))
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::Rules;

    fn admits(networks: &[&str], address: &str) -> bool {
        let networks: Vec<_> = networks.iter().map(|network| (*network).to_owned()).collect();
        Rules::of_row(&networks, None, false, false).admits(address.parse::<IpAddr>().unwrap())
    }

    #[test]
    fn a_list_admits_its_networks_and_no_list_everybody() {
        let list = &["198.51.100.0/24", "203.0.113.9/32", "2001:db8:1::/48"];
        for inside in ["198.51.100.0", "198.51.100.255", "203.0.113.9", "2001:db8:1:ffff::1"] {
            assert!(admits(list, inside), "{inside}");
        }
        for outside in ["198.51.101.1", "203.0.113.8", "2001:db8:2::1", "0.0.0.0", "::"] {
            assert!(!admits(list, outside), "{outside}");
        }
        assert!(admits(&[], "192.0.2.1"));
    }

    #[test]
    fn a_list_that_cannot_be_read_admits_nobody() {
        assert!(!admits(&["nonsense"], "192.0.2.1"));
    }
}
