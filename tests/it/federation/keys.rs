//! The keys an issuer publishes: read when needed, at most once a minute, whoever asks for what.

use serde_json::json;
use time::Duration;

use super::{
    World, is_in,
    issuer::{Behaviour, now},
};

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
