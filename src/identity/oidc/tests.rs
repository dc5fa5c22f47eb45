use std::sync::Arc;

use jsonwebtoken::Algorithm;
use serde_json::{Value, json};

use super::{Description, FederationError, Metadata, Outbound, RemoteKeys};

fn read(over: &Value) -> Result<Description, FederationError> {
    crate::telemetry::install_crypto();
    let mut metadata = json!({
        "issuer": "https://issuer.test", "authorization_endpoint": "https://issuer.test/authorize",
        "token_endpoint": "https://issuer.test/token", "jwks_uri": "https://issuer.test/keys",
        "id_token_signing_alg_values_supported": ["none", "HS256", "RS256", "PS256", "EdDSA"],
    });
    for (name, value) in over.as_object().unwrap() {
        metadata[name] = value.clone();
    }
    let metadata: Metadata = serde_json::from_value(metadata).unwrap();
    metadata.read(true, Arc::new(RemoteKeys::new(String::new(), Outbound::new().unwrap())))
}

fn refused(over: &Value) -> bool {
    matches!(read(over), Err(FederationError::Misconfigured))
}

#[test]
fn only_signatures_with_public_keys_are_on_the_list() {
    assert_eq!(read(&json!({})).ok().unwrap().algorithms, [Algorithm::RS256, Algorithm::EdDSA]);
    assert!(refused(&json!({ "id_token_signing_alg_values_supported": ["none", "HS256", "HS512"] })));
}

#[test]
fn an_https_issuer_has_https_doors() {
    for door in ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"] {
        assert!(refused(&json!({ door: "http://issuer.test/door" })), "{door}");
    }
}

#[test]
fn the_secret_goes_where_the_provider_takes_it() {
    let in_body = |methods: Value| {
        read(&json!({ "token_endpoint_auth_methods_supported": methods })).ok().unwrap().secret_in_body
    };
    assert!(in_body(json!(["client_secret_post"])));
    assert!(!in_body(json!(["client_secret_post", "client_secret_basic"])));
    assert!(!in_body(json!(["private_key_jwt"])));
    assert!(!in_body(Value::Null));
}

#[test]
fn a_code_must_be_provable_by_s256() {
    assert!(refused(&json!({ "code_challenge_methods_supported": ["plain"] })));
    assert!(!refused(&json!({ "code_challenge_methods_supported": ["plain", "S256"] })));
}
