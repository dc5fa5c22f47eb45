//! The program as it is delivered: started, asked, ended, killed.

use std::{
    fs,
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use fataplus::storage::S3Config;
use secrecy::ExposeSecret;
use sqlx::{PgConnection, postgres::PgConnectOptions};

use super::{Database, run};

/// Time limit for the service's own actions.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Addresses and files of a running service.
pub struct Service {
    pub database: Database,
    pub folder: PathBuf,
    pub listen: SocketAddr,
    settings: Vec<(&'static str, String)>,
    child: Option<Child>,
}

fn free_port() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

fn url(options: &PgConnectOptions, role: &str) -> String {
    let (database, port) = (options.get_database().unwrap(), options.get_port());
    let socket = options.get_socket().unwrap().display().to_string();
    format!("postgres:///{database}?host={socket}&port={port}&user={role}")
}

impl Service {
    pub async fn new() -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(1);
        let database = Database::new().await;
        let folder = run().dir.join(format!("service-{}", COUNT.fetch_add(1, Ordering::Relaxed)));
        fs::create_dir(&folder).unwrap();
        Self { database, folder, listen: free_port(), settings: Vec::new(), child: None }
    }

    /// Adds a setting for the starts that follow.
    pub fn set(&mut self, name: &'static str, value: &str) {
        self.settings.push((name, value.to_owned()));
    }

    /// Address of its database for a setting, as this role.
    pub fn database_url(&self, role: &str) -> String {
        url(&self.database.options(role), role)
    }

    /// Command of the delivered program with these roles. Its output is kept for a failure's report.
    fn command(&self, arguments: &[&str], app: &str, platform: &str) -> Command {
        let options = self.database.options("fataplus_app");
        let s3: &S3Config = &run().s3;
        let log = fs::OpenOptions::new().create(true).append(true).open(self.folder.join("log")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_fataplus"));
        command.env_clear().current_dir(&self.folder).args(arguments);
        command.env("FATAPLUS_DATA_DIR", &self.folder).env("FATAPLUS_LISTEN", self.listen.to_string());
        command.env("FATAPLUS_METRICS_LISTEN", "127.0.0.1:0").env("FATAPLUS_RATE_LIMITS", "off");
        command.env("DATABASE_URL", url(&options, app));
        command.env("DATABASE_PLATFORM_URL", url(&options, platform));
        command.env("S3_ENDPOINT", s3.endpoint.as_deref().unwrap()).env("S3_BUCKET", &s3.bucket);
        command.env("AWS_ACCESS_KEY_ID", &s3.access_key_id);
        command.env("AWS_SECRET_ACCESS_KEY", s3.secret_access_key.expose_secret());
        command.env("S3_ENCRYPT", if s3.encrypt { "on" } else { "off" });
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        command
    }

    /// Starts serving, with the service's own roles.
    pub fn start(&mut self) {
        self.child = Some(self.command(&["serve"], "fataplus_app", "fataplus_platform").spawn().unwrap());
    }

    /// Runs a command that ends by itself with these roles; returns its exit status and output.
    pub async fn run(&mut self, arguments: &[&str], app: &str, platform: &str) -> (ExitStatus, String) {
        let _ = fs::remove_file(self.folder.join("log"));
        self.child = Some(self.command(arguments, app, platform).spawn().unwrap());
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.as_mut().unwrap().try_wait().unwrap() {
                return (status, self.log());
            }
            assert!(Instant::now() < deadline, "{arguments:?} does not end:\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    pub async fn ready(&self, client: &reqwest::Client) {
        let url = format!("http://{}/health/ready", self.listen);
        let deadline = Instant::now() + PATIENCE;
        loop {
            let answer = client.get(&url).timeout(Duration::from_secs(5)).send().await;
            if answer.is_ok_and(|answer| answer.status() == 200) {
                return;
            }
            assert!(Instant::now() < deadline, "it does not start:\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    pub fn log(&self) -> String {
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        log.lines().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join("\n")
    }

    /// SIGKILL: no handler runs, no buffer is flushed.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// SIGTERM, as a service manager ends it.
    pub fn terminate(&self) {
        let id = self.child.as_ref().unwrap().id();
        let sent = Command::new("kill").args(["-TERM", &id.to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Whether it has ended.
    pub fn has_ended(&mut self) -> bool {
        self.child.as_mut().is_none_or(|child| child.try_wait().unwrap().is_some())
    }

    pub async fn platform(&self) -> PgConnection {
        self.database.connect("fataplus_platform").await
    }

    /// Projects that were promised and are not whole yet.
    pub async fn half_made(&self) -> i64 {
        let left = "SELECT count(*) FROM jobs WHERE state = 'ready' AND kind = 'provision'";
        sqlx::query_scalar(left).fetch_one(&mut self.platform().await).await.unwrap()
    }

    /// Simulates a minute: the leases of dead processes expire.
    pub async fn let_a_minute_pass(&self) {
        let ended = "UPDATE jobs SET lease_until = now() - interval '1 second', run_at = now() WHERE lease_until > now() AND state = 'ready'";
        sqlx::query(ended).execute(&mut self.platform().await).await.unwrap();
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.kill();
    }
}
