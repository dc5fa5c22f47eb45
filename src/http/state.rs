//! Shared parts of the service.

use std::{ops::Deref, sync::Arc};

use super::{
    api::cache::Caches,
    edge::{domains::Domains, load::Load},
};
use crate::{
    audit,
    clock::Clock,
    config::{Hosts, Intake},
    db::Db,
    dns::Dns,
    http::edge::client_address::Proxies,
    identity::{Federation, Keys, PasswordHasher},
    isolation_status,
    limits::{ProjectQuotas, RateLimits},
    mail::Mailer,
    metering::Meters,
    storage::Storage,
    telemetry::Telemetry,
};

/// Shared parts of the service. No pool is among them: rows are reached through `db` and a scope.
#[derive(Clone)]
pub struct AppState(Arc<Parts>);

/// See `AppState`.
pub struct Parts {
    /// Database access.
    pub db: Db,
    /// Object store for documents.
    pub storage: Storage,
    /// Outgoing mail, for the job runner.
    pub mailer: Mailer,
    /// Signing and form keys.
    pub keys: Keys,
    /// Argon2id hasher with its queue.
    pub passwords: PasswordHasher,
    /// Clock.
    pub clock: Clock,
    /// Base URLs.
    pub hosts: Hosts,
    /// Served domains of clients.
    pub domains: Domains,
    /// Resolver for domain checks.
    pub dns: Dns,
    /// The origin browsers PUT to and GET from, for the content security policy.
    pub storage_origin: String,
    /// Cookie name suffix: the port in development, because cookies are not separated by port.
    pub cookie_suffix: String,
    /// Whether HSTS and other production behaviour is on.
    pub production: bool,
    /// Whether agency staff and partners need a second factor.
    pub require_mfa: bool,
    /// Whether failed log-ins delay the next try.
    pub slow_down: bool,
    /// Handling of intake forms.
    pub intake: Intake,
    /// E-mail address of the manager of new projects.
    pub default_manager: Option<String>,
    /// Request limits of projects.
    pub quotas: ProjectQuotas,
    /// Counters of what projects use.
    pub meters: Meters,
    /// Reads for the audit trail that are not written yet.
    pub reads: audit::Reads,
    /// Figures of this process.
    pub telemetry: Telemetry,
    /// Rate limits of addresses, accounts and keys.
    pub rate_limits: RateLimits,
    /// Resources held for clients at the moment.
    pub load: Arc<Load>,
    /// Caches of rows.
    pub caches: Caches,
    /// Trusted proxies.
    pub proxies: Proxies,
    /// Identity providers.
    pub federation: Federation,
    /// Isolation status.
    pub isolation: isolation_status::Status,
}

impl AppState {
    /// Shares the parts.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for AppState {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
