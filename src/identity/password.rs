//! Passwords: rules, hashing and strength.

use std::{cell::RefCell, sync::Arc, time::Duration};

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::{
        PasswordHasher as _,
        phc::{Output, PasswordHash},
    },
};
use secrecy::{ExposeSecret, SecretString};
use thread_priority::{ThreadPriority, set_current_thread_priority};
use tokio::{
    runtime::{Builder, Runtime},
    sync::{Semaphore, oneshot},
};

/// A password that may be set: 12–128 characters and hard to guess.
pub struct Password(SecretString);

/// Reason for refusing a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeakPassword {
    /// Shorter than 12 characters.
    TooShort,
    /// Longer than 128 characters.
    TooLong,
    /// An attacker who knows the person would guess it (zxcvbn score below 3 of 4).
    Guessable,
}

impl Password {
    /// Checks the text against the rules; `known` are words an attacker would try first (name, e-mail, product).
    pub fn new(text: SecretString, known: &[&str]) -> Result<Self, WeakPassword> {
        match text.expose_secret().chars().count() {
            ..12 => Err(WeakPassword::TooShort),
            129.. => Err(WeakPassword::TooLong),
            _ if zxcvbn::zxcvbn(text.expose_secret(), known).score() < zxcvbn::Score::Three => {
                Err(WeakPassword::Guessable)
            }
            _ => Ok(Self(text)),
        }
    }
}

/// Time that an idle hashing thread is kept for the next password.
const KEPT: Duration = Duration::from_secs(30);

/// Argon2id (19 MiB, t = 2, p = 1: the OWASP minimum), on low-priority threads, a few at a time.
#[derive(Clone)]
pub struct PasswordHasher {
    argon2: Argon2<'static>,
    threads: Arc<Threads>,
    /// Permits for strength estimates while somebody types.
    meters: Arc<Semaphore>,
    /// Hash that attempts for unknown users are verified against, so that they take as long.
    dummy: Arc<str>,
}

impl PasswordHasher {
    /// Runs at most `parallel` hashes at a time.
    #[must_use]
    pub fn new(parallel: usize) -> Self {
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::default());
        let dummy = argon2.hash_password(b"nobody has this password").map(|hash| hash.to_string()).unwrap_or_default();
        Self {
            argon2,
            threads: Arc::new(Threads::new(parallel.max(1))),
            meters: Arc::new(Semaphore::new(1)),
            dummy: dummy.into(),
        }
    }

    /// The PHC string to store; `None` only if hashing itself is impossible (no entropy, shut down).
    pub async fn hash(&self, password: Password) -> Option<String> {
        let argon2 = self.argon2.clone();
        let hash =
            move || argon2.hash_password(password.0.expose_secret().as_bytes()).map(|hash| hash.to_string()).ok();
        self.threads.run(hash).await?
    }

    /// Strength of a text (0–4), given the words `known` about the person; `None` while another estimate runs, or for a
    /// text longer than a password may be.
    pub async fn strength(&self, text: SecretString, known: Vec<String>) -> Option<u8> {
        let _permit = self.meters.try_acquire().ok()?;
        if text.expose_secret().len() > 4 * 128 {
            return None;
        }
        let estimate = move || {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            u8::from(zxcvbn::zxcvbn(text.expose_secret(), &known).score())
        };
        tokio::task::spawn_blocking(estimate).await.ok()
    }

    /// Whether `attempt` matches the `stored` hash. Takes the same time without a stored hash.
    pub async fn verify(&self, attempt: SecretString, stored: Option<String>) -> bool {
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.dummy.to_string());
        self.threads.run(move || matches(&attempt, &stored)).await.flatten().unwrap_or(false) && known
    }
}

thread_local! {
    /// Memory of the thread's last hash, reused by the next one.
    static MEMORY: RefCell<Vec<Block>> = const { RefCell::new(Vec::new()) };
}

/// Whether `attempt` matches the `stored` hash; `None` if that is no Argon2 hash.
fn matches(attempt: &SecretString, stored: &str) -> Option<bool> {
    let stored = PasswordHash::new(stored).ok()?;
    let (salt, expected) = (stored.salt?, stored.hash?);
    let params = Params::try_from(&stored).ok()?;
    let algorithm = Algorithm::try_from(stored.algorithm.as_str()).ok()?;
    let argon2 = Argon2::new(algorithm, stored.version?.try_into().ok()?, params);
    let mut found = vec![0; expected.len()];
    MEMORY.with_borrow_mut(|memory| {
        memory.resize(argon2.params().block_count(), Block::new());
        argon2.hash_password_into_with_memory(attempt.expose_secret().as_bytes(), &salt, &mut found, memory).ok()
    })?;
    // `Output` compares in constant time.
    Some(Output::new(&found).ok()? == expected)
}

/// Low-priority threads with a queue. Three properties keep pages responsive during a flood of log-ins
/// (docs/benchmarks.md): threads live on and keep the memory of a hash, because starting a thread or allocating 19 MiB
/// holds the allocator's lock for the whole process; they take the next hash without sleeping, because each wake-up
/// takes a processor from another thread; and their priority is the lowest.
struct Threads(Option<Runtime>);

impl Threads {
    fn new(count: usize) -> Self {
        let threads = Builder::new_current_thread()
            .max_blocking_threads(count)
            .thread_keep_alive(KEPT)
            .thread_name("password")
            .on_thread_start(stand_back)
            .build();
        Self(threads.ok())
    }

    /// Runs `work` in turn, unless the caller has given up waiting.
    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let (tell, told) = oneshot::channel();
        self.0.as_ref()?.spawn_blocking(move || {
            if !tell.is_closed() {
                let _ = tell.send(work());
            }
        });
        told.await.ok()
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        // The last request may drop the hasher inside the runtime, where blocking on threads is not allowed.
        if let Some(threads) = self.0.take() {
            threads.shutdown_background();
        }
    }
}

/// Gives the calling thread the lowest priority (nice 19) rather than the idle class: a processor that runs idle-class
/// threads counts as free and is given the next waking thread.
fn stand_back() {
    // Without permission, hashing keeps the normal priority.
    let _ = set_current_thread_priority(ThreadPriority::Min);
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use futures_util::FutureExt;

    use super::{Password, PasswordHasher, Threads, WeakPassword};

    fn check(text: &str) -> Result<(), WeakPassword> {
        Password::new(text.to_owned().into(), &["rina", "rina@baobab.mg", "fataplus"]).map(|_| ())
    }

    #[test]
    fn weak_passwords_are_refused() {
        assert_eq!(check("court"), Err(WeakPassword::TooShort));
        assert_eq!(check(&"x".repeat(129)), Err(WeakPassword::TooLong));
        assert_eq!(check("rinafataplus"), Err(WeakPassword::Guessable));
        assert_eq!(check("password1234"), Err(WeakPassword::Guessable));
        assert_eq!(check("vary be menaka loatra"), Ok(()));
    }

    #[tokio::test]
    async fn only_the_right_password_verifies() {
        let hasher = PasswordHasher::new(2);
        let hash =
            hasher.hash(Password::new("vary be menaka loatra".to_owned().into(), &[]).ok().unwrap()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(hasher.verify("vary be menaka loatra".to_owned().into(), Some(hash.clone())).await);
        assert!(!hasher.verify("vary be menaka loatro".to_owned().into(), Some(hash)).await);
        assert!(!hasher.verify("nobody has this password".to_owned().into(), None).await);
    }

    #[tokio::test]
    async fn what_nobody_waits_for_any_more_is_not_done() {
        let threads = Threads::new(1);
        let (go, wait) = mpsc::channel();
        let (done, counted) = mpsc::channel();
        let mut first = Box::pin(threads.run(move || wait.recv()));
        let mut second = Box::pin(threads.run(move || done.send("for nobody")));
        assert!((&mut first).now_or_never().is_none() && (&mut second).now_or_never().is_none(), "both have begun");
        drop(second);
        go.send("on").unwrap();
        assert_eq!(first.await, Some(Ok("on")));
        assert_eq!(threads.run(|| "next").await, Some("next"));
        assert_eq!(counted.try_recv(), Err(mpsc::TryRecvError::Disconnected));
    }
}
