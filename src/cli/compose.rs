//! Composes the service from its configuration: configured parts, or embedded ones in development.

use std::{
    fs,
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
    str::FromStr,
    sync::Arc,
};

use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::PgConnectOptions;
use tokio::{net::TcpListener, task::JoinHandle};

use super::{CliError, production_mark, run_file};
use crate::{
    audit::Reads,
    clock::Clock,
    config::{Config, DatabaseUrls, Hosts},
    db::{
        self, Db, DbConfig, MigrationError,
        embedded::{DATABASE, Durability, Embedded, EmbeddedError},
    },
    dns::Dns,
    features::platform::isolation::store,
    http::{
        AppState,
        api::cache::Caches,
        auth::signing,
        edge::{client_address::Proxies, domains::Domains},
        state,
    },
    identity::{Federation, Keys, PasswordHasher, Secret, cf_access::AccessTeam, external::Outbound, oidc::Provider},
    isolation_check,
    isolation_status::{self, Report},
    limits::{ProjectQuotas, RateLimits},
    mail::Mailer,
    metering::Meters,
    storage::{self, Storage},
    telemetry::Telemetry,
};

/// The development bucket.
const BUCKET: &str = "fataplus";

/// Parts of a running command, including those that must be stopped with it.
pub struct Running {
    /// State for handlers and jobs.
    pub state: AppState,
    /// Whether the database is embedded in this process.
    pub private_database: bool,
    /// URL for `psql`; development only.
    pub database_url: Option<String>,
    database: Database,
    object_store: Option<storage::embedded::Embedded>,
    listener: Option<JoinHandle<()>>,
}

/// Connection options of the three roles, and the embedded cluster behind them, if any.
struct Database {
    app: PgConnectOptions,
    platform: PgConnectOptions,
    owner: Option<PgConnectOptions>,
    listen: PgConnectOptions,
    cluster: Option<Embedded>,
}

/// Parts that a command needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Rows and documents, in a schema that isolates tenants.
    Service,
    /// Rows and documents in any state of the schema, for diagnosis.
    Everything,
    /// Rows only: the command reads and writes no object.
    Rows,
}

/// Starts the needed parts, migrates an embedded database, and refuses roles that bypass row-level security.
pub async fn start(config: &Config, hosts: Hosts, needs: Needs) -> Result<Running, CliError> {
    // Boxed: every command awaits this future, and it is large.
    Box::pin(compose(config, hosts, needs)).await
}

async fn compose(config: &Config, hosts: Hosts, needs: Needs) -> Result<Running, CliError> {
    let database = Database::start(config).await?;
    if let (Some(_), Some(owner)) = (&database.cluster, &database.owner) {
        bring_up_to_date(config, owner).await?;
    }
    let database_url = database.cluster.as_ref().and_then(|_| {
        let socket = database.app.get_socket()?.display().to_string();
        Some(format!("postgres:///{DATABASE}?host={socket}&user=fataplus_app"))
    });
    let db = Db::new(DbConfig {
        app: database.app.clone(),
        platform: database.platform.clone(),
        max_connections: config.connections,
    });
    db.check_roles().await?;
    production_mark::refuse_database(config, &db).await?;
    if needs == Needs::Service {
        production_mark::refuse_bucket(config).await?;
    }
    let clock = Clock::in_zone(config.time_zone.clone());
    let isolation = isolation_status::Status::default();
    let checked = match needs {
        Needs::Service => Some(refuse_crossings(&db, &clock).await?),
        Needs::Everything | Needs::Rows => None,
    };
    let domains = Domains::default();
    if needs == Needs::Service {
        domains.reload(&db).await?;
    }
    let (storage, object_store) = object_store(config, &hosts, &domains, needs).await?;
    if config.is_production() && needs == Needs::Service {
        production_mark::leave(&db, &storage).await?;
    }
    let master = match &config.master_key {
        Some(key) => key.clone(),
        None => development_key(&config.data_dir)?,
    };
    let keys = Keys::derive(&master).map_err(|error| CliError::Other(error.to_string()))?;
    let listener = (needs == Needs::Service).then(|| {
        let (changes, options) = (db.changes().clone(), database.listen.clone());
        tokio::spawn(async move { changes.listen(options).await })
    });
    let state = AppState::new(state::Parts {
        caches: Caches::new(db.changes(), config.cache),
        quotas: ProjectQuotas::new(config.rate_limits, config.replicas),
        meters: Meters::default(),
        reads: Reads::default(),
        telemetry: Telemetry::default(),
        rate_limits: RateLimits::new(config.rate_limits, config.replicas),
        load: Arc::default(),
        mailer: mailer(config)?,
        keys,
        // Half of the processors, so that a flood of log-ins leaves the others to pages (docs/benchmarks.md).
        passwords: PasswordHasher::new(std::thread::available_parallelism().map_or(1, |count| count.get().div_ceil(2))),
        clock,
        storage_origin: storage.browser_origin().to_owned(),
        storage,
        cookie_suffix: match hosts.public.port() {
            Some(port) if !config.is_production() => format!("-{port}"),
            _ => String::new(),
        },
        production: config.is_production(),
        require_mfa: config.require_mfa,
        slow_down: config.rate_limits,
        intake: config.intake,
        default_manager: match &config.default_manager {
            None if config.demo => Some(crate::demo::MANAGER.to_owned()),
            manager => manager.clone(),
        },
        domains,
        dns: Dns::new(config.dns_server),
        proxies: Proxies::new(&config.trusted_proxies),
        federation: federation(config)?,
        isolation,
        hosts,
        db,
    });
    if needs == Needs::Service {
        signing::begin(&state).await?;
    }
    if let Some(report) = checked {
        isolation_check::record(&state, &report).await;
        state.isolation.settle(0, report);
    }
    let private_database = database.cluster.is_some();
    Ok(Running { state, private_database, database_url, database, object_store, listener })
}

/// Refuses to start a service in which one tenant can reach another.
async fn refuse_crossings(db: &Db, clock: &Clock) -> Result<Report, CliError> {
    let report = isolation_check::at_start(db, clock.now()).await?;
    if report.findings.is_empty() {
        return Ok(report);
    }
    // The history may be unreachable as well.
    let _ = store::record(db, &report).await;
    Err(CliError::Other(format!(
        "the database does not keep tenants apart, so nothing is served:\n  {}\nMend the schema (fataplus migrate), then look again with: fataplus doctor",
        report.lines().join("\n  ")
    )))
}

async fn bring_up_to_date(config: &Config, owner: &PgConnectOptions) -> Result<(), CliError> {
    db::migrate(owner).await.map_err(|error| match (error, &config.database) {
        (error @ MigrationError::Failed(_), _) => CliError::Migrate(error),
        (error @ MigrationError::Unknown(_), None) => {
            let begin_again = format!("remove it: rm -rf {}", config.data_dir.display());
            CliError::AnotherVersion { error, begin_again }
        }
        (error @ MigrationError::Unknown(_), Some(_)) => {
            let begin_again = "make it anew, empty, as docs/operate.md says".to_owned();
            CliError::AnotherVersion { error, begin_again }
        }
    })
}

/// `fataplus migrate`.
pub async fn migrate(config: &Config) -> Result<(), CliError> {
    let database = Database::start(config).await?;
    let owner = database.owner.as_ref().ok_or_else(|| {
        CliError::Other(
            "DATABASE_OWNER_URL (or DATABASE_OWNER_URL_FILE) is missing: migrations run as the owner".into(),
        )
    })?;
    production_mark::refuse_to_migrate(config, owner).await?;
    bring_up_to_date(config, owner).await?;
    database.stop().await;
    println!("The database is up to date.");
    Ok(())
}

impl Running {
    /// Stops everything this process started.
    pub async fn stop(self) {
        if let Some(listener) = self.listener {
            listener.abort();
        }
        self.state.db.close().await;
        if let Some(object_store) = self.object_store {
            object_store.stop().await;
        }
        self.database.stop().await;
    }
}

impl Database {
    async fn start(config: &Config) -> Result<Self, CliError> {
        if let Some(urls) = &config.database {
            return Self::configured(urls);
        }
        folder(&config.data_dir, PASSABLE)?;
        let roles = ["fataplus_app", "fataplus_platform", "fataplus_migrator"];
        match Embedded::start(&config.data_dir.join("postgres"), config.pg_bin.as_deref(), Durability::Kept).await {
            Ok(cluster) => {
                let [app, platform, owner] = roles.map(|role| cluster.options(role, DATABASE));
                Ok(Self { listen: app.clone(), app, platform, owner: Some(owner), cluster: Some(cluster) })
            }
            // The service is running on this data directory: use the database it has started.
            Err(in_use @ EmbeddedError::InUse { .. }) => {
                let url = run_file::database_url(&config.data_dir).ok_or(in_use)?;
                let options = PgConnectOptions::from_str(&url)?;
                let [app, platform, owner] = roles.map(|role| options.clone().username(role));
                Ok(Self { listen: app.clone(), app, platform, owner: Some(owner), cluster: None })
            }
            Err(error) => Err(error.into()),
        }
    }

    fn configured(urls: &DatabaseUrls) -> Result<Self, CliError> {
        let options = |name: &str, url: &SecretString| {
            PgConnectOptions::from_str(url.expose_secret())
                .map_err(|_| CliError::Other(format!("{name} is not a postgres:// address")))
        };
        let app = options("DATABASE_URL", &urls.app)?;
        Ok(Self {
            listen: match &urls.listen {
                Some(url) => options("DATABASE_LISTEN_URL", url)?,
                None => app.clone(),
            },
            app,
            platform: options("DATABASE_PLATFORM_URL", &urls.platform)?,
            owner: urls.owner.as_ref().map(|url| options("DATABASE_OWNER_URL", url)).transpose()?,
            cluster: None,
        })
    }

    async fn stop(self) {
        if let Some(cluster) = self.cluster
            && let Err(error) = cluster.stop().await
        {
            tracing::warn!(%error, "the embedded database did not stop in order");
        }
    }
}

async fn object_store(
    config: &Config,
    hosts: &Hosts,
    domains: &Domains,
    needs: Needs,
) -> Result<(Storage, Option<storage::embedded::Embedded>), CliError> {
    if let Some(s3) = &config.s3 {
        return Ok((Storage::new(s3), None));
    }
    let credentials = storage::embedded::EmbeddedCredentials {
        access_key_id: "fataplus".to_owned(),
        secret_access_key: development_key(&config.data_dir)?,
    };
    if needs == Needs::Rows {
        // An unreachable store: commands that only touch rows never call it.
        let nowhere = storage::S3Config {
            endpoint: Some("http://127.0.0.1:9".to_owned()),
            public_endpoint: None,
            region: "auto".to_owned(),
            bucket: BUCKET.to_owned(),
            access_key_id: credentials.access_key_id,
            secret_access_key: credentials.secret_access_key,
            encrypt: true,
        };
        return Ok((Storage::new(&nowhere), None));
    }
    let data = config.data_dir.join("s3");
    folder(&data, PRIVATE)?;
    let (hosts, domains) = (hosts.clone(), domains.clone());
    let origins = storage::embedded::AllowedOrigins::new(move |origin| {
        hosts.is_ours(origin) || domains.is_origin(origin, &hosts)
    });
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let server = storage::embedded::Embedded::start(&data, listener, credentials, BUCKET, origins)?;
    Ok((Storage::new(server.config()), Some(server)))
}

/// Configured identity providers. No request is made yet.
fn federation(config: &Config) -> Result<Federation, CliError> {
    if config.oidc.is_none() && config.access.is_none() {
        return Ok(Federation::default());
    }
    let http = Outbound::new().map_err(|error| CliError::Other(format!("signing in elsewhere: {error}")))?;
    let provider = config.oidc.as_ref().map(|oidc| {
        Provider::new(oidc.issuer.clone(), oidc.client_id.clone(), oidc.client_secret.clone(), http.clone())
    });
    let access = config
        .access
        .as_ref()
        .map(|access| AccessTeam::new(access.team.to_string(), access.audience.clone(), http.clone()));
    Ok(Federation { provider: provider.map(Into::into), access: access.map(Into::into) })
}

fn mailer(config: &Config) -> Result<Mailer, CliError> {
    let mailer = if let Some(url) = &config.smtp_url {
        Mailer::smtp(url, &config.mail_from)
    } else {
        let mail = config.data_dir.join("mail");
        folder(&mail, PRIVATE)?;
        Mailer::files(&mail, &config.mail_from)
    };
    mailer.map_err(|error| CliError::Other(format!("mail: {error}")))
}

/// Master key of development, made once and kept beside the data it protects.
fn development_key(data_dir: &Path) -> Result<SecretString, CliError> {
    folder(data_dir, PASSABLE)?;
    let path = data_dir.join("master.key");
    match fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
        Ok(mut file) => {
            let key = Secret::new();
            file.write_all(key.text().as_bytes())?;
            Ok(key.text().to_owned().into())
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(fs::read_to_string(&path)?.into()),
        Err(error) => Err(error.into()),
    }
}

/// The PostgreSQL user must pass through the data directory to its cluster.
const PASSABLE: u32 = 0o711;
/// Mail and documents are readable by this user alone.
const PRIVATE: u32 = 0o700;

fn folder(path: &Path, mode: u32) -> Result<(), CliError> {
    if path.is_dir() {
        return Ok(());
    }
    fs::DirBuilder::new()
        .recursive(true)
        .mode(mode)
        .create(path)
        .map_err(|error| CliError::Other(format!("cannot make {}: {error}", path.display())))
}
