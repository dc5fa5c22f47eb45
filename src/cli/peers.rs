//! How many connections one visitor's network holds.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use ipnet::IpNet;

use crate::http::client::{ClientAddress, Proxies};

/// Connections of one network at a time: an office behind one address has a few for each of its people.
const MOST: usize = 256;

/// The networks that are connected. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Peers {
    proxies: Proxies,
    counts: Arc<Mutex<HashMap<IpNet, usize>>>,
}

/// A connection that is counted until this is dropped.
#[derive(Debug)]
pub struct Counted(Option<(Peers, IpNet)>);

impl Peers {
    /// Counts everybody but `proxies`, who bring many people, and this very machine.
    #[must_use]
    pub fn new(proxies: &Proxies) -> Self {
        Self { proxies: proxies.clone(), counts: Arc::default() }
    }

    /// Lets one more connection from `peer` in, unless there are too many.
    #[must_use]
    pub fn enter(&self, peer: IpAddr) -> Option<Counted> {
        let peer = peer.to_canonical();
        if peer.is_loopback() || self.proxies.trusts(peer) {
            return Some(Counted(None));
        }
        let network = ClientAddress(peer).network();
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(network).or_default();
        if *count >= MOST {
            return None;
        }
        *count += 1;
        Some(Counted(Some((self.clone(), network))))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let Some((peers, network)) = self.0.take() else { return };
        let mut counts = peers.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&network) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::{MOST, Peers};
    use crate::http::client::Proxies;

    fn at(address: &str) -> IpAddr {
        address.parse().unwrap()
    }

    #[test]
    fn a_network_holds_so_many_and_no_other_feels_it() {
        let peers = Peers::new(&Proxies::new(&["10.0.0.0/8".parse().unwrap()]));
        let mut held: Vec<_> = (0..MOST).map(|_| peers.enter(at("192.0.2.1")).unwrap()).collect();
        assert!(peers.enter(at("192.0.2.1")).is_none() && peers.enter(at("::ffff:192.0.2.1")).is_none());
        assert!(peers.enter(at("192.0.2.2")).is_some());
        held.pop();
        let again = peers.enter(at("192.0.2.1"));
        assert!(again.is_some() && peers.enter(at("192.0.2.1")).is_none());
        let subscriber: Vec<_> = (0..MOST).map(|n| peers.enter(at(&format!("2001:db8:1:2::{n:x}"))).unwrap()).collect();
        assert!(peers.enter(at("2001:db8:1:2:ffff::1")).is_none());
        // Proxies bring many people, and what comes from this machine is its operator's.
        for address in ["10.1.2.3", "127.0.0.1", "::1"] {
            let many: Vec<_> = (0..=MOST).map(|_| peers.enter(at(address))).collect();
            assert!(many.iter().all(Option::is_some), "{address}");
        }
        drop((held, again, subscriber));
        assert!(peers.counts.lock().unwrap().is_empty());
    }
}
