//! Invalid answers of a provider, or of a forger: refused for a named reason, and logged without their content.

use jsonwebtoken::Algorithm;
use serde_json::{Value, json};

use super::{
    CLIENT, LOGIN, Log, World, app_with, is_in,
    issuer::{Behaviour, Issuer, Signing, now},
    location,
};
use crate::support::{Answer, PASSWORD, Web};

/// Logs in with a provider that behaves so; it fails, and the log gives the reason.
async fn refused(world: &World, behaviour: Behaviour, reason: &str) {
    let log = Log::begin();
    world.issuer.behave(behaviour);
    let (mut web, sessions) = (world.browser(), world.count("sessions").await);
    let callback = world.callback(&mut web).await;
    web.get_without_following(&callback).await;
    let mut secrets = world.issuer.secrets();
    secrets.push(callback.split_once("state=").unwrap().1.split('&').next().unwrap().to_owned());
    log.assert_tells(reason, &secrets);
    assert!(!is_in(world, &web), "{reason}");
    assert_eq!(world.count("sessions").await, sessions, "{reason}");
    // The flow is used up in any case.
    web.get_without_following(&callback).await.assert_status(422);
    world.issuer.behave(Behaviour::default());
    let mut web = world.browser();
    world.log_in(&mut web).await.assert_status(200);
    assert!(is_in(world, &web), "a right one is let in after {reason}");
}

fn claims(claims: Value) -> Behaviour {
    Behaviour { claims, ..Behaviour::default() }
}

fn signing(signing: Signing, header: Value) -> Behaviour {
    Behaviour { header, signing, ..Behaviour::default() }
}

#[tokio::test]
async fn a_token_of_the_wrong_make_is_refused() {
    let world = World::new().await;
    world.linked(&world.app.client().await).await;
    let nobody_knows = json!({ "kid": "nobody knows" });
    let own_keys = json!({ "jku": format!("{}/elsewhere", world.issuer.url), "x5u": "http://127.0.0.1:9/", "jwk": {} });
    for (behaviour, reason) in [
        (signing(Signing::Not, json!({})), "wrong-algorithm"),
        (signing(Signing::WithThePublicKey, json!({})), "wrong-algorithm"),
        (signing(Signing::WithAnotherKey, json!({})), "wrong-signature"),
        (signing(Signing::WithAnotherKey, own_keys), "wrong-signature"),
        (signing(Signing::Right, nobody_knows.clone()), "unknown-key"),
        (signing(Signing::Right, json!({ "alg": "ES256" })), "wrong-algorithm"),
        (signing(Signing::Right, json!({ "typ": "at+jwt" })), "wrong-type"),
    ] {
        refused(&world, behaviour, reason).await;
    }
}

/// Each issuer has its own list: its announced algorithms, as far as we support them.
#[tokio::test]
async fn each_algorithm_on_an_issuer_s_list_is_taken_and_no_other() {
    for (algorithm, name) in [(Algorithm::ES256, "ES256"), (Algorithm::EdDSA, "EdDSA")] {
        let world = World::new().await;
        let metadata = json!({ "id_token_signing_alg_values_supported": [name, "PS256", "ES512"] });
        world.issuer.behave(Behaviour { metadata, ..Behaviour::default() });
        world.issuer.sign_with("of a curve", algorithm);
        let person = world.app.client().await;
        world.linked(&person).await;
        let mut web = world.browser();
        world.log_in(&mut web).await.assert_status(200).assert_shows(&person.email);
        assert!(is_in(&world, &web), "{name}");
        for (behaviour, reason) in [
            (signing(Signing::WithAnotherKey, json!({})), "wrong-signature"),
            (signing(Signing::WithThePublicKey, json!({})), "wrong-algorithm"),
            // The right key, declared with an algorithm that is not on the list.
            (signing(Signing::Right, json!({ "alg": "RS256" })), "wrong-algorithm"),
            (claims(json!({ "nonce": "another log-in's" })), "wrong-nonce"),
        ] {
            refused(&world, behaviour, reason).await;
        }
        // A correct signature with an algorithm that this issuer does not announce.
        let log = Log::begin();
        world.issuer.rotate("of another kind");
        world.app.clock().advance(time::Duration::seconds(61));
        let mut web = world.browser();
        world.log_in(&mut web).await.assert_status(403);
        log.assert_tells("wrong-algorithm", &world.issuer.secrets());
        assert!(!is_in(&world, &web), "{name}");
    }
}

#[tokio::test]
async fn a_token_that_says_something_else_is_refused() {
    let world = World::new().await;
    world.linked(&world.app.client().await).await;
    for (behaviour, reason) in [
        (claims(json!({ "nonce": "another log-in's" })), "wrong-nonce"),
        (claims(json!({ "nonce": null })), "wrong-nonce"),
        (claims(json!({ "iss": "http://issuer.invalid" })), "wrong-issuer"),
        (claims(json!({ "iss": format!("{}/", world.issuer.url) })), "wrong-issuer"),
        (claims(json!({ "aud": "another client" })), "wrong-audience"),
        (claims(json!({ "aud": ["another client"] })), "wrong-audience"),
        (claims(json!({ "aud": [CLIENT, "another client"] })), "wrong-party"),
        (claims(json!({ "aud": [CLIENT, "another client"], "azp": "another client" })), "wrong-party"),
        (claims(json!({ "azp": "another client" })), "wrong-party"),
        (claims(json!({ "exp": now() - 5 })), "expired"),
        (claims(json!({ "nbf": now() + 600 })), "not-yet-valid"),
        (claims(json!({ "nbf": "soon" })), "bad-claim-nbf"),
        (claims(json!({ "iat": now() + 600 })), "issued-in-future"),
        (claims(json!({ "sub": "" })), "bad-claim-sub"),
        (claims(json!({ "exp": null })), "malformed-token"),
        (claims(json!({ "exp": (now() + 300).to_string() })), "malformed-token"),
        (claims(json!({ "sub": null })), "malformed-token"),
    ] {
        refused(&world, behaviour, reason).await;
    }
}

#[tokio::test]
async fn an_answer_of_another_issuer_is_refused() {
    let world = World::new().await;
    world.linked(&world.app.client().await).await;
    for issuer in [json!("http://issuer.invalid"), Value::Null] {
        let behaviour = Behaviour { response_issuer: Some(issuer), ..Behaviour::default() };
        refused(&world, behaviour, "wrong-response-issuer").await;
    }
}

#[tokio::test]
async fn a_person_who_says_no_reads_that_nothing_changed() {
    let world = World::new().await;
    for (error, status, says) in [
        ("access_denied", 403, "was cancelled or refused there"),
        ("login_required", 403, "was cancelled or refused there"),
        ("server_error", 503, "does not answer"),
    ] {
        world.issuer.behave(Behaviour { error: Some(error), ..Behaviour::default() });
        let mut web = world.browser();
        let page = world.log_in(&mut web).await;
        page.assert_status(status).assert_shows(says).assert_hides("said by the issuer");
        assert_eq!(page.texts(".notice a"), ["Sign in with your password"]);
        assert!(!is_in(&world, &web));
    }
}

/// Opens an altered callback in `web`; it fails, and the log says that the state is wrong.
async fn wrong_state(world: &World, web: &mut Web, callback: &str) {
    let log = Log::begin();
    let page = web.get_without_following(callback).await;
    page.assert_status(422).assert_shows("This sign-in is over");
    assert!(!is_in(world, web));
    log.assert_tells("wrong-state", &world.issuer.secrets());
}

#[tokio::test]
async fn a_state_is_good_for_one_browser_and_once() {
    let world = World::new().await;
    let person = world.app.client().await;
    world.linked(&person).await;

    let mut web = world.browser();
    let callback = world.callback(&mut web).await;
    let state = callback.split_once("state=").unwrap().1.split('&').next().unwrap().to_owned();
    wrong_state(&world, &mut web, &callback.replace(&state, &"A".repeat(22))).await;
    wrong_state(&world, &mut web, &callback.replace(&format!("state={state}"), "")).await;
    // A browser that never came by, and one that has begun a way of its own.
    wrong_state(&world, &mut world.browser(), &callback).await;
    let mut other = world.browser();
    world.callback(&mut other).await;
    wrong_state(&world, &mut other, &callback).await;
    // None of that has used it up.
    web.get(&callback).await.assert_status(200).assert_shows(&person.email);
    assert!(is_in(&world, &web));
    let mut again = world.browser();
    let callback = world.callback(&mut again).await;
    again.get(&callback).await.assert_status(200);
    let sessions = world.count("sessions").await;
    let log = Log::begin();
    again.get_without_following(&callback).await.assert_status(422).assert_shows("This sign-in is over");
    log.assert_tells("wrong-state", &world.issuer.secrets());
    drop(log);
    assert_eq!(world.count("sessions").await, sessions);

    let mut late = world.browser();
    let callback = world.callback(&mut late).await;
    world.app.clock().advance(time::Duration::minutes(11));
    wrong_state(&world, &mut late, &callback).await;
}

#[tokio::test]
async fn fifty_answers_at_once_make_one_session() {
    let world = World::new().await;
    world.linked(&world.app.client().await).await;
    let mut web = world.browser();
    let callback = world.callback(&mut web).await;
    let before = world.count("sessions").await;
    let answers = (0..50).map(|_| Answer::of(web.fetch(reqwest::Method::GET, &callback)));
    let answers = futures_util::future::join_all(answers).await;
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [vec![303], vec![422; 49]].concat());
    assert_eq!(world.count("sessions").await, before + 1);
}

#[tokio::test]
async fn a_link_begun_by_one_person_is_not_finished_by_another() {
    let world = World::new().await;
    let (first, second) = (world.app.client().await, world.app.client().await);
    let mut web = first.app().await;
    let callback = world.callback_of(&mut web, "/account/identities/oidc").await;
    // The same browser, another person.
    web.get(&world.app_url("/account")).await;
    web.submit("form[action='/logout']", &[]).await;
    web.get(&world.app_url("/login")).await;
    web.submit(LOGIN, &[("email", &second.email), ("password", PASSWORD)]).await.assert_status(200);
    web.get(&callback).await.assert_status(422);
    assert_eq!(world.count("identities").await, 0);
}

#[tokio::test]
async fn the_code_is_proven_by_its_key() {
    let world = World::new().await;
    world.linked(&world.app.client().await).await;
    // Another challenge than our verifier's: the provider does not take the code.
    let mut web = world.browser();
    let there = location(web.get_without_following(&world.app_url("/login/oidc")).await);
    let challenge = there.split_once("code_challenge=").unwrap().1.split('&').next().unwrap().to_owned();
    let callback = location(web.get_without_following(&there.replace(&challenge, &"A".repeat(43))).await);
    let log = Log::begin();
    web.get_without_following(&callback).await.assert_status(403).assert_shows("could not be accepted");
    log.assert_tells("code-refused", &world.issuer.secrets());
    assert!(!is_in(&world, &web));
    // A second way has other secrets.
    let again = location(web.get_without_following(&world.app_url("/login/oidc")).await);
    for name in ["state=", "nonce=", "code_challenge="] {
        let value = |url: &str| url.split_once(name).unwrap().1.split('&').next().unwrap().to_owned();
        assert_ne!(value(&there), value(&again), "{name}");
    }
    drop(log);

    // One that knows no proof by S256 is not used.
    let plain = Issuer::start().await;
    let metadata = json!({ "code_challenge_methods_supported": ["plain"] });
    plain.behave(Behaviour { metadata, ..Behaviour::default() });
    let app = app_with(&plain.url).await;
    let home = app.state().hosts.app.to_string();
    let log = Log::begin();
    app.anonymous().in_english().get(&format!("{home}/login/oidc")).await.assert_status(503);
    log.assert_tells("issuer-misconfigured", &["code_challenge".to_owned()]);
}

#[tokio::test]
async fn a_provider_that_describes_another_is_not_used() {
    for metadata in [
        json!({ "issuer": "http://issuer.invalid" }),
        json!({ "id_token_signing_alg_values_supported": ["none", "HS256"] }),
    ] {
        let issuer = Issuer::start().await;
        issuer.behave(Behaviour { metadata, ..Behaviour::default() });
        let app = app_with(&issuer.url).await;
        let home = app.state().hosts.app.to_string();
        let answer = app.anonymous().in_english().get_without_following(&format!("{home}/login/oidc")).await.status;
        assert_eq!(answer, 503);
    }
}

#[tokio::test]
async fn a_provider_that_is_down_harms_nobody_else() {
    let world = World::new().await;
    let person = world.app.client().await;
    world.linked(&person).await;

    // In the middle of a way.
    world.issuer.behave(Behaviour { tokens_down: true, ..Behaviour::default() });
    let mut web = world.browser();
    world.log_in(&mut web).await.assert_status(503).assert_shows("does not answer");

    // From the start: no listener there.
    let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nowhere = format!("http://{}", socket.local_addr().unwrap());
    drop(socket);
    let app = app_with(&nowhere).await;
    let (person, home) = (app.client().await, app.state().hosts.app.to_string());
    let mut web = app.anonymous().in_english();
    let page = web.get(&format!("{home}/login/oidc")).await;
    page.assert_status(503).assert_shows("Signing in with your password works as always.");
    assert_eq!(page.header("retry-after"), Some("10"));
    web.get(&format!("{home}/login?next=/account")).await.assert_status(200);
    let there = web.submit(LOGIN, &[("email", &person.email), ("password", PASSWORD)]).await;
    assert_eq!(there.assert_status(200).url.path(), "/account");
}

#[tokio::test]
async fn a_provider_that_comes_back_is_used_again() {
    let world = World::new().await;
    world.linked(&world.app.client().await).await;
    let asked = world.issuer.discoveries();
    assert_eq!(asked, 1, "it says who it is once for all");
    world.app.clock().advance(time::Duration::hours(2));
    world.issuer.behave(Behaviour { down: true, ..Behaviour::default() });
    let mut web = world.browser();
    for _ in 0..3 {
        // The discovery document is kept while the provider is silent; the flow fails at its other endpoints.
        world.log_in(&mut web).await.assert_status(503);
    }
    assert_eq!(world.issuer.discoveries(), asked + 1, "it is not asked again and again");
    world.issuer.behave(Behaviour::default());
    world.app.clock().advance(time::Duration::minutes(2));
    // The tokens carry the time of the real clock.
    world.issuer.behave(claims(json!({ "iat": now(), "exp": now() + 3 * 3600 })));
    world.log_in(&mut web).await.assert_status(200);
    assert!(is_in(&world, &web));
}

/// A server that accepts every connection and never answers.
async fn silent() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((connection, _)) = listener.accept().await {
            held.push(connection);
        }
    });
    url
}

#[tokio::test]
async fn a_provider_that_never_answers_is_not_waited_for() {
    let app = app_with(&silent().await).await;
    let home = app.state().hosts.app.to_string();
    // The second time there is no wait at all.
    for most in [8, 3] {
        let begun = std::time::Instant::now();
        app.anonymous().in_english().get(&format!("{home}/login/oidc")).await.assert_status(503);
        let waited = begun.elapsed();
        assert!(waited < std::time::Duration::from_secs(most), "{waited:?}");
    }
}

#[tokio::test]
async fn a_provider_that_says_too_much_or_points_elsewhere_is_not_read() {
    let honest = Issuer::start().await;
    for behaviour in [
        Behaviour { metadata: json!({ "padding": "x".repeat(300_000) }), ..Behaviour::default() },
        Behaviour { moved_to: Some(honest.url.clone()), ..Behaviour::default() },
    ] {
        let issuer = Issuer::start().await;
        issuer.behave(behaviour);
        let app = app_with(&issuer.url).await;
        let home = app.state().hosts.app.to_string();
        let answer = app.anonymous().in_english().get_without_following(&format!("{home}/login/oidc")).await.status;
        assert_eq!(answer, 503);
    }
    assert_eq!(honest.discoveries(), 0);
}
