//! What the process holds for its clients at this moment, and how often it had to let something go.

use std::sync::{
    Arc,
    atomic::{AtomicU64, AtomicUsize, Ordering},
};

use tokio_util::task::TaskTracker;

use super::budget::Budget;

const MIB: usize = 1024 * 1024;

/// The counters. Shared by all who hold something.
#[derive(Debug)]
pub struct Load {
    /// Bodies in memory, until they are whole and understood.
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
    /// Connections that are open.
    pub connections: usize,
    /// Connections that were ended because nobody took an answer.
    pub stalled: u64,
    /// … because nothing was asked.
    pub idle: u64,
    /// … because others needed their place.
    pub gave_way: u64,
    /// Connections that were not let in.
    pub refused: u64,
}

impl Default for Load {
    fn default() -> Self {
        Self::new(Budget::new(64 * MIB, 16 * MIB), Budget::new(1024 * MIB, 256 * MIB))
    }
}

impl Load {
    /// Nothing is held yet of these.
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

    /// So many connections are open.
    pub fn connections(&self, open: usize) {
        self.connections.store(open, Ordering::Relaxed);
    }

    /// A connection ended because nobody took an answer.
    pub fn stalled(&self) {
        self.stalled.fetch_add(1, Ordering::Relaxed);
    }

    /// A connection ended because nothing was asked.
    pub fn idle(&self) {
        self.idle.fetch_add(1, Ordering::Relaxed);
    }

    /// So many ended to make room.
    pub fn gave_way(&self, count: usize) {
        self.gave_way.fetch_add(count as u64, Ordering::Relaxed);
    }

    /// One was not let in.
    pub fn refused(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }
}
