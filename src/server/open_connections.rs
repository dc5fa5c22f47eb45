//! Open connections: limits in total and for each network, and the choice of those closed to make room.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use ipnet::IpNet;
use tokio::{sync::Notify, time::Instant};
use tokio_util::sync::CancellationToken;

use super::connection::{Clocks, Wire};
use crate::http::edge::{
    client_address::{ClientAddress, Proxies},
    load::Load,
};

/// Maximum number of connections, if the process may open as many files.
pub const MOST: usize = 4096;
/// Divisor for the connections of one network: an office behind one address has a few for each of its people.
const SHARE: usize = 16;
/// Minimum limit of a network.
const LEAST: usize = 16;
/// Interval between two attempts to find room.
const PAUSE: Duration = Duration::from_millis(100);

/// All open connections. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Peers(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    proxies: Proxies,
    most: usize,
    share: usize,
    clocks: Clocks,
    load: Arc<Load>,
    held: Mutex<Held>,
    left: Notify,
}

#[derive(Debug, Default)]
struct Held {
    next: u64,
    connections: HashMap<u64, Connection>,
    networks: HashMap<IpNet, usize>,
}

#[derive(Debug)]
struct Connection {
    network: Option<IpNet>,
    wire: Arc<Wire>,
    gives_way: CancellationToken,
}

/// A connection, counted until this is dropped.
#[derive(Debug)]
pub struct Entered {
    peers: Peers,
    number: u64,
    /// State of the connection.
    pub wire: Arc<Wire>,
    /// Cancelled when the connection is closed to make room.
    pub gives_way: CancellationToken,
}

impl Default for Peers {
    fn default() -> Self {
        Self::new(&Proxies::default(), MOST, Clocks::default(), Arc::default())
    }
}

impl Peers {
    /// At most `most` connections, with the timeouts `clocks`. Connections of `proxies`, which bring many people, and
    /// from this machine count for no network.
    #[must_use]
    pub fn new(proxies: &Proxies, most: usize, clocks: Clocks, load: Arc<Load>) -> Self {
        let (held, left) = (Mutex::default(), Notify::new());
        let share = (most / SHARE).max(LEAST);
        Self(Arc::new(Inner { proxies: proxies.clone(), most, share, clocks, load, held, left }))
    }

    /// Timeouts of connections.
    #[must_use]
    pub fn clocks(&self) -> &Clocks {
        &self.0.clocks
    }

    /// Counters.
    #[must_use]
    pub fn load(&self) -> &Load {
        &self.0.load
    }

    /// Admits a connection from `peer`, closing the longest idle ones if there is no room; `None` while all connections
    /// of its network are busy. Waits while all connections are busy.
    pub async fn enter(&self, peer: IpAddr) -> Option<Entered> {
        loop {
            match self.try_enter(peer) {
                Ok(entered) => return entered,
                Err(Full) => {
                    let _ = tokio::time::timeout(PAUSE, self.0.left.notified()).await;
                }
            }
        }
    }

    fn try_enter(&self, peer: IpAddr) -> Result<Option<Entered>, Full> {
        let peer = peer.to_canonical();
        let of_many = peer.is_loopback() || self.0.proxies.trusts(peer);
        let network = (!of_many).then(|| ClientAddress(peer).network());
        let mut held = self.held();
        if network.is_some_and(|network| held.networks.get(&network).is_some_and(|count| *count >= self.0.share)) {
            let given = held.make_room(1, |connection| connection.network == network);
            self.0.load.gave_way(given);
            if given == 0 {
                self.0.load.refused();
                return Ok(None);
            }
        }
        if held.connections.len() >= self.0.most {
            // Closes several at a time, so that not every connection pays for a look through all of them.
            let given = held.make_room((self.0.most / 32).max(1), |_| true);
            self.0.load.gave_way(given);
            if given == 0 {
                return Err(Full);
            }
        }
        let (number, wire, gives_way) = (held.next, Wire::new(), CancellationToken::new());
        held.next += 1;
        held.connections.insert(number, Connection { network, wire: wire.clone(), gives_way: gives_way.clone() });
        if let Some(network) = network {
            *held.networks.entry(network).or_default() += 1;
        }
        self.0.load.connections(held.connections.len());
        Ok(Some(Entered { peers: self.clone(), number, wire, gives_way }))
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// No room, and no idle connection to close.
struct Full;

impl Held {
    /// Closes up to `count` idle connections, the longest idle first; returns how many.
    fn make_room(&mut self, count: usize, among: impl Fn(&Connection) -> bool) -> usize {
        let candidates = self.connections.iter().filter(|(_, connection)| among(connection));
        let mut idle: Vec<(Instant, u64)> =
            candidates.filter_map(|(number, connection)| Some((connection.wire.idle_since()?, *number))).collect();
        if count < idle.len() {
            idle.select_nth_unstable(count);
            idle.truncate(count);
        }
        for (_, number) in &idle {
            if let Some(connection) = self.remove(*number) {
                connection.gives_way.cancel();
            }
        }
        idle.len()
    }

    fn remove(&mut self, number: u64) -> Option<Connection> {
        let connection = self.connections.remove(&number)?;
        if let Some(network) = connection.network
            && let Some(count) = self.networks.get_mut(&network)
        {
            *count -= 1;
            if *count == 0 {
                self.networks.remove(&network);
            }
        }
        Some(connection)
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let mut held = self.peers.held();
        held.remove(self.number);
        self.peers.0.load.connections(held.connections.len());
        drop(held);
        self.peers.0.left.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::{net::IpAddr, sync::Arc};

    use super::{Clocks, Entered, MOST, Peers};
    use crate::http::edge::{client_address::Proxies, load::Load};

    fn at(address: &str) -> IpAddr {
        address.parse().unwrap()
    }

    /// A connection with a request under way.
    async fn busy(peers: &Peers, address: &str) -> Option<(Entered, super::super::connection::Sent)> {
        let entered = peers.enter(at(address)).await?;
        let sent = entered.wire.begin();
        Some((entered, sent))
    }

    #[tokio::test]
    async fn a_network_holds_so_many_and_no_other_feels_it() {
        let peers =
            Peers::new(&Proxies::new(&["10.0.0.0/8".parse().unwrap()]), MOST, Clocks::default(), Arc::default());
        let mut held = Vec::new();
        for _ in 0..256 {
            held.push(busy(&peers, "192.0.2.1").await.unwrap());
        }
        for same in ["192.0.2.1", "::ffff:192.0.2.1"] {
            assert!(peers.enter(at(same)).await.is_none());
        }
        assert!(peers.enter(at("192.0.2.2")).await.is_some());
        held.pop();
        let again = busy(&peers, "192.0.2.1").await;
        assert!(again.is_some() && peers.enter(at("192.0.2.1")).await.is_none());
        let mut subscriber = Vec::new();
        for n in 0..256 {
            subscriber.push(busy(&peers, &format!("2001:db8:1:2::{n:x}")).await.unwrap());
        }
        assert!(peers.enter(at("2001:db8:1:2:ffff::1")).await.is_none());
        // Proxies bring many people, and local connections are the operator's.
        for address in ["10.1.2.3", "127.0.0.1", "::1"] {
            let mut many = Vec::new();
            for _ in 0..=256 {
                many.push(busy(&peers, address).await.unwrap());
            }
        }
        drop((held, again, subscriber));
        assert!(peers.held().connections.is_empty() && peers.held().networks.is_empty());
    }

    /// Idle connections of sixteen networks hold every place: a new one is admitted, and the longest idle one closes.
    #[tokio::test]
    async fn who_asks_for_nothing_gives_way() {
        let load = Arc::<Load>::default();
        let peers = Peers::new(&Proxies::default(), 256, Clocks::default(), load.clone());
        let mut idle = Vec::new();
        for network in 0..16 {
            for _ in 0..16 {
                idle.push(peers.enter(at(&format!("192.0.2.{network}"))).await.unwrap());
            }
        }
        let new = busy(&peers, "198.51.100.1").await.unwrap();
        let given = idle.iter().filter(|entered| entered.gives_way.is_cancelled()).count();
        assert_eq!((given, load.counts().gave_way), (256 / 32, 256 / 32));
        assert!(idle[..given].iter().all(|entered| entered.gives_way.is_cancelled()), "the longest idle ones");
        // Within a network its own idle connections are closed.
        let _more = peers.enter(at("192.0.2.15")).await.unwrap();
        assert!(idle[15 * 16].gives_way.is_cancelled() && !new.0.gives_way.is_cancelled());
        // Busy connections are not: the next one waits until a place is free.
        let peers = Peers::new(&Proxies::default(), 2, Clocks::default(), load);
        let held = [busy(&peers, "192.0.2.1").await.unwrap(), busy(&peers, "192.0.2.2").await.unwrap()];
        let (waiting, ()) = tokio::join!(peers.enter(at("192.0.2.3")), async {
            tokio::task::yield_now().await;
            drop(held);
        });
        assert!(waiting.is_some());
    }
}
