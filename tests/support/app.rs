//! The service as a test has it: its own database, real HTTP, a clock to move, a mailbox to read.

use std::{
    net::SocketAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use fataplus::{
    access::PartnerLevel,
    audit::Reads,
    clock::{Clock, Zone},
    config::{CacheBounds, Hosts, Intake},
    db::{Change, Db, DbConfig, PlatformScope},
    dns::Dns,
    http::{
        AppState,
        api::cache::Caches,
        auth::signing,
        edge::{client_address::Proxies, domains::Domains, load::Load},
        state::Parts,
    },
    identity::{Federation, Keys},
    ids::ProjectId,
    jobs::{self, Job},
    limits::{ProjectQuotas, RateLimits},
    mail::Mailer,
    metering::Meters,
    server::{
        connection::Clocks,
        listener::accept,
        open_connections::{MOST, Peers},
    },
    storage::{S3Config, Storage},
    telemetry::Telemetry,
    worker,
};
use reqwest::dns::{Name, Resolve, Resolving};
use sqlx::{ConnectOptions, Row};
use tokio::{net::TcpListener, sync::Notify};
use tokio_util::sync::CancellationToken;

use super::{Api, Database, Person, Project, Received, Web, dns::DnsServer, fixture, mailbox::Mailbox, run, tls};

/// Everybody's master key.
pub const MASTER: &str = "the master key of the tests, 32+ bytes";

/// Sender of mails.
const FROM: &str = "Fataplus <no-reply@fata.plus>";

/// A running service with one project. Dropping it fails the test if jobs are left that the test did not run.
pub struct TestApp {
    shared: Arc<Shared>,
    project: Project,
}

/// State shared by its persons.
pub struct Shared {
    pub state: AppState,
    pub client: reqwest::Client,
    database: Database,
    mails: Mailbox,
    dns: DnsServer,
    leaves_jobs: AtomicBool,
}

/// Options of a test.
#[expect(clippy::struct_excessive_bools, reason = "each is one of the service's own settings")]
pub struct Options {
    pub intake: Intake,
    pub default_manager: Option<String>,
    pub max_connections: u32,
    /// Headers as in production.
    pub production: bool,
    /// Lifetime of cached rows that do not change.
    pub cache: CacheBounds,
    /// Whether projects are kept to their plan's requests.
    pub rate_limits: bool,
    /// Networks whose statement of a visitor's address is believed.
    pub trusted_proxies: Vec<ipnet::IpNet>,
    /// Over TLS, at names of a real domain, which browsers take for siblings.
    pub tls: bool,
    /// Whether staff, managers and partners must have shown a second factor.
    pub require_mfa: bool,
    /// Whether failures on an account make its next try wait.
    pub slow_down: bool,
    /// Identity providers for log-ins.
    pub federation: Federation,
    /// The mail server to send through; into a folder without one.
    pub smtp: Option<String>,
    /// In which days are meant.
    pub zone: Zone,
    /// How long connections are waited for.
    pub clocks: Clocks,
    /// How much is held for clients.
    pub load: Arc<Load>,
    /// Laid around the service.
    pub wrap: Option<fn(axum::Router) -> axum::Router>,
    /// Where browsers find the object store, when not at its own address.
    pub store: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            intake: Intake::Open,
            default_manager: None,
            max_connections: 5,
            production: false,
            cache: CacheBounds::default(),
            rate_limits: false,
            trusted_proxies: Vec::new(),
            tls: false,
            require_mfa: false,
            slow_down: true,
            federation: Federation::default(),
            smtp: None,
            zone: Zone::default(),
            clocks: Clocks::default(),
            load: Arc::default(),
            wrap: None,
            store: None,
        }
    }
}

impl TestApp {
    /// A service with one active project.
    pub async fn start() -> Self {
        Self::with(Options::default()).await
    }

    /// The same, set up otherwise.
    pub async fn with(options: Options) -> Self {
        // Shown with a failing test only.
        let _ = tracing_subscriber::fmt().with_env_filter("warn,fataplus=info").with_test_writer().try_init();
        let run = run();
        let database = Database::new().await;
        let db = Db::new(DbConfig {
            app: database.options("fataplus_app"),
            platform: database.options("fataplus_platform"),
            max_connections: options.max_connections,
        });
        // A role above row-level security would pass every isolation test.
        db.check_roles().await.unwrap();

        let (changes, direct) = (db.changes().clone(), database.options("fataplus_app"));
        tokio::spawn(async move { changes.listen(direct).await });

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let mails = run.dir.join(format!("mail-{port}-{}", uuid::Uuid::new_v4()));
        let mails = Mailbox::new(mails);
        let storage = Storage::new(&S3Config { public_endpoint: options.store, ..run.s3.clone() });
        let dns = DnsServer::start().await;
        let state = AppState::new(Parts {
            caches: Caches::new(db.changes(), options.cache),
            quotas: ProjectQuotas::new(options.rate_limits, 1),
            meters: Meters::default(),
            reads: Reads::default(),
            telemetry: Telemetry::default(),
            rate_limits: RateLimits::new(options.rate_limits, 1),
            load: options.load,
            db,
            storage_origin: storage.browser_origin().to_owned(),
            storage,
            mailer: match options.smtp {
                Some(url) => Mailer::smtp(&url.into(), FROM).unwrap(),
                None => Mailer::files(mails.folder(), FROM).unwrap(),
            },
            keys: Keys::derive(&MASTER.into()).unwrap(),
            passwords: run.passwords.clone(),
            clock: Clock::in_zone(options.zone),
            hosts: if options.tls { tls::hosts(port) } else { Hosts::development(port) },
            cookie_suffix: format!("-{port}"),
            production: options.production,
            require_mfa: options.require_mfa,
            slow_down: options.slow_down,
            intake: options.intake,
            default_manager: options.default_manager,
            domains: Domains::default(),
            dns: Dns::new(Some(dns.address())),
            proxies: Proxies::new(&options.trusted_proxies),
            federation: options.federation,
            isolation: fataplus::isolation_status::Status::default(),
        });
        let mut router = fataplus::app::router(&state);
        if let Some(wrap) = options.wrap {
            router = wrap(router);
        }
        let tls = options.tls.then(tls::acceptor);
        let peers = Peers::new(&Proxies::default(), MOST, options.clocks, state.load.clone());
        tokio::spawn(accept(listener, router, tls, peers, CancellationToken::new()));
        tokio::spawn(signing::run(state.clone(), CancellationToken::new()));
        let client = reqwest::Client::builder()
            .dns_resolver(Arc::new(Loopback))
            .no_proxy()
            .tls_danger_accept_invalid_certs(options.tls)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let project = fixture::project(&state, "Solar pumps for Ambovombe").await;
        let leaves_jobs = AtomicBool::new(false);
        Self { shared: Arc::new(Shared { state, client, database, mails, dns, leaves_jobs }), project }
    }

    /// The parts, for set-up that has no route.
    pub fn state(&self) -> &AppState {
        &self.shared.state
    }

    /// The time the service goes by.
    pub fn clock(&self) -> &Clock {
        &self.shared.state.clock
    }

    /// The database, to look at as some role.
    pub fn database(&self) -> &Database {
        &self.shared.database
    }

    /// The name server it asks about domains.
    pub fn dns(&self) -> &DnsServer {
        &self.shared.dns
    }

    /// The HTTP client: finds every host here, follows nothing, keeps nothing.
    pub fn http(&self) -> &reqwest::Client {
        &self.shared.client
    }

    /// The project the persons below have their part in.
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// Adds a project without people.
    pub async fn another_project(&self) -> Project {
        fixture::project(self.state(), "A bakery's online shop").await
    }

    /// A program without a token.
    pub fn anonymous_api(&self) -> Api {
        Api::anonymous(self.shared.clone())
    }

    /// A browser without a log-in, on the public host; absolute addresses lead it elsewhere.
    pub fn anonymous(&self) -> Web {
        Web::anonymous(self.shared.clone(), self.state().hosts.public.to_string())
    }

    /// A browser without a log-in, on `project`'s host.
    pub fn anonymous_at(&self, project: ProjectId) -> Web {
        Web::anonymous(self.shared.clone(), self.state().hosts.tenant(project).to_string())
    }

    /// A client of the project.
    pub async fn client(&self) -> Person {
        self.member("client", false).await
    }

    /// A client who may invite colleagues.
    pub async fn lead_client(&self) -> Person {
        self.member("client", true).await
    }

    /// The project's manager, of the agency's staff.
    pub async fn manager(&self) -> Person {
        let person = self.account("staff").await;
        fixture::member(self.state(), &self.project, person.user, "project_manager", false).await;
        person
    }

    /// An admin of the project, of the agency's staff.
    pub async fn admin(&self) -> Person {
        let person = self.account("staff").await;
        fixture::member(self.state(), &self.project, person.user, "admin", false).await;
        person
    }

    /// A person of a partner agency the project is shared with.
    pub async fn partner(&self, level: PartnerLevel) -> Person {
        let person = self.account("none").await;
        fixture::partner(self.state(), &self.project, person.user, level).await;
        person
    }

    /// A valid account with no part in anything.
    pub async fn stranger(&self) -> Person {
        self.account("none").await
    }

    /// One of the agency's staff, member of no project.
    pub async fn staff(&self) -> Person {
        self.account("staff").await
    }

    /// A person of the agency's staff, at an address that the options name.
    pub async fn staff_at(&self, email: &str) -> Person {
        let mut person = self.account("staff").await;
        let mut tx = self.state().db.platform(PlatformScope::Platform).await.unwrap();
        tx.announce(Change::Everything);
        let moved = sqlx::query("UPDATE users SET email = $2, credential_epoch = credential_epoch + 1 WHERE id = $1")
            .bind(person.user.0)
            .bind(email);
        moved.execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        email.clone_into(&mut person.email);
        person
    }

    /// An admin of the whole platform.
    pub async fn platform_admin(&self) -> Person {
        self.account("admin").await
    }

    /// Makes `person` a member of `project` as well.
    pub async fn join(&self, person: &Person, project: &Project, role: &str) {
        fixture::member(self.state(), project, person.user, role, false).await;
    }

    async fn member(&self, role: &str, lead: bool) -> Person {
        let person = self.account("none").await;
        fixture::member(self.state(), &self.project, person.user, role, lead).await;
        person
    }

    async fn account(&self, platform_role: &str) -> Person {
        Person::new(self.shared.clone(), fixture::account(self.state(), platform_role).await)
    }

    /// Runs the queue, including jobs enqueued by it, until no job is due. A job that fails fails the test.
    pub async fn run_jobs(&self) {
        // One by one in the order they were asked for, which is the order a test reads its mail in.
        let due = "SELECT id FROM jobs WHERE state = 'ready' AND run_at <= now() AND (lease_until IS NULL OR lease_until < now())
                   ORDER BY id";
        loop {
            let mut tx = self.state().db.platform(PlatformScope::Platform).await.unwrap();
            let jobs: Vec<uuid::Uuid> = sqlx::query_scalar(due).fetch_all(tx.conn()).await.unwrap();
            drop(tx);
            if jobs.is_empty() {
                break;
            }
            for job in jobs {
                let mut tx = self.state().db.platform(PlatformScope::Platform).await.unwrap();
                let claimed = jobs::claim_one(&mut tx, worker::kind, self.clock().now(), job).await.unwrap();
                tx.commit().await.unwrap();
                if let Some(claimed) = claimed {
                    worker::settle(self.state(), claimed).await.unwrap();
                }
                self.shared.mails.note();
            }
        }
        let mut left = unfinished(&self.shared.database).await;
        // A job that has arrived meanwhile has not failed.
        left.retain(|job| !job.contains("after 0 attempts"));
        assert!(left.is_empty(), "jobs failed: {left:#?}");
    }

    /// Runs this job of the project now, whatever is due. One that fails fails the test.
    pub async fn run_job(&self, project: ProjectId, job: &impl Job) {
        let mut tx = self.state().db.platform(PlatformScope::Platform).await.unwrap();
        let held = jobs::enqueue_held(&mut tx, self.clock().now(), project, job).await.unwrap();
        tx.commit().await.unwrap();
        let id = held.id;
        worker::settle(self.state(), held).await.unwrap();
        let mut tx = self.state().db.platform(PlatformScope::Platform).await.unwrap();
        let done = sqlx::query("DELETE FROM jobs WHERE id = $1 AND state = 'done'").bind(id).execute(tx.conn()).await;
        assert_eq!(done.unwrap().rows_affected(), 1, "the job failed");
        tx.commit().await.unwrap();
    }

    /// The mails that went out to `address` so far, oldest first: run the jobs before.
    pub fn mails_to(&self, address: &str) -> Vec<Received> {
        self.shared.mails.read().into_iter().filter(|mail| mail.to == address).collect()
    }

    /// The last mail to `address`, once there is one more than `before`: some are written after the answer, and the worker
    /// is told when they are.
    pub async fn next_mail(&self, address: &str, before: usize) -> Received {
        let written = async {
            loop {
                self.run_jobs().await;
                if let Some(mail) = self.mails_to(address).into_iter().skip(before).last() {
                    return mail;
                }
                self.state().db.changes().jobs().notified().await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(30), written).await.unwrap()
    }

    /// The last mail to `address`.
    #[track_caller]
    pub fn last_mail_to(&self, address: &str) -> Received {
        self.mails_to(address).pop().unwrap_or_else(|| panic!("no mail to {address}"))
    }

    /// Where mails are put, for the test that reads them in its own way.
    pub fn mail_folder(&self) -> &Path {
        self.shared.mails.folder()
    }

    /// Jobs that are due and not done, or have failed.
    pub async fn unfinished_jobs(&self) -> Vec<String> {
        unfinished(&self.shared.database).await
    }

    /// For the test that has settled its jobs by itself: none is looked for at the end.
    pub fn leave_jobs(&self) {
        self.shared.leaves_jobs.store(true, Ordering::Relaxed);
    }

    /// For the test that means to leave jobs: forgets them.
    pub async fn discard_jobs(&self) {
        let mut tx = self.state().db.platform(PlatformScope::Platform).await.unwrap();
        sqlx::query("DELETE FROM jobs").execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if std::thread::panicking() || self.shared.leaves_jobs.load(Ordering::Relaxed) {
            return;
        }
        let (shared, (told, answer)) = (self.shared.clone(), std::sync::mpsc::channel());
        run().runtime.spawn(async move { told.send(unfinished(&shared.database).await) });
        // On the run's thread, so that waiting here does not wait for ourselves.
        let left = answer.recv().unwrap();
        assert!(left.is_empty(), "nobody ran these jobs (`app.run_jobs().await`): {left:#?}");
    }
}

/// Descriptions of jobs that are due or have failed, with their errors.
async fn unfinished(database: &Database) -> Vec<String> {
    let mut connection = database.options("fataplus_platform").connect().await.unwrap();
    let rows = sqlx::query(
        "SELECT kind, state, attempts, last_error FROM jobs
         WHERE state <> 'done' AND (attempts > 0 OR run_at <= now()) ORDER BY created_at",
    );
    let describe = |row: &sqlx::postgres::PgRow| {
        let (kind, state): (String, String) = (row.get(0), row.get(1));
        let (attempts, error): (i32, Option<String>) = (row.get(2), row.get(3));
        format!("{kind}: {state} after {attempts} attempts {}", error.unwrap_or_default())
    };
    rows.fetch_all(&mut connection).await.unwrap().iter().map(describe).collect()
}

/// Every name leads here: the system does not know `*.localhost`.
struct Loopback;

impl Resolve for Loopback {
    fn resolve(&self, _: Name) -> Resolving {
        let here: Box<dyn Iterator<Item = SocketAddr> + Send> = Box::new(std::iter::once(([127, 0, 0, 1], 0).into()));
        Box::pin(std::future::ready(Ok(here)))
    }
}
