//! Description of the machine, and consumption of processes.

use std::{fs, process::Command};

use crate::{
    Failure,
    cluster::{Cluster, Service},
    figures::Figures,
};

/// Processor time since a moment: of the service, of PostgreSQL, and of the load generator.
pub struct Meter {
    service: Option<i32>,
    postmaster: i32,
    then: [f64; 3],
}

impl Meter {
    pub fn start(service: Option<&Service>, cluster: &Cluster) -> Result<Self, Failure> {
        let (service, postmaster) = (service.map(Service::pid), cluster.postmaster()?);
        Ok(Self { service, postmaster, then: taken(service, postmaster)? })
    }

    pub fn stop(self) -> Result<Used, Failure> {
        let mut used = taken(self.service, self.postmaster)?;
        for (now, then) in used.iter_mut().zip(self.then) {
            *now -= then;
        }
        Ok(Used(used))
    }
}

/// Microseconds.
pub struct Used([f64; 3]);

impl Used {
    /// The figures divided by the number of requests.
    #[expect(clippy::cast_precision_loss, reason = "a count of requests")]
    pub fn each(&self, figures: Figures, requests: usize) -> Figures {
        let [service, database, client] = self.0.map(|micros| micros / requests.max(1) as f64);
        Figures { service, database, client, ..figures }
    }
}

fn taken(service: Option<i32>, postmaster: i32) -> Result<[f64; 3], Failure> {
    let own = stat(i32::try_from(std::process::id())?).ok_or("no /proc")?;
    let mut database = stat(postmaster).map_or(0.0, |stat| stat.own + stat.ended);
    for entry in fs::read_dir("/proc")? {
        let pid = entry?.file_name().to_str().and_then(|name| name.parse().ok());
        if let Some(process) = pid.and_then(stat).filter(|process| process.parent == postmaster) {
            database += process.own + process.ended;
        }
    }
    // pgbench is a child of ours and has ended when it is looked at; the services are still running.
    Ok([service.and_then(stat).map_or(0.0, |stat| stat.own), database, own.own + own.ended])
}

struct Stat {
    parent: i32,
    own: f64,
    /// Of children that have ended.
    ended: f64,
}

fn stat(pid: i32) -> Option<Stat> {
    /// Linux counts in hundredths of a second on every machine.
    const TICK: f64 = 10_000.0;
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name may hold any character, closing brackets included; numbers follow the last one.
    let words: Vec<f64> = text.rsplit(')').next()?.split(' ').skip(2).filter_map(|word| word.parse().ok()).collect();
    let ticks = |from: usize| Some((words.get(from)? + words.get(from + 1)?) * TICK);
    #[expect(clippy::cast_possible_truncation, reason = "a process number")]
    Some(Stat { parent: *words.first()? as i32, own: ticks(10)?, ended: ticks(12)? })
}

/// Resident memory of a process in MiB: now, and at its highest.
pub fn memory(service: &Service) -> Result<(f64, f64), Failure> {
    let text = fs::read_to_string(format!("/proc/{}/status", service.pid()))?;
    let of = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim().trim_end_matches(" kB").parse::<f64>().ok()
    };
    Ok((of("VmRSS:").ok_or("no VmRSS")? / 1024.0, of("VmHWM:").ok_or("no VmHWM")? / 1024.0))
}

/// Machine and versions, a line each.
pub fn description() -> String {
    let file = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let cpu = file("/proc/cpuinfo");
    let name =
        cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ")).map_or("?", |(_, name)| name);
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory = file("/proc/meminfo");
    let memory =
        memory.lines().next().and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).unwrap_or(0);
    let busy = file("/proc/loadavg").split(' ').next().unwrap_or("?").to_owned();
    let output = |program: &std::path::Path, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output().ok().filter(|output| output.status.success());
        output.map_or("?".to_owned(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let date = fataplus::clock::Clock::default().now();
    format!(
        "- {date}, Fataplus {version} at commit {commit}\n\
         - {name}, {cores} processors, {memory} GiB, Linux {kernel}; load average when it began: {busy}\n\
         - {rust}\n\
         - {pgbench} and its server\n\
         - PostgreSQL: data in memory, `fsync` off, `shared_buffers` 64 MB\n\
         - `kernel.sched_autogroup_enabled` = {groups}\n",
        date = date.date(),
        version = env!("CARGO_PKG_VERSION"),
        commit = output("git".as_ref(), &["describe", "--always", "--dirty"]),
        memory = memory / 1024 / 1024,
        kernel = file("/proc/sys/kernel/osrelease").trim(),
        groups = file("/proc/sys/kernel/sched_autogroup_enabled").trim(),
        rust = output("rustc".as_ref(), &["-V"]),
        pgbench = output(&crate::pgbench::program(), &["-V"]),
    )
}
