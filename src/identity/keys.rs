use std::sync::Arc;

use ed25519_dalek::{SigningKey, pkcs8::EncodePrivateKey};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::{DecodingKey, EncodingKey};
use quick_cache::sync::Cache;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{Audience, Claims, hex};

/// Tokens whose signature is remembered.
const VERIFIED: usize = 50_000;

/// Everything derived from the master key: the session signing key and the key of form tokens.
#[derive(Clone)]
pub struct Keys {
    pub(super) kid: String,
    pub(super) signing: EncodingKey,
    pub(super) verifying: DecodingKey,
    /// Tokens verified before, by their SHA-256: what they claim, until they expire.
    pub(super) verified: Arc<Cache<[u8; 32], (Audience, Claims)>>,
    form: [u8; 32],
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
        let signing = SigningKey::from_bytes(&expand(b"fataplus session signing 1")?);
        let private = signing.to_pkcs8_der().map_err(|_| BadMasterKey)?;
        let public = signing.verifying_key().to_bytes();
        let kid = hex(Sha256::digest(public).get(..6).unwrap_or_default());
        Ok(Self {
            kid,
            signing: EncodingKey::from_ed_der(private.as_bytes()),
            verifying: DecodingKey::from_ed_der(&public),
            verified: Arc::new(Cache::new(VERIFIED)),
            form: expand(b"fataplus form token 1")?,
            prk: prk.into(),
        })
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
        f.debug_struct("Keys").field("kid", &self.kid).finish_non_exhaustive()
    }
}
