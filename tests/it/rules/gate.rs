use reqwest::Method;
use serde_json::{Value, json};
use time::Duration;

use super::{behind_a_proxy, from};
use crate::support::{Answer, Api, PASSWORD, TestApp, replica::Replica};

const OFFICE: &str = "198.51.100.7";
const ELSEWHERE: &str = "203.0.113.9";
const LIST: &str = "198.51.100.0/24";

async fn restrict(app: &TestApp, list: &[&str]) {
    let admin = app.platform_admin().await.api().await;
    let changed = json!({ "ip_allow": list, "confirm": true });
    admin.patch(&app.project().v1("/settings"), changed).await.assert_status(200);
}

async fn get(api: &Api, address: &str, path: &str) -> Answer {
    from(api, address, Method::GET, path, None).await
}

#[tokio::test]
async fn members_come_from_the_list_and_strangers_learn_nothing_of_it() {
    let app = behind_a_proxy().await;
    let (path, stranger) = (app.project().v1("/activity"), app.stranger().await.api().await);
    let (client, partner) = (app.client().await, app.partner(fataplus::access::PartnerLevel::View).await);
    let apis = [client.api().await, partner.api().await, app.manager().await.api().await];
    for api in &apis {
        get(api, ELSEWHERE, &path).await.assert_status(200);
    }
    let unrestricted = get(&stranger, ELSEWHERE, &path).await;
    restrict(&app, &[LIST, "2001:db8:7::/48"]).await;
    for api in &apis {
        assert_eq!(get(api, ELSEWHERE, &path).await.assert_status(403).problem(), "address-refused");
        for inside in [OFFICE, "2001:db8:7:1::9", "::ffff:198.51.100.7"] {
            get(api, inside, &path).await.assert_status(200);
        }
        // A header of the visitor's own stands to the left of the proxy's entry.
        assert_eq!(get(api, &format!("{OFFICE}, {ELSEWHERE}"), &path).await.status, 403);
    }
    for address in [ELSEWHERE, OFFICE] {
        let refused = get(&stranger, address, &path).await;
        assert_eq!((refused.status, refused.text()), (404, unrestricted.text()), "as before there was a list");
        assert_eq!(
            get(&app.anonymous_api(), address, &path).await.assert_status(401).problem(),
            "authentication-required"
        );
    }
    // Pages as well, in words; and other projects are not affected.
    let mut portal = client.portal(app.project()).await;
    portal.get("/people").await.assert_status(403).assert_shows("Not from this address");
    let request = portal.fetch(Method::GET, "/people").header("x-forwarded-for", OFFICE);
    portal.send(request).await.assert_status(200);
    let request = portal.fetch(Method::GET, "/api/v1/activity").header("x-forwarded-for", ELSEWHERE);
    assert_eq!(portal.send(request).await.assert_status(403).problem(), "address-refused");
    let other = app.another_project().await;
    app.join(&client, &other, "client").await;
    get(&apis[0], ELSEWHERE, &other.v1("/activity")).await.assert_status(200);
    restrict(&app, &[]).await;
    get(&apis[0], ELSEWHERE, &path).await.assert_status(200);
}

#[tokio::test]
async fn a_header_counts_from_a_trusted_proxy_only() {
    let app = TestApp::start().await;
    let api = app.client().await.api().await;
    restrict(&app, &[LIST]).await;
    for header in ["x-forwarded-for", "cf-connecting-ip", "forwarded", "x-real-ip"] {
        let request = api.request(Method::GET, &app.project().v1("/activity")).header(header, OFFICE);
        assert_eq!(api.send(request).await.assert_status(403).problem(), "address-refused", "{header}");
    }
    restrict(&app, &["127.0.0.1"]).await;
    let request = api.request(Method::GET, &app.project().v1("/activity")).header("x-forwarded-for", ELSEWHERE);
    api.send(request).await.assert_status(200);
}

#[tokio::test]
async fn files_of_a_restricted_project_pass_through_the_service() {
    let app = behind_a_proxy().await;
    let manager = app.manager().await;
    let api = manager.api().await;
    let bytes = b"%PDF-1.7\nplan\n";
    let announced =
        json!({ "name": "Été.pdf", "size": bytes.len(), "content_type": "application/pdf", "kind": "other" });
    let ticket = api.post(&app.project().v1("/uploads"), announced).await.assert_status(201).json();
    let mut put = app.http().put(ticket["url"].as_str().unwrap()).body(bytes.to_vec());
    for (name, value) in ticket["headers"].as_object().unwrap() {
        put = put.header(name, value.as_str().unwrap());
    }
    assert_eq!(put.send().await.unwrap().status(), 200);
    let complete = app.project().v1(&format!("/uploads/{}/complete", ticket["id"].as_str().unwrap()));
    let document = api.post(&complete, json!({})).await.assert_status(201).json();
    let path = format!("/documents/{}/download", document["id"].as_str().unwrap());
    get(&api, ELSEWHERE, &app.project().v1(&path)).await.assert_status(303);
    restrict(&app, &[LIST]).await;
    for path in [path.clone(), path.replace("/download", "/versions/1/download")] {
        let refused = get(&api, ELSEWHERE, &app.project().v1(&path)).await;
        assert_eq!(refused.assert_status(403).problem(), "address-refused");
        let answer = get(&api, OFFICE, &app.project().v1(&path)).await;
        assert_eq!((answer.assert_status(200).body.as_slice(), answer.header("location")), (&bytes[..], None));
        assert!(answer.header("content-disposition").unwrap().starts_with("attachment; "), "{answer}");
        assert_eq!(answer.header("content-type"), Some("application/pdf"));
        assert_eq!(answer.header("cache-control"), Some("private, no-store"));
    }
    let mut portal = manager.portal(app.project()).await;
    let request = portal.fetch(Method::GET, &path).header("x-forwarded-for", OFFICE);
    assert_eq!(portal.send(request).await.assert_status(200).body.as_slice(), &bytes[..]);
    let request = portal.fetch(Method::GET, &path);
    portal.send(request).await.assert_status(403);
}

#[tokio::test]
async fn who_would_lock_herself_out_has_to_say_so() {
    let app = behind_a_proxy().await;
    let (admin, path) = (app.admin().await.api().await, app.project().v1("/settings"));
    let change = async |address: &str, body: Value| from(&admin, address, Method::PATCH, &path, Some(body)).await;
    let refused = change(ELSEWHERE, json!({ "ip_allow": [LIST] })).await;
    assert_eq!(refused.assert_status(409).problem(), "would-lock-out");
    assert_eq!(get(&admin, ELSEWHERE, &path).await.json()["ip_allow"], json!([]), "nothing was changed");
    // A list that includes the author's address needs no confirmation.
    let changed =
        change(OFFICE, json!({ "ip_allow": ["198.51.100.9/24"], "session_minutes": 60, "client_mfa": true })).await;
    let settings = changed.assert_status(200).json();
    assert_eq!(settings["ip_allow"], json!([LIST]), "as a network is written");
    assert_eq!((&settings["session_minutes"], &settings["client_mfa"]), (&json!(60), &json!(true)));
    let changed = change(OFFICE, json!({ "ip_allow": ["2001:db8::/32"], "confirm": true })).await;
    changed.assert_status(200);
    assert_eq!(change(OFFICE, json!({ "ip_allow": [] })).await.problem(), "address-refused");
    // A platform admin repairs it.
    restrict(&app, &[]).await;
    get(&admin, OFFICE, &path).await.assert_status(200);
    let events = admin.get(&app.project().v1("/activity")).await.json().to_string();
    for kind in ["rule-addresses", "rule-session", "rule-factor"] {
        assert!(events.contains(kind), "{kind}: {events}");
    }
    // Unparsable entries are named; a caller who is no admin changes nothing.
    for (field, value) in
        [("ip_allow", json!(["office"])), ("session_minutes", json!(14)), ("session_minutes", json!(721))]
    {
        let refused = admin.patch(&path, json!({ field: value })).await;
        assert_eq!(refused.assert_status(422).problem_fields()[0].0, field);
    }
    for person in [app.manager().await, app.lead_client().await] {
        let refused = person.api().await.patch(&path, json!({ "client_mfa": false })).await;
        assert_eq!(refused.assert_status(403).problem(), "forbidden");
    }
}

#[tokio::test]
async fn a_list_holds_on_every_replica_within_a_second() {
    let app = behind_a_proxy().await;
    let (api, path) = (app.client().await.api().await, app.project().v1("/activity"));
    let replica = Replica::of(&app).await;
    replica.get(&api, &path).await.assert_status(200);
    restrict(&app, &[LIST]).await;
    let waited = async {
        while replica.get(&api, &path).await.status != 403 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(1), waited).await.expect("the other replica was not told");
    get(&api, OFFICE, &path).await.assert_status(200);
}

#[tokio::test]
async fn a_short_session_asks_for_a_new_log_in_there_and_nowhere_else() {
    let app = TestApp::start().await;
    let (client, other) = (app.client().await, app.another_project().await);
    app.join(&client, &other, "client").await;
    let (api, mut web) = (client.api().await, client.app().await);
    let host = app.state().hosts.tenant(app.project().id).to_string();
    let elsewhere = app.state().hosts.tenant(other.id).to_string();
    web.get(&format!("{host}/people")).await.assert_status(200);
    web.get(&format!("{elsewhere}/people")).await.assert_status(200);
    let admin = app.platform_admin().await.api().await;
    admin.patch(&app.project().v1("/settings"), json!({ "session_minutes": 15 })).await.assert_status(200);
    app.clock().advance(Duration::minutes(14));
    api.get(&app.project().v1("/activity")).await.assert_status(200);
    web.get(&format!("{host}/people")).await.assert_status(200);
    app.clock().advance(Duration::minutes(2));
    let over = api.get(&app.project().v1("/activity")).await;
    assert_eq!(over.assert_status(401).problem(), "invalid-token");
    api.get(&other.v1("/activity")).await.assert_status(200);
    web.get(&format!("{elsewhere}/people")).await.assert_status(200);
    // To the log-in form, though the person is logged in, and from there back to the page.
    web.get(&format!("{host}/people")).await.assert_shows("asks for a newer log-in");
    let fields = [("email", client.email.as_str()), ("password", PASSWORD)];
    let back = web.submit("form[action='/login']", &fields).await;
    assert_eq!(back.assert_status(200).url.as_str(), format!("{host}/people"));
    client.api().await.get(&app.project().v1("/activity")).await.assert_status(200);
}
