//! The cluster of the benchmark, its databases, and the service as a process of its own.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use fataplus::db::{
    self,
    embedded::{DATABASE, Durability, Embedded, ROLES_SQL},
};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use sqlx::{AssertSqlSafe, ConnectOptions, PgConnection, postgres::PgConnectOptions};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::Failure;

pub const MASTER_KEY: &str = "the master key of the benchmark, 32+";

/// A cluster that lives as long as the benchmark.
pub struct Cluster {
    pub folder: PathBuf,
    embedded: Embedded,
}

impl Cluster {
    /// In memory where there is room, so that a disk's moods do not count.
    pub async fn start() -> Result<Self, Failure> {
        let shm = Path::new("/dev/shm");
        let parent = if shm.is_dir() { shm.to_owned() } else { std::env::temp_dir() };
        let folder = parent.join(format!("fataplus-bench-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let embedded = Embedded::start(&folder.join("postgres"), None, Durability::Disposable).await?;
        db::migrate(&embedded.options("fataplus_migrator", DATABASE)).await?;
        Ok(Self { folder, embedded })
    }

    pub async fn stop(self) -> Result<(), Failure> {
        self.embedded.stop().await?;
        Ok(fs::remove_dir_all(&self.folder)?)
    }

    pub fn options(&self, role: &str, database: &str) -> PgConnectOptions {
        self.embedded.options(role, database)
    }

    pub async fn superuser(&self, database: &str) -> Result<PgConnection, Failure> {
        Ok(self.options("postgres", database).connect().await?)
    }

    pub fn log(&self) -> PathBuf {
        self.folder.join("postgres/postgres.log")
    }

    /// The server's first process; each connection is a child of it.
    pub fn postmaster(&self) -> Result<i32, Failure> {
        let text = fs::read_to_string(self.folder.join("postgres/data/postmaster.pid"))?;
        Ok(text.lines().next().ok_or("postmaster.pid is empty")?.parse()?)
    }

    /// A database with the schema and no rows.
    pub async fn create(&self, name: &str) -> Result<(), Failure> {
        let mut server = self.superuser("postgres").await?;
        let create = format!("CREATE DATABASE {name} TEMPLATE {DATABASE}");
        sqlx::raw_sql(AssertSqlSafe(create)).execute(&mut server).await?;
        sqlx::raw_sql(ROLES_SQL).execute(&mut self.superuser(name).await?).await?;
        Ok(())
    }

    fn url(&self, role: &str, database: &str) -> String {
        let options = self.options(role, database);
        let socket = options.get_socket().map(|path| path.display().to_string()).unwrap_or_default();
        format!("postgres:///{database}?host={socket}&port={}&user={role}", options.get_port())
    }
}

/// Something that listens, as a child of the benchmark; it ends with it.
pub struct Service {
    child: Child,
    pub address: SocketAddr,
}

impl Service {
    /// The built `fataplus`, on `database`, with these further settings.
    pub async fn start(cluster: &Cluster, database: &str, settings: &[(&str, &str)]) -> Result<Self, Failure> {
        let address = free_address()?;
        let data = cluster.folder.join(format!("service-{}", address.port()));
        fs::create_dir_all(&data)?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_fataplus"));
        command
            .env_clear()
            .current_dir(&data)
            .env("FATAPLUS_LISTEN", address.to_string())
            .env("FATAPLUS_METRICS_LISTEN", "127.0.0.1:0")
            .env("FATAPLUS_DATA_DIR", &data)
            .env("FATAPLUS_MASTER_KEY", MASTER_KEY)
            .env("FATAPLUS_RATE_LIMITS", "off")
            .env("DATABASE_URL", cluster.url("fataplus_app", database))
            .env("DATABASE_PLATFORM_URL", cluster.url("fataplus_platform", database))
            .envs(settings.iter().copied());
        // The start includes a check of every route for isolation, which must not be measured.
        Self::spawn(command, address, &data.join("log"), "isolation: ").await
    }

    /// The built `fataplus` in `data` with nothing else configured, once it has answered a page.
    pub async fn embedded(data: &Path) -> Result<Self, Failure> {
        let address = free_address()?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_fataplus"));
        command
            .env_clear()
            .current_dir(data)
            .env("FATAPLUS_LISTEN", address.to_string())
            .env("FATAPLUS_METRICS_LISTEN", "127.0.0.1:0")
            .env("FATAPLUS_DATA_DIR", data.join("data"));
        let service = Self::spawn(command, address, &data.join("log"), " ready ").await?;
        let mut answer = String::new();
        let mut stream = TcpStream::connect(address).await?;
        let page = format!("GET / HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", address.port());
        stream.write_all(page.as_bytes()).await?;
        stream.read_to_string(&mut answer).await?;
        if answer.starts_with("HTTP/1.1 200 ") { Ok(service) } else { Err(answer.into()) }
    }

    /// A bare handler that answers `body`: this program again.
    pub async fn bare(folder: &Path, body: &[u8]) -> Result<Self, Failure> {
        let address = free_address()?;
        let file = folder.join(format!("body-{}", address.port()));
        fs::write(&file, body)?;
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("bare").arg(address.port().to_string()).arg(&file);
        Self::spawn(command, address, &folder.join("bare.log"), "").await
    }

    /// Ready when it accepts connections and has logged `ready`.
    pub async fn spawn(mut command: Command, address: SocketAddr, log: &Path, ready: &str) -> Result<Self, Failure> {
        // A file, as a service manager would keep it: writing lines is part of the cost of a request.
        let out = fs::File::create(log)?;
        command.stdin(Stdio::null()).stderr(out.try_clone()?).stdout(out);
        let mut service = Self { child: command.spawn()?, address };
        let begin = Instant::now();
        while TcpStream::connect(address).await.is_err() || !fs::read_to_string(log)?.contains(ready) {
            if let Some(status) = service.child.try_wait()? {
                return Err(format!("{command:?} ended ({status}): {}", fs::read_to_string(log)?).into());
            }
            if begin.elapsed() > Duration::from_mins(1) {
                return Err(format!("{command:?} is not ready").into());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(service)
    }

    pub fn pid(&self) -> i32 {
        i32::try_from(self.child.id()).unwrap_or_default()
    }

    pub async fn stop(mut self) -> Result<(), Failure> {
        kill(Pid::from_raw(self.pid()), Signal::SIGTERM)?;
        while self.child.try_wait()?.is_none() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A free port.
pub fn free_address() -> Result<SocketAddr, Failure> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
