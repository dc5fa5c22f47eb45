//! PostgreSQL as a child of the application, for development and tests: nothing to install a service for, no port, no
//! password. The socket's directory is closed to others, and that is the whole of its authentication.
//!
//! In production the database is its own service; `deploy/roles.sql` prepares both alike.

mod binaries;
mod cluster;
mod error;
mod leftover;
mod run_as;
mod server;
#[cfg(test)]
mod tests;

use std::{fs, io, path::Path, time::Duration};

use nix::sys::signal::Signal;
use sqlx::{
    ConnectOptions, Connection,
    postgres::{PgConnectOptions, PgSslMode},
};
use tokio::time::{Instant, sleep, timeout};

use cluster::{Cluster, PORT, SUPERUSER};
pub use error::EmbeddedError;
use server::Server;

/// SQL for roles and rights, for preparing a database.
pub const ROLES_SQL: &str = include_str!("../../../deploy/roles.sql");
/// Name of the database.
pub const DATABASE: &str = "fataplus";

const READY_WITHIN: Duration = Duration::from_mins(1);
const FAST_SHUTDOWN_WITHIN: Duration = Duration::from_secs(20);

/// Durability of the cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Commits survive a power cut.
    Kept,
    /// For tests: a crash of the machine may lose all of it, one of the application does not.
    Disposable,
}

/// A running PostgreSQL server, which shuts down when this is dropped and when the application is killed.
pub struct Embedded {
    // Dropped before the cluster, whose lock must go last.
    server: Server,
    cluster: Cluster,
}

impl Embedded {
    /// Makes a cluster in `dir` if there is none, starts it, and ensures roles and database. The programs are those in
    /// `bin`, else the newest installed.
    pub async fn start(dir: &Path, bin: Option<&Path>, durability: Durability) -> Result<Self, EmbeddedError> {
        let (dir, bin) = (dir.to_owned(), bin.map(Path::to_owned));
        let launch = move || -> Result<Self, EmbeddedError> {
            let cluster = Cluster::prepare(&dir, bin.as_deref(), durability)?;
            let server = Server::spawn(cluster.server_command()?).map_err(EmbeddedError::program("postgres"))?;
            Ok(Self { server, cluster })
        };
        let launched = tokio::task::spawn_blocking(launch).await;
        let embedded = launched.map_err(|panic| EmbeddedError::program("postgres")(io::Error::from(panic)))??;
        embedded.ready().await?;
        embedded.ensure_roles_and_database().await?;
        Ok(embedded)
    }

    /// Connection options for `role` and `database`. `postgres` is the superuser, which row-level security does not
    /// bind.
    #[must_use]
    pub fn options(&self, role: &str, database: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(&self.cluster.socket_dir)
            .port(PORT)
            .username(role)
            .database(database)
            .ssl_mode(PgSslMode::Disable)
    }

    /// Ends all connections, writes everything to disk and waits for the end.
    pub async fn stop(self) -> Result<(), EmbeddedError> {
        self.server.signal(Signal::SIGINT);
        let status = if let Ok(status) = timeout(FAST_SHUTDOWN_WITHIN, self.server.ended()).await {
            status
        } else {
            self.server.signal(Signal::SIGQUIT);
            self.server.ended().await
        };
        self.cluster.remove_socket_dir();
        if status.is_some_and(|status| status.success()) { Ok(()) } else { Err(self.ended_badly(status)) }
    }

    async fn ready(&self) -> Result<(), EmbeddedError> {
        let pid_file = self.cluster.data.join("postmaster.pid");
        let deadline = Instant::now() + READY_WITHIN;
        let poll = async {
            while Instant::now() < deadline {
                // A missing or half written file: the next look decides.
                if self.server.is_ready(&fs::read_to_string(&pid_file).unwrap_or_default()) {
                    return Ok(());
                }
                sleep(Duration::from_millis(5)).await;
            }
            let (log, tail) = (self.cluster.log.clone(), self.cluster.log_tail());
            Err(EmbeddedError::Slow { seconds: READY_WITHIN.as_secs(), log, tail })
        };
        tokio::select! {
            status = self.server.ended() => Err(self.ended_badly(status)),
            outcome = poll => outcome,
        }
    }

    async fn ensure_roles_and_database(&self) -> Result<(), EmbeddedError> {
        let mut server = self.options(SUPERUSER, "postgres").connect().await?;
        let exists = sqlx::query("SELECT FROM pg_database WHERE datname = $1").bind(DATABASE);
        if exists.fetch_optional(&mut server).await?.is_none() {
            sqlx::raw_sql("CREATE DATABASE fataplus").execute(&mut server).await?;
        }
        server.close().await?;
        let mut database = self.options(SUPERUSER, DATABASE).connect().await?;
        sqlx::raw_sql(ROLES_SQL).execute(&mut database).await?;
        Ok(database.close().await?)
    }

    fn ended_badly(&self, status: Option<std::process::ExitStatus>) -> EmbeddedError {
        let status = status.map_or_else(|| "status unknown".to_owned(), |status| status.to_string());
        EmbeddedError::Ended { status, log: self.cluster.log.clone(), tail: self.cluster.log_tail() }
    }
}
