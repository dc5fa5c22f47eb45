//! The running server.

use std::{
    io,
    os::unix::process::CommandExt,
    process::{Command, ExitStatus},
    sync::mpsc,
    thread,
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use tokio::sync::watch;

/// A server process; dropping this tells it to shut down.
pub(super) struct Server {
    pid: Pid,
    ended: watch::Receiver<Option<ExitStatus>>,
}

impl Server {
    /// Spawns from a thread that lives exactly as long as the server: the kernel's parent-death signal follows the
    /// spawning thread, and a runtime's worker may end at any time. A process group of its own keeps the terminal's
    /// Ctrl-C away, so that the application can drain first.
    pub(super) fn spawn(mut command: Command) -> io::Result<Self> {
        let (born, birth) = mpsc::sync_channel(1);
        let (end, ended) = watch::channel(None);
        thread::Builder::new().name("postgres".into()).spawn(move || {
            let mut child = match command.process_group(0).spawn() {
                Ok(child) => child,
                Err(error) => return born.send(Err(error)).unwrap_or_default(),
            };
            // The receiver waits right below.
            let _ = born.send(Ok(child.id()));
            match child.wait() {
                Ok(status) => {
                    tracing::debug!(%status, "PostgreSQL ended");
                    end.send_replace(Some(status));
                }
                Err(error) => tracing::error!(%error, "PostgreSQL cannot be waited for"),
            }
        })?;
        let id = birth.recv().map_err(io::Error::other)??;
        let pid = Pid::from_raw(i32::try_from(id).map_err(io::Error::other)?);
        Ok(Self { pid, ended })
    }

    /// Reads the first and the eighth line of `postmaster.pid`: our own server, and its readiness.
    pub(super) fn is_ready(&self, postmaster_pid: &str) -> bool {
        let line = |number| postmaster_pid.lines().nth(number).map(str::trim);
        line(0) == Some(self.pid.to_string().as_str()) && line(7) == Some("ready")
    }

    /// Waits for the end of the process; `None` if the system did not report its status.
    pub(super) async fn ended(&self) -> Option<ExitStatus> {
        let mut ended = self.ended.clone();
        ended.wait_for(Option::is_some).await.ok().and_then(|status| *status)
    }

    pub(super) fn signal(&self, signal: Signal) {
        if self.ended.borrow().is_none() {
            // The process may have ended just now, which is as good.
            let _ = kill(self.pid, signal);
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.signal(Signal::SIGINT);
    }
}
