use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use super::{behind_a_proxy, from};
use crate::support::{PASSWORD, TestApp, replica::Replica};

const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

#[tokio::test]
async fn a_person_sees_where_she_is_logged_in() {
    let app = behind_a_proxy().await;
    let person = app.client().await;
    let credentials = json!({ "email": person.email, "password": PASSWORD });
    let log_in = app.anonymous_api().request(Method::POST, "/v1/auth/token").json(&credentials);
    let log_in = log_in.header("user-agent", "curl/8.5.0").header("x-forwarded-for", "198.51.100.7");
    app.anonymous_api().send(log_in).await.assert_status(200);
    // A browser, that goes on to a project: one log-in, not two.
    let mut web = app.anonymous();
    web.get(&format!("{}/login", app.state().hosts.app)).await;
    web.submit("form[action='/login']", &[("email", &person.email), ("password", PASSWORD)]).await.assert_status(200);
    web.get(&format!("{}/people", app.state().hosts.tenant(app.project().id))).await.assert_status(200);

    let api = person.api().await;
    let listed = from(&api, "2001:db8::7", Method::GET, "/v1/me/sessions", None).await.assert_status(200).json();
    let items = listed["items"].as_array().unwrap();
    assert_eq!((items.len(), &listed["next_cursor"]), (3, &serde_json::Value::Null), "{listed}");
    let by = |key: &str, value: serde_json::Value| items.iter().find(|item| item[key] == value).unwrap().clone();
    let curl = by("browser", json!("curl"));
    assert_eq!(
        (&curl["kind"], &curl["address"], &curl["current"]),
        (&json!("api"), &json!("198.51.100.7"), &json!(false))
    );
    assert_eq!(by("kind", json!("page"))["address"], "127.0.0.1");
    assert_eq!(by("current", json!(true))["kind"], "api");

    // The person's page says the same in words, and marks the current session.
    let page = web.get(&format!("{}/account/sessions", app.state().hosts.app)).await;
    page.assert_status(200).assert_shows("curl").assert_shows("198.51.100.7").assert_shows("This device");
    // Noted anew once a minute.
    app.clock().advance(time::Duration::minutes(2));
    from(&api, "203.0.113.9", Method::GET, "/v1/me", None).await.assert_status(200);
    let listed = api.get("/v1/me/sessions").await.json();
    assert_eq!(listed["items"][0]["address"], "203.0.113.9");
}

#[tokio::test]
async fn one_log_in_is_ended_and_only_its_owner_may() {
    let app = TestApp::start().await;
    let (person, other) = (app.client().await, app.client().await);
    let (here, there, stranger) = (person.api().await, person.api().await, other.api().await);
    let replica = Replica::of(&app).await;
    replica.get(&there, "/v1/me").await.assert_status(200);
    let listed = here.get("/v1/me/sessions").await.json();
    let ids: Vec<_> = listed["items"].as_array().unwrap().iter().filter(|item| item["current"] == false).collect();
    let path = format!("/v1/me/sessions/{}", ids[0]["id"].as_str().unwrap());
    assert_eq!(stranger.delete(&path).await.assert_status(404).problem(), "not-found");
    assert_eq!(stranger.delete("/v1/me/sessions/x").await.assert_status(404).problem(), "not-found");
    there.get("/v1/me").await.assert_status(200);
    // Of many at once, one ends it.
    let ended = join_all((0..50).map(|_| here.delete(&path))).await;
    assert_eq!(ended.iter().filter(|answer| answer.status == 204).count(), 1);
    assert!(ended.iter().all(|answer| matches!(answer.status, 204 | 404)), "{ended:?}");
    there.get("/v1/me").await.assert_status(401);
    let waited = async {
        while replica.get(&there, "/v1/me").await.status != 401 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(1), waited).await.expect("the other replica was not told");
    here.get("/v1/me").await.assert_status(200);
}

#[tokio::test]
async fn all_others_end_with_one_button() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let (api, mut old, mut web) = (person.api().await, person.app().await, person.app().await);
    let portal = format!("{}/people", app.state().hosts.tenant(app.project().id));
    old.get(&portal).await.assert_status(200);
    web.get(&portal).await.assert_status(200);
    let home = format!("{}/account/sessions", app.state().hosts.app);
    web.get(&home).await.assert_status(200);
    let agent = web.fetch(Method::GET, &home).header("user-agent", FIREFOX);
    web.send(agent).await.assert_status(200);
    web.submit("form[action='/account/sessions/others']", &[]).await.assert_shows("You are logged out everywhere else");
    api.get("/v1/me").await.assert_status(401);
    assert_ne!(old.get(&portal).await.url.as_str(), portal);
    web.get(&portal).await.assert_status(200);
    // An expired session, and one's own.
    web.get(&home).await;
    let one = person.api().await;
    one.get("/v1/me").await.assert_status(200);
    web.get(&home).await;
    web.submit("form[action$='/end']", &[]).await.assert_shows("That log-in is over");
    one.get("/v1/me").await.assert_status(401);
}
