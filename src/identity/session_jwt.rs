//! Session tokens: signing and verification.

use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation};
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime};

use super::{
    Keys,
    claims::{Audience, Claims, TokenError, Verified},
};
use crate::ids::{SessionId, UserId};

const ISSUER: &str = "fataplus";
const TYPE: &str = "fataplus-session+jwt";
/// Maximum token length in bytes.
const LONGEST: usize = 2048;

impl Keys {
    /// Lifetime of a session token.
    pub const LIFETIME: Duration = Duration::minutes(10);

    /// Signs a session token (`EdDSA`, RFC 8037) for `audience`.
    pub fn sign(
        &self,
        audience: Audience,
        sub: UserId,
        sid: SessionId,
        now: OffsetDateTime,
    ) -> Result<String, TokenError> {
        let keys = self.signing();
        let key = keys.signer(now).ok_or(TokenError::UnknownKey)?;
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: audience.to_string(),
            sub,
            sid,
            iat: now.unix_timestamp(),
            exp: (now + Self::LIFETIME).unix_timestamp(),
        };
        jsonwebtoken::encode(&header(&key.kid), &claims, &key.signing).map_err(|_| TokenError::Invalid)
    }

    /// Verifies as RFC 8725 asks: one algorithm, our `typ`, `kid`, issuer and audience, and the time. A token verified
    /// before is recognised by its hash; expiry and the state of its key are checked each time.
    pub fn verify(&self, token: &str, audience: Audience, now: OffsetDateTime) -> Result<Claims, TokenError> {
        let claims = self.authentic(token, audience, now)?;
        if claims.is_within(Duration::ZERO, now) { Ok(claims) } else { Err(TokenError::Expired) }
    }

    /// The claims of a token that this service signed, even if it has expired.
    pub fn authentic(&self, token: &str, audience: Audience, now: OffsetDateTime) -> Result<Claims, TokenError> {
        if token.len() > LONGEST {
            return Err(TokenError::Invalid);
        }
        let (hash, keys): ([u8; 32], _) = (Sha256::digest(token).into(), self.signing());
        let claims = match self.verified.get(&hash) {
            Some(known) if known.audience == audience => {
                keys.verifier(&known.kid, now).ok_or(TokenError::UnknownKey)?;
                known.claims
            }
            _ => {
                // A header that differs from ours byte for byte might name other keys or other checks.
                let (found, kid) = header_of(token).ok_or(TokenError::Invalid)?;
                if found != header(&kid) {
                    return Err(TokenError::Invalid);
                }
                let key = keys.verifier(&kid, now).ok_or(TokenError::UnknownKey)?;
                let claims = verify_signed(token, audience, &key.verifying)?;
                let verified = Verified { audience, kid: key.kid.clone(), claims: claims.clone() };
                self.verified.insert(hash, verified);
                claims
            }
        };
        if claims.iat > (now + Self::SKEW).unix_timestamp() {
            return Err(TokenError::Invalid);
        }
        Ok(claims)
    }
}

/// Header of our tokens.
fn header(kid: &str) -> Header {
    Header { typ: Some(TYPE.to_owned()), kid: Some(kid.to_owned()), ..Header::new(Algorithm::EdDSA) }
}

fn header_of(token: &str) -> Option<(Header, String)> {
    let header = jsonwebtoken::decode_header(token).ok()?;
    let kid = header.kid.clone()?;
    Some((header, kid))
}

fn verify_signed(token: &str, audience: Audience, key: &DecodingKey) -> Result<Claims, TokenError> {
    let mut rules = Validation::new(Algorithm::EdDSA);
    rules.set_issuer(&[ISSUER]);
    rules.set_audience(&[audience.to_string()]);
    rules.set_required_spec_claims(&["iss", "aud", "exp", "sub"]);
    // Our own clock checks the time, because tests can move it.
    rules.validate_exp = false;
    Ok(jsonwebtoken::decode::<Claims>(token, key, &rules).map_err(|_| TokenError::Invalid)?.claims)
}

#[cfg(test)]
mod tests {
    use time::{Duration, OffsetDateTime};

    use super::{Audience, Keys, TokenError};
    use crate::ids::{SessionId, UserId};

    fn keys(master: &str) -> Keys {
        crate::telemetry::install_crypto();
        Keys::derive(&master.to_owned().into()).unwrap()
    }

    #[test]
    fn a_token_is_good_for_its_audience_and_ten_minutes() {
        let (keys, now) =
            (keys("one master key of some length....."), OffsetDateTime::UNIX_EPOCH + Duration::days(20_000));
        let project = "FP-2025-X7K9M3P1A".parse().unwrap();
        let (user, session) = (UserId::new(), SessionId::new());
        let token = keys.sign(Audience::Tenant(project), user, session, now).unwrap();
        let claims = keys.verify(&token, Audience::Tenant(project), now + Duration::minutes(9)).unwrap();
        assert_eq!((claims.sub, claims.sid), (user, session));
        let refused = |audience, at| keys.verify(&token, audience, at).unwrap_err();
        assert_eq!(refused(Audience::Tenant(project), now + Duration::minutes(10)), TokenError::Expired);
        assert_eq!(refused(Audience::App, now), TokenError::Invalid);
        assert_eq!(refused(Audience::Api, now), TokenError::Invalid);
        assert_eq!(refused(Audience::Tenant("FP-2025-X7K9M3P1B".parse().unwrap()), now), TokenError::Invalid);
        assert_eq!(refused(Audience::Tenant(project), now - Duration::minutes(2)), TokenError::Invalid);
    }

    #[test]
    fn another_key_or_a_changed_byte_is_refused() {
        let now = OffsetDateTime::UNIX_EPOCH + Duration::days(20_000);
        let (ours, theirs) = (keys("one master key of some length....."), keys("another master key of some length."));
        let token = theirs.sign(Audience::App, UserId::new(), SessionId::new(), now).unwrap();
        assert_eq!(ours.verify(&token, Audience::App, now).unwrap_err(), TokenError::UnknownKey);
        let mut token = ours.sign(Audience::App, UserId::new(), SessionId::new(), now).unwrap();
        let changed = if token.pop() == Some('A') { 'E' } else { 'A' };
        token.push(changed);
        assert_eq!(ours.verify(&token, Audience::App, now).unwrap_err(), TokenError::Invalid);
    }

    #[test]
    fn a_new_key_signs_when_it_begins_and_the_old_one_is_taken_until_it_retires() {
        let now = OffsetDateTime::UNIX_EPOCH + Duration::days(20_000);
        let keys = keys("one master key of some length.....");
        let of = |token: &str| jsonwebtoken::decode_header(token).unwrap().kid.unwrap();
        let sign = |at| keys.sign(Audience::App, UserId::new(), SessionId::new(), at).unwrap();
        let before = sign(now);
        assert!(keys.verify(&before, Audience::App, now).is_ok());
        let (mut first, second) = (keys.first_row(now), keys.new_row(now, now + Duration::seconds(5)).unwrap());
        first.retires_at = Some(now + Duration::minutes(11));
        assert_eq!(keys.load(&[first.clone(), second.clone()]), Vec::<String>::new());
        assert_eq!((of(&sign(now)), of(&sign(now + Duration::seconds(5)))), (first.kid.clone(), second.kid.clone()));
        // Another replica's clock is ahead.
        let early = sign(now + Duration::seconds(5));
        assert!(keys.verify(&early, Audience::App, now).is_ok());
        assert!(keys.verify(&before, Audience::App, now + Duration::minutes(9)).is_ok());
        // A leaked key: its tokens are refused although their signature was verified before.
        first.retires_at = Some(now);
        keys.load(&[first, second]);
        assert_eq!(keys.verify(&before, Audience::App, now).unwrap_err(), TokenError::UnknownKey);
        assert!(keys.verify(&early, Audience::App, now).is_ok());
    }

    #[test]
    fn keys_sealed_under_another_master_key_are_left_out_and_named() {
        let now = OffsetDateTime::UNIX_EPOCH + Duration::days(20_000);
        let (ours, theirs) = (keys("one master key of some length....."), keys("another master key of some length."));
        let row = theirs.first_row(now);
        assert_eq!(ours.load(std::slice::from_ref(&row)), [row.kid]);
        assert!(ours.sign(Audience::App, UserId::new(), SessionId::new(), now).is_ok());
    }
}
