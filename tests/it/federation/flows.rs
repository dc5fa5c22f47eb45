//! Limits on open authorization requests: for each browser and each address, and expired ones are deleted.

use fataplus::worker::expiry;
use futures_util::future::join_all;
use reqwest::Method;
use time::Duration;

use super::{World, is_in, issuer::Issuer, with_issuer};
use crate::support::{Answer, TestApp, app::Options};

const AT_A_TIME: i64 = 10;

#[tokio::test]
async fn a_browser_has_ten_ways_open_and_the_last_of_them_count() {
    let world = World::new().await;
    world.linked(&world.app.client().await).await;
    let mut other = world.browser();
    let others = world.callback(&mut other).await;
    let before = world.count("sign_in_flows").await;
    let mut web = world.browser();
    let first = world.callback(&mut web).await;
    for _ in 0..AT_A_TIME + 5 {
        world.callback(&mut web).await;
    }
    let last = world.callback(&mut web).await;
    assert_eq!(world.count("sign_in_flows").await, before + AT_A_TIME);
    web.get_without_following(&first).await.assert_status(422);
    web.get(&last).await.assert_status(200);
    assert!(is_in(&world, &web));
    // Another browser's are its own.
    other.get(&others).await.assert_status(200);
    assert!(is_in(&world, &other));
}

#[tokio::test]
async fn fifty_ways_begun_at_once_are_no_more() {
    let world = World::new().await;
    let mut web = world.browser();
    world.callback(&mut web).await;
    let begun = (0..50).map(|_| Answer::of(web.fetch(Method::GET, &world.app_url("/login/oidc"))));
    let statuses: Vec<u16> = join_all(begun).await.iter().map(|answer| answer.status).collect();
    // Some may find every connection in use.
    assert!(statuses.iter().all(|status| matches!(status, 303 | 503)), "{statuses:?}");
    assert_eq!(world.count("sign_in_flows").await, AT_A_TIME);
}

#[tokio::test]
async fn an_address_begins_so_many_in_a_minute_whatever_cookies_it_keeps() {
    let issuer = Issuer::start().await;
    let options = Options { rate_limits: true, ..Options::default() };
    let app = TestApp::with(with_issuer(&issuer.url, options)).await;
    let home = app.state().hosts.app.to_string();
    let mut begun = 0;
    loop {
        let mut web = app.anonymous().in_english();
        let answer = web.get_without_following(&format!("{home}/login/oidc")).await;
        if answer.status == 429 {
            assert!(answer.header("retry-after").is_some(), "{answer}");
            break;
        }
        answer.assert_status(303);
        begun += 1;
        assert!(begun < 100, "nobody is ever refused");
    }
    assert!(begun >= 10, "{begun}");
    // A log-in makes it no faster: some room may have come back meanwhile.
    let mut web = app.client().await.app().await;
    let mut more = 0;
    while web.get_without_following(&format!("{home}/account/identities/oidc")).await.status != 429 {
        more += 1;
        assert!(more < 50, "nobody is ever refused");
    }
    web.get(&format!("{home}/account/identities")).await.assert_status(200);
}

#[tokio::test]
async fn what_is_over_is_forgotten_though_nobody_comes_after() {
    let world = World::new().await;
    let person = world.app.client().await;
    world.callback(&mut world.browser()).await;
    let mut web = world.browser();
    web.get(&world.app_url("/login/mail")).await;
    web.submit("form[action='/login/mail']", &[("email", "nobody@people.test")]).await.assert_status(200);
    crate::factors::enrol(&world.app, &person).await;
    crate::factors::log_in(&world.app, &person, "/account").await.page().assert_status(200);
    let tables = ["sign_in_flows", "mail_logins", "pending_logins"];
    expiry::run_once(world.app.state()).await.unwrap();
    for table in tables {
        assert_eq!(world.count(table).await, 1, "{table}");
    }
    world.app.clock().advance(Duration::minutes(16));
    expiry::run_once(world.app.state()).await.unwrap();
    for table in tables {
        assert_eq!(world.count(table).await, 0, "{table}");
    }
}
