//! Settings, read once at start from a look-up `main` passes in. All mistakes are reported together, without values.

mod dotenv;
mod federation;
mod hosts;
mod reader;

use std::{
    net::{IpAddr, SocketAddr},
    num::NonZeroU32,
    path::PathBuf,
    time::Duration,
};

use ipnet::IpNet;
use secrecy::SecretString;

pub use dotenv::{DotenvError, dotenv};
pub use federation::{CloudflareAccessConfig, OidcConfig};
pub use hosts::{BaseUrl, Hosts};
use reader::Reader;
pub use reader::{ConfigErrors, Lookup};

use crate::{clock::Zone, storage::S3Config, telemetry::traces::TraceConfig, text::email};

/// Environment. Development replaces missing parts by embedded ones; production never does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// Development: embedded PostgreSQL and S3, mail as files, cookies named after the port.
    Development,
    /// Production: every outside part is configured.
    Production,
}

/// Handling of a confirmed intake form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intake {
    /// The project is provisioned at once.
    Open,
    /// Staff accept or decline first.
    Review,
    /// Intake is closed.
    Closed,
}

/// Connection strings of the three roles.
#[derive(Clone, Debug)]
pub struct DatabaseUrls {
    /// `DATABASE_URL`: the service's role.
    pub app: SecretString,
    /// `DATABASE_PLATFORM_URL`: the platform's role.
    pub platform: SecretString,
    /// `DATABASE_OWNER_URL`: migrations only.
    pub owner: Option<SecretString>,
    /// `DATABASE_LISTEN_URL`: a direct connection, where the others go through a pooler.
    pub listen: Option<SecretString>,
}

/// Files of the service's own TLS, in PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// `FATAPLUS_TLS_CERT`: the certificate and its intermediate certificates.
    pub certificate: PathBuf,
    /// `FATAPLUS_TLS_KEY`: its private key.
    pub key: PathBuf,
}

/// Bounds of what is kept in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheBounds {
    /// Maximum age of a copy, even if its rows do not change; with zero nothing is kept.
    pub time: Duration,
    /// Maximum size of all kept answers in bytes.
    pub bytes: u64,
}

impl Default for CacheBounds {
    fn default() -> Self {
        Self { time: Duration::from_hours(1), bytes: 32 << 20 }
    }
}

impl CacheBounds {
    /// Nothing is kept.
    pub const NOTHING: Self = Self { time: Duration::ZERO, bytes: 0 };
}

/// Default connections of each role: two pools of this size stay far below PostgreSQL's default of 100.
const CONNECTIONS: u32 = 20;
/// Permitted connections: one alone leaves no half for others, and PostgreSQL serves no more than these well.
const CONNECTIONS_RANGE: std::ops::RangeInclusive<u32> = 2..=500;

/// All settings.
#[derive(Clone, Debug)]
pub struct Config {
    /// `FATAPLUS_ENV`.
    pub environment: Environment,
    /// `FATAPLUS_LISTEN`; `None` means the default, which may move to a free port.
    pub listen: Option<SocketAddr>,
    /// `FATAPLUS_METRICS_LISTEN`, likewise.
    pub metrics_listen: Option<SocketAddr>,
    /// `FATAPLUS_DATA_DIR`.
    pub data_dir: PathBuf,
    /// The outside addresses; `None` in development until the port is known.
    pub hosts: Option<Hosts>,
    /// `FATAPLUS_MASTER_KEY`: from it every signing and sealing key is derived.
    pub master_key: Option<SecretString>,
    /// `FATAPLUS_INTAKE`.
    pub intake: Intake,
    /// `FATAPLUS_REQUIRE_MFA`: whether agency staff and partners need a second factor.
    pub require_mfa: bool,
    /// `FATAPLUS_DEMO`: whether an empty database gets the demo agency; never in production.
    pub demo: bool,
    /// `FATAPLUS_DEFAULT_MANAGER`: e-mail of the manager new projects get.
    pub default_manager: Option<String>,
    /// `FATAPLUS_CACHE_SECONDS` and `FATAPLUS_CACHE_MEGABYTES`: what is kept in memory while nothing changes.
    pub cache: CacheBounds,
    /// `FATAPLUS_RATE_LIMITS`: whether each plan's request limit applies; never off in production.
    pub rate_limits: bool,
    /// `FATAPLUS_REPLICAS`: how many processes divide a plan's requests among them.
    pub replicas: u32,
    /// `FATAPLUS_DATABASE_CONNECTIONS`: how many connections each of the two roles may have open.
    pub connections: u32,
    /// Connection strings; `None` for the embedded PostgreSQL.
    pub database: Option<DatabaseUrls>,
    /// Object store; `None` for the embedded one.
    pub s3: Option<S3Config>,
    /// `SMTP_URL`; `None`: files in the data directory.
    pub smtp_url: Option<SecretString>,
    /// `FATAPLUS_DNS_SERVER`: resolver for clients' domains; `None` for the system's.
    pub dns_server: Option<SocketAddr>,
    /// `OIDC_…`: `OpenID` Connect provider for log-ins.
    pub oidc: Option<OidcConfig>,
    /// `CF_ACCESS_…`: the Cloudflare Access application in front of the app host.
    pub access: Option<CloudflareAccessConfig>,
    /// `FATAPLUS_MAIL_FROM`.
    pub mail_from: String,
    /// `PG_BIN`: directory of the embedded PostgreSQL's programs.
    pub pg_bin: Option<PathBuf>,
    /// `FATAPLUS_TIME_ZONE`: time zone of dates and displayed times.
    pub time_zone: Zone,
    /// `FATAPLUS_TRUSTED_PROXIES`: networks whose statement of a visitor's address is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// `FATAPLUS_TLS_CERT` and `FATAPLUS_TLS_KEY`; `None` behind a proxy that speaks TLS.
    pub tls: Option<TlsFiles>,
    /// `OTEL_EXPORTER_OTLP_ENDPOINT` and `OTEL_TRACES_SAMPLER_ARG`: the collector of traces, if there is one.
    pub traces: Option<TraceConfig>,
}

impl Config {
    /// Reads all settings, or returns all mistakes.
    pub fn read(lookup: &Lookup<'_>) -> Result<Self, ConfigErrors> {
        let mut reader = Reader::new(lookup);
        let environment = reader.choice(
            "FATAPLUS_ENV",
            &[("development", Environment::Development), ("production", Environment::Production)],
            Environment::Development,
        );
        let production = environment == Environment::Production;
        let config = Self {
            environment,
            listen: reader.parsed("FATAPLUS_LISTEN", "an address such as 127.0.0.1:8080"),
            metrics_listen: reader.parsed("FATAPLUS_METRICS_LISTEN", "an address such as 127.0.0.1:9464"),
            data_dir: reader.text("FATAPLUS_DATA_DIR").unwrap_or_else(|| ".data".to_owned()).into(),
            hosts: hosts::read(&mut reader, production),
            master_key: reader.master_key(production),
            intake: reader.choice(
                "FATAPLUS_INTAKE",
                &[("open", Intake::Open), ("review", Intake::Review), ("closed", Intake::Closed)],
                Intake::Open,
            ),
            require_mfa: reader.choice("FATAPLUS_REQUIRE_MFA", &[("on", true), ("off", false)], production),
            demo: demo(&mut reader, production),
            default_manager: reader.text("FATAPLUS_DEFAULT_MANAGER").map(|address| email::normal_email(&address)),
            cache: cache(&mut reader),
            rate_limits: rate_limits(&mut reader, production),
            replicas: reader.parsed("FATAPLUS_REPLICAS", "a number of processes such as 2").map_or(1, NonZeroU32::get),
            connections: connections(&mut reader),
            database: read_database(&mut reader, production),
            s3: read_s3(&mut reader, production),
            smtp_url: reader.secret_if("SMTP_URL", production),
            dns_server: reader.parsed("FATAPLUS_DNS_SERVER", "an address such as 9.9.9.9:53"),
            oidc: federation::oidc(&mut reader, production),
            access: federation::access(&mut reader, production),
            mail_from: reader.text("FATAPLUS_MAIL_FROM").unwrap_or_else(|| "Fataplus <no-reply@fata.plus>".to_owned()),
            pg_bin: reader.text("PG_BIN").map(PathBuf::from),
            time_zone: reader
                .parsed("FATAPLUS_TIME_ZONE", "the name of a time zone such as Indian/Antananarivo or Europe/Paris")
                .unwrap_or_default(),
            trusted_proxies: trusted_proxies(&mut reader),
            tls: read_tls(&mut reader),
            traces: traces(&mut reader),
        };
        reader.finish(config)
    }

    /// Whether this is production.
    #[must_use]
    pub fn is_production(&self) -> bool {
        self.environment == Environment::Production
    }
}

fn cache(reader: &mut Reader<'_>) -> CacheBounds {
    let default = CacheBounds::default();
    let seconds = reader.parsed("FATAPLUS_CACHE_SECONDS", "a number of seconds such as 3600 (0 keeps nothing)");
    let megabytes = reader.parsed::<u32>("FATAPLUS_CACHE_MEGABYTES", "a number of megabytes such as 32");
    CacheBounds {
        time: seconds.map_or(default.time, Duration::from_secs),
        bytes: megabytes.map_or(default.bytes, |megabytes| u64::from(megabytes) << 20),
    }
}

fn connections(reader: &mut Reader<'_>) -> u32 {
    const NAME: &str = "FATAPLUS_DATABASE_CONNECTIONS";
    let (least, most) = CONNECTIONS_RANGE.into_inner();
    let expected = format!("a number from {least} to {most}, such as {CONNECTIONS}");
    let given = reader.parsed(NAME, &expected).unwrap_or(CONNECTIONS);
    if !CONNECTIONS_RANGE.contains(&given) {
        reader.mistake(format!("{NAME} is not {expected}"));
    }
    given
}

fn demo(reader: &mut Reader<'_>, production: bool) -> bool {
    let embedded = ["DATABASE_URL", "DATABASE_URL_FILE"].iter().all(|name| reader.text(name).is_none());
    let on = reader.choice("FATAPLUS_DEMO", &[("on", true), ("off", false)], embedded && !production);
    if production && on {
        reader.mistake("FATAPLUS_DEMO cannot be on in production: the demo has well-known people in it");
    }
    on
}

fn rate_limits(reader: &mut Reader<'_>, production: bool) -> bool {
    let on = reader.choice("FATAPLUS_RATE_LIMITS", &[("on", true), ("off", false)], true);
    if production && !on {
        reader.mistake("FATAPLUS_RATE_LIMITS cannot be off in production");
    }
    on
}

/// Networks or single addresses, separated by commas.
fn trusted_proxies(reader: &mut Reader<'_>) -> Vec<IpNet> {
    const NAME: &str = "FATAPLUS_TRUSTED_PROXIES";
    let text = reader.text(NAME).unwrap_or_default();
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    let networks = parts.map(|part| part.parse().or_else(|_| part.parse::<IpAddr>().map(IpNet::from)));
    networks.collect::<Result<_, _>>().unwrap_or_else(|_| {
        reader.mistake(format!("{NAME} is not a list of networks such as 127.0.0.1/32, 10.0.0.0/8"));
        Vec::new()
    })
}

fn traces(reader: &mut Reader<'_>) -> Option<TraceConfig> {
    const SHARE: &str = "OTEL_TRACES_SAMPLER_ARG";
    const ENDPOINT: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";
    let share = reader.parsed(SHARE, "a share such as 0.01").unwrap_or(1.0);
    if !(0.0..=1.0).contains(&share) {
        reader.mistake(format!("{SHARE} is not a share from 0 to 1, such as 0.01"));
    }
    let endpoint = reader.text(ENDPOINT)?;
    if !(endpoint.starts_with("http://") || endpoint.starts_with("https://")) {
        reader.mistake(format!("{ENDPOINT} is not the URL of a collector, such as http://127.0.0.1:4318"));
    }
    Some(TraceConfig { endpoint, share })
}

fn read_tls(reader: &mut Reader<'_>) -> Option<TlsFiles> {
    match (reader.text("FATAPLUS_TLS_CERT"), reader.text("FATAPLUS_TLS_KEY")) {
        (Some(certificate), Some(key)) => Some(TlsFiles { certificate: certificate.into(), key: key.into() }),
        (None, None) => None,
        (Some(_), None) => {
            reader.mistake("FATAPLUS_TLS_KEY is missing: FATAPLUS_TLS_CERT needs its key");
            None
        }
        (None, Some(_)) => {
            reader.mistake("FATAPLUS_TLS_CERT is missing: FATAPLUS_TLS_KEY needs its certificate");
            None
        }
    }
}

fn read_database(reader: &mut Reader<'_>, production: bool) -> Option<DatabaseUrls> {
    let app = reader.secret_if("DATABASE_URL", production);
    let required = production || app.is_some();
    let platform = reader.secret_if("DATABASE_PLATFORM_URL", required);
    let owner = reader.secret("DATABASE_OWNER_URL");
    let listen = reader.secret("DATABASE_LISTEN_URL");
    Some(DatabaseUrls { app: app?, platform: platform?, owner, listen })
}

fn read_s3(reader: &mut Reader<'_>, production: bool) -> Option<S3Config> {
    let endpoint = reader.text("S3_ENDPOINT");
    let public_endpoint = reader.text("S3_PUBLIC_ENDPOINT");
    let region = reader.text("S3_REGION").unwrap_or_else(|| "auto".to_owned());
    let bucket = reader.text_if("S3_BUCKET", production || endpoint.is_some());
    let required = production || bucket.is_some();
    let encrypt = reader.choice("S3_ENCRYPT", &[("on", true), ("off", false)], true);
    let access_key_id = reader.text_if("AWS_ACCESS_KEY_ID", required);
    let secret_access_key = reader.secret_if("AWS_SECRET_ACCESS_KEY", required);
    Some(S3Config {
        endpoint,
        public_endpoint,
        region,
        bucket: bucket?,
        access_key_id: access_key_id?,
        secret_access_key: secret_access_key?,
        encrypt,
    })
}
