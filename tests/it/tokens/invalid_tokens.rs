//! Everything that looks like a token and is none: refused everywhere a token is taken, and never written into the log.

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer as _, SigningKey};
use fataplus::{
    access::TokenScope,
    cli::{SigningKeysCommand, manage_keys},
    db::PlatformScope,
    identity::{Audience, sessions},
};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use strum::VariantArray;

use super::key;
use crate::support::{Answer, PASSWORD, Person, TestApp, app::MASTER, fixture};

/// An attacker with the private half of the key.
struct Forger {
    key: SigningKey,
    kid: String,
}

impl Forger {
    fn of(seed: [u8; 32]) -> Self {
        let key = SigningKey::from_bytes(&seed);
        let digest = Sha256::digest(key.verifying_key().to_bytes());
        Self { kid: fataplus::text::hex(&digest[..6]), key }
    }

    /// The service itself, as its master key makes it.
    fn ours() -> Self {
        let mut seed = [0; 32];
        Hkdf::<Sha256>::new(None, MASTER.as_bytes()).expand(b"fataplus session signing 1", &mut seed).unwrap();
        Self::of(seed)
    }

    fn header(&self) -> Value {
        json!({ "typ": "fataplus-session+jwt", "alg": "EdDSA", "kid": self.kid })
    }

    fn sign(&self, header: &Value, payload: &str) -> String {
        let text = signed_text(header, payload);
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(self.key.sign(text.as_bytes()).to_bytes()))
    }
}

fn signed_text(header: &Value, payload: &str) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(payload))
}

fn hs256(header: &Value, payload: &str, secret: &[u8]) -> String {
    let text = signed_text(header, payload);
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap();
    mac.update(text.as_bytes());
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

/// Claims of a token of `person` for `audience`.
async fn claims(app: &TestApp, person: &Person, audience: &str) -> Value {
    let session = fixture::session(app.state(), person.user, Audience::Api).await;
    let now = app.clock().now().unix_timestamp();
    json!({ "iss": "fataplus", "aud": audience, "sub": person.user, "sid": session.id, "iat": now, "exp": now + 600 })
}

fn with(claims: &Value, name: &str, value: Value) -> String {
    let mut changed = claims.clone();
    changed[name] = value;
    changed.to_string()
}

fn without(claims: &Value, name: &str) -> String {
    let mut changed = claims.clone();
    changed.as_object_mut().unwrap().remove(name);
    changed.to_string()
}

/// A number with a fraction.
fn float(seconds: i64) -> Value {
    serde_json::from_str(&format!("{seconds}.5")).unwrap()
}

/// By name. `claims` are good; `wrong` are audiences of other places.
#[expect(clippy::too_many_lines, reason = "a zoo has many animals")]
fn animals(claims: &Value, wrong: &[&str]) -> Vec<(String, String)> {
    let (ours, theirs) = (Forger::ours(), Forger::of([7; 32]));
    let (header, payload, public) = (ours.header(), claims.to_string(), ours.key.verifying_key().to_bytes());
    let (exp, iat) = (claims["exp"].as_i64().unwrap(), claims["iat"].as_i64().unwrap());
    let mut zoo: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, token: String| zoo.push((name.to_owned(), token));

    // Algorithms.
    for alg in ["none", "None", "NONE"] {
        let header = json!({ "typ": "fataplus-session+jwt", "alg": alg, "kid": ours.kid });
        add(&format!("alg {alg}"), format!("{}.", signed_text(&header, &payload)));
        add(&format!("alg {alg}, signed"), ours.sign(&header, &payload));
    }
    let der = [&[0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00], &public[..]].concat();
    let body = base64::engine::general_purpose::STANDARD.encode(&der);
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n");
    let hs = json!({ "typ": "fataplus-session+jwt", "alg": "HS256", "kid": ours.kid });
    for (form, secret) in
        [("raw", &public[..]), ("der", &der), ("pem", pem.as_bytes()), ("pem line", pem.trim().as_bytes())]
    {
        add(&format!("HS256 with the public key, {form}"), hs256(&hs, &payload, secret));
    }
    for alg in ["RS256", "ES256", "PS256", "HS512", "Ed25519", ""] {
        let header = json!({ "typ": "fataplus-session+jwt", "alg": alg, "kid": ours.kid });
        add(&format!("alg {alg:?}"), ours.sign(&header, &payload));
    }
    // Headers.
    let mut changed = |name: &str, member: &str, value: Value| {
        let mut header = header.clone();
        header[member] = value;
        add(name, ours.sign(&header, &payload));
    };
    for typ in [json!("JWT"), json!("at+jwt"), json!(null), json!("FATAPLUS-SESSION+JWT")] {
        changed(&format!("typ {typ}"), "typ", typ);
    }
    for kid in ["", "000000000000", "../../../../dev/null", "' OR '1'='1", "x'; DROP TABLE signing_keys; --", "\u{0}"] {
        changed(&format!("kid {kid:?}"), "kid", json!(kid));
    }
    changed("kid as a list", "kid", json!([ours.kid]));
    changed("a critical extension", "crit", json!(["exp"]));
    changed("unencoded payload", "b64", json!(false));
    let jwk =
        json!({ "kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(theirs.key.verifying_key().to_bytes()) });
    let pointers = [
        ("jwk", jwk),
        ("jku", json!("https://evil.example/keys")),
        ("x5u", json!("https://evil.example/cert")),
        ("x5c", json!(["MIIB"])),
    ];
    for (member, value) in &pointers {
        changed(&format!("{member}, ours"), member, value.clone());
    }
    for (member, value) in pointers {
        let mut header = theirs.header();
        header["kid"] = json!(ours.kid);
        header[member] = value;
        add(&format!("{member}, theirs"), theirs.sign(&header, &payload));
    }
    let mut no_typ = header.clone();
    no_typ.as_object_mut().unwrap().remove("typ");
    add("no typ", ours.sign(&no_typ, &payload));
    let mut no_kid = header.clone();
    no_kid.as_object_mut().unwrap().remove("kid");
    add("no kid", ours.sign(&no_kid, &payload));
    add("another's key under our name", theirs.sign(&header, &payload));
    add("another's key under its own name", theirs.sign(&theirs.header(), &payload));

    // Claims.
    for audience in wrong {
        add(&format!("for {audience}"), ours.sign(&header, &with(claims, "aud", json!(audience))));
    }
    let claimed = [
        ("aud", json!(["api", "app"])),
        ("aud", json!("")),
        ("iss", json!("https://accounts.example")),
        ("iss", json!("fataplus ")),
        ("iss", json!(["fataplus"])),
        ("exp", json!(iat - 1)),
        ("exp", json!(exp.to_string())),
        ("exp", float(exp)),
        ("exp", json!(null)),
        ("exp", json!(-1)),
        ("iat", json!(iat + 3600)),
        ("iat", json!(iat.to_string())),
        ("iat", float(iat)),
        ("nbf", json!(iat + 3600)),
        ("nbf", json!("now")),
        ("sub", json!("")),
        ("sub", json!("' OR true --")),
        ("sub", json!("00000000-0000-0000-0000-000000000000")),
        ("sid", json!("00000000-0000-0000-0000-000000000000")),
        ("role", json!("admin")),
    ];
    for (name, value) in claimed {
        add(&format!("{name} {value}"), ours.sign(&header, &with(claims, name, value)));
    }
    for name in ["exp", "iss", "aud", "sub", "sid", "iat"] {
        add(&format!("no {name}"), ours.sign(&header, &without(claims, name)));
    }
    add("exp 1e9", ours.sign(&header, &payload.replace(&format!("\"exp\":{exp}"), &format!("\"exp\":{exp}.0"))));
    for name in ["sub", "aud", "exp"] {
        let twice = format!("{{\"{name}\":{},{}", claims[name], &payload[1..]);
        add(&format!("{name} twice"), ours.sign(&header, &twice));
    }
    add("no object", ours.sign(&header, "[]"));
    add("no JSON", ours.sign(&header, "fataplus"));

    // Shapes.
    let good = ours.sign(&header, &payload);
    let parts: Vec<_> = good.split('.').collect();
    for (name, token) in [
        ("nothing", String::new()),
        ("dots", "..".to_owned()),
        ("cut off", good[..good.len() - 8].to_owned()),
        ("without its signature", format!("{}.{}", parts[0], parts[1])),
        ("with an empty signature", format!("{}.{}.", parts[0], parts[1])),
        ("with four parts", format!("{good}.{}", parts[2])),
        ("with a byte more", format!("{good}A")),
        ("padded", format!("{good}==")),
        ("padded inside", format!("{}=.{}.{}", parts[0], parts[1], parts[2])),
        ("with another signature", format!("{}.{}.{}", parts[0], parts[1], "A".repeat(86))),
        ("giant", format!("{good}.{}", "A".repeat(20_000))),
        ("with a giant name", ours.sign(&json!({ "alg": "EdDSA", "kid": "0".repeat(5000) }), &payload)),
    ] {
        add(name, token);
    }
    let id_token = json!({ "iss": "https://accounts.example", "aud": "fataplus", "sub": claims["sub"], "iat": iat,
                           "exp": exp, "nonce": "n", "email": "admin@fataplus.test", "email_verified": true });
    let rs = json!({ "alg": "RS256", "typ": "JWT", "kid": "google-1" });
    add("an ID token", format!("{}.{}", signed_text(&rs, &id_token.to_string()), URL_SAFE_NO_PAD.encode([1u8; 256])));
    add("an ID token, signed as ours", ours.sign(&header, &id_token.to_string()));
    zoo
}

/// Log lines, as a running service writes them.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// Everything the service itself logs, and warnings of its libraries.
    fn listen(&self) -> tracing::subscriber::DefaultGuard {
        let (filter, log) = (tracing_subscriber::EnvFilter::new("warn,fataplus=trace"), self.clone());
        let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false);
        tracing::subscriber::set_default(subscriber.with_writer(move || log.clone()).finish())
    }

    /// Fails when any longer part of a token is in it.
    fn assert_without<'a>(&self, tokens: impl IntoIterator<Item = &'a String>) {
        let text = String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned();
        assert!(text.contains("status=401"), "nothing was heard: {text}");
        for part in tokens.into_iter().flat_map(|token| token.split(['.', '_', ' '])).filter(|part| part.len() >= 20) {
            for piece in [&part[..20], &part[part.len() - 20..]] {
                assert!(!text.contains(piece), "{piece} of {part} is in the log:\n{text}");
            }
        }
    }
}

const INVALID: &str = "Bearer realm=\"fataplus\", error=\"invalid_token\"";

fn refused(name: &str, answer: &Answer) {
    assert!(answer.status == 401 && answer.problem() == "invalid-token", "{name}: {answer}");
    assert_eq!(answer.header("www-authenticate"), Some(INVALID), "{name}: {answer}");
}

async fn api(app: &TestApp, authorization: &str) -> Answer {
    Answer::of(app.http().get(format!("{}/v1/me", app.state().hosts.api)).header("authorization", authorization)).await
}

async fn tenant_api(app: &TestApp, authorization: &str) -> Answer {
    let url = format!("{}/api/v1/activity", app.state().hosts.tenant(app.project().id));
    Answer::of(app.http().get(url).header("authorization", authorization)).await
}

/// A page asked for with a session cookie.
async fn page(app: &TestApp, token: &str) -> Answer {
    let name = format!("__Host-fp-session{}", app.state().cookie_suffix);
    let url = format!("{}/", app.state().hosts.tenant(app.project().id));
    Answer::of(app.http().get(url).header("cookie", format!("{name}={token}"))).await
}

#[tokio::test]
async fn none_of_the_zoo_is_let_in() {
    let app = TestApp::start().await;
    let (client, project, other) = (app.client().await, app.project().id.to_string(), app.another_project().await);
    let log = Log::default();
    let _listening = log.listen();
    let ours = Forger::ours();

    let good = claims(&app, &client, "api").await;
    let honest = ours.sign(&ours.header(), &good.to_string());
    let zoo = animals(&good, &["app", &project, &project.to_lowercase(), other.id.as_str(), "API"]);
    assert!(zoo.len() > 80);
    for (name, token) in &zoo {
        refused(name, &api(&app, &format!("Bearer {token}")).await);
        refused(name, &tenant_api(&app, &format!("Bearer {token}")).await);
    }
    // The forger works: its faultless token is accepted.
    api(&app, &format!("Bearer {honest}")).await.assert_status(200);
    tenant_api(&app, &format!("Bearer {honest}")).await.assert_status(200);

    let of_page = claims(&app, &client, &project).await;
    let mut tokens: Vec<String> = zoo.into_iter().map(|(_, token)| token).collect();
    for (name, token) in animals(&of_page, &["app", "api", other.id.as_str()]) {
        // A cookie holds none of these; everything else ends at the log-in.
        let answer = page(&app, &token.replace([' ', '"', '\\', ';'], "")).await;
        let target = answer.header("location").unwrap_or_default().to_owned();
        assert!(answer.status == 303 && target.contains("/handoff?"), "{name}: {answer}");
        assert!(token.len() < 20 || !target.contains(&token), "{name}: {target}");
        tokens.push(token);
    }
    page(&app, &ours.sign(&ours.header(), &of_page.to_string())).await.assert_status(200);
    log.assert_without(&tokens);
}

#[tokio::test]
async fn a_credential_of_another_kind_is_refused() {
    let app = TestApp::start().await;
    let (client, manager) = (app.client().await, app.manager().await);
    let log = Log::default();
    let _listening = log.listen();
    let pair = json!({ "email": client.email, "password": PASSWORD });
    let pair = app.anonymous_api().post("/v1/auth/token", pair).await.assert_status(200).json();
    let (access, refresh) = (pair["access_token"].as_str().unwrap(), pair["refresh_token"].as_str().unwrap());
    refused("a refresh token", &api(&app, &format!("Bearer {refresh}")).await);
    let answer = app.anonymous_api().post("/v1/auth/refresh", json!({ "refresh_token": access })).await;
    refused("an access token as a refresh token", &answer);
    page(&app, access).await.assert_status(303);

    // Tokens and keys with something wrong.
    let keys = &app.state().keys;
    let personal = keys.make_personal_token().text.expose_secret().to_owned();
    let of_project = keys.make_project_key(app.project().id).text.expose_secret().to_owned();
    let broken = |text: &str| format!("{}{}", &text[..text.len() - 1], if text.ends_with('A') { 'B' } else { 'A' });
    for (name, token) in [
        ("a token that is in no row", personal.clone()),
        ("a token with a broken check", broken(&personal)),
        ("a token cut off", personal[..30].to_owned()),
        ("a key that is in no row", of_project.clone()),
        ("a key with a broken check", broken(&of_project)),
        ("prefix alone", "fpt_".to_owned()),
        ("prefix alone", "fpk_".to_owned()),
        ("a key of no project", of_project.replace("fpk_fp-", "fpk_xx-")),
    ] {
        refused(name, &api(&app, &format!("Bearer {token}")).await);
        refused(name, &tenant_api(&app, &format!("Bearer {token}")).await);
    }
    let other = app.another_project().await;
    app.join(&manager, &other, "project_manager").await;
    let foreign = key(&app, &other, manager.user, TokenScope::VARIANTS, &[]).await;
    assert_eq!(tenant_api(&app, &format!("Bearer {foreign}")).await.assert_status(404).problem(), "not-found");
    page(&app, &foreign).await.assert_status(303);

    // Another scheme, another place.
    let basic = base64::engine::general_purpose::STANDARD.encode(format!("{}:{PASSWORD}", client.email));
    for header in [
        format!("Basic {basic}"),
        format!("Token {access}"),
        access.to_owned(),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
    ] {
        refused("another scheme", &api(&app, &header).await);
        refused("another scheme", &tenant_api(&app, &header).await);
    }
    for scheme in ["Bearer", "bearer", "BEARER"] {
        api(&app, &format!("{scheme} {access}")).await.assert_status(200);
    }
    let url = format!("{}/v1/me", app.state().hosts.api);
    let twice = app.http().get(&url).header("authorization", format!("Bearer {access}"));
    refused("two headers", &Answer::of(twice.header("authorization", format!("Bearer {access}"))).await);
    let in_address = Answer::of(app.http().get(format!("{url}?access_token={access}"))).await;
    assert_eq!(in_address.assert_status(401).problem(), "authentication-required");
    assert_eq!(in_address.header("www-authenticate"), Some("Bearer realm=\"fataplus\""));
    let form = app.http().post(format!("{}/v1/projects", app.state().hosts.api));
    let form = form.header("content-type", "application/x-www-form-urlencoded").body(format!("access_token={access}"));
    assert_eq!(Answer::of(form).await.assert_status(401).problem(), "authentication-required");
    log.assert_without(&[access.to_owned(), refresh.to_owned(), personal, of_project, foreign, basic]);
}

#[tokio::test]
async fn what_was_let_in_is_refused_when_its_session_or_key_is_over() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let project = app.project().id.to_string();
    let log = Log::default();
    let _listening = log.listen();
    let ours = Forger::ours();
    let (of_api, of_page) = (claims(&app, &client, "api").await, claims(&app, &client, &project).await);
    let [first, second] = [&of_api, &of_page].map(|claims| ours.sign(&ours.header(), &claims.to_string()));
    api(&app, &format!("Bearer {first}")).await.assert_status(200);
    page(&app, &second).await.assert_status(200);
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
    sessions::end_all(&mut tx, client.user, None, app.clock().now()).await.unwrap();
    tx.commit().await.unwrap();
    refused("an ended session", &api(&app, &format!("Bearer {first}")).await);
    page(&app, &second).await.assert_status(303);

    let (of_api, of_page) = (claims(&app, &client, "api").await, claims(&app, &client, &project).await);
    let [third, fourth] = [&of_api, &of_page].map(|claims| ours.sign(&ours.header(), &claims.to_string()));
    api(&app, &format!("Bearer {third}")).await.assert_status(200);
    page(&app, &fourth).await.assert_status(200);
    manage_keys(app.state(), &SigningKeysCommand::Retire { kid: ours.kid.clone() }).await.unwrap();
    refused("a retired key", &api(&app, &format!("Bearer {third}")).await);
    refused("a retired key", &tenant_api(&app, &format!("Bearer {third}")).await);
    page(&app, &fourth).await.assert_status(303);
    log.assert_without(&[first, second, third, fourth]);
}
