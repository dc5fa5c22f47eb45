//! The parts every handler may use.

use std::{ops::Deref, sync::Arc};

use tokio::sync::Notify;

use super::{cache::Caches, client::Proxies, fairness::Fairness, load::Load, rates::Rates};
use crate::{
    clock::Clock,
    config::{Hosts, Intake},
    db::Db,
    dns::Dns,
    identity::{Federation, Keys, PasswordHasher},
    isolation,
    mail::Mailer,
    storage::Storage,
};

use super::domains::Domains;

/// The parts every handler may use. No pool among them: rows are reached through `db` and a scope.
#[derive(Clone)]
pub struct AppState(Arc<Parts>);

/// See `AppState`.
pub struct Parts {
    /// The way to the rows.
    pub db: Db,
    /// Documents.
    pub storage: Storage,
    /// Outgoing mail, for the job runner.
    pub mailer: Mailer,
    /// Signing and form keys.
    pub keys: Keys,
    /// Argon2id behind its semaphore.
    pub passwords: PasswordHasher,
    /// The time.
    pub clock: Clock,
    /// Outside addresses.
    pub hosts: Hosts,
    /// Clients' own domains that are served.
    pub domains: Domains,
    /// Where domains are verified.
    pub dns: Dns,
    /// The origin browsers PUT to and GET from, for the content security policy.
    pub storage_origin: String,
    /// Development cookies carry the port, since cookies don't know ports.
    pub cookie_suffix: String,
    /// HSTS and other production-only behaviour.
    pub production: bool,
    /// Whether the agency's people and partners must have shown a second factor.
    pub require_mfa: bool,
    /// Whether failures on an account make its next try wait.
    pub slow_down: bool,
    /// Whether visitors may ask for projects.
    pub intake: Intake,
    /// E-mail of the manager new projects get.
    pub default_manager: Option<String>,
    /// What each project may take.
    pub fairness: Fairness,
    /// What each address, account and key may do.
    pub rates: Rates,
    /// What is held for clients at this moment.
    pub load: Arc<Load>,
    /// What is kept in memory.
    pub caches: Caches,
    /// Wakes the worker when a job was enqueued.
    pub wake_worker: Notify,
    /// Whose word on a visitor's address counts.
    pub proxies: Proxies,
    /// Who else may vouch for a log-in.
    pub federation: Federation,
    /// The last word on tenant isolation.
    pub isolation: isolation::Status,
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
