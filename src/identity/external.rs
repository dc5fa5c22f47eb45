//! Tokens other services sign (JWT, RFC 7519), verified as RFC 8725 asks: one list of algorithms for each issuer, keys
//! from the issuer's own address alone whatever the token says of keys, every claim of its right type. The issuers
//! themselves: `oidc` and `cf_access`.

mod fetch;
mod keys;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::Algorithm;
use serde_json::{Map, Value};
use time::OffsetDateTime;

pub use fetch::{Outbound, Unreachable};
pub use keys::RemoteKeys;

/// Longer tokens are not looked at.
const LONGEST: usize = 16 * 1024;
/// How far the issuer's clock may be ahead of ours, in seconds.
const AHEAD: i64 = 30;

/// Why a log-in that somebody else should vouch for is refused. It names no token and no person: it goes into the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The issuer, or a part of it, does not answer as it should.
    #[error("issuer-unreachable")]
    Unreachable,
    /// The issuer describes itself as somebody else, or in a way we don't go along with.
    #[error("issuer-misconfigured")]
    Misconfigured,
    /// The state is unknown, used, over, or another browser's.
    #[error("wrong-state")]
    State,
    /// The answer comes from another issuer than was asked (RFC 9207).
    #[error("wrong-response-issuer")]
    ResponseIssuer,
    /// The person, or the issuer, said no.
    #[error("denied")]
    Denied,
    /// The issuer does not take the code.
    #[error("code-refused")]
    Code,
    /// No assertion came, or more than one.
    #[error("no-assertion")]
    NoAssertion,
    /// Not a signed JWT.
    #[error("malformed-token")]
    Malformed,
    /// Signed in a way that is not on the issuer's list.
    #[error("wrong-algorithm")]
    Algorithm,
    /// Signed with a key the issuer does not publish.
    #[error("unknown-key")]
    UnknownKey,
    /// The signature does not fit.
    #[error("wrong-signature")]
    Signature,
    /// Another issuer's.
    #[error("wrong-issuer")]
    Issuer,
    /// For somebody else.
    #[error("wrong-audience")]
    Audience,
    /// Made out to another client (`azp`).
    #[error("wrong-party")]
    Party,
    /// Its time is over.
    #[error("expired")]
    Expired,
    /// Its time has not come (`nbf`).
    #[error("not-yet-valid")]
    NotYet,
    /// Issued in the future (`iat`).
    #[error("issued-in-future")]
    IssuedLater,
    /// A claim is missing, or not of its type.
    #[error("bad-claim-{0}")]
    Claim(&'static str),
    /// Made for another log-in.
    #[error("wrong-nonce")]
    Nonce,
    /// Another kind of token.
    #[error("wrong-type")]
    Type,
}

impl From<Unreachable> for Refused {
    fn from(_: Unreachable) -> Self {
        Self::Unreachable
    }
}

/// Somebody, as an issuer vouches for her. Who she is, is `issuer` and `subject` together and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Who vouches.
    pub issuer: String,
    /// The issuer's name for her, which never becomes another person's.
    pub subject: String,
    /// The address the issuer tells.
    pub email: Option<String>,
    /// Whether the issuer says it has seen that the address is hers.
    pub email_verified: bool,
    /// Whether she showed the issuer more than one factor.
    pub strong: bool,
}

/// What a token must be.
pub struct Rules<'a> {
    /// `iss`, to the letter.
    pub issuer: &'a str,
    /// Must be in `aud`.
    pub audience: &'a str,
    /// How it may be signed.
    pub algorithms: &'a [Algorithm],
    /// Whether `nbf` must be there; where it is, it must be right in any case.
    pub not_before: bool,
}

/// The claims of a token that kept the rules.
#[derive(Debug)]
pub struct Verified(Map<String, Value>);

impl Verified {
    /// A claim that is text, if it is there as such.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    /// Whether a claim is there, whatever it says.
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
    pub fn subject(&self) -> Result<&str, Refused> {
        let fits = |subject: &&str| {
            !subject.is_empty() && subject.chars().count() <= 255 && !subject.chars().any(char::is_control)
        };
        self.text("sub").filter(fits).ok_or(Refused::Claim("sub"))
    }

    /// Whether she showed more than one factor. `amr` (RFC 8176) says so itself, or names methods of two kinds: a code or a
    /// key alone shows what she has, and nothing beside it. Or it is a class that means it, in `acr`; one that cannot be
    /// phished (`phr`) may still be one factor.
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

/// The claims of `token`, if it keeps the rules and one of `keys` signed it.
pub async fn verify(
    token: &str,
    rules: &Rules<'_>,
    keys: &RemoteKeys,
    now: OffsetDateTime,
) -> Result<Verified, Refused> {
    if token.len() > LONGEST {
        return Err(Refused::Malformed);
    }
    let (message, signature) = token.rsplit_once('.').ok_or(Refused::Malformed)?;
    let (header, claims) = message.split_once('.').ok_or(Refused::Malformed)?;
    if claims.contains('.') {
        return Err(Refused::Malformed);
    }
    let header = object(header)?;
    // Extensions that must be understood are not. Where keys might be found (`jku`, `jwk`, `x5u`) is not read at all.
    if header.contains_key("crit") {
        return Err(Refused::Malformed);
    }
    if header.get("typ").is_some_and(|kind| !kind.as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("jwt"))) {
        return Err(Refused::Type);
    }
    let algorithm = header.get("alg").and_then(Value::as_str).and_then(named).ok_or(Refused::Algorithm)?;
    if !rules.algorithms.contains(&algorithm) {
        return Err(Refused::Algorithm);
    }
    let kid = match header.get("kid") {
        None => None,
        Some(kid) => Some(kid.as_str().ok_or(Refused::Malformed)?),
    };
    let key = keys.find(kid, algorithm, now).await?;
    let right = jsonwebtoken::crypto::verify(signature, message.as_bytes(), &key, algorithm);
    if !right.unwrap_or(false) {
        return Err(Refused::Signature);
    }
    let claims = Verified(object(claims)?);
    keeps(&claims, rules, now.unix_timestamp())?;
    Ok(claims)
}

/// The algorithms there may be on a list: signatures with public keys, and no others.
#[must_use]
pub fn named(name: &str) -> Option<Algorithm> {
    match name {
        "RS256" => Some(Algorithm::RS256),
        "ES256" => Some(Algorithm::ES256),
        "EdDSA" => Some(Algorithm::EdDSA),
        _ => None,
    }
}

fn object(part: &str) -> Result<Map<String, Value>, Refused> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| Refused::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| Refused::Malformed)
}

fn keeps(Verified(claims): &Verified, rules: &Rules<'_>, now: i64) -> Result<(), Refused> {
    if claims.get("iss").and_then(Value::as_str) != Some(rules.issuer) {
        return Err(Refused::Issuer);
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
        return Err(Refused::Audience);
    }
    if seconds(claims, "exp")? <= now {
        return Err(Refused::Expired);
    }
    if seconds(claims, "iat")? > now + AHEAD {
        return Err(Refused::IssuedLater);
    }
    if (rules.not_before || claims.contains_key("nbf")) && seconds(claims, "nbf")? > now + AHEAD {
        return Err(Refused::NotYet);
    }
    Ok(())
}

/// A time, which is a number (RFC 7519 §2); a text that looks like one is not.
fn seconds(claims: &Map<String, Value>, name: &'static str) -> Result<i64, Refused> {
    let value = claims.get(name).ok_or(Refused::Claim(name))?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a fraction of a second is of no account, a far time stays far"
    )]
    let whole = || value.as_f64().map(|seconds| seconds as i64);
    value.as_i64().or_else(whole).ok_or(Refused::Claim(name))
}

#[cfg(test)]
mod tests;
