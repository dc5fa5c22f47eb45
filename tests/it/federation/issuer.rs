//! An issuer that answers as the test wants: real HTTP, real keys. As an `OpenID` Connect provider it logs everybody in
//! at once; the certificates of an Access team are its keys.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use axum::{
    Form, Json, Router,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use fataplus::identity::Secret;
use jsonwebtoken::{Algorithm, EncodingKey, jwk::Jwk};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256, RsaKeySize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;

use super::{AUDIENCE, CLIENT, SECRET};

pub struct Issuer {
    pub url: String,
    shared: Arc<Shared>,
}

/// Deviations from correct behaviour.
#[derive(Clone, Default)]
pub struct Behaviour {
    /// Merged into the claims; null removes one.
    pub claims: Value,
    /// Merged into the header.
    pub header: Value,
    pub signing: Signing,
    /// Replaces the answer's `iss`; null removes it.
    pub response_issuer: Option<Value>,
    /// Instead of a code.
    pub error: Option<&'static str>,
    /// Merged into the discovery document.
    pub metadata: Value,
    /// Answer of `/userinfo`.
    pub userinfo: Value,
    /// Its description is to be found there instead.
    pub moved_to: Option<String>,
    /// Every answer is 503.
    pub down: bool,
    /// Only the token endpoint's is.
    pub tokens_down: bool,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub enum Signing {
    #[default]
    Right,
    /// `alg` none, no signature.
    Not,
    /// HS256 with the public key as the secret.
    WithThePublicKey,
    /// Another key than it publishes.
    WithAnotherKey,
}

struct Shared {
    url: String,
    keys: Mutex<Keys>,
    redirect: Mutex<String>,
    behaviour: Mutex<Behaviour>,
    grants: Mutex<HashMap<String, HashMap<String, String>>>,
    secrets: Mutex<Vec<String>>,
    key_sets: AtomicU32,
    discoveries: AtomicU32,
}

/// The signing key, and an unpublished one.
struct Keys {
    kid: String,
    algorithm: Algorithm,
    own: EncodingKey,
    own_public: String,
    other: EncodingKey,
}

/// A new key, and its public half in PEM, for attacks that use it as a secret.
fn key(algorithm: Algorithm) -> (EncodingKey, String) {
    match algorithm {
        Algorithm::RS256 => {
            let pair = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
            (EncodingKey::from_rsa_pem(pair.serialize_pem().as_bytes()).unwrap(), pair.public_key_pem())
        }
        Algorithm::ES256 => {
            let pair = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
            (EncodingKey::from_ec_pem(pair.serialize_pem().as_bytes()).unwrap(), pair.public_key_pem())
        }
        Algorithm::EdDSA => {
            // RFC 8410 §7: header in front of the 32 bytes of a private key.
            let mut der = vec![0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
            der.extend(rand::random::<[u8; 32]>());
            (EncodingKey::from_ed_der(&der), "a public key that was never written".to_owned())
        }
        other => panic!("it does not sign with {other:?}"),
    }
}

impl Keys {
    fn new(kid: &str, algorithm: Algorithm) -> Self {
        let ((own, own_public), (other, _)) = (key(algorithm), key(algorithm));
        Self { kid: kid.to_owned(), algorithm, own, own_public, other }
    }

    fn public(&self) -> Jwk {
        let mut jwk = Jwk::from_encoding_key(&self.own, self.algorithm).unwrap();
        jwk.common.key_id = Some(self.kid.clone());
        jwk
    }
}

fn lay_over(base: &mut Value, over: &Value) {
    for (name, value) in over.as_object().into_iter().flatten() {
        let base = base.as_object_mut().unwrap();
        if value.is_null() {
            base.remove(name);
        } else {
            base.insert(name.clone(), value.clone());
        }
    }
}

pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

impl Issuer {
    pub async fn start() -> Self {
        crate::support::run();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared {
            url: url.clone(),
            keys: Keys::new("first", Algorithm::RS256).into(),
            redirect: Mutex::default(),
            behaviour: Mutex::default(),
            grants: Mutex::default(),
            secrets: Mutex::default(),
            key_sets: AtomicU32::new(0),
            discoveries: AtomicU32::new(0),
        });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/jwks", get(key_set))
            .route("/cdn-cgi/access/certs", get(key_set))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .route("/userinfo", get(userinfo))
            .with_state(shared.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, shared }
    }

    /// The one address it sends browsers back to.
    pub fn register(&self, redirect: &str) {
        redirect.clone_into(&mut self.shared.redirect.lock().unwrap());
    }

    pub fn behave(&self, behaviour: Behaviour) {
        *self.shared.behaviour.lock().unwrap() = behaviour;
    }

    /// Signs with a new key from now on, and publishes that one alone.
    pub fn rotate(&self, kid: &str) {
        self.sign_with(kid, Algorithm::RS256);
    }

    /// The same, with a key for signatures of `algorithm`.
    pub fn sign_with(&self, kid: &str, algorithm: Algorithm) {
        *self.shared.keys.lock().unwrap() = Keys::new(kid, algorithm);
    }

    pub fn key_sets_read(&self) -> u32 {
        self.shared.key_sets.load(Ordering::Relaxed)
    }

    pub fn discoveries(&self) -> u32 {
        self.shared.discoveries.load(Ordering::Relaxed)
    }

    /// Every token and code given out, and the parts of tokens: none may appear in a log.
    pub fn secrets(&self) -> Vec<String> {
        self.shared.secrets.lock().unwrap().clone()
    }

    /// The assertion Access sends, with `claims` merged into a person's.
    pub fn assertion(&self, claims: &Value) -> String {
        let mut whole = json!({
            "iss": self.url, "aud": [AUDIENCE], "sub": "7335d417-61da-459d-899c-0a01c76a2f94", "type": "app",
            "email": "somebody@elsewhere.test", "iat": now(), "nbf": now(), "exp": now() + 300,
            "identity_nonce": "6ei69kawdKzMIAPF", "country": "MG",
        });
        lay_over(&mut whole, claims);
        self.shared.sign(&whole)
    }
}

impl Shared {
    fn behaviour(&self) -> Behaviour {
        self.behaviour.lock().unwrap().clone()
    }

    fn keep_secret(&self, text: &str) {
        self.secrets.lock().unwrap().push(text.to_owned());
    }

    fn sign(&self, claims: &Value) -> String {
        let (behaviour, keys) = (self.behaviour(), self.keys.lock().unwrap());
        let algorithm = match behaviour.signing {
            Signing::Not => json!("none"),
            Signing::WithThePublicKey => json!("HS256"),
            Signing::Right | Signing::WithAnotherKey => json!(keys.algorithm),
        };
        let mut header = json!({ "alg": algorithm, "typ": "JWT", "kid": keys.kid });
        lay_over(&mut header, &behaviour.header);
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(&header), part(claims));
        let sign =
            |key: &EncodingKey, algorithm| jsonwebtoken::crypto::sign(message.as_bytes(), key, algorithm).unwrap();
        let signature = match behaviour.signing {
            Signing::Not => String::new(),
            Signing::Right => sign(&keys.own, keys.algorithm),
            Signing::WithAnotherKey => sign(&keys.other, keys.algorithm),
            Signing::WithThePublicKey => sign(&EncodingKey::from_secret(keys.own_public.as_bytes()), Algorithm::HS256),
        };
        let token = format!("{message}.{signature}");
        for secret in [&token, &part(claims), &signature] {
            if !secret.is_empty() {
                self.keep_secret(secret);
            }
        }
        token
    }
}

fn unavailable() -> Response {
    // As a gateway in front of it answers.
    (StatusCode::SERVICE_UNAVAILABLE, "<html><h1>503</h1></html>").into_response()
}

async fn discovery(State(shared): State<Arc<Shared>>) -> Response {
    shared.discoveries.fetch_add(1, Ordering::Relaxed);
    let (behaviour, url) = (shared.behaviour(), &shared.url);
    let mut metadata = json!({
        "issuer": url, "authorization_endpoint": format!("{url}/authorize"), "token_endpoint": format!("{url}/token"),
        "jwks_uri": format!("{url}/jwks"), "userinfo_endpoint": format!("{url}/userinfo"),
        "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        "code_challenge_methods_supported": ["S256"], "authorization_response_iss_parameter_supported": true,
    });
    lay_over(&mut metadata, &behaviour.metadata);
    if let Some(elsewhere) = &behaviour.moved_to {
        return Redirect::to(&format!("{elsewhere}/.well-known/openid-configuration")).into_response();
    }
    if behaviour.down { unavailable() } else { Json(metadata).into_response() }
}

async fn key_set(State(shared): State<Arc<Shared>>) -> Response {
    shared.key_sets.fetch_add(1, Ordering::Relaxed);
    if shared.behaviour().down {
        return unavailable();
    }
    // Real sets hold keys for other purposes, and of kinds not everybody knows.
    let foreign = json!({ "kty": "AKP", "alg": "ML-DSA-44", "pub": "AAAA", "kid": "of another kind" });
    Json(json!({ "keys": [foreign, shared.keys.lock().unwrap().public()] })).into_response()
}

async fn authorize(State(shared): State<Arc<Shared>>, Query(asked): Query<HashMap<String, String>>) -> Response {
    let behaviour = shared.behaviour();
    let right = asked.get("redirect_uri") == Some(&*shared.redirect.lock().unwrap())
        && asked.get("client_id").map(String::as_str) == Some(CLIENT)
        && asked.get("response_type").map(String::as_str) == Some("code")
        && asked.get("code_challenge_method").map(String::as_str) == Some("S256")
        && asked.get("scope").is_some_and(|scope| scope.split(' ').any(|scope| scope == "openid"))
        && ["state", "nonce", "code_challenge"].iter().all(|name| asked.get(*name).is_some_and(|it| it.len() > 20));
    if !right {
        return (StatusCode::BAD_REQUEST, format!("not a request of ours: {asked:?}")).into_response();
    }
    let mut answer = json!({ "state": asked["state"], "iss": shared.url });
    if let Some(issuer) = &behaviour.response_issuer {
        lay_over(&mut answer, &json!({ "iss": issuer }));
    }
    let back = asked["redirect_uri"].clone();
    if let Some(error) = behaviour.error {
        lay_over(&mut answer, &json!({ "error": error, "error_description": "said by the issuer" }));
    } else {
        let code = Secret::new().text().to_owned();
        shared.keep_secret(&code);
        lay_over(&mut answer, &json!({ "code": code }));
        shared.grants.lock().unwrap().insert(code, asked);
    }
    let pairs: Vec<(String, String)> =
        answer.as_object().unwrap().iter().map(|(k, v)| (k.clone(), v.as_str().unwrap().to_owned())).collect();
    Redirect::to(&format!("{back}?{}", serde_html_form::to_string(pairs).unwrap())).into_response()
}

fn refuse(error: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response()
}

async fn token(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    Form(asked): Form<HashMap<String, String>>,
) -> Response {
    let behaviour = shared.behaviour();
    if behaviour.down || behaviour.tokens_down {
        return unavailable();
    }
    let of = |name: &str| asked.get(name).map(String::as_str).unwrap_or_default();
    // RFC 6749 §2.3.1: both parts form-encoded, then Basic.
    let encoded = serde_html_form::to_string([("", SECRET)]).unwrap();
    let expected = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{}", &encoded[1..])));
    if headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()) != Some(&expected) {
        return refuse("invalid_client");
    }
    // A code is good once.
    let Some(grant) = shared.grants.lock().unwrap().remove(of("code")) else { return refuse("invalid_grant") };
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(of("code_verifier")));
    if of("redirect_uri") != grant["redirect_uri"] || challenge != grant["code_challenge"] {
        return refuse("invalid_grant");
    }
    let mut claims = json!({
        "iss": shared.url, "aud": CLIENT, "sub": "248289761001", "iat": now(), "exp": now() + 300,
        "nonce": grant["nonce"],
    });
    lay_over(&mut claims, &behaviour.claims);
    let access = Secret::new().text().to_owned();
    shared.keep_secret(&access);
    let token = shared.sign(&claims);
    Json(json!({ "access_token": access, "token_type": "Bearer", "expires_in": 60, "id_token": token })).into_response()
}

async fn userinfo(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let known = given.is_some_and(|given| shared.secrets.lock().unwrap().iter().any(|secret| secret == given));
    if !known {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let mut told = json!({ "sub": "248289761001" });
    lay_over(&mut told, &shared.behaviour().userinfo);
    Json(told).into_response()
}
