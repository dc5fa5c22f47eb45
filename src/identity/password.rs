use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{Semaphore, oneshot};

/// A password that may be set: 12–128 characters and not easily guessed.
pub struct Password(SecretString);

/// Why a password may not be set.
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

/// How far a thread that hashes stands back: all the way, so that pages come first.
const NICE: i32 = 19;

/// Argon2id (19 MiB, t = 2, p = 1: the OWASP minimum), on threads that give way to all others, a few at a time.
#[derive(Clone)]
pub struct PasswordHasher {
    argon2: Argon2<'static>,
    permits: Arc<Semaphore>,
    /// Estimates of strength that are only looked at while somebody types.
    meters: Arc<Semaphore>,
    /// What an unknown user's attempt is verified against, so that it takes as long.
    dummy: Arc<str>,
}

impl PasswordHasher {
    /// With `parallel` hashes at a time.
    #[must_use]
    pub fn new(parallel: usize) -> Self {
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::default());
        let dummy = argon2.hash_password(b"nobody has this password").map(|hash| hash.to_string()).unwrap_or_default();
        Self {
            argon2,
            permits: Arc::new(Semaphore::new(parallel.max(1))),
            meters: Arc::new(Semaphore::new(1)),
            dummy: dummy.into(),
        }
    }

    /// The PHC string to store; `None` only if hashing itself is impossible (no entropy, shut down).
    pub async fn hash(&self, password: Password) -> Option<String> {
        let argon2 = self.argon2.clone();
        let hash =
            move || argon2.hash_password(password.0.expose_secret().as_bytes()).map(|hash| hash.to_string()).ok();
        self.aside(hash).await?
    }

    /// Runs `work` on a thread of its own. Its permit goes with it: who hangs up makes no room for another before it is done.
    async fn aside<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let permit = self.permits.clone().acquire_owned().await.ok()?;
        let (done, answer) = oneshot::channel();
        let thread = std::thread::Builder::new().name("password".to_owned()).spawn(move || {
            // Linux means the calling thread; elsewhere it would be the whole process.
            #[cfg(target_os = "linux")]
            let _ = rustix::process::setpriority_process(None, NICE);
            let _ = done.send(work());
            drop(permit);
        });
        thread.ok()?;
        answer.await.ok()
    }

    /// The score of a text (0–4) against what is `known` of the person; `None` while another is being looked at, or when it is
    /// longer than a password may be.
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

    /// Whether `attempt` is the password behind `stored`. Takes the same time when there is no stored hash.
    pub async fn verify(&self, attempt: SecretString, stored: Option<String>) -> bool {
        let (argon2, known) = (self.argon2.clone(), stored.is_some());
        let stored = stored.unwrap_or_else(|| self.dummy.to_string());
        let matches = move || {
            PasswordHash::new(&stored)
                .is_ok_and(|hash| argon2.verify_password(attempt.expose_secret().as_bytes(), &hash).is_ok())
        };
        self.aside(matches).await.unwrap_or(false) && known
    }
}

#[cfg(test)]
mod tests {
    use super::{Password, PasswordHasher, WeakPassword};

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
}
