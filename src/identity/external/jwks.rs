//! Cached key sets of identity providers.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Instant,
};

use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse},
};
use serde::Deserialize;
use serde_json::Value;
use time::{Duration, OffsetDateTime};
use tokio::sync::Mutex;

use super::{FederationError, Outbound};

/// Minimum time between two fetches of a key set, whatever tokens arrive.
const EVERY: Duration = Duration::minutes(1);
/// Minimum time between two fetches while there is no key set.
const AGAIN: Duration = Duration::seconds(5);
/// Lifetime of a key set, so that withdrawn keys are dropped.
const TRUSTED: Duration = Duration::hours(1);

/// An issuer's published keys (RFC 7517), fetched from its own URL and cached.
pub struct RemoteKeys {
    url: String,
    http: Outbound,
    held: RwLock<Held>,
    /// Time of the last fetch; locked during a fetch, so that one caller fetches for all.
    asking: Mutex<Option<OffsetDateTime>>,
}

#[derive(Clone, Default)]
struct Held {
    keys: Arc<[Key]>,
    read_at: Option<OffsetDateTime>,
}

struct Key {
    kid: Option<String>,
    algorithm: Algorithm,
    verifying: DecodingKey,
}

#[derive(Deserialize)]
struct Set {
    keys: Vec<Value>,
}

impl RemoteKeys {
    /// Keys at `url`; makes no request yet.
    #[must_use]
    pub fn new(url: String, http: Outbound) -> Self {
        Self { url, http, held: RwLock::default(), asking: Mutex::default() }
    }

    /// URL of the key set.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Key `kid` for signatures of `algorithm`. Without a `kid` exactly one key must fit. An unknown `kid` has the set
    /// fetched again, unless that was done within the last minute.
    pub async fn find(
        &self,
        kid: Option<&str>,
        algorithm: Algorithm,
        now: OffsetDateTime,
    ) -> Result<DecodingKey, FederationError> {
        if let Ok(key) = self.held().find(kid, algorithm, now) {
            return Ok(key);
        }
        self.read(kid, algorithm, now).await;
        self.held().find(kid, algorithm, now)
    }

    async fn read(&self, kid: Option<&str>, algorithm: Algorithm, now: OffsetDateTime) {
        let mut asked_at = self.asking.lock().await;
        let held = self.held();
        let wait = if held.read_at.is_some() { EVERY } else { AGAIN };
        let somebody_else_did = held.find(kid, algorithm, now).is_ok();
        if somebody_else_did || asked_at.is_some_and(|at| now - at < wait) {
            return;
        }
        *asked_at = Some(now);
        let asking = Instant::now();
        match self.http.json::<Set>(&self.url, None).await {
            Ok(set) => {
                let keys = set.keys.into_iter().filter_map(Key::of).collect();
                *self.held.write().unwrap_or_else(PoisonError::into_inner) = Held { keys, read_at: Some(now) };
            }
            Err(error) => {
                // Counted from the end of the request, so that waiting callers do not wait as long once more.
                *asked_at = Some(now + asking.elapsed());
                tracing::warn!(url = self.url, ?error, "an issuer's keys could not be read");
            }
        }
    }

    fn held(&self) -> Held {
        self.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Held {
    fn find(
        &self,
        kid: Option<&str>,
        algorithm: Algorithm,
        now: OffsetDateTime,
    ) -> Result<DecodingKey, FederationError> {
        if self.read_at.is_none_or(|at| now - at >= TRUSTED) {
            return Err(FederationError::Unreachable);
        }
        let fits = |key: &&Key| key.algorithm == algorithm && (kid.is_none() || key.kid.as_deref() == kid);
        let mut fitting = self.keys.iter().filter(fits);
        match (fitting.next(), fitting.next()) {
            (Some(key), None) => Ok(key.verifying.clone()),
            (Some(key), Some(_)) if kid.is_some() => Ok(key.verifying.clone()),
            _ => Err(FederationError::UnknownKey),
        }
    }
}

impl Key {
    /// A key for a supported signature; other members of the set are skipped.
    fn of(value: Value) -> Option<Self> {
        let jwk: Jwk = serde_json::from_value(value).ok()?;
        let fitting = match &jwk.algorithm {
            AlgorithmParameters::RSA(_) => Algorithm::RS256,
            AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => Algorithm::ES256,
            AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => Algorithm::EdDSA,
            _ => return None,
        };
        let signs = jwk.common.public_key_use.as_ref().is_none_or(|role| *role == PublicKeyUse::Signature);
        let meant = jwk.common.key_algorithm.is_none_or(|meant| meant == KeyAlgorithm::from(fitting));
        if !signs || !meant {
            return None;
        }
        let verifying = DecodingKey::from_jwk(&jwk).ok()?;
        Some(Self { kid: jwk.common.key_id, algorithm: fitting, verifying })
    }
}

impl std::fmt::Debug for RemoteKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RemoteKeys").field("url", &self.url).finish_non_exhaustive()
    }
}
