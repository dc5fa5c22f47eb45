//! Keys derived from the master key.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Instant,
};

use aws_lc_rs::{
    constant_time::verify_slices_are_equal,
    hkdf::{HKDF_SHA256, Prk, Salt},
    hmac::{self, HMAC_SHA256},
};
use quick_cache::sync::Cache;
use rand::RngCore;
use secrecy::{ExposeSecret, SecretString};
use time::{Duration, OffsetDateTime};
use tokio::sync::{Mutex, MutexGuard};

use super::{
    claims::Verified,
    signing_keys::{KeyPair, KeyRow, SharedSigningKeys, SigningKeys},
};
use crate::text::hex;

/// Maximum number of remembered signature checks.
const VERIFIED: usize = 50_000;

/// Keys derived from the master key, and the session signing keys.
#[derive(Clone)]
pub struct Keys {
    /// Session signing key derived from the master key, the first in use.
    first: KeyPair,
    signing: SharedSigningKeys,
    /// Tokens verified before, by their SHA-256, until they expire or their key retires.
    pub(super) verified: Arc<Cache<[u8; 32], Verified>>,
    /// Time of the last read of the keys that an unknown key id caused.
    asked: Arc<Mutex<Option<Instant>>>,
    form: hmac::Key,
    pub(super) check: hmac::Key,
    /// Pseudorandom key (HKDF) that further keys are expanded from.
    pub(super) prk: Prk,
}

/// The master key gave no usable signing key.
#[derive(Debug, thiserror::Error)]
#[error("no signing key could be made from FATAPLUS_MASTER_KEY")]
pub struct BadMasterKey;

impl Keys {
    /// Time that replicas have to learn a new key before it signs.
    pub const LEARN: Duration = Duration::seconds(5);
    /// Tolerated difference between clocks.
    pub const SKEW: Duration = Duration::minutes(1);

    /// Derives each key with HKDF-SHA-256 (RFC 5869) under its own label.
    pub fn derive(master: &SecretString) -> Result<Self, BadMasterKey> {
        let prk = Salt::new(HKDF_SHA256, &[]).extract(master.expose_secret().as_bytes());
        let mut seed = [0; 32];
        let expanded = prk.expand(&[b"fataplus session signing 1"], HKDF_SHA256);
        expanded.and_then(|key| key.fill(&mut seed)).map_err(|_| BadMasterKey)?;
        let first = KeyPair::of(seed).ok_or(BadMasterKey)?;
        let mac_key = |label| expand_mac_key(&prk, label).ok_or(BadMasterKey);
        Ok(Self {
            signing: Arc::new(RwLock::new(Arc::new(SigningKeys::of_first(&first)))),
            first,
            verified: Arc::new(Cache::new(VERIFIED)),
            asked: Arc::default(),
            form: mac_key("fataplus form token 1")?,
            check: mac_key("fataplus bearer check 1")?,
            prk,
        })
    }

    /// Time of the last read of the keys that an unknown key id caused; locked during a read.
    pub async fn last_asked(&self) -> MutexGuard<'_, Option<Instant>> {
        self.asked.lock().await
    }

    /// Signing keys at the moment.
    pub(super) fn signing(&self) -> Arc<SigningKeys> {
        self.signing.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the keys by those of these rows. The master key's own key stays unless a row of its own says otherwise.
    /// Returns the ids of rows sealed under another master key, which are left out.
    pub fn load(&self, rows: &[KeyRow]) -> Vec<String> {
        let (mut signing, mut strange) = (SigningKeys::default(), Vec::new());
        if !rows.iter().any(|row| *row.kid == *self.first.kid) {
            signing = SigningKeys::of_first(&self.first);
        }
        for row in rows {
            let seed = self.open(&purpose(&row.kid), &row.sealed).and_then(|seed| <[u8; 32]>::try_from(seed).ok());
            match seed.and_then(KeyPair::of).filter(|pair| *pair.kid == *row.kid) {
                Some(pair) => signing.push(pair, row),
                None => strange.push(row.kid.clone()),
            }
        }
        *self.signing.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(signing);
        strange
    }

    /// Row of the key derived from the master key, the first of all.
    #[must_use]
    pub fn first_row(&self, now: OffsetDateTime) -> KeyRow {
        self.row(&self.first, now, now)
    }

    /// Creates a key that signs from `signs_from` on.
    #[must_use]
    pub fn new_row(&self, now: OffsetDateTime, signs_from: OffsetDateTime) -> Option<KeyRow> {
        let mut seed = [0; 32];
        rand::rng().fill_bytes(&mut seed);
        KeyPair::of(seed).map(|pair| self.row(&pair, now, signs_from))
    }

    fn row(&self, pair: &KeyPair, created_at: OffsetDateTime, signs_from: OffsetDateTime) -> KeyRow {
        let sealed = self.seal(&purpose(&pair.kid), &pair.seed);
        KeyRow { kid: pair.kid.to_string(), sealed, created_at, signs_from, retires_at: None }
    }

    /// The token a form must carry for the visitor or session `binding`: HMAC-SHA-256, 128 bits in hex.
    #[must_use]
    pub fn form_token(&self, binding: &str) -> String {
        hex(&mac(&self.form, binding)[..16])
    }

    /// Whether `token` is the one for `binding`, in constant time.
    #[must_use]
    pub fn form_token_matches(&self, binding: &str, token: &str) -> bool {
        verify_slices_are_equal(self.form_token(binding).as_bytes(), token.as_bytes()).is_ok()
    }
}

/// Purpose under which the key `kid` is sealed.
fn purpose(kid: &str) -> String {
    format!("signing key {kid}")
}

/// The key for HMAC-SHA-256 under `label`.
pub(super) fn expand_mac_key(prk: &Prk, label: &str) -> Option<hmac::Key> {
    Some(prk.expand(&[label.as_bytes()], HMAC_SHA256).ok()?.into())
}

/// HMAC-SHA-256 of `text`.
pub(super) fn mac(key: &hmac::Key, text: &str) -> [u8; 32] {
    let mut tag = [0; 32];
    tag.copy_from_slice(hmac::sign(key, text.as_bytes()).as_ref());
    tag
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").field("first", &self.first.kid).finish_non_exhaustive()
    }
}
