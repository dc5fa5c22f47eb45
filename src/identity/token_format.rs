//! Credentials of programs: `fpt_…`, a personal token, and `fpk_…`, a project key. Both are 256 random bits, shown once
//! and stored as a digest, followed by a keyed check that only we can make: invented or mistyped credentials are
//! refused without a query, in any number.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{Keys, Secret, digest, keys::mac};
use crate::ids::ProjectId;

const PERSONAL: &str = "fpt_";
const PROJECT: &str = "fpk_";
/// Length of the random part, and of the check.
const SECRET: usize = 43;
const CHECK: usize = 8;

/// A token or key with a valid check; its row is still to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PresentedToken {
    /// A personal token.
    Personal {
        /// SHA-256 of the text.
        hash: [u8; 32],
    },
    /// A project key.
    Key {
        /// Project of the key; the check covers it.
        project: ProjectId,
        /// SHA-256 of the text.
        hash: [u8; 32],
    },
}

/// A text with the prefix of a token or key that was not made here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidFormat;

/// A new token or key.
#[derive(Debug)]
pub struct NewTokenText {
    /// The whole text, to be shown once.
    pub text: secrecy::SecretString,
    /// Digest to store.
    pub hash: [u8; 32],
}

impl Keys {
    /// Makes a personal token.
    #[must_use]
    pub fn make_personal_token(&self) -> NewTokenText {
        self.make(PERSONAL)
    }

    /// Makes a project key.
    #[must_use]
    pub fn make_project_key(&self, project: ProjectId) -> NewTokenText {
        self.make(&format!("{PROJECT}{}_", project.label()))
    }

    fn make(&self, prefix: &str) -> NewTokenText {
        let body = format!("{prefix}{}", Secret::new().text());
        let text = format!("{body}{}", self.check_of(&body));
        NewTokenText { hash: digest(&text), text: text.into() }
    }

    /// Parses `text` if it has the prefix of a token or key.
    #[must_use]
    pub fn parse_token(&self, text: &str) -> Option<Result<PresentedToken, InvalidFormat>> {
        if let Some(rest) = text.strip_prefix(PERSONAL) {
            return Some(self.checked(text, rest).map(|hash| PresentedToken::Personal { hash }).ok_or(InvalidFormat));
        }
        text.strip_prefix(PROJECT).map(|rest| self.key(text, rest).ok_or(InvalidFormat))
    }

    fn key(&self, text: &str, rest: &str) -> Option<PresentedToken> {
        let (label, secret) = rest.split_once('_')?;
        let project: ProjectId = label.parse().ok()?;
        // Only the canonical spelling of the label is valid, or one key would have many texts.
        let hash = self.checked(text, secret).filter(|_| project.label() == label)?;
        Some(PresentedToken::Key { project, hash })
    }

    fn checked(&self, text: &str, rest: &str) -> Option<[u8; 32]> {
        if rest.len() != SECRET + CHECK || !text.is_ascii() {
            return None;
        }
        let (body, check) = text.split_at_checked(text.len() - CHECK)?;
        verify_slices_are_equal(self.check_of(body).as_bytes(), check.as_bytes()).is_ok().then(|| digest(text))
    }

    fn check_of(&self, body: &str) -> String {
        URL_SAFE_NO_PAD.encode(&mac(&self.check, body)[..6])
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::{InvalidFormat, Keys, PresentedToken};

    #[test]
    fn what_was_made_is_known_and_what_was_changed_is_not() {
        let keys = Keys::derive(&"one master key of some length.....".into()).unwrap();
        let other = Keys::derive(&"another master key of some length.".into()).unwrap();
        let project = "FP-2025-X7K9M3P1A".parse().unwrap();
        let (token, key) = (keys.make_personal_token(), keys.make_project_key(project));
        let (token_text, key_text) = (token.text.expose_secret(), key.text.expose_secret());
        assert_eq!(keys.parse_token(token_text), Some(Ok(PresentedToken::Personal { hash: token.hash })));
        assert_eq!(keys.parse_token(key_text), Some(Ok(PresentedToken::Key { project, hash: key.hash })));
        assert!(key_text.starts_with("fpk_fp-2025-x7k9m3p1a_") && token_text.starts_with("fpt_"), "{key_text}");
        for text in [token_text, key_text] {
            assert_eq!(other.parse_token(text), Some(Err(InvalidFormat)));
            for at in 4..text.len() {
                let mut changed = text.as_bytes().to_vec();
                changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
                let changed = String::from_utf8(changed).unwrap();
                assert_eq!(keys.parse_token(&changed), Some(Err(InvalidFormat)), "{changed}");
                assert_eq!(keys.parse_token(&text[..at]), Some(Err(InvalidFormat)));
            }
            assert_eq!(keys.parse_token(&format!("{text}A")), Some(Err(InvalidFormat)));
        }
        assert_eq!(
            keys.parse_token(&key_text.replace("fp-2025-x7k9m3p1a", "fp-2025-x7k9m3p1b")),
            Some(Err(InvalidFormat))
        );
        assert_eq!(
            keys.parse_token(&key_text.replace("fp-2025-x7k9m3p1a", "FP-2025-X7K9M3P1A")),
            Some(Err(InvalidFormat))
        );
        assert_eq!(keys.parse_token("eyJhbGciOiJFZERTQSJ9.e30.x"), None);
    }
}
