use serde_json::{Value, json};

use super::{FederationError, Rules, Verified, keeps, named};

const NOW: i64 = 1_800_000_000;

fn claims(over: &Value) -> Verified {
    let mut claims = json!({ "iss": "https://issuer.test", "aud": "us", "iat": NOW, "exp": NOW + 60, "sub": "her" });
    for (name, value) in over.as_object().unwrap() {
        claims[name] = value.clone();
    }
    let Value::Object(claims) = claims else { unreachable!("an object was written") };
    Verified(claims)
}

fn judged(over: &Value) -> Result<(), FederationError> {
    let rules = Rules { issuer: "https://issuer.test", audience: "us", algorithms: &[], not_before: false };
    keeps(&claims(over), &rules, NOW)
}

#[test]
fn times_are_numbers_and_ours_is_the_clock() {
    for (over, expected) in [
        (json!({}), Ok(())),
        (json!({ "exp": NOW + 1 }), Ok(())),
        (json!({ "exp": NOW }), Err(FederationError::Expired)),
        (json!({ "exp": 1e300 }), Ok(())),
        (json!({ "exp": -1 }), Err(FederationError::Expired)),
        (json!({ "exp": f64::from(1_800_000) * 1000.0 + 0.5 }), Err(FederationError::Expired)),
        (json!({ "exp": "1900000000" }), Err(FederationError::Claim("exp"))),
        (json!({ "exp": [NOW + 60] }), Err(FederationError::Claim("exp"))),
        (json!({ "iat": NOW + 30 }), Ok(())),
        (json!({ "iat": NOW + 31 }), Err(FederationError::IssuedLater)),
        (json!({ "nbf": NOW + 30 }), Ok(())),
        (json!({ "nbf": NOW + 31 }), Err(FederationError::NotYet)),
        (json!({ "nbf": null }), Err(FederationError::Claim("nbf"))),
    ] {
        assert_eq!(judged(&over), expected, "{over}");
    }
    let rules = Rules { issuer: "https://issuer.test", audience: "us", algorithms: &[], not_before: true };
    assert_eq!(keeps(&claims(&json!({})), &rules, NOW), Err(FederationError::Claim("nbf")));
}

#[test]
fn issuer_and_audience_are_ours_to_the_letter() {
    for (over, expected) in [
        (json!({ "aud": ["others", "us"] }), Ok(())),
        (json!({ "aud": ["us", 7] }), Err(FederationError::Audience)),
        (json!({ "aud": "US" }), Err(FederationError::Audience)),
        (json!({ "aud": { "us": "us" } }), Err(FederationError::Audience)),
        (json!({ "iss": "https://issuer.test/" }), Err(FederationError::Issuer)),
        (json!({ "iss": ["https://issuer.test"] }), Err(FederationError::Issuer)),
    ] {
        assert_eq!(judged(&over), expected, "{over}");
    }
}

#[test]
fn a_subject_is_some_visible_text() {
    assert_eq!(claims(&json!({})).subject(), Ok("her"));
    for sub in [json!(""), json!(7), json!(null), json!("a\nb"), json!("x".repeat(256))] {
        assert_eq!(claims(&json!({ "sub": sub })).subject(), Err(FederationError::Claim("sub")), "{sub}");
    }
}

#[test]
fn more_than_one_factor_is_told_by_method_or_class() {
    for (over, strong) in [
        (json!({}), false),
        (json!({ "amr": ["pwd"] }), false),
        (json!({ "amr": ["pwd", "otp"] }), true),
        (json!({ "amr": ["mfa"] }), true),
        (json!({ "amr": ["hwk", "pin"] }), true),
        (json!({ "amr": ["swk", "fpt", "user"] }), true),
        (json!({ "amr": ["pwd", "face"] }), true),
        (json!({ "amr": ["sms", "pwd", "mca"] }), true),
        (json!({ "amr": ["otp"] }), false),
        (json!({ "amr": ["hwk"] }), false),
        (json!({ "amr": ["swk", "otp", "sms"] }), false),
        (json!({ "amr": ["hwk", "user"] }), false),
        (json!({ "amr": ["pwd", "pin", "kba"] }), false),
        (json!({ "amr": ["pwd", "rba", "geo", "wia", "pop"] }), false),
        (json!({ "amr": ["fpt"] }), false),
        (json!({ "amr": ["pwd", 7, null] }), false),
        (json!({ "amr": ["MFA"] }), false),
        (json!({ "acr": "phr" }), false),
        (json!({ "acr": "phrh", "amr": ["hwk"] }), false),
        (json!({ "amr": "mfa" }), false),
        (json!({ "acr": "https://refeds.org/profile/mfa" }), true),
        (json!({ "acr": "1" }), false),
    ] {
        assert_eq!(claims(&over).is_strong(), strong, "{over}");
    }
}

#[test]
fn no_list_holds_secrets_shared_or_none() {
    for name in ["none", "None", "HS256", "HS512", "RS512", "PS256", "rs256", ""] {
        assert_eq!(named(name), None, "{name}");
    }
}
