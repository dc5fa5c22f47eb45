//! Maximum number of connections by the process's limit of open files.

use nix::sys::resource::{Resource, getrlimit, setrlimit};

use super::open_connections::MOST;

/// Files reserved for database, object store, log and others.
const OTHERS: u64 = 256;
/// Minimum number of connections, regardless of the limit.
const LEAST: usize = 64;
/// Number of connections below which the operator is warned.
const FEW: usize = 1024;

/// Raises the process's limit of open files as far as allowed, and returns how many connections fit.
#[must_use]
pub fn connections() -> usize {
    let allowed = getrlimit(Resource::RLIMIT_NOFILE).map(|(soft, hard)| {
        // The request stays near the need: some systems refuse an unlimited value.
        let wished = hard.min(soft.max(MOST as u64 + OTHERS));
        if wished > soft && setrlimit(Resource::RLIMIT_NOFILE, wished, hard).is_ok() { wished } else { soft }
    });
    let connections = fitting(allowed.unwrap_or(1024));
    if connections < FEW {
        tracing::warn!(
            connections,
            "few files may be opened (RLIMIT_NOFILE, systemd's LimitNOFILE): few connections fit"
        );
    }
    connections
}

fn fitting(files: u64) -> usize {
    usize::try_from(files.saturating_sub(OTHERS)).unwrap_or(MOST).clamp(LEAST, MOST)
}

#[cfg(test)]
mod tests {
    use super::fitting;

    #[test]
    fn connections_leave_files_to_the_others() {
        assert_eq!([100, 320, 1024, 4096, 4352, u64::MAX].map(fitting), [64, 64, 768, 3840, 4096, 4096]);
    }
}
