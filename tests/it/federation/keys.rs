//! An issuer's published keys: read when needed, at most once a minute for all callers.

use reqwest::Method;
use serde_json::json;
use time::Duration;

use super::{
    World, is_in,
    issuer::{Behaviour, now},
};
use crate::support::Answer;

#[tokio::test]
async fn unknown_keys_are_looked_for_once_a_minute() {
    let world = World::new().await;
    world.linked(&world.app.client().await).await;
    assert_eq!(world.issuer.key_sets_read(), 1);
    let unknown = Behaviour { header: json!({ "kid": "nobody knows" }), ..Behaviour::default() };
    world.issuer.behave(unknown.clone());
    for _ in 0..3 {
        world.log_in(&mut world.browser()).await.assert_status(403);
    }
    assert_eq!(world.issuer.key_sets_read(), 1, "the set was read within the minute");
    world.app.clock().advance(Duration::seconds(61));
    for _ in 0..3 {
        world.log_in(&mut world.browser()).await.assert_status(403);
    }
    assert_eq!(world.issuer.key_sets_read(), 2);
    // Those that are known go on without it.
    world.issuer.behave(Behaviour::default());
    let mut web = world.browser();
    world.log_in(&mut web).await.assert_status(200);
    assert!(is_in(&world, &web));
    assert_eq!(world.issuer.key_sets_read(), 2);
}

#[tokio::test]
async fn a_new_key_is_found_and_the_old_one_forgotten() {
    let world = World::new().await;
    world.linked(&world.app.client().await).await;
    world.issuer.rotate("second");
    world.log_in(&mut world.browser()).await.assert_status(403);
    world.app.clock().advance(Duration::seconds(61));
    let mut web = world.browser();
    world.log_in(&mut web).await.assert_status(200);
    assert!(is_in(&world, &web));
    assert_eq!(world.issuer.key_sets_read(), 2);
}

#[tokio::test]
async fn keys_are_read_anew_after_an_hour() {
    let world = World::new().await;
    world.linked(&world.app.client().await).await;
    world.app.clock().advance(Duration::minutes(61));
    world.issuer.behave(Behaviour { claims: json!({ "exp": now() + 7200 }), ..Behaviour::default() });
    world.log_in(&mut world.browser()).await.assert_status(200);
    assert_eq!(world.issuer.key_sets_read(), 2);
}

#[tokio::test]
async fn many_at_once_have_them_read_once() {
    let world = World::new().await;
    world.issuer.behave(Behaviour { header: json!({ "kid": "nobody knows" }), ..Behaviour::default() });
    let (assertion, web) = (world.issuer.assertion(&json!({})), world.browser());
    let asked = (0..50).map(|_| {
        let request = web.fetch(Method::GET, &world.app_url("/login/access"));
        Answer::of(request.header("cf-access-jwt-assertion", &assertion))
    });
    for answer in futures_util::future::join_all(asked).await {
        answer.assert_status(403);
    }
    assert_eq!(world.issuer.key_sets_read(), 1);
}

#[tokio::test]
async fn a_token_that_names_no_key_may_mean_the_only_one() {
    let world = World::new().await;
    world.linked(&world.app.client().await).await;
    world.issuer.behave(Behaviour { header: json!({ "kid": null }), ..Behaviour::default() });
    world.log_in(&mut world.browser()).await.assert_status(200);
    // A merged null removes the key id; one of another type is a different case.
    world.issuer.behave(Behaviour { header: json!({ "kid": 7 }), ..Behaviour::default() });
    world.log_in(&mut world.browser()).await.assert_status(403);
}
