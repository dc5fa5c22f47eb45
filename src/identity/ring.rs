//! The keys that sign sessions' tokens: rows, one after the other, held in memory by every replica.
//!
//! A new key signs a little after it was made, when everybody has learned it; what the ones before signed is taken until
//! it has run out. A leaked one is retired at once, and what it signed with it.

use std::sync::{Arc, PoisonError, RwLock};

use ed25519_dalek::{SigningKey, pkcs8::EncodePrivateKey};
use jsonwebtoken::{DecodingKey, EncodingKey};
use rand::RngCore;
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime};

use super::{Keys, hex};
use crate::db::PlatformTx;

/// A key as it is kept.
#[derive(Clone, Debug)]
pub struct KeyRow {
    /// Names it in the tokens it signs.
    pub kid: String,
    /// The private half, sealed.
    pub sealed: Vec<u8>,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it begins to sign.
    pub signs_from: OffsetDateTime,
    /// When what it signed is no longer taken.
    pub retires_at: Option<OffsetDateTime>,
}

/// Both halves of a key.
#[derive(Clone)]
pub(super) struct Pair {
    pub(super) kid: Arc<str>,
    pub(super) signing: EncodingKey,
    pub(super) verifying: DecodingKey,
    seed: [u8; 32],
}

impl Pair {
    pub(super) fn of(seed: [u8; 32]) -> Option<Self> {
        let key = SigningKey::from_bytes(&seed);
        let private = key.to_pkcs8_der().ok()?;
        let public = key.verifying_key().to_bytes();
        Some(Self {
            kid: hex(Sha256::digest(public).get(..6)?).into(),
            signing: EncodingKey::from_ed_der(private.as_bytes()),
            verifying: DecodingKey::from_ed_der(&public),
            seed,
        })
    }
}

/// A key in memory.
#[derive(Clone)]
struct Held {
    pair: Pair,
    signs_from: OffsetDateTime,
    retires_at: Option<OffsetDateTime>,
}

impl Held {
    fn lives(&self, now: OffsetDateTime) -> bool {
        self.retires_at.is_none_or(|at| now < at)
    }
}

/// All keys in memory. Replaced as a whole.
#[derive(Clone, Default)]
pub(super) struct Ring(Vec<Held>);

impl Ring {
    /// Only the key of the master key, as before any row was read.
    pub(super) fn of_first(first: &Pair) -> Self {
        Self(vec![Held { pair: first.clone(), signs_from: OffsetDateTime::UNIX_EPOCH, retires_at: None }])
    }

    /// The one that signs now.
    pub(super) fn signer(&self, now: OffsetDateTime) -> Option<&Pair> {
        let living = self.0.iter().filter(|key| key.lives(now));
        the_one_that_signs(living.map(|key| (key.signs_from, &key.pair)), now)
    }

    /// The one of this name, while what it signed is taken. It may not have begun to sign here yet.
    pub(super) fn verifier(&self, kid: &str, now: OffsetDateTime) -> Option<&Pair> {
        self.0.iter().find(|key| *key.pair.kid == *kid && key.lives(now)).map(|key| &key.pair)
    }
}

/// Of keys that live, each with when it begins to sign: the one that began last. To a clock that is set behind all of them
/// it is the first: what is signed is checked by name, and nobody is kept out for a wrong clock.
pub fn the_one_that_signs<T>(living: impl Iterator<Item = (OffsetDateTime, T)>, now: OffsetDateTime) -> Option<T> {
    let (begun, waiting): (Vec<_>, Vec<_>) = living.partition(|(from, _)| *from <= now);
    let last = begun.into_iter().max_by_key(|(from, _)| *from);
    last.or_else(|| waiting.into_iter().min_by_key(|(from, _)| *from)).map(|(_, key)| key)
}

/// The ring of a process, shared by all who hold its `Keys`.
pub(super) type SharedRing = Arc<RwLock<Arc<Ring>>>;

impl Keys {
    /// How long replicas have to learn of a new key before it signs.
    pub const LEARN: Duration = Duration::seconds(5);
    /// By how much clocks may differ.
    pub const SKEW: Duration = Duration::minutes(1);

    pub(super) fn ring(&self) -> Arc<Ring> {
        self.ring.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes the keys of these rows from now on. The master key's own is among them as long as no row of its own says
    /// otherwise. Rows sealed under another master key are left out, and told.
    pub fn hold(&self, rows: &[KeyRow]) -> Vec<String> {
        let (mut ring, mut strange) = (Ring::default(), Vec::new());
        if !rows.iter().any(|row| *row.kid == *self.first.kid) {
            ring = Ring::of_first(&self.first);
        }
        for row in rows {
            let seed = self.open(&purpose(&row.kid), &row.sealed).and_then(|seed| <[u8; 32]>::try_from(seed).ok());
            match seed.and_then(Pair::of).filter(|pair| *pair.kid == *row.kid) {
                Some(pair) => ring.0.push(Held { pair, signs_from: row.signs_from, retires_at: row.retires_at }),
                None => strange.push(row.kid.clone()),
            }
        }
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ring);
        strange
    }

    /// The master key's own key as a row: the first there is.
    #[must_use]
    pub fn first_row(&self, now: OffsetDateTime) -> KeyRow {
        self.row(&self.first, now, now)
    }

    /// A new key that signs from `signs_from` on.
    #[must_use]
    pub fn new_row(&self, now: OffsetDateTime, signs_from: OffsetDateTime) -> Option<KeyRow> {
        let mut seed = [0; 32];
        rand::rng().fill_bytes(&mut seed);
        Pair::of(seed).map(|pair| self.row(&pair, now, signs_from))
    }

    fn row(&self, pair: &Pair, created_at: OffsetDateTime, signs_from: OffsetDateTime) -> KeyRow {
        let sealed = self.seal(&purpose(&pair.kid), &pair.seed);
        KeyRow { kid: pair.kid.to_string(), sealed, created_at, signs_from, retires_at: None }
    }
}

fn purpose(kid: &str) -> String {
    format!("signing key {kid}")
}

/// Every key there is or was, oldest first.
pub async fn rows(tx: &mut PlatformTx) -> Result<Vec<KeyRow>, sqlx::Error> {
    sqlx::query_as!(
        KeyRow,
        "SELECT kid, sealed, created_at, signs_from, retires_at FROM signing_keys ORDER BY signs_from, kid"
    )
    .fetch_all(tx.conn())
    .await
}

/// Adds a key, unless it is there.
pub async fn add(tx: &mut PlatformTx, key: &KeyRow) -> Result<(), sqlx::Error> {
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

/// Holds the keys until the transaction ends: two that replace keys at the same time would retire each other's.
pub async fn lock(tx: &mut PlatformTx) -> Result<(), sqlx::Error> {
    sqlx::query("LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE").execute(tx.conn()).await?;
    Ok(())
}

/// Lets a key take the place of all others, which are taken until `at`.
pub async fn succeed(tx: &mut PlatformTx, kid: &str, at: OffsetDateTime) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE signing_keys SET retires_at = $2 WHERE kid <> $1 AND (retires_at IS NULL OR retires_at > $2)",
        kid,
        at,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes a key out of use at once; false when there is none of this name that lives.
pub async fn retire(tx: &mut PlatformTx, kid: &str, now: OffsetDateTime) -> Result<bool, sqlx::Error> {
    let retired = sqlx::query!(
        "UPDATE signing_keys SET retires_at = $2 WHERE kid = $1 AND (retires_at IS NULL OR retires_at > $2)",
        kid,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(retired.rows_affected() == 1)
}
