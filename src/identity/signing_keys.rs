//! Session signing keys: rows in sequence, held in memory by every replica.
//!
//! A new key starts to sign a little after its creation, when every replica has learned it; tokens of earlier keys
//! remain valid until they expire. A leaked key is retired at once, and its tokens with it.

use std::sync::{Arc, RwLock};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use jsonwebtoken::{DecodingKey, EncodingKey};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use crate::{
    db::{Change, PlatformTx},
    text::hex,
};

/// A signing key row.
#[derive(Clone, Debug)]
pub struct KeyRow {
    /// Key id in the tokens it signs.
    pub kid: String,
    /// Private key, sealed.
    pub sealed: Vec<u8>,
    /// Creation time.
    pub created_at: OffsetDateTime,
    /// Time from which it signs.
    pub signs_from: OffsetDateTime,
    /// Time from which its tokens are refused.
    pub retires_at: Option<OffsetDateTime>,
}

/// Both halves of a key.
#[derive(Clone)]
pub(super) struct KeyPair {
    pub(super) kid: Arc<str>,
    pub(super) signing: EncodingKey,
    pub(super) verifying: DecodingKey,
    pub(super) seed: [u8; 32],
}

impl KeyPair {
    pub(super) fn of(seed: [u8; 32]) -> Option<Self> {
        let key = Ed25519KeyPair::from_seed_unchecked(&seed).ok()?;
        let (private, public) = (key.to_pkcs8().ok()?, key.public_key().as_ref());
        Some(Self {
            kid: hex(Sha256::digest(public).get(..6)?).into(),
            signing: EncodingKey::from_ed_der(private.as_ref()),
            verifying: DecodingKey::from_ed_der(public),
            seed,
        })
    }
}

/// A key in memory.
#[derive(Clone)]
struct ActiveKey {
    pair: KeyPair,
    signs_from: OffsetDateTime,
    retires_at: Option<OffsetDateTime>,
}

impl ActiveKey {
    fn lives(&self, now: OffsetDateTime) -> bool {
        self.retires_at.is_none_or(|at| now < at)
    }
}

/// All keys in memory, replaced as a whole.
#[derive(Clone, Default)]
pub(super) struct SigningKeys(Vec<ActiveKey>);

impl SigningKeys {
    /// Only the key derived from the master key, before any row was read.
    pub(super) fn of_first(first: &KeyPair) -> Self {
        Self(vec![ActiveKey { pair: first.clone(), signs_from: OffsetDateTime::UNIX_EPOCH, retires_at: None }])
    }

    /// Adds the key of a row.
    pub(super) fn push(&mut self, pair: KeyPair, row: &KeyRow) {
        self.0.push(ActiveKey { pair, signs_from: row.signs_from, retires_at: row.retires_at });
    }

    /// Key that signs at `now`.
    pub(super) fn signer(&self, now: OffsetDateTime) -> Option<&KeyPair> {
        let living = self.0.iter().filter(|key| key.lives(now));
        current_signer(living.map(|key| (key.signs_from, &key.pair)), now)
    }

    /// Key `kid`, until it retires. It may not have started to sign on this replica yet.
    pub(super) fn verifier(&self, kid: &str, now: OffsetDateTime) -> Option<&KeyPair> {
        self.0.iter().find(|key| *key.pair.kid == *kid && key.lives(now)).map(|key| &key.pair)
    }
}

/// Signing key among the living keys, each with its start time: the one that started last. A clock behind all of them
/// gets the first, because tokens are verified by key id and a wrong clock must lock nobody out.
pub fn current_signer<T>(living: impl Iterator<Item = (OffsetDateTime, T)>, now: OffsetDateTime) -> Option<T> {
    let (begun, waiting): (Vec<_>, Vec<_>) = living.partition(|(from, _)| *from <= now);
    let last = begun.into_iter().max_by_key(|(from, _)| *from);
    last.or_else(|| waiting.into_iter().min_by_key(|(from, _)| *from)).map(|(_, key)| key)
}

/// Keys of a process, shared by all clones of its `Keys`.
pub(super) type SharedSigningKeys = Arc<RwLock<Arc<SigningKeys>>>;

/// All keys, retired ones included, oldest first.
pub async fn rows(tx: &mut PlatformTx) -> Result<Vec<KeyRow>, sqlx::Error> {
    sqlx::query_as!(
        KeyRow,
        "SELECT kid, sealed, created_at, signs_from, retires_at FROM signing_keys ORDER BY signs_from, kid"
    )
    .fetch_all(tx.conn())
    .await
}

/// Inserts a key unless it exists.
pub async fn add(tx: &mut PlatformTx, key: &KeyRow) -> Result<(), sqlx::Error> {
    tx.announce(Change::SigningKeys);
    sqlx::query!(
        "INSERT INTO signing_keys (kid, sealed, created_at, signs_from) VALUES ($1, $2, $3, $4)
         ON CONFLICT (kid) DO NOTHING",
        key.kid,
        key.sealed,
        key.created_at,
        key.signs_from,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Locks the keys until the transaction ends: two concurrent rotations would retire each other's key.
pub async fn lock(tx: &mut PlatformTx) -> Result<(), sqlx::Error> {
    sqlx::query("LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE").execute(tx.conn()).await?;
    Ok(())
}

/// Replaces all other keys, which retire at `at`.
pub async fn rotate_to(tx: &mut PlatformTx, kid: &str, at: OffsetDateTime) -> Result<(), sqlx::Error> {
    tx.announce(Change::SigningKeys);
    sqlx::query!(
        "UPDATE signing_keys SET retires_at = $2 WHERE kid <> $1 AND (retires_at IS NULL OR retires_at > $2)",
        kid,
        at,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Retires a key at once; false if there is no living key of this id.
pub async fn retire(tx: &mut PlatformTx, kid: &str, now: OffsetDateTime) -> Result<bool, sqlx::Error> {
    tx.announce(Change::SigningKeys);
    let retired = sqlx::query!(
        "UPDATE signing_keys SET retires_at = $2 WHERE kid = $1 AND (retires_at IS NULL OR retires_at > $2)",
        kid,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(retired.rows_affected() == 1)
}
