use jsonwebtoken::{Algorithm, Header, Validation};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime};

use super::Keys;
use crate::ids::{ProjectId, SessionId, UserId};

/// Where a session is good: the app host, the API, or one project's host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Log-in and lists.
    App,
    /// Bearer tokens.
    Api,
    /// One tenant host.
    Tenant(ProjectId),
}

impl std::fmt::Display for Audience {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::App => f.write_str("app"),
            Self::Api => f.write_str("api"),
            Self::Tenant(project) => project.fmt(f),
        }
    }
}

/// What a session token says. Roles are not in it: they are looked up at every request.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    iss: String,
    aud: String,
    /// The person.
    pub sub: UserId,
    /// The session row that decides.
    pub sid: SessionId,
    iat: i64,
    exp: i64,
}

/// Why a token is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Its ten minutes are over; renew it.
    #[error("the token has expired")]
    Expired,
    /// Not ours, not for here, or not a session token.
    #[error("the token is not valid here")]
    Invalid,
}

const ISSUER: &str = "fataplus";
const TYPE: &str = "fataplus-session+jwt";

impl Keys {
    /// How long a session token lives.
    pub const LIFETIME: Duration = Duration::minutes(10);

    /// Signs a session token (`EdDSA`, RFC 8037) for `audience`.
    pub fn sign(
        &self,
        audience: Audience,
        sub: UserId,
        sid: SessionId,
        now: OffsetDateTime,
    ) -> Result<String, TokenError> {
        let header =
            Header { typ: Some(TYPE.to_owned()), kid: Some(self.kid.clone()), ..Header::new(Algorithm::EdDSA) };
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: audience.to_string(),
            sub,
            sid,
            iat: now.unix_timestamp(),
            exp: (now + Self::LIFETIME).unix_timestamp(),
        };
        jsonwebtoken::encode(&header, &claims, &self.signing).map_err(|_| TokenError::Invalid)
    }

    /// Verifies as RFC 8725 asks: one algorithm, our `typ`, `kid`, issuer and audience, and the time.
    /// A token verified before is known by its hash; what the time says is asked each time.
    pub fn verify(&self, token: &str, audience: Audience, now: OffsetDateTime) -> Result<Claims, TokenError> {
        let hash: [u8; 32] = Sha256::digest(token).into();
        let claims = match self.verified.get(&hash) {
            Some((known, claims)) if known == audience => claims,
            _ => {
                let claims = self.verify_signed(token, audience)?;
                self.verified.insert(hash, (audience, claims.clone()));
                claims
            }
        };
        let now = now.unix_timestamp();
        if claims.iat > now + 60 {
            return Err(TokenError::Invalid);
        }
        if claims.exp <= now { Err(TokenError::Expired) } else { Ok(claims) }
    }

    fn verify_signed(&self, token: &str, audience: Audience) -> Result<Claims, TokenError> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| TokenError::Invalid)?;
        if header.typ.as_deref() != Some(TYPE) || header.kid.as_deref() != Some(self.kid.as_str()) {
            return Err(TokenError::Invalid);
        }
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[audience.to_string()]);
        rules.set_required_spec_claims(&["iss", "aud", "exp", "sub"]);
        // The clock is ours, which tests can move: the library's own look at the time is switched off.
        rules.validate_exp = false;
        Ok(jsonwebtoken::decode::<Claims>(token, &self.verifying, &rules).map_err(|_| TokenError::Invalid)?.claims)
    }
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
        assert_eq!(ours.verify(&token, Audience::App, now).unwrap_err(), TokenError::Invalid);
        let mut token = ours.sign(Audience::App, UserId::new(), SessionId::new(), now).unwrap();
        let changed = if token.pop() == Some('A') { 'E' } else { 'A' };
        token.push(changed);
        assert_eq!(ours.verify(&token, Audience::App, now).unwrap_err(), TokenError::Invalid);
    }
}
