//! Change notices, announced by each transaction at commit (LISTEN/NOTIFY), by which the caches of every replica learn
//! that a copy is out of date.
//!
//! A change of a project or person moves a counter. A cache takes a `Version` of the counters before it reads the rows,
//! and trusts its copy while the counters are unchanged. So a change announced during the read is never missed, and
//! invalidation is one addition, wherever the copies are.
//!
//! The connection is direct (`DATABASE_LISTEN_URL`; no pooler in between) and has a heartbeat: a notification to
//! ourselves, which arrives after all that were committed before it. After a second without one nothing is trusted; a
//! new connection invalidates all copies.

use std::{
    collections::HashSet,
    hash::{BuildHasher, RandomState},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use tokio::sync::{Notify, watch};

use super::Change;
use crate::ids::{ProjectId, UserId};

const CHANNEL: &str = "fataplus";
/// Interval between heartbeats.
const BEAT: Duration = Duration::from_millis(250);
/// Time without a heartbeat after which copies are not trusted.
const TRUST: Duration = Duration::from_secs(1);
/// Interval between attempts to connect.
const RETRY: Duration = Duration::from_millis(250);
/// Interval of checks whether notices arrive; while they do not, tables held in memory are read at each check.
const TICK: Duration = Duration::from_millis(250);
/// Interval of reads without any notice.
const ROUND: Duration = Duration::from_secs(30);
/// Number of counters. Two subjects that share one only invalidate too much.
const COUNTERS: usize = 4096;

/// Row set that a copy depends on.
#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq)]
pub enum Subject {
    /// Any row of a project.
    Project(ProjectId),
    /// Rows of a project that `Change::Part` names.
    Part(ProjectId),
    /// Rows of a person that `Change::Person` names.
    Person(UserId),
    /// Accounts and agencies of all people, as others see them: names and roles.
    People,
    /// Rows of a person that `Change::Marks` names.
    Marks(UserId),
}

/// Value of a subject's counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version(u64);

/// Values of the counters of up to two subjects, even while no notices arrive.
#[derive(Clone, Copy, Debug)]
pub struct CounterSnapshot([Option<(Subject, Version)>; 2]);

impl CounterSnapshot {
    /// The subjects.
    #[must_use]
    pub fn subjects(&self) -> [Option<Subject>; 2] {
        self.0.map(|stood| stood.map(|(subject, _)| subject))
    }
}

/// The counters. Cheap to clone.
#[derive(Clone, Debug)]
pub struct ChangeFeed(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    hasher: RandomState,
    counters: Vec<AtomicU64>,
    everything: AtomicU64,
    began: Instant,
    /// Milliseconds from `began` to the start of the last heartbeat that came back; 0 when there is none.
    heard: AtomicU64,
    /// Number of heartbeats sent.
    sent: AtomicU64,
    /// Last heartbeat received.
    back: watch::Sender<u64>,
    /// Wakes the listener for an extra heartbeat.
    wanted: Notify,
    /// Moves when the list of verified domains has changed, or may have.
    domains: watch::Sender<u64>,
    /// Moves when the signing keys have changed, or may have.
    keys: watch::Sender<u64>,
    /// Notified when a transaction of this process that enqueued jobs has committed.
    jobs: Notify,
    /// Projects whose audit trail grew in this process, until a checkpoint is written.
    grown: Mutex<HashSet<ProjectId>>,
    /// Whether lines of the platform's audit trail may not be tied into its chain yet.
    loose: AtomicBool,
}

impl Default for ChangeFeed {
    fn default() -> Self {
        Self(Arc::new(Inner {
            hasher: RandomState::new(),
            counters: std::iter::repeat_with(AtomicU64::default).take(COUNTERS).collect(),
            everything: AtomicU64::new(0),
            began: Instant::now(),
            heard: AtomicU64::new(0),
            sent: AtomicU64::new(0),
            back: watch::Sender::new(0),
            wanted: Notify::new(),
            domains: watch::Sender::new(0),
            keys: watch::Sender::new(0),
            jobs: Notify::new(),
            grown: Mutex::default(),
            // Another process may have left some.
            loose: AtomicBool::new(true),
        }))
    }
}

impl ChangeFeed {
    fn grown(&self) -> MutexGuard<'_, HashSet<ProjectId>> {
        self.0.grown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that the project's audit trail grew.
    pub fn note_grown(&self, project: ProjectId) {
        self.grown().insert(project);
    }

    /// Takes the projects whose audit trail grew.
    #[must_use]
    pub fn take_grown(&self) -> HashSet<ProjectId> {
        std::mem::take(&mut *self.grown())
    }

    /// Notes that lines of the platform's audit trail are to be tied into its chain.
    pub fn note_loose(&self) {
        self.0.loose.store(true, Ordering::Relaxed);
    }

    /// Whether there may be such lines; not any more then.
    #[must_use]
    pub fn take_loose(&self) -> bool {
        self.0.loose.swap(false, Ordering::Relaxed)
    }

    /// Counter of `subject`; take it before reading the rows. `None` while notices do not arrive: then the copy must
    /// not be kept.
    #[must_use]
    pub fn version(&self, subject: Subject) -> Option<Version> {
        self.is_live().then(|| self.current(subject))
    }

    /// Whether no change since `version` is known, with notices up to at most a second ago.
    #[must_use]
    pub fn unchanged(&self, subject: Subject, version: Version) -> bool {
        self.current(subject) == version && self.is_live()
    }

    /// Counters of `subjects`, for callers that check again within a second in any case; take them before reading the
    /// rows.
    #[must_use]
    pub fn stand(&self, subjects: [Option<Subject>; 2]) -> CounterSnapshot {
        CounterSnapshot(subjects.map(|subject| subject.map(|subject| (subject, self.current(subject)))))
    }

    /// Whether no change of the subjects has arrived since.
    #[must_use]
    pub fn stands(&self, stood: &CounterSnapshot) -> bool {
        stood.0.iter().flatten().all(|(subject, version)| self.current(*subject) == *version)
    }

    /// Records a change: one that this process has just committed, or one that a notice names.
    pub fn record(&self, change: Change) {
        match change {
            Change::Rows(project) => self.move_counter(Subject::Project(project)),
            Change::Part(project) => {
                self.move_counter(Subject::Project(project));
                self.move_counter(Subject::Part(project));
            }
            Change::Account(person) => {
                self.move_counter(Subject::Person(person));
                self.move_counter(Subject::People);
            }
            Change::Person(person) => self.move_counter(Subject::Person(person)),
            Change::Marks(person) => self.move_counter(Subject::Marks(person)),
            Change::Domains => self.0.domains.send_modify(|count| *count += 1),
            Change::SigningKeys => self.0.keys.send_modify(|count| *count += 1),
            Change::Everything => {
                self.0.everything.fetch_add(1, Ordering::AcqRel);
                self.record(Change::Domains);
                self.record(Change::SigningKeys);
            }
        }
    }

    fn move_counter(&self, subject: Subject) {
        if let Some(counter) = self.counter(subject) {
            counter.fetch_add(1, Ordering::AcqRel);
        }
    }

    /// Waits until all changes committed before this call have arrived; returns at once while nothing is trusted
    /// anyway.
    pub async fn catch_up(&self) {
        if !self.is_live() {
            return;
        }
        let mut back = self.0.back.subscribe();
        let next = self.0.sent.load(Ordering::Acquire) + 1;
        self.0.wanted.notify_one();
        let _ = tokio::time::timeout(TRUST, back.wait_for(|beat| *beat >= next)).await;
    }

    /// Receiver that moves when the verified domains have changed, or may have.
    #[must_use]
    pub fn domains(&self) -> watch::Receiver<u64> {
        self.0.domains.subscribe()
    }

    /// Receiver that moves when the signing keys have changed, or may have.
    #[must_use]
    pub fn keys(&self) -> watch::Receiver<u64> {
        self.0.keys.subscribe()
    }

    /// Notified after the commit of a transaction of this process that enqueued jobs.
    #[must_use]
    pub fn jobs(&self) -> &Notify {
        &self.0.jobs
    }

    /// Waits until a copy read at `read` is to be read again: `told` moved, notices do not arrive, or it is half a
    /// minute old. Missing notices count early, so that a held copy is never older than a trusted one.
    pub async fn reading_due(&self, told: &mut watch::Receiver<u64>, read: Instant) {
        loop {
            tokio::select! {
                _ = told.changed() => return,
                () = tokio::time::sleep(TICK) => {}
            }
            if !self.heard_within(TRUST / 2) || read.elapsed() > ROUND {
                return;
            }
        }
    }

    /// Listens until the future is dropped.
    pub async fn listen(&self, options: PgConnectOptions) {
        loop {
            if let Err(error) = self.listen_once(options.clone()).await {
                tracing::debug!(%error, "changes are not heard of");
            }
            self.0.heard.store(0, Ordering::Release);
            tokio::time::sleep(RETRY).await;
        }
    }

    async fn listen_once(&self, options: PgConnectOptions) -> Result<(), sqlx::Error> {
        let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(TRUST).max_lifetime(None).idle_timeout(None);
        let pool = pool.connect_with(options.application_name("fataplus-listen")).await?;
        let mut listener = PgListener::connect_with(&pool).await?;
        listener.eager_reconnect(false);
        listener.listen(CHANNEL).await?;
        // Notices sent before LISTEN are lost: invalidate everything.
        self.record(Change::Everything);
        // Heartbeats of other replicas must not count as ours.
        let name = format!("beat {:016x}", self.0.hasher.hash_one(Instant::now()));
        loop {
            let number = self.0.sent.fetch_add(1, Ordering::AcqRel) + 1;
            let (begun, payload) = (Instant::now(), format!("{name} {number}"));
            let beat = sqlx::query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(&payload).execute(&mut listener);
            timely(beat).await??;
            loop {
                let heard = timely(listener.try_recv()).await??.ok_or(sqlx::Error::WorkerCrashed)?;
                if heard.payload() == payload {
                    break;
                }
                self.hear(heard.payload());
            }
            let since = begun.duration_since(self.0.began).as_millis();
            self.0.heard.store(u64::try_from(since).unwrap_or(u64::MAX).max(1), Ordering::Release);
            self.0.back.send_replace(number);
            // Receives notices until the next heartbeat is due or wanted.
            let due = tokio::time::sleep(BEAT);
            tokio::pin!(due);
            loop {
                // Dropping the receive is safe: a partly read message stays in the connection's buffer.
                tokio::select! {
                    () = &mut due => break,
                    () = self.0.wanted.notified() => break,
                    heard = listener.try_recv() => match heard? {
                        Some(heard) => self.hear(heard.payload()),
                        None => return Err(sqlx::Error::WorkerCrashed),
                    },
                }
            }
        }
    }

    fn hear(&self, payload: &str) {
        // Another replica's heartbeat.
        if !payload.starts_with("beat ") {
            let Ok(change) = payload.parse();
            self.record(change);
        }
    }

    /// Whether all changes committed until a second ago have arrived.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.heard_within(TRUST)
    }

    fn heard_within(&self, time: Duration) -> bool {
        let heard = self.0.heard.load(Ordering::Acquire);
        heard != 0 && self.0.began.elapsed() < Duration::from_millis(heard) + time
    }

    fn current(&self, subject: Subject) -> Version {
        let own = self.counter(subject).map_or(0, |counter| counter.load(Ordering::Acquire));
        // Both only grow, so the sum moves when either does.
        Version(own.wrapping_add(self.0.everything.load(Ordering::Acquire)))
    }

    fn counter(&self, subject: Subject) -> Option<&AtomicU64> {
        let place = self.0.hasher.hash_one(subject) % COUNTERS as u64;
        self.0.counters.get(usize::try_from(place).ok()?)
    }
}

async fn timely<T>(work: impl Future<Output = T>) -> Result<T, sqlx::Error> {
    tokio::time::timeout(TRUST, work).await.map_err(|_| sqlx::Error::PoolTimedOut)
}
