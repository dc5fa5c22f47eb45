use std::collections::BTreeSet;

use fataplus::{access::TokenScope, http::auth::cookies::Cookie};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use super::{from, proxied};
use crate::{
    support::{Answer, Api, PASSWORD, TestApp, Web, app::Options, fixture},
    tokens,
};

async fn limited() -> TestApp {
    TestApp::with(proxied(Options { rate_limits: true, slow_down: false, ..Options::default() })).await
}

/// A log-in with a wrong password, from `address`.
async fn guess(app: &TestApp, address: &str, email: &str) -> Answer {
    let body = json!({ "email": email, "password": "not the right one" });
    from(&app.anonymous_api(), address, Method::POST, "/v1/auth/token", Some(body)).await
}

/// Asks until there is too much of it: how often that went well, and the refusal.
async fn until_refused(ask: impl AsyncFn(u32) -> Answer) -> (u32, Answer) {
    for passed in 0..2000 {
        let answer = ask(passed).await;
        if answer.status == 429 {
            return (passed, answer);
        }
    }
    panic!("never refused");
}

#[tokio::test]
async fn guessing_from_one_address_ends_soon_and_tells_nothing_of_accounts() {
    let app = limited().await;
    let known = app.client().await;
    let mut said = Vec::new();
    for (address, email) in [("192.0.2.1", known.email.as_str()), ("192.0.2.2", "nobody@people.test")] {
        // All at once, so that next to nothing flows back meanwhile.
        let answers = join_all((0..40).map(|_| guess(&app, address, email))).await;
        let (passed, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 401);
        assert!((10..=15).contains(&passed.len()), "{}", passed.len());
        for refused in refused {
            assert_eq!(refused.assert_status(429).problem(), "rate-limited");
            let wait: u32 = refused.header("retry-after").unwrap().parse().unwrap();
            assert!((1..=4).contains(&wait), "{refused}");
            assert_eq!(refused.header("ratelimit-policy"), Some("\"anonymous\";q=20;w=60"));
            assert_eq!(refused.header("ratelimit"), Some(format!("\"anonymous\";r=0;t={wait}").as_str()));
            let limit = json!({ "name": "anonymous", "quota": 20, "window_seconds": 60 });
            assert_eq!(refused.json()["limit"], limit);
        }
        let seen =
            passed.iter().map(|answer| (answer.text(), answer.header("ratelimit-policy").map(ToOwned::to_owned)));
        said.push(seen.collect::<BTreeSet<_>>());
    }
    assert_eq!((said[0].len(), &said[0]), (1, &said[1]));
    assert_eq!(said[0].first().unwrap().1.as_deref(), Some("\"anonymous\";q=20;w=60"));
    // The neighbour in IPv4 goes on; in IPv6 the same /64 is the same subscriber.
    assert_eq!(guess(&app, "192.0.2.3", &known.email).await.status, 401);
    let addresses: Vec<_> = (0..40).map(|number| format!("2001:db8:1:2:{number}::1")).collect();
    let answers = join_all(addresses.iter().map(|address| guess(&app, address, &known.email))).await;
    assert!(answers.iter().filter(|answer| answer.status == 429).count() >= 25);
    assert_eq!(guess(&app, "2001:db8:1:3::1", &known.email).await.status, 401);
}

#[tokio::test]
async fn a_made_up_credential_or_address_is_no_way_around() {
    let app = limited().await;
    let guesses = (0..40).map(async |number| {
        let api = app.anonymous_api();
        let body = json!({ "email": "x@people.test", "password": "not the right one" });
        let request = api.request(Method::POST, "/v1/auth/token").json(&body).bearer_auth(format!("made-up-{number}"));
        // Set by the visitor, to the left of the proxy's entry.
        let request = request.header("x-forwarded-for", format!("10.0.0.{number}, 192.0.2.9"));
        api.send(request).await.status
    });
    let statuses = join_all(guesses).await;
    assert!(statuses.iter().filter(|status| **status == 429).count() >= 25, "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 401 | 429)), "{statuses:?}");
    // A page for the same address says so in words.
    let mut web = app.anonymous();
    let login = format!("{}/login", app.state().hosts.app);
    let typed = [("email", "x@people.test"), ("password", "no no no no no")];
    for tries in 0.. {
        web.get(&login).await.assert_status(200);
        let answer = web.submit("form[action='/login']", &typed).await;
        if answer.status == 429 {
            answer.assert_shows("Trop de demandes").assert_hides("projet a atteint");
            assert!(tries >= 10);
            break;
        }
        assert!(answer.assert_status(401).status == 401 && tries < 200);
    }
}

#[tokio::test]
async fn the_tightest_limit_is_told_with_every_answer() {
    let app = limited().await;
    let api = app.client().await.api().await;
    let answer = api.get("/v1/me").await;
    assert_eq!(answer.assert_status(200).header("ratelimit-policy"), Some("\"account\";q=300;w=60"));
    assert_eq!(answer.header("ratelimit"), Some("\"account\";r=299;t=1"));
    fixture::allow(app.state(), app.project(), "requests_per_minute = 60").await;
    let answer = api.get(&app.project().v1("/activity")).await;
    assert_eq!(answer.assert_status(200).header("ratelimit-policy"), Some("\"project\";q=60;w=60"));
    assert_eq!(answer.header("ratelimit"), Some("\"project\";r=59;t=1"));
}

#[tokio::test]
async fn an_account_has_so_many_requests_a_minute_wherever_it_asks_from() {
    let app = limited().await;
    let api = app.client().await.api().await;
    let ask = async |number: u32| from(&api, &format!("192.0.2.{}", number % 200), Method::GET, "/v1/me", None).await;
    let (passed, refused) = until_refused(ask).await;
    // Some flow back while the others pass.
    assert!(passed >= 300, "{passed}");
    assert_eq!(refused.header("ratelimit-policy"), Some("\"account\";q=300;w=60"));
    app.manager().await.api().await.get("/v1/me").await.assert_status(200);
}

#[tokio::test]
async fn an_address_has_so_many_requests_a_minute_whoever_asks_from_it() {
    let app = limited().await;
    let (nobody, client) = (app.anonymous_api(), app.client().await.api().await);
    let ask = async |api: &Api, address: &str| from(api, address, Method::GET, "/v1/me", None).await;
    let (passed, refused) = until_refused(async |_| ask(&nobody, "192.0.2.1").await).await;
    assert!(passed >= 600, "{passed}");
    assert_eq!(refused.problem(), "rate-limited");
    assert_eq!(refused.header("ratelimit-policy"), Some("\"address\";q=600;w=60"));
    // Another person at the same address has a minute of their own, once known: the lookup itself needs a place.
    ask(&client, "192.0.2.2").await.assert_status(200);
}

/// A flood of nobody's from an address leaves those alone who are somebody there; made-up credentials are nobody's.
#[tokio::test]
async fn a_flood_from_an_address_refuses_nobody_who_is_known_there() {
    let app = limited().await;
    let person = app.client().await;
    let (nobody, client) = (app.anonymous_api(), person.api().await);
    let project_key = tokens::key(&app, app.project(), app.manager().await.user, &[TokenScope::ProjectRead], &[]).await;
    let (mut browser, mut forger) = (person.app().await, app.anonymous());
    let page = format!("{}/account", app.state().hosts.app);
    let seen = async |web: &mut Web, cookie: Option<&str>| {
        let mut request = web.fetch(Method::GET, &page).header("x-forwarded-for", "192.0.2.1");
        if let Some(cookie) = cookie {
            request = request.header("cookie", cookie);
        }
        web.send(request).await
    };
    let by = async |token: &str| {
        let request = nobody.request(Method::GET, &app.project().v1("")).bearer_auth(token);
        nobody.send(request.header("x-forwarded-for", "192.0.2.1")).await
    };
    until_refused(async |_| from(&nobody, "192.0.2.1", Method::GET, "/v1/me", None).await).await;

    from(&client, "192.0.2.1", Method::GET, "/v1/me", None).await.assert_status(200);
    assert_eq!((seen(&mut browser, None).await.status, by(&project_key).await.status), (200, 200));
    // A token that has to be renewed says all the same whose it is.
    app.clock().advance(time::Duration::minutes(11));
    assert_eq!(seen(&mut browser, None).await.status, 200);
    let token = client.token().unwrap();
    for forged in ["made-up".to_owned(), format!("{token}x"), format!("{project_key}x")] {
        // Each uses up what flows back in the meantime, and is refused for the address.
        let policy = Some("\"address\";q=600;w=60");
        let (_, refused) = until_refused(async |_| by(&forged).await).await;
        assert_eq!(refused.header("ratelimit-policy"), policy, "{forged}");
        let cookie = format!("{}={forged}", Cookie::Session.name(app.state()));
        let mut refused = seen(&mut forger, Some(&cookie)).await;
        for _ in 0..1000 {
            if refused.status == 429 {
                break;
            }
            refused = seen(&mut forger, Some(&cookie)).await;
        }
        assert_eq!(refused.header("ratelimit-policy"), policy, "{forged}");
    }
}

/// A token of an ended session passes the gate of its address, and is counted by its account.
#[tokio::test]
async fn a_token_of_a_session_that_is_over_is_counted() {
    let app = limited().await;
    let client = app.client().await.api().await;
    let token = client.token().unwrap();
    client.post("/v1/auth/logout", json!({})).await.assert_status(204);
    let nobody = app.anonymous_api();
    let ask = async |number: u32| {
        let request = nobody.request(Method::GET, "/v1/me").bearer_auth(&token);
        nobody.send(request.header("x-forwarded-for", format!("192.0.2.{}", number % 200))).await
    };
    let (passed, refused) = until_refused(ask).await;
    assert!(passed >= 290, "{passed}");
    assert_eq!(refused.header("ratelimit-policy"), Some("\"account\";q=300;w=60"));
}

#[tokio::test]
async fn asking_whether_the_service_is_ready_counts_like_any_request() {
    let app = limited().await;
    let ask = async |address: &str, path: &str| {
        let url = format!("{}{path}", app.state().hosts.public);
        Answer::of(app.http().get(url).header("x-forwarded-for", address)).await
    };
    let (passed, refused) = until_refused(async |_| ask("192.0.2.1", "/health/ready").await).await;
    assert!(passed >= 600, "{passed}");
    assert_eq!(refused.header("ratelimit-policy"), Some("\"address\";q=600;w=60"));
    ask("192.0.2.2", "/health/ready").await.assert_status(200);
    ask("192.0.2.1", "/health/live").await.assert_status(200);
}

#[tokio::test]
async fn a_key_has_so_many_requests_a_minute_wherever_it_is_used() {
    let app = limited().await;
    let (project, maker) = (app.project(), app.manager().await);
    fixture::allow(app.state(), project, "requests_per_minute = 100000").await;
    let [key, other] = [0; 2].map(|_| tokens::key(&app, project, maker.user, &[TokenScope::ProjectRead], &[]));
    let (key, other) = (key.await, other.await);
    let (nobody, path) = (app.anonymous_api(), project.v1(""));
    let ask = async |key: &str, number: u32| {
        let request = nobody.request(Method::GET, &path).bearer_auth(key);
        nobody.send(request.header("x-forwarded-for", format!("192.0.2.{}", number % 200))).await
    };
    let (passed, refused) = until_refused(async |number| ask(&key, number).await).await;
    assert!(passed >= 600, "{passed}");
    assert_eq!(refused.header("ratelimit-policy"), Some("\"key\";q=600;w=60"));
    let account = from(&maker.api().await, "192.0.2.1", Method::GET, "/v1/me", None).await;
    assert_eq!(account.assert_status(200).header("ratelimit"), Some("\"account\";r=299;t=1"));
    ask(&other, 0).await.assert_status(200);
}

#[tokio::test]
async fn one_mailbox_gets_so_many_mails_and_the_answer_stays_the_same() {
    let app = limited().await;
    let person = app.client().await;
    for (number, email) in [person.email.as_str(), "nobody@people.test"].into_iter().cycle().take(16).enumerate() {
        let body = json!({ "email": email });
        let address = format!("192.0.2.{number}");
        let path = "/v1/auth/password/forgot";
        from(&app.anonymous_api(), &address, Method::POST, path, Some(body)).await.assert_status(202);
    }
    // The mails are made beside the answers.
    let written = async {
        while app.mails_to(&person.email).len() < 5 {
            app.run_jobs().await;
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), written).await.unwrap();
    app.run_jobs().await;
    assert_eq!(app.mails_to(&person.email).len(), 5);
}

/// An office in the morning: one address, many people, each with the right password, some of them twice.
#[tokio::test]
async fn right_passwords_cost_an_address_nothing() {
    let app = limited().await;
    let person = app.client().await;
    let log_in = async |password: &str| {
        let body = json!({ "email": person.email, "password": password });
        from(&app.anonymous_api(), "192.0.2.1", Method::POST, "/v1/auth/token", Some(body)).await.status
    };
    for _ in 0..5 {
        let statuses = join_all((0..6).map(|_| log_in(PASSWORD))).await;
        assert_eq!(statuses, [200; 6]);
    }
    // A wrong password still fails at once, however many come together.
    let wrong = join_all((0..40).map(|_| log_in("not the right one"))).await;
    let looked_at = wrong.iter().filter(|status| **status == 401).count();
    assert!((10..=15).contains(&looked_at), "{wrong:?}");
}

#[tokio::test]
async fn what_a_page_asks_by_itself_costs_its_visitor_nothing() {
    let app = limited().await;
    let person = app.client().await;
    let mut web = app.anonymous();
    web.get(&format!("{}/login", app.state().hosts.app)).await.assert_status(200);
    let token = web.page().attribute("form[action='/login'] [name=csrf]", "value");
    for length in 0..30 {
        let typed = json!({ "password": "correct horse battery staple"[..length.min(28)], "known": [] });
        let meter = web.fetch(Method::POST, "/password/strength").header("x-csrf-token", &token).json(&typed);
        web.send(meter).await.assert_status(200);
    }
    let typed = [("email", person.email.as_str()), ("password", PASSWORD)];
    web.submit("form[action='/login']", &typed).await.assert_status(200);
}

/// Authenticated requests count for the person, not for an address shared with others.
#[tokio::test]
async fn an_account_s_requests_are_not_her_address_s() {
    let app = limited().await;
    let api = app.client().await.api().await;
    let told = async |api: &Api| {
        let answer = from(api, "192.0.2.1", Method::GET, "/v1/me", None).await;
        answer.header("ratelimit").unwrap().to_owned()
    };
    for _ in 0..20 {
        assert!(told(&api).await.starts_with("\"account\";"));
    }
    assert_eq!(told(&app.anonymous_api()).await, "\"address\";r=599;t=1");
}

#[tokio::test]
async fn a_log_in_that_is_refused_comes_back_filled_in() {
    let app = limited().await;
    let mut web = app.anonymous();
    let (login, mut tries) = (format!("{}/login?next=/account", app.state().hosts.app), 0);
    let typed = [("email", "rasoa@people.test"), ("password", "a password typed in vain")];
    let page = loop {
        web.get(&login).await.assert_status(200);
        let page = web.submit("form[action='/login']", &typed).await.clone();
        if page.status == 429 {
            break page;
        }
        tries += 1;
        assert!(page.assert_status(401).status == 401 && tries < 200);
    };
    let wait: u32 = page.header("retry-after").unwrap().parse().unwrap();
    page.assert_shows("Trop de demandes").assert_shows("Ce que vous avez saisi est toujours là");
    assert!((1..=4).contains(&wait), "{wait}");
    assert_eq!(page.attribute("form[action='/login'] [name=email]", "value"), "rasoa@people.test");
    assert_eq!(page.attribute("form[action='/login'] [name=next]", "value"), "/account");
    assert_eq!(page.attribute("form[action='/login'] [name=password]", "type"), "password");
    assert!(!page.text().contains("typed in vain"));
}

#[tokio::test]
async fn a_message_that_is_refused_comes_back_and_can_be_sent() {
    let app = TestApp::with(Options { rate_limits: true, ..Options::default() }).await;
    let made = fixture::furnish(app.state(), app.project()).await;
    let client = app.client().await;
    let (mut web, page) = (client.portal(app.project()).await, format!("/messages/{}", made.id("thread")));
    web.get(&page).await.assert_status(200);
    fixture::allow(app.state(), app.project(), "requests_per_minute = 1").await;
    client.api().await.get(&app.project().v1("")).await.assert_status(200);
    let (form, said) = (format!("form[action='{page}']"), "Two lines,\nand an accent: é");
    let refused = web.submit(&form, &[("body", said)]).await.assert_status(429);
    assert_eq!(refused.texts(&format!("{form} textarea[name=body]")), [said.replace('\n', " ")]);
    fixture::allow(app.state(), app.project(), "requests_per_minute = 100").await;
    web.submit(&form, &[]).await.assert_status(200).assert_shows("and an accent: é");
    app.discard_jobs().await;
}

#[tokio::test]
async fn style_sheets_are_counted_generously() {
    let app = limited().await;
    let router = fataplus::app::router(app.state());
    let host = app.state().hosts.public.to_string();
    let ask = async |address: [u8; 4]| {
        let mut request = axum::http::Request::get(format!("{host}/assets/nothing.css"));
        request = request.header("host", host.trim_start_matches("http://"));
        let mut request = request.body(axum::body::Body::empty()).unwrap();
        request.extensions_mut().insert(axum::extract::ConnectInfo(std::net::SocketAddr::from((address, 4711))));
        tower::ServiceExt::oneshot(router.clone(), request).await.unwrap()
    };
    let mut passed = 0;
    let refused = loop {
        let answer = ask([192, 0, 2, 1]).await;
        match answer.status().as_u16() {
            404 => passed += 1,
            _ => break answer,
        }
        assert!(passed < 10_000);
    };
    assert!(passed >= 3000 && refused.status() == 429 && refused.headers()["retry-after"] == "1", "{passed}");
    assert_eq!(ask([192, 0, 2, 2]).await.status(), 404);
}

#[tokio::test]
async fn switched_off_nothing_is_counted() {
    let app = TestApp::with(Options { slow_down: false, ..Options::default() }).await;
    for _ in 0..15 {
        let answer = guess(&app, "192.0.2.1", "nobody@people.test").await;
        assert_eq!((answer.status, answer.header("ratelimit")), (401, None));
    }
}
