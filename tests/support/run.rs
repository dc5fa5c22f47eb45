//! State shared by all tests of a run: a PostgreSQL cluster with a migrated template, an object store, a directory.
//! They live on a thread of their own, because each test's runtime ends with the test.

use std::{
    fs,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{LazyLock, mpsc},
    thread,
};

use fataplus::{
    db::embedded::{DATABASE, Durability, Embedded},
    identity::PasswordHasher,
    storage::{
        self, S3Config,
        embedded::{AllowedOrigins, EmbeddedCredentials},
    },
};
use sqlx::{ConnectOptions, Connection};
use tokio::{net::TcpListener, runtime};

const PREFIX: &str = "fataplus-it-";
const ROOM_NEEDED: u64 = 1 << 30;

/// The shared parts.
pub struct Run {
    /// Everything the run writes; removed when the process has ended, however it ends.
    pub dir: PathBuf,
    /// The cluster; tests reach it through `Database`.
    pub cluster: Embedded,
    /// One bucket for all: project IDs keep the tests apart.
    pub s3: S3Config,
    /// Hasher, limited to the machine's capacity.
    pub passwords: PasswordHasher,
    /// Outlives every test.
    pub runtime: runtime::Handle,
    _object_store: storage::embedded::Embedded,
}

/// The run, started by the first test.
pub fn run() -> &'static Run {
    static RUN: LazyLock<Run> = LazyLock::new(|| {
        let (started, start) = mpsc::channel();
        let body = move || {
            let runtime = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
            started.send(runtime.block_on(begin(runtime.handle().clone()))).unwrap();
            runtime.block_on(std::future::pending::<()>());
        };
        thread::Builder::new().name("run".to_owned()).spawn(body).unwrap();
        start.recv().expect("the run's shared parts could not be started: see the thread `run` above")
    });
    &RUN
}

async fn begin(runtime: runtime::Handle) -> Run {
    fataplus::telemetry::install_crypto();
    let dir = directory();
    let cluster = Embedded::start(&dir.join("postgres"), None, Durability::Disposable).await.unwrap();
    let owner = cluster.options("fataplus_migrator", DATABASE);
    fataplus::db::migrate(&owner).await.unwrap();
    let mut connection = owner.options([("role", "fataplus_owner")]).connect().await.unwrap();
    sqlx::raw_sql(include_str!("at_commit.sql")).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();

    let credentials =
        EmbeddedCredentials { access_key_id: "tests".to_owned(), secret_access_key: "only-for-tests".into() };
    let origins = AllowedOrigins::new(|origin| origin.starts_with("http://") && origin.contains(".localhost:"));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let object_store =
        storage::embedded::Embedded::start(&dir.join("objects"), listener, credentials, "documents", origins).unwrap();
    Run {
        s3: object_store.config().clone(),
        passwords: PasswordHasher::new(2),
        _object_store: object_store,
        dir,
        cluster,
        runtime,
    }
}

/// A new directory, in memory if there is room, and a caretaker that removes it. Directories that an interrupted run
/// left are removed as well.
fn directory() -> PathBuf {
    let memory = Path::new("/dev/shm");
    let roomy = nix::sys::statvfs::statvfs(memory)
        .is_ok_and(|found| found.blocks_available() * found.fragment_size() > ROOM_NEEDED);
    let parent = if roomy { memory.to_owned() } else { std::env::temp_dir() };
    for entry in fs::read_dir(&parent).unwrap().filter_map(Result::ok) {
        let name = entry.file_name();
        let pid = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.parse::<u32>().ok());
        if pid.is_some_and(|pid| !Path::new("/proc").join(pid.to_string()).exists()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    let dir = parent.join(format!("{PREFIX}{}", std::process::id()));
    fs::create_dir(&dir).unwrap();
    caretaker(&dir);
    dir
}

/// Starts a child that cleans up, because Rust has no hook at a test process's end, and a killed process could not run
/// one: the child's input closes with this process; it waits for the server to shut down (which follows by itself) and
/// removes the files.
fn caretaker(dir: &Path) {
    let script = r#"cat; for _ in $(seq 200); do [ -e "$0/postgres/data/postmaster.pid" ] || break; sleep 0.05; done; rm -rf "$0""#;
    let mut command = Command::new("/bin/sh");
    // A process group of its own: Ctrl-C must not end the clean-up.
    command.args(["-c", script]).arg(dir).process_group(0).stdin(Stdio::piped()).stdout(Stdio::null());
    let mut child = command.stderr(Stdio::null()).spawn().unwrap();
    // Held open until the process ends.
    std::mem::forget(child.stdin.take());
    // It outlives us on purpose; the thread only keeps it from being a zombie meanwhile.
    thread::spawn(move || child.wait());
}
