//! Resource limits of a project.

/// Resource limits of a project: its plan's figures, or its own where they differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Limits {
    /// Bytes of all versions, and of uploads under way.
    pub storage_bytes: i64,
    /// Bytes of one file.
    pub upload_bytes: i64,
    /// Requests of its people and programs.
    pub requests_per_minute: u32,
    /// Requests at a time.
    pub concurrent_requests: u32,
    /// Database connections at a time, of this process's pool.
    pub connections: u32,
    /// Statement timeout in milliseconds.
    pub statement_ms: u32,
    /// Jobs at a time.
    pub concurrent_jobs: u32,
}

/// Row of figures, in the order of `Limits`.
pub type Figures = (i64, i64, i32, i32, i32, i32, i32);

impl From<Figures> for Limits {
    fn from((storage_bytes, upload_bytes, requests, concurrent, connections, statement_ms, jobs): Figures) -> Self {
        let count = |figure: i32| u32::try_from(figure).unwrap_or(1).max(1);
        Self {
            storage_bytes,
            upload_bytes,
            requests_per_minute: count(requests),
            concurrent_requests: count(concurrent),
            connections: count(connections),
            statement_ms: count(statement_ms),
            concurrent_jobs: count(jobs),
        }
    }
}

impl Default for Limits {
    /// The standard plan as shipped.
    fn default() -> Self {
        Self::from((5_000_000_000, 1_000_000_000, 1200, 16, 4, 5000, 3))
    }
}
