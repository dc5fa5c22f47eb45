//! Budget for bytes that clients are still sending: in total and for each network, so that one client's slow bodies
//! keep no other's out.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use ipnet::IpNet;
use tokio::{
    sync::Notify,
    time::{Instant, timeout_at},
};

/// Time a body waits for others to end.
const WAIT: Duration = Duration::from_secs(3);

/// No room for more bytes for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoRoom;

/// A number of bytes, shared by all bodies of one kind.
#[derive(Debug)]
pub struct Budget {
    most: usize,
    share: usize,
    held: Mutex<Held>,
    freed: Notify,
}

#[derive(Debug, Default)]
struct Held {
    all: usize,
    by: HashMap<IpNet, usize>,
}

/// Bytes held by one body, until this is dropped.
#[derive(Debug)]
pub struct Hold {
    budget: Arc<Budget>,
    whose: IpNet,
    bytes: usize,
}

impl Budget {
    /// `most` bytes in total, and `share` of them for one network.
    #[must_use]
    pub fn new(most: usize, share: usize) -> Arc<Self> {
        Arc::new(Self { most, share, held: Mutex::default(), freed: Notify::new() })
    }

    /// An empty hold for a client in `whose`.
    #[must_use]
    pub fn hold(self: &Arc<Self>, whose: IpNet) -> Hold {
        Hold { budget: self.clone(), whose, bytes: 0 }
    }

    /// Number of bytes held.
    #[must_use]
    pub fn held(&self) -> usize {
        self.lock().all
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, whose: IpNet, bytes: usize) -> bool {
        let mut held = self.lock();
        let of_network = held.by.get(&whose).copied().unwrap_or_default() + bytes;
        if held.all + bytes > self.most || of_network > self.share {
            return false;
        }
        held.all += bytes;
        held.by.insert(whose, of_network);
        true
    }
}

impl Hold {
    /// Holds `bytes` more once there is room; `NoRoom` if there is none for a while.
    pub async fn grow(&mut self, bytes: usize) -> Result<(), NoRoom> {
        let until = Instant::now() + WAIT;
        loop {
            let mut freed = std::pin::pin!(self.budget.freed.notified());
            freed.as_mut().enable();
            if self.budget.take(self.whose, bytes) {
                self.bytes += bytes;
                return Ok(());
            }
            if timeout_at(until, freed).await.is_err() {
                return Err(NoRoom);
            }
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        if self.bytes == 0 {
            return;
        }
        let mut held = self.budget.lock();
        held.all = held.all.saturating_sub(self.bytes);
        if let Some(bytes) = held.by.get_mut(&self.whose) {
            *bytes = bytes.saturating_sub(self.bytes);
            if *bytes == 0 {
                held.by.remove(&self.whose);
            }
        }
        drop(held);
        self.budget.freed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, NoRoom};

    #[tokio::test]
    async fn nobody_holds_more_than_a_share_nor_all_more_than_there_is() {
        let budget = Budget::new(100, 60);
        let [one, two] = ["192.0.2.1/32", "192.0.2.2/32"].map(|network| network.parse().unwrap());
        let (mut first, mut again, mut second) = (budget.hold(one), budget.hold(one), budget.hold(two));
        first.grow(50).await.unwrap();
        let refused = again.grow(20);
        second.grow(40).await.unwrap();
        assert!(matches!(refused.await, Err(NoRoom)), "its share");
        assert!(matches!(second.grow(20).await, Err(NoRoom)), "all there is");
        assert_eq!(budget.held(), 90);
        // A waiting body continues when others are done.
        let (grown, ()) = tokio::join!(second.grow(20), async {
            tokio::task::yield_now().await;
            drop(first);
        });
        grown.unwrap();
        drop((again, second));
        assert!(budget.held() == 0 && budget.lock().by.is_empty());
    }
}
