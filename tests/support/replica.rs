//! A further process of the service, as far as the database can tell: its own pools, its own memory.

use std::time::Duration;

use fataplus::{
    audit::Reads,
    clock::Clock,
    config::CacheBounds,
    db::{ChangeFeed, Db, DbConfig},
    features::platform::domains,
    http::{AppState, api::cache::Caches, auth::signing, edge::domains::Domains, state::Parts},
    identity::Keys,
    limits::{ProjectQuotas, RateLimits},
    metering::Meters,
    server::open_connections::Peers,
    telemetry::Telemetry,
};
use reqwest::Method;
use tokio::{net::TcpListener, sync::Notify, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use super::{Answer, Api, TestApp, app::MASTER, run};

/// A service on the same rows.
pub struct Replica {
    pub state: AppState,
    port: u16,
    host: String,
    http: reqwest::Client,
    pub changes: ChangeFeed,
    listener: JoinHandle<()>,
}

impl Replica {
    pub async fn of(app: &TestApp) -> Self {
        Self::keeping(app, CacheBounds::default()).await
    }

    /// A process that keeps this much.
    pub async fn keeping(app: &TestApp, bounds: CacheBounds) -> Self {
        let [app_role, platform] = ["fataplus_app", "fataplus_platform"].map(|role| app.database().options(role));
        let db = Db::new(DbConfig { app: app_role.clone(), platform, max_connections: 2 });
        let changes = db.changes().clone();
        let listening = changes.clone();
        let listener = tokio::spawn(async move { listening.listen(app_role).await });
        let parts = app.state();
        let state = AppState::new(Parts {
            caches: Caches::new(&changes, bounds),
            quotas: ProjectQuotas::new(false, 2),
            meters: Meters::default(),
            reads: Reads::default(),
            telemetry: Telemetry::default(),
            rate_limits: RateLimits::new(false, 2),
            load: std::sync::Arc::default(),
            db,
            storage: parts.storage.clone(),
            mailer: parts.mailer.clone(),
            keys: Keys::derive(&MASTER.into()).unwrap(),
            passwords: run().passwords.clone(),
            clock: Clock::default(),
            hosts: parts.hosts.clone(),
            storage_origin: parts.storage_origin.clone(),
            cookie_suffix: parts.cookie_suffix.clone(),
            production: false,
            require_mfa: parts.require_mfa,
            slow_down: parts.slow_down,
            intake: parts.intake,
            default_manager: None,
            domains: Domains::default(),
            dns: parts.dns.clone(),
            proxies: parts.proxies.clone(),
            federation: fataplus::identity::Federation::default(),
            isolation: fataplus::isolation_status::Status::default(),
        });
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = socket.local_addr().unwrap().port();
        let router = fataplus::app::router(&state);
        tokio::spawn(domains::run(state.clone(), CancellationToken::new()));
        tokio::spawn(signing::run(state.clone(), CancellationToken::new()));
        tokio::spawn(async move {
            fataplus::server::listener::accept(socket, router, None, Peers::default(), CancellationToken::new()).await;
        });
        Self { state, port, host: parts.hosts.api.host().to_owned(), http: app.http().clone(), changes, listener }
    }

    /// Sends a request of `api` to this process instead of the first.
    pub async fn get(&self, api: &Api, path: &str) -> Answer {
        self.get_with(&api.token().unwrap(), path).await
    }

    /// Asks this process with a token.
    pub async fn get_with(&self, token: &str, path: &str) -> Answer {
        let request = self.http.request(Method::GET, format!("http://127.0.0.1:{}{path}", self.port));
        let request = request.header("host", format!("{}:{}", self.host, self.port));
        Answer::of(request.bearer_auth(token)).await
    }

    /// The status of the front page at `host`.
    pub async fn status_at(&self, host: &str) -> u16 {
        let request = self.http.get(format!("http://127.0.0.1:{}/", self.port));
        Answer::of(request.header("host", format!("{host}:{}", self.port))).await.status
    }

    /// Waits until change notices arrive.
    pub async fn listening(&self) {
        let heard = async {
            while !self.changes.is_live() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), heard).await.expect("the replica never heard a heartbeat");
    }

    /// Stops the change notices.
    pub fn go_deaf(&self) {
        self.listener.abort();
    }
}
