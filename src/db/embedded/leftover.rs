//! Processes left by a killed application or server.

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

use super::EmbeddedError;

/// Time the processes have to end after each signal.
const PATIENCE: Duration = Duration::from_secs(5);

/// Waits for the end of every process at work in the cluster and clears its `postmaster.pid`, because the number in it
/// may belong to another process by now, at which PostgreSQL would refuse to start. The caller holds the cluster's
/// lock.
///
/// A server whose application was killed shuts down by itself, so the first wait is without a signal.
pub(super) fn stop(data: &Path) -> Result<(), EmbeddedError> {
    let pid_file = data.join("postmaster.pid");
    let Ok(text) = fs::read_to_string(&pid_file) else { return Ok(()) };
    let noted = text.lines().next().and_then(|line| line.trim().parse().ok());
    for signal in [None, Some(Signal::SIGINT), Some(Signal::SIGQUIT)] {
        for pid in at_work(data, noted) {
            // The process may end between look and signal; the next look sees either way.
            let _ = kill(Pid::from_raw(pid), signal);
        }
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if at_work(data, noted).is_empty() {
                // A server that ended properly has removed it.
                let _ = fs::remove_file(&pid_file);
                return Ok(());
            }
            thread::sleep(Duration::from_millis(10));
        }
    }
    let pid = at_work(data, noted).first().copied().or(noted).unwrap_or_default();
    Err(EmbeddedError::Leftover { pid, data: data.to_owned() })
}

/// PostgreSQL processes whose working directory is the cluster, which holds for the server and all its children. If the
/// system hides that directory (root in some containers), the process `noted` counts as one.
fn at_work(data: &Path, noted: Option<i32>) -> Vec<i32> {
    let Ok(processes) = fs::read_dir("/proc") else { return Vec::new() };
    let pids = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    pids.filter(|pid| {
        let process = PathBuf::from(format!("/proc/{pid}"));
        let here = || fs::read_link(process.join("cwd")).map_or(Some(*pid) == noted, |cwd| cwd == data);
        is_live_postgres(&process) && here()
    })
    .collect()
}

/// Not a zombie: in a container there may be no init that collects them.
fn is_live_postgres(process: &Path) -> bool {
    let stat = fs::read_to_string(process.join("stat")).unwrap_or_default();
    stat.split_once(" (postgres) ").is_some_and(|(_, state)| !state.starts_with('Z'))
}
