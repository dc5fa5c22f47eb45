//! Verification of third-party JWTs (RFC 7519) by RFC 8725: a list of algorithms for each issuer, keys only from the
//! issuer's own URL whatever the token says of keys, every claim of its right type. The issuers themselves: `oidc` and
//! `cf_access`.

mod fetch;
mod jwks;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::Algorithm;
use serde_json::{Map, Value};
use time::OffsetDateTime;

pub use fetch::{Outbound, Unreachable};
pub use jwks::RemoteKeys;

/// Maximum token length in bytes.
const LONGEST: usize = 16 * 1024;
/// Tolerated lead of the issuer's clock, in seconds.
const AHEAD: i64 = 30;

/// Reason for refusing a federated log-in. It names no token and no person, because it is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FederationError {
    /// The issuer, or a part of it, does not answer as it should.
    #[error("issuer-unreachable")]
    Unreachable,
    /// The issuer names another issuer in its description, or describes an unsupported configuration.
    #[error("issuer-misconfigured")]
    Misconfigured,
    /// The state is unknown, used, expired, or belongs to another browser.
    #[error("wrong-state")]
    State,
    /// The answer names another issuer than the one asked (RFC 9207).
    #[error("wrong-response-issuer")]
    ResponseIssuer,
    /// The person or the issuer declined.
    #[error("denied")]
    Denied,
    /// The issuer rejected the code.
    #[error("code-refused")]
    Code,
    /// No assertion, or more than one.
    #[error("no-assertion")]
    NoAssertion,
    /// Not a signed JWT.
    #[error("malformed-token")]
    Malformed,
    /// Algorithm outside the issuer's list.
    #[error("wrong-algorithm")]
    Algorithm,
    /// Signed with a key that the issuer does not publish.
    #[error("unknown-key")]
    UnknownKey,
    /// Wrong signature.
    #[error("wrong-signature")]
    Signature,
    /// Another issuer.
    #[error("wrong-issuer")]
    Issuer,
    /// Another audience.
    #[error("wrong-audience")]
    Audience,
    /// Issued to another client (`azp`).
    #[error("wrong-party")]
    Party,
    /// Expired (`exp`).
    #[error("expired")]
    Expired,
    /// Not valid yet (`nbf`).
    #[error("not-yet-valid")]
    NotYet,
    /// Issued in the future (`iat`).
    #[error("issued-in-future")]
    IssuedLater,
    /// A claim is missing or has the wrong type.
    #[error("bad-claim-{0}")]
    Claim(&'static str),
    /// Nonce of another log-in.
    #[error("wrong-nonce")]
    Nonce,
    /// Another kind of token.
    #[error("wrong-type")]
    Type,
}

impl From<Unreachable> for FederationError {
    fn from(_: Unreachable) -> Self {
        Self::Unreachable
    }
}

/// Identity asserted by an issuer. Only `issuer` and `subject` together identify the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VouchedIdentity {
    /// Issuer URL.
    pub issuer: String,
    /// Issuer's id for the person, never reused for another one.
    pub subject: String,
    /// E-mail address as the issuer states it.
    pub email: Option<String>,
    /// Whether the issuer states that it has verified the address.
    pub email_verified: bool,
    /// Whether the person used more than one factor at the issuer.
    pub strong: bool,
}

/// Requirements for a token.
pub struct Rules<'a> {
    /// Exact value of `iss`.
    pub issuer: &'a str,
    /// Value that `aud` must contain.
    pub audience: &'a str,
    /// Permitted algorithms.
    pub algorithms: &'a [Algorithm],
    /// Whether `nbf` is required; if present, it must be right in any case.
    pub not_before: bool,
}

/// Claims of a verified token.
#[derive(Debug)]
pub struct Verified(Map<String, Value>);

impl Verified {
    /// Claim of type text, if present.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    /// Whether a claim is present, with any value.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Whether a claim says yes.
    #[must_use]
    pub fn is_true(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(says_yes)
    }

    /// Whether the token is for others beside us.
    #[must_use]
    pub fn has_more_audiences(&self) -> bool {
        self.0.get("aud").and_then(Value::as_array).is_some_and(|audiences| audiences.len() > 1)
    }

    /// `sub`: 1 to 255 characters (`OpenID` Connect Core §2), none of them invisible.
    pub fn subject(&self) -> Result<&str, FederationError> {
        let fits = |subject: &&str| {
            !subject.is_empty() && subject.chars().count() <= 255 && !subject.chars().any(char::is_control)
        };
        self.text("sub").filter(fits).ok_or(FederationError::Claim("sub"))
    }

    /// Whether the person used more than one factor. `amr` (RFC 8176) says so itself or names methods of two kinds: a
    /// code or a key alone is only possession. Otherwise the class in `acr` may imply it; a phishing-resistant one
    /// (`phr`) may still be a single factor.
    #[must_use]
    pub fn is_strong(&self) -> bool {
        const KNOWN: [&str; 3] = ["pwd", "pin", "kba"];
        const HELD: [&str; 6] = ["otp", "hwk", "swk", "sc", "sms", "tel"];
        const BORN: [&str; 5] = ["face", "fpt", "iris", "retina", "vbm"];
        const CLASSES: [&str; 3] = [
            "https://refeds.org/profile/mfa",
            "http://schemas.openid.net/pape/policies/2007/06/multi-factor",
            "http://schemas.microsoft.com/claims/multipleauthn",
        ];
        let methods = self.0.get("amr").and_then(Value::as_array).into_iter().flatten();
        let methods: Vec<&str> = methods.filter_map(Value::as_str).collect();
        let shows = |kind: &[&str]| methods.iter().any(|method| kind.contains(method));
        let kinds = [shows(&KNOWN), shows(&HELD), shows(&BORN)].into_iter().filter(|shown| *shown).count();
        methods.contains(&"mfa") || kinds > 1 || self.text("acr").is_some_and(|acr| CLASSES.contains(&acr))
    }
}

/// `true`, which some providers write as text.
#[must_use]
pub fn says_yes(value: &Value) -> bool {
    *value == true || *value == "true"
}

/// Verifies `token` and returns its claims: it satisfies `rules`, and one of `keys` signed it.
pub async fn verify(
    token: &str,
    rules: &Rules<'_>,
    keys: &RemoteKeys,
    now: OffsetDateTime,
) -> Result<Verified, FederationError> {
    if token.len() > LONGEST {
        return Err(FederationError::Malformed);
    }
    let (message, signature) = token.rsplit_once('.').ok_or(FederationError::Malformed)?;
    let (header, claims) = message.split_once('.').ok_or(FederationError::Malformed)?;
    if claims.contains('.') {
        return Err(FederationError::Malformed);
    }
    let header = object(header)?;
    // Critical extensions are unsupported. Key locations in the header (`jku`, `jwk`, `x5u`) are never read.
    if header.contains_key("crit") {
        return Err(FederationError::Malformed);
    }
    if header.get("typ").is_some_and(|kind| !kind.as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("jwt"))) {
        return Err(FederationError::Type);
    }
    let algorithm = header.get("alg").and_then(Value::as_str).and_then(named).ok_or(FederationError::Algorithm)?;
    if !rules.algorithms.contains(&algorithm) {
        return Err(FederationError::Algorithm);
    }
    let kid = match header.get("kid") {
        None => None,
        Some(kid) => Some(kid.as_str().ok_or(FederationError::Malformed)?),
    };
    let key = keys.find(kid, algorithm, now).await?;
    let right = jsonwebtoken::crypto::verify(signature, message.as_bytes(), &key, algorithm);
    if !right.unwrap_or(false) {
        return Err(FederationError::Signature);
    }
    let claims = Verified(object(claims)?);
    keeps(&claims, rules, now.unix_timestamp())?;
    Ok(claims)
}

/// Algorithms that may be listed: signatures with public keys only.
#[must_use]
pub fn named(name: &str) -> Option<Algorithm> {
    match name {
        "RS256" => Some(Algorithm::RS256),
        "ES256" => Some(Algorithm::ES256),
        "EdDSA" => Some(Algorithm::EdDSA),
        _ => None,
    }
}

fn object(part: &str) -> Result<Map<String, Value>, FederationError> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| FederationError::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| FederationError::Malformed)
}

fn keeps(Verified(claims): &Verified, rules: &Rules<'_>, now: i64) -> Result<(), FederationError> {
    if claims.get("iss").and_then(Value::as_str) != Some(rules.issuer) {
        return Err(FederationError::Issuer);
    }
    let ours = match claims.get("aud") {
        Some(Value::String(audience)) => audience == rules.audience,
        Some(Value::Array(audiences)) => {
            audiences.iter().all(Value::is_string)
                && audiences.iter().any(|audience| audience.as_str() == Some(rules.audience))
        }
        _ => false,
    };
    if !ours {
        return Err(FederationError::Audience);
    }
    if seconds(claims, "exp")? <= now {
        return Err(FederationError::Expired);
    }
    if seconds(claims, "iat")? > now + AHEAD {
        return Err(FederationError::IssuedLater);
    }
    if (rules.not_before || claims.contains_key("nbf")) && seconds(claims, "nbf")? > now + AHEAD {
        return Err(FederationError::NotYet);
    }
    Ok(())
}

/// A time claim, which must be a number (RFC 7519 §2) rather than a text that looks like one.
fn seconds(claims: &Map<String, Value>, name: &'static str) -> Result<i64, FederationError> {
    let value = claims.get(name).ok_or(FederationError::Claim(name))?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a fraction of a second is of no account, a far time stays far"
    )]
    let whole = || value.as_f64().map(|seconds| seconds as i64);
    value.as_i64().or_else(whole).ok_or(FederationError::Claim(name))
}

#[cfg(test)]
mod tests;
