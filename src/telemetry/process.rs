//! Processor time, memory and files of this process.

use std::{fs, sync::LazyLock, time::Duration};

use nix::sys::{
    resource::{Resource, UsageWho, getrlimit, getrusage},
    time::TimeVal,
};
use time::OffsetDateTime;

/// Time of the first question, which `telemetry::init` asks at the start.
#[expect(clippy::disallowed_methods, reason = "the process, not the service with its clock")]
static BEGAN: LazyLock<OffsetDateTime> = LazyLock::new(OffsetDateTime::now_utc);

/// Resources of the process. Figures that the system does not give are 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Process {
    /// Processor time since the start, of the process and of the system for it.
    pub processor: Duration,
    /// Memory that is really there, in bytes.
    pub resident_bytes: u64,
    /// Open files and sockets.
    pub open_files: u64,
    /// Most files and sockets that may be open.
    pub most_files: u64,
}

impl Process {
    /// The figures now.
    #[must_use]
    pub fn now() -> Self {
        let used = getrusage(UsageWho::RUSAGE_SELF);
        let processor = used.map_or(Duration::ZERO, |used| duration(used.user_time()) + duration(used.system_time()));
        let resident_bytes = fs::read_to_string("/proc/self/status").ok().as_deref().and_then(resident).unwrap_or(0);
        let open_files = fs::read_dir("/proc/self/fd").map_or(0, Iterator::count);
        let most_files = getrlimit(Resource::RLIMIT_NOFILE).map_or(0, |(soft, _)| soft);
        Self { processor, resident_bytes, open_files: u64::try_from(open_files).unwrap_or(u64::MAX), most_files }
    }

    /// Time of the start.
    #[must_use]
    pub fn began() -> OffsetDateTime {
        *BEGAN
    }
}

fn duration(value: TimeVal) -> Duration {
    let microseconds = value.tv_sec().saturating_mul(1_000_000).saturating_add(value.tv_usec());
    Duration::from_micros(u64::try_from(microseconds).unwrap_or_default())
}

/// `VmRSS` of `/proc/self/status` (proc(5)), which says kibibytes.
fn resident(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kibibytes| kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_knows_what_it_uses() {
        let now = Process::now();
        assert!(now.processor > Duration::ZERO && now.resident_bytes > 1024 * 1024 && now.open_files > 2, "{now:?}");
        assert_eq!(resident("VmPeak:\t  20 kB\nVmRSS:\t   1234 kB\n"), Some(1234 * 1024));
        assert_eq!(resident("VmRSS:\n"), None);
    }
}
