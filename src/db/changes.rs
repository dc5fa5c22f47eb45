//! What changed, as told by the database at each commit (LISTEN/NOTIFY, migration 0003): how what is kept in memory
//! knows that it is out of date, on every replica.
//!
//! A change of a project or person moves a counter. Whoever keeps something takes a `Mark` of its counters before
//! reading the rows, and trusts what it keeps while the counters stand where they stood. So a change that was told
//! while the rows were being read is never missed, and forgetting is one addition, wherever the copies lie.
//!
//! The connection is direct (`DATABASE_LISTEN_URL`; no pooler in between) and has a heartbeat: a notification to
//! ourselves, which arrives after all that were committed before it. While none came for a second nothing is trusted;
//! when the connection is back, everything kept before is forgotten.

use std::{
    hash::{BuildHasher, RandomState},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use tokio::sync::{Notify, watch};

use crate::ids::{ProjectId, UserId};

const CHANNEL: &str = "fataplus";
/// Between heartbeats.
const BEAT: Duration = Duration::from_millis(250);
/// Without a heartbeat for this long, what is kept is not trusted.
const TRUST: Duration = Duration::from_secs(1);
/// Between tries to connect.
const RETRY: Duration = Duration::from_millis(250);
/// How often it is looked whether changes are heard of; while they are not, what a process holds is read each time.
const TICK: Duration = Duration::from_millis(250);
/// How often it is read though nobody told of a change.
const ROUND: Duration = Duration::from_secs(30);
/// Counters. Two subjects that share one only forget too much.
const COUNTERS: usize = 4096;

/// What a kept copy depends on.
#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq)]
pub enum Subject {
    /// Any row of a project.
    Project(ProjectId),
    /// What people's parts in a project rest on: its own row, members, shares, rules, keys, figures.
    Part(ProjectId),
    /// An account, its sessions and agencies.
    Person(UserId),
}

/// Where a subject's counter stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark(u64);

/// Where the counters of up to two subjects stood, whether or not changes were heard of.
#[derive(Clone, Copy, Debug)]
pub struct Stood([Option<(Subject, Mark)>; 2]);

impl Stood {
    /// Whose they are.
    #[must_use]
    pub fn subjects(&self) -> [Option<Subject>; 2] {
        self.0.map(|stood| stood.map(|(subject, _)| subject))
    }
}

/// The counters. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Changes(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    hasher: RandomState,
    counters: Vec<AtomicU64>,
    everything: AtomicU64,
    began: Instant,
    /// Milliseconds from `began` to the start of the last heartbeat that came back; 0 when there is none.
    heard: AtomicU64,
    /// Heartbeats begun.
    sent: AtomicU64,
    /// The last heartbeat that came back.
    back: watch::Sender<u64>,
    /// Somebody waits for the next one.
    wanted: Notify,
    /// Moves when the list of verified domains changed, or may have.
    domains: watch::Sender<u64>,
    /// The same of the keys that sign.
    keys: watch::Sender<u64>,
}

impl Default for Changes {
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
        }))
    }
}

impl Changes {
    /// Where `subject` stands now; to be taken before its rows are read. `None` while changes are not heard of: then
    /// nothing is to be kept.
    #[must_use]
    pub fn mark(&self, subject: Subject) -> Option<Mark> {
        self.heard_lately().then(|| self.current(subject))
    }

    /// Whether nothing was changed since `mark`, as far as was told within the last second.
    #[must_use]
    pub fn unchanged(&self, subject: Subject, mark: Mark) -> bool {
        self.current(subject) == mark && self.heard_lately()
    }

    /// Where `subjects` stand now, for who looks again within a second in any case: to be taken before their rows are read.
    #[must_use]
    pub fn stand(&self, subjects: [Option<Subject>; 2]) -> Stood {
        Stood(subjects.map(|subject| subject.map(|subject| (subject, self.current(subject)))))
    }

    /// Whether no change of theirs has come since.
    #[must_use]
    pub fn stands(&self, stood: &Stood) -> bool {
        stood.0.iter().flatten().all(|(subject, mark)| self.current(*subject) == *mark)
    }

    /// Notes a change made here, which others hear of from the database.
    pub fn note(&self, subject: Subject) {
        if let Some(counter) = self.counter(subject) {
            counter.fetch_add(1, Ordering::AcqRel);
        }
    }

    /// Waits until all that was committed before this call has been heard; at once when nothing is trusted anyway.
    pub async fn catch_up(&self) {
        if !self.heard_lately() {
            return;
        }
        let mut back = self.0.back.subscribe();
        let next = self.0.sent.load(Ordering::Acquire) + 1;
        self.0.wanted.notify_one();
        let _ = tokio::time::timeout(TRUST, back.wait_for(|beat| *beat >= next)).await;
    }

    /// Moves when the verified domains have changed, or may have.
    #[must_use]
    pub fn domains(&self) -> watch::Receiver<u64> {
        self.0.domains.subscribe()
    }

    /// Moves when the keys that sign have changed, or may have.
    #[must_use]
    pub fn keys(&self) -> watch::Receiver<u64> {
        self.0.keys.subscribe()
    }

    /// Waits until what was read at `read` is to be read again: `told` moved, nothing is heard at the moment, or it is half a
    /// minute old. Silence counts early, so that what is held is never older than what is trusted.
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

    /// Listens for ever; whoever drops the future stops it.
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
        // What was told while nobody listened is not known.
        self.forget_everything();
        // Payloads of other replicas' heartbeats must not be taken for ours.
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
            // Until the next beat is due or wanted, changes are heard as they come.
            let due = tokio::time::sleep(BEAT);
            tokio::pin!(due);
            loop {
                // Receiving may be dropped: what was read of a message stays in the connection's buffer.
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
        if let Ok(project) = payload.parse() {
            self.note(Subject::Project(project));
        } else if let Some(project) = payload.strip_prefix("part ").and_then(|project| project.parse().ok()) {
            self.note(Subject::Part(project));
        } else if let Ok(person) = payload.parse::<uuid::Uuid>() {
            self.note(Subject::Person(UserId(person)));
        } else if payload == "domains" {
            self.0.domains.send_modify(|count| *count += 1);
        } else if payload == "keys" {
            self.0.keys.send_modify(|count| *count += 1);
        } else if !payload.starts_with("beat ") {
            self.forget_everything();
        }
    }

    fn forget_everything(&self) {
        self.0.everything.fetch_add(1, Ordering::AcqRel);
        self.0.domains.send_modify(|count| *count += 1);
        self.0.keys.send_modify(|count| *count += 1);
    }

    /// Whether all that was committed until a second ago has been heard of.
    #[must_use]
    pub fn heard_lately(&self) -> bool {
        self.heard_within(TRUST)
    }

    fn heard_within(&self, time: Duration) -> bool {
        let heard = self.0.heard.load(Ordering::Acquire);
        heard != 0 && self.0.began.elapsed() < Duration::from_millis(heard) + time
    }

    fn current(&self, subject: Subject) -> Mark {
        let own = self.counter(subject).map_or(0, |counter| counter.load(Ordering::Acquire));
        // Both only grow, so the sum moves when either does.
        Mark(own.wrapping_add(self.0.everything.load(Ordering::Acquire)))
    }

    fn counter(&self, subject: Subject) -> Option<&AtomicU64> {
        let place = self.0.hasher.hash_one(subject) % COUNTERS as u64;
        self.0.counters.get(usize::try_from(place).ok()?)
    }
}

async fn timely<T>(work: impl Future<Output = T>) -> Result<T, sqlx::Error> {
    tokio::time::timeout(TRUST, work).await.map_err(|_| sqlx::Error::PoolTimedOut)
}
