//! Counters of resources held for clients at the moment, and of dropped connections.

use std::sync::{
    Arc,
    atomic::{AtomicU64, AtomicUsize, Ordering},
};

use tokio_util::task::TaskTracker;

use crate::limits::Budget;

const MIB: usize = 1024 * 1024;

/// Counters, shared by all holders of resources.
#[derive(Debug)]
pub struct Load {
    /// Bodies in memory, until they are complete and parsed.
    pub bodies: Arc<Budget>,
    /// Files of forms on disk, until they are in the object store.
    pub files: Arc<Budget>,
    /// Work that goes on though its client has left; the process waits for it before it ends.
    pub work: TaskTracker,
    connections: AtomicUsize,
    stalled: AtomicU64,
    idle: AtomicU64,
    gave_way: AtomicU64,
    refused: AtomicU64,
}

/// The counters at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Open connections.
    pub connections: usize,
    /// Connections closed because the client read no answer.
    pub stalled: u64,
    /// … because no request arrived.
    pub idle: u64,
    /// … to make room for others.
    pub gave_way: u64,
    /// Refused connections.
    pub refused: u64,
}

impl Default for Load {
    fn default() -> Self {
        Self::new(Budget::new(64 * MIB, 16 * MIB), Budget::new(1024 * MIB, 256 * MIB))
    }
}

impl Load {
    /// Counters at zero.
    #[must_use]
    pub fn new(bodies: Arc<Budget>, files: Arc<Budget>) -> Self {
        Self {
            bodies,
            files,
            work: TaskTracker::new(),
            connections: AtomicUsize::default(),
            stalled: AtomicU64::default(),
            idle: AtomicU64::default(),
            gave_way: AtomicU64::default(),
            refused: AtomicU64::default(),
        }
    }

    /// The counters now.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts {
            connections: self.connections.load(Ordering::Relaxed),
            stalled: self.stalled.load(Ordering::Relaxed),
            idle: self.idle.load(Ordering::Relaxed),
            gave_way: self.gave_way.load(Ordering::Relaxed),
            refused: self.refused.load(Ordering::Relaxed),
        }
    }

    /// Sets the number of open connections.
    pub fn connections(&self, open: usize) {
        self.connections.store(open, Ordering::Relaxed);
    }

    /// Counts a connection closed because the client read no answer.
    pub fn stalled(&self) {
        self.stalled.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts an idle connection that was closed.
    pub fn idle(&self) {
        self.idle.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts connections closed to make room.
    pub fn gave_way(&self, count: usize) {
        self.gave_way.fetch_add(count as u64, Ordering::Relaxed);
    }

    /// Counts a refused connection.
    pub fn refused(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }
}
