//! Codes of an authenticator app (RFC 6238: SHA-1, six digits, thirty seconds, one step of grace either way).

use qrcode::{Color, EcLevel, QrCode};
use rand::RngCore;
use time::OffsetDateTime;
use totp_rs::{Algorithm, Builder, Totp};

use crate::{identity::Keys, ids::UserId};

const ISSUER: &str = "Fataplus";
/// Empty modules around a QR code, as the standard asks.
const QUIET: usize = 4;

/// A secret that app and service share.
pub struct AppSecret(Vec<u8>);

impl AppSecret {
    /// A new secret of 160 bits, as RFC 4226 recommends.
    pub fn new() -> Self {
        let mut bytes = vec![0; 20];
        rand::rng().fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// Sealed form for the row, bound to the person.
    pub fn sealed(&self, keys: &Keys, user: UserId) -> Vec<u8> {
        keys.seal(&purpose(user), &self.0)
    }

    /// Opens the sealed form.
    pub fn unsealed(keys: &Keys, user: UserId, sealed: &[u8]) -> Option<Self> {
        keys.open(&purpose(user), sealed).map(Self)
    }

    fn totp(&self, account: &str) -> Option<Totp> {
        // Colons separate issuer from account in the URL.
        let account = account.replace(':', "-");
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_skew(1)
            .with_step_duration(30)
            .with_secret(self.0.clone())
            .with_account_name(account)
            .with_issuer(Some(ISSUER))
            .build()
            .ok()
    }

    /// Step of a code, if valid at `now`.
    pub fn step(&self, code: &str, now: OffsetDateTime) -> Option<i64> {
        let step = self.totp("")?.check(code, u64::try_from(now.unix_timestamp()).ok()?)?;
        i64::try_from(step).ok()
    }

    /// Text to type: base 32 in groups of four.
    pub fn text(&self) -> String {
        let text = totp_rs::Secret::from(self.0.clone()).to_base32();
        let letters: Vec<char> = text.chars().filter(|letter| *letter != '=').collect();
        letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }

    /// QR code to scan.
    pub fn qr(&self, account: &str) -> Option<Qr> {
        Qr::of(self.totp(account)?.to_url().ok()?)
    }
}

fn purpose(user: UserId) -> String {
    format!("totp {user}")
}

/// A QR code as a page draws it: the path of its dark modules in a square of `size`.
#[derive(Clone, Debug)]
pub struct Qr {
    /// Modules to a side, the quiet zone included.
    pub size: usize,
    /// SVG path data.
    pub path: String,
    /// Content: a URL that an app on the same device opens.
    pub url: String,
}

impl Qr {
    fn of(url: String) -> Option<Self> {
        use std::fmt::Write;
        let code = QrCode::with_error_correction_level(&url, EcLevel::M).ok()?;
        let width = code.width();
        let mut path = String::new();
        for (y, row) in code.to_colors().chunks(width).enumerate() {
            for (x, _) in row.iter().enumerate().filter(|(_, colour)| **colour == Color::Dark) {
                let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
            }
        }
        Some(Self { size: width + 2 * QUIET, path, url })
    }
}

#[cfg(test)]
mod tests {
    use time::{Duration, OffsetDateTime};

    use super::{AppSecret, Qr};
    use crate::{identity::Keys, ids::UserId};

    /// RFC 6238, appendix B, cut to six digits.
    #[test]
    fn the_codes_are_those_of_the_standard() {
        let secret = AppSecret(b"12345678901234567890".to_vec());
        for (at, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (2_000_000_000, "279037")]
        {
            let now = OffsetDateTime::from_unix_timestamp(at).unwrap();
            assert_eq!(secret.step(code, now), Some(at / 30));
            assert_eq!(secret.step(code, now + Duration::seconds(30)), Some(at / 30));
            assert_eq!(secret.step(code, now + Duration::seconds(60)), None);
            assert_eq!(secret.step("000000", now), None);
        }
    }

    #[test]
    fn it_is_written_to_be_typed_and_sealed_for_one_person() {
        let secret = AppSecret(b"12345678901234567890".to_vec());
        assert_eq!(secret.text(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let (keys, user) = (Keys::derive(&"one master key of some length.....".into()).unwrap(), UserId::new());
        let sealed = secret.sealed(&keys, user);
        assert_eq!(AppSecret::unsealed(&keys, user, &sealed).unwrap().text(), secret.text());
        assert!(AppSecret::unsealed(&keys, UserId::new(), &sealed).is_none());
        assert_ne!(AppSecret::new().text(), AppSecret::new().text());
    }

    #[test]
    fn the_code_to_scan_stands_in_a_quiet_square() {
        let Qr { size, path, url } = AppSecret::new().qr("rina@baobab.mg").unwrap();
        assert!(size > 40 && path.starts_with("M4 4h1v1h-1z"), "{size} {path}");
        assert!(url.starts_with("otpauth://totp/") && url.contains("secret="), "{url}");
    }
}
