//! What a killed application, or a killed server, left running.

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

/// How long the processes may take to end, each time they are told.
const PATIENCE: Duration = Duration::from_secs(5);

/// Waits for the end of every process at work in the cluster and clears its `postmaster.pid`, for the number in it may
/// by now be a stranger's, at which PostgreSQL would refuse to start. The caller holds the cluster's lock.
///
/// A server whose application was killed shuts down by itself, so the first wait is without a signal.
pub(super) fn end(data: &Path) -> Result<(), EmbeddedError> {
    let pid_file = data.join("postmaster.pid");
    let Ok(text) = fs::read_to_string(&pid_file) else { return Ok(()) };
    let noted = text.lines().next().and_then(|line| line.trim().parse().ok());
    for signal in [None, Some(Signal::SIGINT), Some(Signal::SIGQUIT)] {
        for pid in at_work(data, noted) {
            // It may end between the look and the signal; the next look sees either way.
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

/// The PostgreSQL processes whose working directory is the cluster, as it is for the server and all its children. Where
/// the system does not tell that directory (root in some containers), the process `noted` counts as one.
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
