//! Keys derived from the master key.

use std::{
    sync::{Arc, RwLock},
    time::Instant,
};

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use quick_cache::sync::Cache;
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use tokio::sync::{Mutex, MutexGuard};

use super::{
    hex,
    ring::{Pair, Ring, SharedRing},
    token::Verified,
};

/// Maximum number of remembered signature checks.
const VERIFIED: usize = 50_000;

/// Keys derived from the master key, and the session signing keys.
#[derive(Clone)]
pub struct Keys {
    /// Session signing key derived from the master key, the first in use.
    pub(super) first: Pair,
    pub(super) ring: SharedRing,
    /// Tokens verified before, by their SHA-256, until they expire or their key retires.
    pub(super) verified: Arc<Cache<[u8; 32], Verified>>,
    /// Time of the last read of the keys that an unknown key id caused.
    pub(super) asked: Arc<Mutex<Option<Instant>>>,
    form: [u8; 32],
    pub(super) check: [u8; 32],
    /// Pseudorandom key (HKDF) that further keys are expanded from.
    pub(super) prk: [u8; 32],
}

/// The master key gave no usable signing key.
#[derive(Debug, thiserror::Error)]
#[error("no signing key could be made from FATAPLUS_MASTER_KEY")]
pub struct BadMasterKey;

impl Keys {
    /// Derives each key with HKDF-SHA-256 (RFC 5869) under its own label.
    pub fn derive(master: &SecretString) -> Result<Self, BadMasterKey> {
        let (prk, hkdf) = Hkdf::<Sha256>::extract(None, master.expose_secret().as_bytes());
        let expand = |label: &[u8]| {
            let mut key = [0u8; 32];
            hkdf.expand(label, &mut key).map(|()| key).map_err(|_| BadMasterKey)
        };
        let first = Pair::of(expand(b"fataplus session signing 1")?).ok_or(BadMasterKey)?;
        Ok(Self {
            ring: Arc::new(RwLock::new(Arc::new(Ring::of_first(&first)))),
            first,
            verified: Arc::new(Cache::new(VERIFIED)),
            asked: Arc::default(),
            form: expand(b"fataplus form token 1")?,
            check: expand(b"fataplus bearer check 1")?,
            prk: prk.into(),
        })
    }

    /// Time of the last read of the keys that an unknown key id caused; locked during a read.
    pub async fn last_asked(&self) -> MutexGuard<'_, Option<Instant>> {
        self.asked.lock().await
    }

    /// The token a form must carry for the visitor or session `binding`: HMAC-SHA-256, 128 bits in hex.
    #[must_use]
    pub fn form_token(&self, binding: &str) -> String {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.form) else { return String::new() };
        mac.update(binding.as_bytes());
        hex(mac.finalize().into_bytes().get(..16).unwrap_or_default())
    }

    /// Whether `token` is the one for `binding`, in constant time.
    #[must_use]
    pub fn form_token_matches(&self, binding: &str, token: &str) -> bool {
        let expected = self.form_token(binding);
        !expected.is_empty() && bool::from(expected.as_bytes().ct_eq(token.as_bytes()))
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").field("first", &self.first.kid).finish_non_exhaustive()
    }
}
