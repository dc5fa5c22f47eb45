//! A cluster in PostgreSQL's sense, a data directory: `lock`, `data/`, `run/` (its socket) and `postgres.log` in one
//! directory, and the command line of its server.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Read, Seek, SeekFrom},
    os::unix::{ffi::OsStrExt, fs::OpenOptionsExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use sha2::{Digest, Sha256};

use super::{Durability, EmbeddedError, binaries, leftover, run_as::RunAs};

/// Port number; it only names the socket's file.
pub(super) const PORT: u16 = 5432;
/// The superuser, used only here and in tests.
pub(super) const SUPERUSER: &str = "postgres";
/// Time within which a forked child has executed its program, on a busy machine.
const FORKED_WITHIN: Duration = Duration::from_millis(500);
/// Capacity of `sockaddr_un`, without the terminating NUL.
const LONGEST_SOCKET: usize = 107;

/// An initialised and locked cluster that is not running.
pub(super) struct Cluster {
    pub(super) data: PathBuf,
    pub(super) log: PathBuf,
    pub(super) socket_dir: PathBuf,
    bin: PathBuf,
    run_as: RunAs,
    durability: Durability,
    /// Held while this process owns the cluster.
    _lock: File,
}

impl Cluster {
    /// Locks the directory for this process, initialises a new cluster, and clears the remains of a killed run.
    pub(super) fn prepare(dir: &Path, bin: Option<&Path>, durability: Durability) -> Result<Self, EmbeddedError> {
        fs::create_dir_all(dir).map_err(EmbeddedError::file(dir))?;
        let dir = dir.canonicalize().map_err(EmbeddedError::file(dir))?;
        let lock = lock(&dir)?;
        let data = dir.join("data");
        let bin = binaries::find(bin, fs::read_to_string(data.join("PG_VERSION")).ok().as_deref())?;
        let run_as = RunAs::choose(&dir, &data, &bin)?;
        let socket_dir = socket_dir(&dir);
        let cluster = Self { data, log: dir.join("postgres.log"), socket_dir, bin, run_as, durability, _lock: lock };
        if cluster.data.exists() {
            leftover::stop(&cluster.data)?;
            run_as.take_over(&cluster.data)?;
        } else {
            cluster.initdb(&dir.join("data.new"))?;
            if durability == Durability::Kept {
                cluster.sync_in_background();
            }
        }
        cluster.remove_socket_dir();
        run_as.private_dir(&cluster.socket_dir)?;
        Ok(cluster)
    }

    /// Initialised beside its place and renamed when complete, so that an interrupted initdb leaves nothing that looks
    /// like a cluster.
    fn initdb(&self, new: &Path) -> Result<(), EmbeddedError> {
        if new.exists() {
            fs::remove_dir_all(new).map_err(EmbeddedError::file(new))?;
        }
        self.run_as.private_dir(new)?;
        let program = self.bin.join("initdb");
        let output = self
            .run_as
            .command(program.as_os_str())
            .args(["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"])
            .args(["--username", SUPERUSER, "--pgdata"])
            .arg(new)
            .output()
            .map_err(EmbeddedError::program(program.display().to_string()))?;
        if !output.status.success() {
            let output_text = [output.stdout, output.stderr].concat();
            let output_text = String::from_utf8_lossy(&output_text).into_owned();
            return Err(EmbeddedError::Initdb { status: output.status, output: output_text });
        }
        fs::rename(new, &self.data).map_err(EmbeddedError::file(&self.data))
    }

    /// Writes a new cluster's files to disk while its server starts. Until that is done, about a second, a power cut
    /// loses the new installation.
    fn sync_in_background(&self) {
        let mut sync = self.run_as.command(self.bin.join("initdb").as_os_str());
        sync.args(["--sync-only", "--pgdata"]).arg(&self.data).stdout(Stdio::null()).stderr(Stdio::null());
        // The program ends with the thread that started it.
        thread::spawn(move || match sync.status() {
            Ok(status) if status.success() => {}
            ended => tracing::warn!(?ended, "the new database was not written to disk at once"),
        });
    }

    /// Command line of the server. Truncates its log.
    pub(super) fn server_command(&self) -> Result<Command, EmbeddedError> {
        let open = || {
            let log = File::options().create(true).write(true).truncate(true).mode(0o600).open(&self.log)?;
            Ok((log.try_clone()?, log))
        };
        let (out, err) = open().map_err(EmbeddedError::file(&self.log))?;
        let mut command = self.run_as.command(self.bin.join("postgres").as_os_str());
        command.arg("-D").arg(&self.data).arg("-k").arg(&self.socket_dir).args(["-p", &PORT.to_string()]);
        for setting in SETTINGS.iter().chain(self.durability.settings()) {
            command.args(["-c", setting]);
        }
        command.stdout(Stdio::from(out)).stderr(Stdio::from(err));
        Ok(command)
    }

    /// The end of the server's log, for an error message.
    pub(super) fn log_tail(&self) -> String {
        let read = || -> io::Result<String> {
            let mut log = File::open(&self.log)?;
            let length = log.metadata()?.len();
            log.seek(SeekFrom::Start(length.saturating_sub(2000)))?;
            let mut tail = Vec::new();
            log.read_to_end(&mut tail)?;
            Ok(String::from_utf8_lossy(&tail).trim_end().to_owned())
        };
        read().unwrap_or_else(|error| error.to_string())
    }

    /// Removes the socket directory; call it only while no server runs. Any other file there is left: making the
    /// directory then fails.
    pub(super) fn remove_socket_dir(&self) {
        if fs::symlink_metadata(&self.socket_dir).is_ok_and(|found| found.is_dir()) {
            for name in [format!(".s.PGSQL.{PORT}"), format!(".s.PGSQL.{PORT}.lock")] {
                let _ = fs::remove_file(self.socket_dir.join(name));
            }
            let _ = fs::remove_dir(&self.socket_dir);
        }
    }
}

const SETTINGS: &[&str] = &[
    "listen_addresses=",
    "max_connections=200",
    "shared_buffers=64MB",
    "jit=off",
    "timezone=UTC",
    "log_timezone=UTC",
    "log_line_prefix=%m [%p] %q%u@%d ",
    "max_wal_senders=0",
    "wal_level=minimal",
];

impl Durability {
    fn settings(self) -> &'static [&'static str] {
        match self {
            Self::Kept => &[],
            Self::Disposable => &["fsync=off", "synchronous_commit=off", "full_page_writes=off"],
        }
    }
}

/// Locks the directory. A child that this process is forking for something else holds a copy of the descriptor until it
/// executes its program, so a lock that was just released can be refused for a moment.
fn lock(dir: &Path) -> Result<File, EmbeddedError> {
    let path = dir.join("lock");
    let open = File::options().create(true).write(true).truncate(false).mode(0o600).open(&path);
    let file = open.map_err(EmbeddedError::file(&path))?;
    let deadline = Instant::now() + FORKED_WITHIN;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if Instant::now() < deadline => thread::sleep(FORKED_WITHIN / 20),
            Err(TryLockError::WouldBlock) => return Err(EmbeddedError::InUse { dir: dir.to_owned() }),
            Err(TryLockError::Error(source)) => return Err(EmbeddedError::File { path, source }),
        }
    }
}

/// `run` in the data directory; if that path is too long for a socket or has characters that PostgreSQL reads as a list
/// (a comma), a directory of mode 0700 under /tmp, whose name is derived from the data directory.
pub(super) fn socket_dir(dir: &Path) -> PathBuf {
    let near = dir.join("run");
    let bytes = near.as_os_str().as_bytes();
    let plain = bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"/._- +@~".contains(byte));
    if plain && bytes.len() + format!("/.s.PGSQL.{PORT}").len() <= LONGEST_SOCKET {
        return near;
    }
    let digest = Sha256::digest(dir.as_os_str().as_bytes());
    let name = digest.iter().take(8).fold(String::from("fataplus-"), |name, byte| format!("{name}{byte:02x}"));
    Path::new("/tmp").join(name)
}
