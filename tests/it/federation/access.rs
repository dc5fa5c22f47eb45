//! Cloudflare Access in front of the app host.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    CONSENT, LOGIN, Log, World, is_in,
    issuer::{Behaviour, Signing, now},
    location,
};
use crate::support::{Answer, PASSWORD, Web};

const HEADER: &str = "cf-access-jwt-assertion";

/// Asks for `path` as a request arrives that has passed Access.
async fn through(world: &World, web: &mut Web, path: &str, assertions: &[&str]) -> Answer {
    let mut request = web.fetch(Method::GET, &world.app_url(path));
    for assertion in assertions {
        request = request.header(HEADER, *assertion);
    }
    web.send(request).await
}

#[tokio::test]
async fn who_passed_access_and_linked_it_is_let_in() {
    let world = World::new().await;
    let person = world.app.client().await;
    let assertion = world.issuer.assertion(&json!({}));

    let mut web = person.app().await;
    web.get(&world.app_url("/account/identities")).await.assert_shows("Link Cloudflare Access");
    let asked = through(&world, &mut web, "/account/identities/access", &[&assertion]).await;
    assert_eq!(location(&asked), "/account/identities/link");
    web.get(&world.app_url("/account/identities/link")).await.assert_shows("somebody@elsewhere.test");
    web.submit(CONSENT, &[]).await.assert_status(200).assert_shows("The account is linked.");
    world.app.run_jobs().await;

    let mut web = world.browser();
    web.get(&world.app_url("/login?next=/account")).await.assert_shows("Sign in with Cloudflare Access");
    // No click is needed …
    let ahead = through(&world, &mut web, "/login?next=/account", &[&assertion]).await;
    assert_eq!(location(&ahead), "/login/access?next=%2Faccount");
    let there = through(&world, &mut web, "/login/access?next=/account", &[&assertion]).await;
    assert_eq!(location(&there), "/account");
    assert!(is_in(&world, &web));
    web.get(&world.app_url("/account")).await.assert_status(200).assert_shows(&person.email);
    // … unless the person has just logged out, or asks for the password form.
    let mut web = world.browser();
    for path in ["/login?left=1", "/login?with=password"] {
        through(&world, &mut web, path, &[&assertion]).await.assert_status(200);
    }
}

#[tokio::test]
async fn an_address_told_by_access_identifies_nobody() {
    let world = World::new().await;
    let person = world.app.client().await;
    let before = world.count("users").await;
    let mut web = world.browser();
    let unknown = through(&world, &mut web, "/login/access", &[&world.issuer.assertion(&json!({}))]).await;
    unknown.assert_status(403).assert_shows("There is no account with this address");

    let assertion = world.issuer.assertion(&json!({ "email": person.email }));
    let sent = through(&world, &mut web, "/login/access?next=/account", &[&assertion]).await;
    assert!(location(&sent).starts_with("/login?link=1&"), "{sent}");
    assert!(!is_in(&world, &web));
    let login = through(&world, &mut web, &location(&sent), &[&assertion]).await;
    login.assert_status(200).assert_shows("Sign in the way you usually do, this once.");
    web.get(&world.app_url(&location(&sent))).await;
    web.submit(LOGIN, &[("email", &person.email), ("password", PASSWORD)]).await.assert_shows("Link this account?");
    web.submit(CONSENT, &[]).await.assert_status(200);
    world.app.run_jobs().await;
    assert_eq!((world.count("users").await, world.count("identities").await), (before, 1));
    // Another subject with the same address is another person.
    let other = world.issuer.assertion(&json!({ "email": person.email, "sub": "another" }));
    let mut web = world.browser();
    let sent = through(&world, &mut web, "/login/access", &[&other]).await;
    assert!(location(&sent).starts_with("/login?link=1&"), "{sent}");
    assert!(!is_in(&world, &web));
}

async fn linked(world: &World) {
    let mut web = world.app.client().await.app().await;
    let assertion = world.issuer.assertion(&json!({}));
    through(world, &mut web, "/account/identities/access", &[&assertion]).await;
    web.get(&world.app_url("/account/identities/link")).await;
    web.submit(CONSENT, &[]).await.assert_status(200);
    world.app.run_jobs().await;
}

/// These assertions log nobody in, and the log gives the reason.
async fn refused(world: &World, assertions: &[&str], reason: &str) {
    let log = Log::begin();
    let (mut web, sessions) = (world.browser(), world.count("sessions").await);
    let answer = through(world, &mut web, "/login/access?next=/account", assertions).await;
    answer.assert_status(403).assert_shows("could not be accepted");
    log.assert_tells(reason, &world.issuer.secrets());
    assert!(!is_in(world, &web), "{reason}");
    assert_eq!(world.count("sessions").await, sessions, "{reason}");
}

#[tokio::test]
async fn assertions_that_break_a_rule_are_refused() {
    let world = World::new().await;
    linked(&world).await;
    let tomorrow = now() + 86400;
    for (claims, reason) in [
        (json!({ "type": "org" }), "wrong-type"),
        (json!({ "type": null }), "wrong-type"),
        // A service token speaks of no person.
        (json!({ "common_name": "e367826f93b8d71185e03fe518aff3b4.access", "sub": "" }), "wrong-type"),
        (json!({ "sub": "" }), "bad-claim-sub"),
        (json!({ "sub": null }), "bad-claim-sub"),
        (json!({ "sub": 7 }), "bad-claim-sub"),
        (json!({ "iss": "https://another.cloudflareaccess.com" }), "wrong-issuer"),
        (json!({ "aud": ["another application"] }), "wrong-audience"),
        (json!({ "aud": [] }), "wrong-audience"),
        (json!({ "aud": null }), "wrong-audience"),
        (json!({ "exp": null }), "bad-claim-exp"),
        (json!({ "nbf": null }), "bad-claim-nbf"),
        (json!({ "iat": null }), "bad-claim-iat"),
        (json!({ "exp": tomorrow.to_string() }), "bad-claim-exp"),
        (json!({ "nbf": now().to_string() }), "bad-claim-nbf"),
        (json!({ "iat": now().to_string() }), "bad-claim-iat"),
        (json!({ "exp": true }), "bad-claim-exp"),
        (json!({ "exp": now() - 5 }), "expired"),
        (json!({ "nbf": tomorrow }), "not-yet-valid"),
        (json!({ "iat": tomorrow }), "issued-in-future"),
    ] {
        refused(&world, &[&world.issuer.assertion(&claims)], reason).await;
    }
    let good = world.issuer.assertion(&json!({}));
    let mut web = world.browser();
    assert_eq!(location(&through(&world, &mut web, "/login/access?next=/account", &[&good]).await), "/account");
}

#[tokio::test]
async fn assertions_signed_otherwise_are_refused() {
    let world = World::new().await;
    linked(&world).await;
    let made = |signing: Signing, header: Value| {
        world.issuer.behave(Behaviour { header, signing, ..Behaviour::default() });
        world.issuer.assertion(&json!({}))
    };
    let elsewhere = json!({ "jku": "http://127.0.0.1:9/keys", "x5u": "http://127.0.0.1:9/", "jwk": { "kty": "oct" } });
    for (assertion, reason) in [
        (made(Signing::Not, json!({})), "wrong-algorithm"),
        (made(Signing::WithThePublicKey, json!({})), "wrong-algorithm"),
        (made(Signing::Right, json!({ "alg": "ES256" })), "wrong-algorithm"),
        (made(Signing::Right, json!({ "alg": "PS256" })), "wrong-algorithm"),
        (made(Signing::WithAnotherKey, json!({})), "wrong-signature"),
        (made(Signing::WithAnotherKey, elsewhere.clone()), "wrong-signature"),
        (made(Signing::Right, json!({ "kid": "nobody knows" })), "unknown-key"),
        (made(Signing::Right, json!({ "crit": ["b64"] })), "malformed-token"),
    ] {
        refused(&world, &[&assertion], reason).await;
    }
    // Valid although the header names keys elsewhere, which are ignored.
    let right = made(Signing::Right, elsewhere);
    let mut web = world.browser();
    assert_eq!(location(&through(&world, &mut web, "/login/access?next=/account", &[&right]).await), "/account");
    let shortened = &right[..right.len() - 4];
    refused(&world, &[shortened], "wrong-signature").await;
    refused(&world, &[], "no-assertion").await;
    refused(&world, &[&right, &right], "no-assertion").await;
    refused(&world, &["not.a.token"], "malformed-token").await;
    refused(&world, &["nothing"], "malformed-token").await;
    refused(&world, &[&format!("{right}.more")], "malformed-token").await;
}

#[tokio::test]
async fn a_team_that_does_not_answer_harms_nobody_else() {
    let world = World::new().await;
    world.issuer.behave(Behaviour { down: true, ..Behaviour::default() });
    let assertion = world.issuer.assertion(&json!({}));
    let mut web = world.browser();
    let down = through(&world, &mut web, "/login/access", &[&assertion]).await;
    down.assert_status(503).assert_shows("does not answer");
    for _ in 0..5 {
        through(&world, &mut web, "/login/access", &[&assertion]).await.assert_status(503);
    }
    assert_eq!(world.issuer.key_sets_read(), 1, "it is not asked again and again");
    through(&world, &mut web, "/login?with=password", &[&assertion]).await.assert_status(200);
}
