use std::{
    sync::{Arc, RwLock},
    time::Instant,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use quick_cache::sync::Cache;
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use tokio::sync::{Mutex, MutexGuard};

use super::{
    ring::{Pair, Ring, SharedRing},
    token::Verified,
};

/// Tokens whose signature is remembered.
const VERIFIED: usize = 50_000;

/// Everything that hangs on the master key: the keys that sign sessions, and those derived from it.
#[derive(Clone)]
pub struct Keys {
    /// The session signing key that is derived from the master key, the first in use.
    pub(super) first: Pair,
    pub(super) ring: SharedRing,
    /// Tokens verified before, by their SHA-256, until they expire or their key retires.
    pub(super) verified: Arc<Cache<[u8; 32], Verified>>,
    /// When the keys were last read because of a name nobody knew.
    pub(super) asked: Arc<Mutex<Option<Instant>>>,
    form: [u8; 32],
    pub(super) check: [u8; 32],
    /// What further keys are expanded from.
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

    /// When the keys were last read because of a name nobody knew; held while they are read.
    pub async fn last_asked(&self) -> MutexGuard<'_, Option<Instant>> {
        self.asked.lock().await
    }

    /// A token for a form of the visitor or session `binding`: HMAC-SHA-256, 128 bits, masked by as many random ones, as
    /// base64url. No two are alike, so that the length of a compressed page says nothing of it (BREACH).
    #[must_use]
    pub fn form_token(&self, binding: &str) -> String {
        let Some(mac) = self.form_mac(binding) else { return String::new() };
        let mask: [u8; 16] = rand::random();
        URL_SAFE_NO_PAD.encode([mask, xor(mac, mask)].concat())
    }

    /// Whether `token` is one for `binding`, in constant time.
    #[must_use]
    pub fn form_token_matches(&self, binding: &str, token: &str) -> bool {
        let mut bytes = [0; 32];
        let length = URL_SAFE_NO_PAD.decode_slice(token, &mut bytes);
        let ([mask, masked], []) = bytes.as_chunks::<16>() else { return false };
        self.form_mac(binding).is_some_and(|mac| length == Ok(32) && bool::from(mac.ct_eq(&xor(*masked, *mask))))
    }

    fn form_mac(&self, binding: &str) -> Option<[u8; 16]> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.form).ok()?;
        mac.update(binding.as_bytes());
        mac.finalize().into_bytes().first_chunk().copied()
    }
}

fn xor(one: [u8; 16], other: [u8; 16]) -> [u8; 16] {
    (u128::from_ne_bytes(one) ^ u128::from_ne_bytes(other)).to_ne_bytes()
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").field("first", &self.first.kid).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::Keys;

    #[test]
    fn a_form_s_token_is_new_each_time_and_its_visitor_s_alone() {
        let keys = Keys::derive(&SecretString::from("master")).unwrap();
        let (one, two) = (keys.form_token("visitor"), keys.form_token("visitor"));
        assert_ne!(one, two);
        assert!(keys.form_token_matches("visitor", &one) && keys.form_token_matches("visitor", &two));
        assert!(!keys.form_token_matches("another", &one));
        let mixed = format!("{}{}", &one[..20], &two[20..]);
        for wrong in ["", "csrf", &one[1..], &format!("{one}A"), &format!("{one}{one}"), &mixed, &"A".repeat(43)] {
            assert!(!keys.form_token_matches("visitor", wrong), "{wrong}");
        }
        let elsewhere = Keys::derive(&SecretString::from("another master")).unwrap();
        assert!(!elsewhere.form_token_matches("visitor", &one));
    }
}
