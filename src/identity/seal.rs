//! Sealed secrets in rows, for values that must be read again (unlike passwords): AES-256-GCM under a key for each
//! purpose.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use rand::RngCore;

use super::{
    Keys,
    keys::{expand_mac_key, mac},
};

impl Keys {
    /// Seals `plain` for `purpose`: a random nonce, the ciphertext, its tag. Only `open` with the same purpose and
    /// master key reads it. The purpose must name the row where rows must not be exchangeable.
    #[must_use]
    pub fn seal(&self, purpose: &str, plain: &[u8]) -> Vec<u8> {
        let mut nonce = [0; NONCE_LEN];
        rand::rng().fill_bytes(&mut nonce);
        let mut text = plain.to_vec();
        let sealed = self.sealing(purpose).and_then(|key| {
            let nonce = Nonce::assume_unique_for_key(nonce);
            key.seal_in_place_append_tag(nonce, Aad::from(purpose), &mut text).ok()
        });
        // Cannot fail for anything that fits into memory; if it did, the result is empty rather than the plain text.
        sealed.map(|()| [&nonce[..], &text].concat()).unwrap_or_default()
    }

    /// Opens bytes sealed for `purpose`; `None` for changed bytes, another purpose or another master key.
    #[must_use]
    pub fn open(&self, purpose: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, text) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let mut text = text.to_vec();
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let plain = self.sealing(purpose)?.open_in_place(nonce, Aad::from(purpose), &mut text).ok()?;
        Some(plain.to_vec())
    }

    /// Keyed hash (HMAC-SHA-256) of `text` for `purpose`, for look-up by equality: without the master key a short or
    /// guessable text cannot be found by trying.
    #[must_use]
    pub fn tag(&self, purpose: &str, text: &str) -> [u8; 32] {
        let key = expand_mac_key(&self.prk, &format!("fataplus tag 1 {purpose}"));
        key.map(|key| mac(&key, text)).unwrap_or_default()
    }

    fn sealing(&self, purpose: &str) -> Option<LessSafeKey> {
        let label = format!("fataplus seal 1 {purpose}");
        let key: UnboundKey = self.prk.expand(&[label.as_bytes()], &AES_256_GCM).ok()?.into();
        Some(LessSafeKey::new(key))
    }
}

#[cfg(test)]
mod tests {
    use super::Keys;

    fn keys(master: &str) -> Keys {
        Keys::derive(&master.to_owned().into()).unwrap()
    }

    #[test]
    fn what_was_sealed_is_read_for_its_purpose_alone() {
        let (ours, theirs) = (keys("one master key of some length....."), keys("another master key of some length."));
        let sealed = ours.seal("totp 1", b"a secret");
        assert_eq!(ours.open("totp 1", &sealed).as_deref(), Some(&b"a secret"[..]));
        assert_eq!(
            keys("one master key of some length.....").open("totp 1", &sealed).as_deref(),
            Some(&b"a secret"[..])
        );
        assert_eq!(ours.open("totp 2", &sealed), None);
        assert_eq!(theirs.open("totp 1", &sealed), None);
        assert_eq!(ours.open("empty", &ours.seal("empty", b"")).as_deref(), Some(&b""[..]));
    }

    #[test]
    fn a_changed_or_missing_byte_is_refused() {
        let keys = keys("one master key of some length.....");
        let sealed = keys.seal("totp 1", b"a secret");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(keys.open("totp 1", &changed), None, "byte {at}");
            assert_eq!(keys.open("totp 1", &sealed[..at]), None, "{at} bytes");
        }
    }

    #[test]
    fn a_tag_is_its_purpose_s_and_its_key_s() {
        let (ours, theirs) = (keys("one master key of some length....."), keys("another master key of some length."));
        let tag = ours.tag("mail", "123456");
        assert_eq!(tag, ours.tag("mail", "123456"));
        assert!(
            [ours.tag("mail", "123457"), ours.tag("post", "123456"), theirs.tag("mail", "123456")]
                .iter()
                .all(|t| *t != tag)
        );
    }

    #[test]
    fn nothing_is_sealed_the_same_way_twice_and_the_plain_text_does_not_show() {
        let keys = keys("one master key of some length.....");
        let (one, two) = (keys.seal("totp 1", b"a secret"), keys.seal("totp 1", b"a secret"));
        assert_ne!(one, two);
        assert!(!one.windows(8).any(|window| window == b"a secret"));
    }
}
