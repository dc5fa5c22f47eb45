use fataplus::db::{Change, PlatformScope};
use serde_json::json;
use time::Duration;

use super::{
    CONSENT, LOGIN, World, is_in,
    issuer::{Behaviour, now},
    location,
};
use crate::support::PASSWORD;

#[tokio::test]
async fn who_linked_her_account_is_let_in_with_it() {
    let world = World::new().await;
    let person = world.app.client().await;
    let mut web = person.app().await;

    web.get(&world.app_url("/account/identities")).await.assert_status(200).assert_shows("No account is linked");
    let asked = web.get(&world.app_url("/account/identities/oidc")).await;
    asked.assert_status(200).assert_shows("Link this account?").assert_shows(&person.email);
    assert_eq!(world.count("identities").await, 0, "nothing is linked before she agrees");
    let done = web.submit(CONSENT, &[]).await;
    assert_eq!(done.assert_status(200).url.path(), "/account/identities");
    done.assert_shows("The account is linked.").assert_shows("Not used yet");
    world.app.run_jobs().await;
    assert_eq!(world.app.last_mail_to(&person.email).subject, "A sign-in account was linked");

    let mut other = world.browser();
    let login = other.get(&world.app_url("/login?next=/account")).await;
    let host = world.issuer.url.trim_start_matches("http://").to_owned();
    assert!(login.texts("a").contains(&format!("Sign in with {host}")), "{login}");
    let there = world.log_in(&mut other).await;
    assert_eq!(there.assert_status(200).url.path(), "/account");
    there.assert_shows(&person.email);
    assert!(is_in(&world, &other));
    other.get(&world.app_url("/account/identities")).await.assert_shows("Last used").assert_hides("Not used yet");
}

#[tokio::test]
async fn a_known_address_links_nothing_until_she_logs_in_and_agrees() {
    let world = World::new().await;
    let (person, other) = (world.app.client().await, world.app.client().await);
    let claims = json!({ "email": person.email.to_uppercase(), "email_verified": true });
    world.issuer.behave(Behaviour { claims, ..Behaviour::default() });

    let mut web = world.browser();
    let login = world.log_in(&mut web).await;
    assert_eq!(login.assert_status(200).url.path(), "/login");
    login.assert_shows("Sign in the way you usually do, this once.");
    assert!(!is_in(&world, &web));
    assert_eq!(world.count("identities").await, 0);

    // Another person who logs in here has nothing to agree to.
    let mut shared = world.browser();
    world.log_in(&mut shared).await;
    let offered = shared.submit(LOGIN, &[("email", &other.email), ("password", PASSWORD)]).await;
    offered.assert_status(422).assert_shows("This sign-in is over");
    assert_eq!(world.count("identities").await, 0);

    let asked = web.submit(LOGIN, &[("email", &person.email), ("password", PASSWORD)]).await;
    asked.assert_status(200).assert_shows("Link this account?");
    assert_eq!(world.count("identities").await, 0);
    let done = web.submit(CONSENT, &[]).await;
    assert_eq!(done.assert_status(200).url.path(), "/account", "where she was going");
    assert_eq!(world.count("identities").await, 1);
    // The same consent has expired afterwards.
    world.app.run_jobs().await;

    let mut later = world.browser();
    world.log_in(&mut later).await.assert_status(200).assert_shows(&person.email);
    assert!(is_in(&world, &later));
}

#[tokio::test]
async fn no_account_is_made_and_no_address_alone_identifies() {
    let world = World::new().await;
    let person = world.app.client().await;
    let before = world.count("users").await;
    for (claims, userinfo) in [
        (json!({ "email": "nobody@elsewhere.test", "email_verified": true }), json!({})),
        (json!({ "email": person.email, "email_verified": false }), json!({})),
        (json!({ "email": person.email }), json!({})),
        (json!({}), json!({ "email": person.email })),
        (json!({ "email": person.email, "email_verified": "false" }), json!({})),
        (json!({}), json!({ "email": person.email, "email_verified": "false" })),
        (json!({}), json!({ "email": person.email, "email_verified": "yes" })),
        (json!({}), json!({ "email": person.email, "email_verified": 1 })),
        (json!({}), json!({})),
        (json!({ "email": "", "email_verified": true }), json!({})),
    ] {
        world.issuer.behave(Behaviour { claims: claims.clone(), userinfo, ..Behaviour::default() });
        let mut web = world.browser();
        let answer = world.log_in(&mut web).await;
        answer.assert_status(403).assert_shows("There is no account with this address");
        answer.assert_shows("Ask your project manager").assert_hides(&person.email);
        assert!(!is_in(&world, &web), "{claims}");
    }
    assert_eq!((world.count("users").await, world.count("identities").await), (before, 0));
}

#[tokio::test]
async fn an_address_may_be_told_to_those_who_ask_once_more() {
    let world = World::new().await;
    let person = world.app.client().await;
    let told = |sub| {
        let userinfo = json!({ "sub": sub, "email": person.email, "email_verified": true });
        Behaviour { userinfo, ..Behaviour::default() }
    };
    world.issuer.behave(told("248289761001"));
    let mut web = world.browser();
    assert_eq!(world.log_in(&mut web).await.assert_status(200).url.path(), "/login");
    // User info of another subject counts for nothing.
    world.issuer.behave(told("another"));
    world.log_in(&mut world.browser()).await.assert_status(403).assert_shows("could not be accepted");
}

#[tokio::test]
async fn some_write_true_as_text() {
    let world = World::new().await;
    let person = world.app.client().await;
    let told = json!({ "email": person.email, "email_verified": "true" });
    for (claims, userinfo) in [(told.clone(), json!({})), (json!({}), told)] {
        world.issuer.behave(Behaviour { claims, userinfo, ..Behaviour::default() });
        let mut web = world.browser();
        assert_eq!(world.log_in(&mut web).await.assert_status(200).url.path(), "/login");
        let asked = web.submit(LOGIN, &[("email", &person.email), ("password", PASSWORD)]).await;
        asked.assert_status(200).assert_shows("Link this account?");
    }
}

#[tokio::test]
async fn an_account_there_is_linked_to_one_here_at_most() {
    let world = World::new().await;
    let (first, second) = (world.app.client().await, world.app.client().await);
    world.linked(&first).await;
    let mut web = second.app().await;
    let taken = web.get(&world.app_url("/account/identities/oidc")).await;
    taken.assert_status(409).assert_shows("This account is already linked").assert_hides(&first.email);
    // Linking one's own once more changes nothing.
    let mut again = first.app().await;
    let list = again.get(&world.app_url("/account/identities/oidc")).await;
    assert_eq!(list.assert_status(200).url.path(), "/account/identities");
    assert_eq!(world.count("identities").await, 1);
}

#[tokio::test]
async fn two_who_agree_at_once_to_the_same_account_are_told_apart() {
    let world = World::new().await;
    let (first, second) = (world.app.client().await, world.app.client().await);
    let (mut one, mut other) = (first.app().await, second.app().await);
    for web in [&mut one, &mut other] {
        web.get(&world.app_url("/account/identities/oidc")).await.assert_status(200);
    }
    one.submit(CONSENT, &[]).await.assert_status(200);
    other.submit(CONSENT, &[]).await.assert_status(409).assert_shows("already linked");
    world.app.run_jobs().await;
    assert!(world.app.mails_to(&second.email).is_empty());
}

#[tokio::test]
async fn consent_is_good_once_for_one_person_and_browser() {
    let world = World::new().await;
    let person = world.app.client().await;
    let mut web = person.app().await;
    web.get(&world.app_url("/account/identities/oidc")).await.assert_status(200);
    let flow = web.page().html();
    let field = scraper::Selector::parse("input[name=flow]").unwrap();
    let flow = flow.select(&field).next().unwrap().attr("value").unwrap().to_owned();

    // Another browser of the person, with a form token of its own.
    let mut elsewhere = person.app().await;
    elsewhere.get(&world.app_url("/account/identities")).await;
    let token = scraper::Selector::parse("input[name=csrf]").unwrap();
    let token = elsewhere.page().html().select(&token).next().unwrap().attr("value").unwrap().to_owned();
    let address = world.app_url("/account/identities/link");
    elsewhere.post(&address, &[("csrf", &token), ("flow", &flow)]).await.assert_status(422);
    web.post(&address, &[("csrf", "made up"), ("flow", &flow)]).await.assert_status(403);
    assert_eq!(world.count("identities").await, 0);

    web.get(&world.app_url("/account/identities/link")).await.assert_status(200);
    web.submit(CONSENT, &[]).await.assert_status(200);
    assert_eq!(world.count("identities").await, 1);
    web.get(&world.app_url("/account/identities/link")).await.assert_status(422).assert_shows("This sign-in is over");
    world.app.run_jobs().await;
}

#[tokio::test]
async fn what_waits_for_consent_does_not_wait_long() {
    let world = World::new().await;
    let person = world.app.client().await;
    let mut web = person.app().await;
    web.get(&world.app_url("/account/identities/oidc")).await.assert_status(200);
    world.app.clock().advance(time::Duration::minutes(11));
    // By now a repeated proof of identity is needed, and the consent is gone.
    assert_eq!(web.submit(CONSENT, &[]).await.url.path(), "/account/confirm");
    let over = web.submit(CONFIRM, &[("password", PASSWORD)]).await;
    over.assert_status(422).assert_shows("This sign-in is over");
    assert_eq!((over.url.path(), world.count("identities").await), ("/account/identities/link", 0));
}

const CONFIRM: &str = "form[action='/account/confirm']:has([name=password])";

#[tokio::test]
async fn accounts_are_linked_and_unlinked_with_a_fresh_proof() {
    let world = World::new().await;
    let person = world.app.client().await;
    let mut web = person.app().await;
    let (list, way) = (world.app_url("/account/identities"), world.app_url("/account/identities/oidc"));
    // The tokens carry the time of the real clock.
    world.issuer.behave(Behaviour { claims: json!({ "exp": now() + 7200 }), ..Behaviour::default() });
    world.app.clock().advance(time::Duration::minutes(11));
    for there in ["/account/identities/oidc", "/account/identities/access"] {
        let back = web.get(&world.app_url(there)).await;
        assert_eq!(back.assert_status(200).url.path(), "/account/identities");
        assert!(back.texts("a[href^='/account/identities/']").is_empty(), "{back}");
    }
    assert_eq!(world.count("sign_in_flows").await, 0);
    let link = web.page().html();
    let link = link.select(&scraper::Selector::parse("a[href*='/account/confirm']").unwrap()).next().unwrap();
    let link = link.attr("href").unwrap().to_owned();
    web.get(&link).await;
    let back = web.submit(CONFIRM, &[("password", PASSWORD)]).await;
    assert_eq!(back.assert_status(200).url.as_str(), list);
    assert_eq!(back.texts("a[href='/account/identities/oidc']").len(), 1, "{back}");
    world.app.clock().advance(time::Duration::minutes(6));
    web.get(&way).await.assert_status(200).assert_shows("Link this account?");
    // The proof is asked for again before the consent, and the flow goes on.
    world.app.clock().advance(time::Duration::minutes(5));
    assert_eq!(web.submit(CONSENT, &[]).await.url.path(), "/account/confirm");
    assert_eq!(world.count("identities").await, 0);
    let back = web.submit(CONFIRM, &[("password", PASSWORD)]).await;
    assert_eq!(back.assert_status(200).url.path(), "/account/identities/link");
    web.submit(CONSENT, &[]).await.assert_status(200).assert_shows("The account is linked.");

    world.app.clock().advance(time::Duration::minutes(11));
    assert_eq!(web.submit(UNLINK, &[]).await.url.path(), "/account/confirm");
    assert_eq!(world.count("identities").await, 1);
    web.submit(CONFIRM, &[("password", PASSWORD)]).await.assert_status(200);
    web.get(&list).await;
    web.submit(UNLINK, &[]).await.assert_status(200).assert_shows("The account is no longer linked.");
    assert_eq!(world.count("identities").await, 0);
    world.app.run_jobs().await;
}

#[tokio::test]
async fn who_logs_in_elsewhere_alone_changes_her_address() {
    let world = World::new().await;
    let person = world.app.client().await;
    world.linked(&person).await;
    let mut tx = world.app.state().db.platform(PlatformScope::Platform).await.unwrap();
    tx.announce(Change::Everything);
    let forget =
        sqlx::query("UPDATE users SET password_hash = NULL, credential_epoch = credential_epoch + 1 WHERE id = $1")
            .bind(person.user.0);
    forget.execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
    let mut web = world.browser();
    world.log_in(&mut web).await.assert_status(200);
    let asked = web.submit("form[action='/account/email']", &[("email", "noro@new.test")]).await;
    asked.assert_status(200).assert_shows("Look in the mailbox of the new address");
    world.app.run_jobs().await;
    web.get(&world.app.last_mail_to("noro@new.test").link()).await.assert_status(200);
    web.submit("form[action='/account/email/confirm']", &[]).await.assert_status(200).assert_shows("noro@new.test");
    world.app.run_jobs().await;
    // At another time a new log-in there is needed.
    world.app.clock().advance(time::Duration::minutes(11));
    web.get(&world.app_url("/account/confirm?next=/account")).await.assert_shows("sign out and sign in again");
}

const UNLINK: &str = "form[action='/account/identities/unlink']";

#[tokio::test]
async fn the_last_way_in_is_kept() {
    let world = World::new().await;
    let person = world.app.client().await;
    let mut web = world.linked(&person).await;
    let set = |hash: Option<String>| {
        let state = world.app.state().clone();
        async move {
            let mut tx = state.db.platform(PlatformScope::Platform).await.unwrap();
            tx.announce(Change::Everything);
            let before: Option<String> = sqlx::query_scalar("SELECT password_hash FROM users WHERE id = $1")
                .bind(person.user.0)
                .fetch_one(tx.conn())
                .await
                .unwrap();
            let change = sqlx::query(
                "UPDATE users SET password_hash = $2, credential_epoch = credential_epoch + 1 WHERE id = $1",
            )
            .bind(person.user.0)
            .bind(hash);
            change.execute(tx.conn()).await.unwrap();
            tx.commit().await.unwrap();
            before
        }
    };
    let hash = set(None).await;
    web.get(&world.app_url("/account/identities")).await;
    web.submit(UNLINK, &[]).await.assert_status(409).assert_shows("This is your only way in.");
    assert_eq!(world.count("identities").await, 1);

    // A passkey is one as well.
    let mut tx = world.app.state().db.platform(PlatformScope::Platform).await.unwrap();
    let passkey = "INSERT INTO passkeys (id, user_id, name, credential_id, credential, created_at)
                   VALUES ($2, $1, 'key', 'credential', '{}', now())";
    sqlx::query(passkey).bind(person.user.0).bind(uuid::Uuid::now_v7()).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
    web.submit(UNLINK, &[]).await.assert_status(200).assert_shows("The account is no longer linked.");
    world.app.run_jobs().await;
    let mut tx = world.app.state().db.platform(PlatformScope::Platform).await.unwrap();
    sqlx::query("DELETE FROM passkeys").execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();

    set(hash).await;
    let mut web = world.linked(&person).await;
    web.get(&world.app_url("/account/identities")).await;
    let gone = web.submit(UNLINK, &[]).await;
    gone.assert_status(200).assert_shows("The account is no longer linked.").assert_shows("No account is linked");
    world.app.run_jobs().await;
    assert_eq!(world.app.last_mail_to(&person.email).subject, "A sign-in account was unlinked");
    let mut after = world.browser();
    world.log_in(&mut after).await.assert_status(403);
    assert!(!is_in(&world, &after));
}

#[tokio::test]
async fn nobody_unlinks_anothers() {
    let world = World::new().await;
    let (person, stranger) = (world.app.client().await, world.app.stranger().await);
    world.linked(&person).await;
    let mut web = stranger.app().await;
    web.get(&world.app_url("/account/identities")).await.assert_hides("248289761001");
    let token = scraper::Selector::parse("input[name=csrf]").unwrap();
    let token = web.page().html().select(&token).next().unwrap().attr("value").unwrap().to_owned();
    let fields = [("csrf", token.as_str()), ("issuer", world.issuer.url.as_str()), ("subject", "248289761001")];
    web.post(&world.app_url("/account/identities/unlink"), &fields).await.assert_status(404);
    assert_eq!(world.count("identities").await, 1);
}

#[tokio::test]
async fn a_disabled_person_is_not_let_in() {
    let world = World::new().await;
    let person = world.app.client().await;
    world.linked(&person).await;
    let mut tx = world.app.state().db.platform(PlatformScope::Platform).await.unwrap();
    tx.announce(Change::Everything);
    let disable =
        sqlx::query("UPDATE users SET disabled_at = $2, credential_epoch = credential_epoch + 1 WHERE id = $1");
    disable.bind(person.user.0).bind(world.app.clock().now()).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
    let mut web = world.browser();
    world.log_in(&mut web).await.assert_status(403).assert_shows("There is no account with this address");
    assert!(!is_in(&world, &web));
}

#[tokio::test]
async fn on_to_the_project_she_was_going_to() {
    let world = World::new().await;
    let person = world.app.client().await;
    world.linked(&person).await;
    let mut web = world.app.anonymous_at(world.app.project().id).in_english();
    let login = web.get("/people").await;
    assert_eq!(login.url.path(), "/login");
    let way = scraper::Selector::parse("a[href^='/login/oidc']").unwrap();
    let way = login.html().select(&way).next().unwrap().attr("href").unwrap().to_owned();
    let there = web.get(&way).await;
    assert_eq!(there.assert_status(200).url.path(), "/people");
    there.assert_shows(&person.name);
}

#[tokio::test]
async fn clients_may_stay_logged_in_by_their_provider() {
    let world = World::new().await;
    let person = world.app.client().await;
    world.linked(&person).await;
    let mut visits = Vec::new();
    for stay in [true, false] {
        let mut web = world.app.anonymous_at(world.app.project().id).in_english();
        let login = web.get("/").await;
        let ways = scraper::Selector::parse("a[href^='/login/oidc']").unwrap();
        let ways: Vec<_> = login.html().select(&ways).map(|way| way.attr("href").unwrap().to_owned()).collect();
        let way = ways.into_iter().find(|way| way.contains("stay=true") == stay).unwrap();
        let portal = web.get(&way).await.assert_status(200).url.to_string();
        visits.push((web, portal, stay));
    }
    world.app.clock().advance(Duration::days(29));
    for (mut web, portal, stay) in visits {
        let at = web.get(&portal).await.assert_status(200).url.to_string();
        assert_eq!(at == portal, stay, "{at}");
    }
}

#[tokio::test]
async fn without_a_provider_there_are_no_such_pages() {
    let app = crate::support::TestApp::start().await;
    let (mut anonymous, mut web) = (app.anonymous().in_english(), app.client().await.app().await);
    let home = app.state().hosts.app.to_string();
    for path in ["/login/oidc", "/login/oidc/callback?code=x&state=y", "/login/access"] {
        anonymous.get_without_following(&format!("{home}{path}")).await.assert_status(404);
    }
    for path in ["/account/identities/oidc", "/account/identities/access"] {
        web.get_without_following(&format!("{home}{path}")).await.assert_status(404);
    }
    anonymous.get(&format!("{home}/login")).await.assert_hides("/login/oidc").assert_hides("/login/access");
    web.get(&format!("{home}/account/identities")).await.assert_status(200).assert_hides("Link an account at");
    let to_login =
        location(app.anonymous().in_english().get_without_following(&format!("{home}/account/identities")).await);
    assert!(to_login.contains("/login?next="), "{to_login}");
}

#[tokio::test]
async fn what_waits_to_be_linked_to_an_address_waits_no_longer_than_it_is_hers() {
    let world = World::new().await;
    let person = world.app.client().await;
    let claims = json!({ "email": person.email, "email_verified": true });
    world.issuer.behave(Behaviour { claims, ..Behaviour::default() });
    let mut web = world.browser();
    world.log_in(&mut web).await.assert_shows("Sign in the way you usually do, this once.");
    let mut tx = world.app.state().db.platform(PlatformScope::Platform).await.unwrap();
    tx.announce(Change::Everything);
    let moved = "UPDATE users SET email = 'elsewhere-' || email, credential_epoch = credential_epoch + 1 WHERE id = $1";
    sqlx::query(moved).bind(person.user.0).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
    let email = format!("elsewhere-{}", person.email);
    let offered = web.submit(LOGIN, &[("email", &email), ("password", PASSWORD)]).await;
    offered.assert_status(422).assert_shows("This sign-in is over");
    assert_eq!(world.count("identities").await, 0);
}
