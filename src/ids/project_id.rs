//! Project ids.

use std::{fmt, str::FromStr};

use rand::RngCore;
use serde::{Deserialize, Deserializer, Serialize};

/// A project's public name and tenant key: `FP-YYYY-` and nine of `[A-Z0-9]`, e.g. `FP-2025-X7K9M3P1A`.
///
/// Held upper-case; parsed case-insensitively. Because only this shape can exist, a `ProjectId` is safe to
/// stand in a host name, an object key and, as the single interpolated value, in the statement that arms RLS.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProjectId([u8; ProjectId::LEN]);

/// The text is not a project ID. Holds no detail: a malformed ID must answer like one never issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a project ID (FP-YYYY- and nine letters or digits)")]
pub struct InvalidProjectId;

impl ProjectId {
    /// Length in bytes.
    pub const LEN: usize = 17;
    const ALPHABET: &'static [u8; 36] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    /// A new ID for `year` (clamped to four digits) from a cryptographic source: 36⁹ ≈ 2⁴⁶ per year, so not guessable
    /// at the rates the limits allow; the ledger guarantees uniqueness.
    pub fn generate(year: i32, rng: &mut impl RngCore) -> Self {
        let mut bytes = *b"FP-0000-000000000";
        let year = year.clamp(0, 9999).unsigned_abs();
        for (place, divisor) in bytes.iter_mut().skip(3).zip([1000, 100, 10, 1]) {
            *place = b'0' + u8::try_from(year / divisor % 10).unwrap_or(0);
        }
        for place in bytes.iter_mut().skip(8) {
            // Rejection keeps the draw uniform: 252 is the largest multiple of 36 in a byte.
            let draw = loop {
                let mut byte = [0u8];
                rng.fill_bytes(&mut byte);
                if byte[0] < 252 {
                    break usize::from(byte[0]) % Self::ALPHABET.len();
                }
            };
            *place = Self::ALPHABET.get(draw).copied().unwrap_or(b'0');
        }
        Self(bytes)
    }

    /// The upper-case text, as stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The lower-case text, as in a host name.
    #[must_use]
    pub fn label(&self) -> String {
        self.as_str().to_ascii_lowercase()
    }
}

impl FromStr for ProjectId {
    type Err = InvalidProjectId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut bytes: [u8; Self::LEN] = text.as_bytes().try_into().map_err(|_| InvalidProjectId)?;
        bytes.make_ascii_uppercase();
        let well_formed = bytes.iter().enumerate().all(|(place, byte)| match place {
            0 => *byte == b'F',
            1 => *byte == b'P',
            2 | 7 => *byte == b'-',
            3..=6 => byte.is_ascii_digit(),
            _ => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
        });
        if well_formed { Ok(Self(bytes)) } else { Err(InvalidProjectId) }
    }
}

impl fmt::Display for ProjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ProjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for ProjectId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for ProjectId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl TryFrom<String> for ProjectId {
    type Error = InvalidProjectId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::ProjectId;

    #[test]
    fn parses_either_case_and_prints_upper() {
        let id: ProjectId = "fp-2025-x7k9m3p1a".parse().unwrap();
        assert_eq!(id.to_string(), "FP-2025-X7K9M3P1A");
        assert_eq!(id.label(), "fp-2025-x7k9m3p1a");
    }

    #[test]
    fn refuses_every_other_shape() {
        for text in [
            "",
            "FP-2025-X7K9M3P1",
            "FP-2025-X7K9M3P1AB",
            "XP-2025-X7K9M3P1A",
            "FP-20A5-X7K9M3P1A",
            "FP_2025-X7K9M3P1A",
            "FP-2025-X7K9M3P1'",
            "FP-2025-X7K9M3P1 ",
            "FP-2025-X7K9M3é1",
        ] {
            assert!(text.parse::<ProjectId>().is_err(), "{text}");
        }
    }

    #[test]
    fn generated_ids_parse_and_differ() {
        let mut rng = rand::rng();
        let ids: std::collections::HashSet<_> = (0..1000).map(|_| ProjectId::generate(2026, &mut rng)).collect();
        assert_eq!(ids.len(), 1000);
        for id in ids {
            assert_eq!(id.as_str().parse(), Ok(id));
            assert!(id.as_str().starts_with("FP-2026-"));
        }
    }
}
