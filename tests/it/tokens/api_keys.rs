use fataplus::access::{PartnerLevel, TokenScope};
use reqwest::Method;
use serde_json::json;
use strum::VariantArray;
use time::Duration;

use super::{get, key, post, rfc3339};
use crate::support::{Answer, TestApp, app::Options, fixture};

#[tokio::test]
async fn a_key_is_made_used_and_taken_back() {
    let app = TestApp::start().await;
    let (manager, project) = (app.manager().await, app.project());
    let api = manager.api().await;
    let end = rfc3339(app.clock().now() + Duration::days(30));
    let asked = json!({ "name": "Site generator", "scopes": ["project:read", "plan:write"], "expires_at": end });
    let answer = api.post(&project.v1("/api-keys"), asked).await;
    assert_eq!(answer.assert_status(201).header("cache-control"), Some("no-store"));
    let made = answer.json();
    let text = made["key"].as_str().unwrap();
    assert!(text.starts_with(&format!("fpk_{}_", project.id.label())), "{text}");
    let task = json!({ "title": "Order the panels" });
    post(&app, text, &project.v1("/tasks"), task).await.assert_status(201);
    // Done by its maker, through it.
    let events = api.get(&project.v1("/activity")).await.json();
    let added =
        &events["items"].as_array().unwrap().iter().find(|event| event["kind"] == "task-added").unwrap().clone();
    assert_eq!((&added["actor"], &added["key"]), (&json!(manager.name), &json!("Site generator")));
    let by_hand = events["items"].as_array().unwrap().iter().find(|event| event["kind"] == "key-made").unwrap();
    assert_eq!(by_hand["key"], json!(null));
    manager.portal(project).await.get("/").await.assert_shows("(through the key “Site generator”)");
    // Keys are the agency's to know of.
    let shared = json!({ "title": "Choose a roof", "visibility": "shared" });
    post(&app, text, &project.v1("/tasks"), shared).await.assert_status(201);
    for other in [app.client().await, app.partner(PartnerLevel::View).await] {
        let events = other.api().await.get(&project.v1("/activity")).await.json();
        let seen = events["items"].as_array().unwrap().iter().any(|event| event["kind"] == "task-added");
        assert!(seen && !events.to_string().contains("Site generator"), "{events}");
    }
    let me = get(&app, text, "/v1/me").await.assert_status(200).json();
    assert_eq!(me["credential"]["kind"], "project_key");
    assert_eq!(me["credential"]["project_id"], project.id.as_str());
    assert_eq!((&me["name"], &me["email"]), (&json!(manager.name), &json!("")), "how to reach her is not for programs");
    // It is refused outside its project, and makes no other key.
    assert_eq!(get(&app, text, "/v1/projects").await.assert_status(403).problem(), "insufficient-scope");
    let another = json!({ "name": "Another", "scopes": ["project:read"], "expires_at": end });
    let refused = post(&app, text, &project.v1("/api-keys"), another).await;
    assert_eq!(refused.assert_status(403).problem(), "insufficient-scope");
    let listed = api.get(&project.v1("/api-keys")).await.assert_status(200).json();
    assert_eq!(listed["items"][0]["made_by"], json!(manager.name));
    assert!(listed["items"][0]["last_used_at"].is_string() && !listed.to_string().contains("fpk_"), "{listed}");
    let id = made["id"].as_str().unwrap();
    api.delete(&project.v1(&format!("/api-keys/{id}"))).await.assert_status(204);
    assert_eq!(get(&app, text, &project.v1("")).await.assert_status(401).problem(), "invalid-token");
    api.delete(&project.v1(&format!("/api-keys/{id}"))).await.assert_status(404);
}

#[tokio::test]
async fn keys_are_the_agencys_to_look_after() {
    let app = TestApp::start().await;
    let (client, path) = (app.lead_client().await.api().await, app.project().v1("/api-keys"));
    let refused = client.get(&path).await;
    assert_eq!(refused.assert_status(403).problem(), "forbidden");
    assert_eq!(refused.header("www-authenticate"), Some("Bearer realm=\"fataplus\""));
    client.post(&path, json!({})).await.assert_status(403);
    let admin = app.admin().await.api().await;
    admin.get(&path).await.assert_status(200);
}

#[tokio::test]
async fn a_key_does_no_more_than_its_maker_may_now() {
    let app = TestApp::start().await;
    let (admin, project) = (app.admin().await, app.project());
    let text = key(&app, project, admin.user, TokenScope::VARIANTS, &[]).await;
    // A manager's rights, whatever its maker's role.
    assert_eq!(get(&app, &text, &project.v1("/settings")).await.assert_status(403).problem(), "forbidden");
    get(&app, &text, &project.v1("/documents")).await.assert_status(200);
    let role = async |role: &str| {
        let mut tx = app.state().db.write(&fixture::scope(project.id)).await.unwrap();
        tx.announce_part();
        let changed = sqlx::query("UPDATE members SET role = $2 WHERE user_id = $1").bind(admin.user.0).bind(role);
        changed.execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
    };
    role("client").await;
    get(&app, &text, &project.v1("/documents")).await.assert_status(401);
    role("project_manager").await;
    get(&app, &text, &project.v1("/documents")).await.assert_status(200);
    app.clock().advance(Duration::days(31));
    get(&app, &text, &project.v1("/documents")).await.assert_status(401);
}

#[tokio::test]
async fn a_key_is_used_from_its_networks_alone() {
    // The tests' own address is a proxy's, so that requests can state another one.
    let trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    let app = TestApp::with(Options { trusted_proxies, ..Options::default() }).await;
    let (manager, project) = (app.manager().await, app.project());
    let text = key(&app, project, manager.user, &[TokenScope::ProjectRead], &["203.0.113.0/24", "2001:db8::/32"]).await;
    let from = async |address: Option<&str>, path: &str| {
        let mut request =
            app.http().request(Method::GET, format!("{}{path}", app.state().hosts.api)).bearer_auth(&text);
        if let Some(address) = address {
            request = request.header("x-forwarded-for", address);
        }
        Answer::of(request).await
    };
    for path in [project.v1(""), "/v1/me".to_owned()] {
        for address in ["203.0.113.9", "2001:db8::5", "::ffff:203.0.113.1"] {
            from(Some(address), &path).await.assert_status(200);
        }
        for address in [Some("203.0.114.9"), Some("::1"), None] {
            assert_eq!(from(address, &path).await.assert_status(403).problem(), "key-network");
        }
    }
}

#[tokio::test]
async fn an_answer_kept_for_one_credential_is_not_given_to_another() {
    let app = TestApp::start().await;
    let (manager, project) = (app.manager().await, app.project());
    let (writes, reads) = (
        key(&app, project, manager.user, &[TokenScope::PlanWrite], &[]).await,
        key(&app, project, manager.user, &[TokenScope::ProjectRead], &[]).await,
    );
    let path = format!("{}{}", app.state().hosts.api, project.v1("/tasks"));
    let send = async |token: &str| {
        let request = app.http().post(&path).bearer_auth(token).header("idempotency-key", "one");
        Answer::of(request.json(&json!({ "title": "Order the panels" }))).await
    };
    send(&writes).await.assert_status(201);
    assert_eq!(send(&writes).await.header("idempotent-replayed"), Some("true"));
    assert_eq!(send(&reads).await.assert_status(403).problem(), "insufficient-scope");
}

/// The part of a key's maker moves while its request waits in a transaction: the right is asked again at the commit, on
/// a connection that the project's share does not count, and still stands.
#[tokio::test]
async fn a_key_s_transaction_outlasts_a_change_of_parts() {
    let app = TestApp::start().await;
    let (manager, project) = (app.manager().await, app.project());
    let token = key(&app, project, manager.user, &[TokenScope::PlanWrite], &[]).await;
    let mut owner = app.database().connect("fataplus_migrator").await;
    sqlx::raw_sql("BEGIN; LOCK TABLE tasks IN EXCLUSIVE MODE").execute(&mut owner).await.unwrap();

    let path = format!("{}{}", app.state().hosts.api, project.v1("/tasks"));
    let request = app.http().post(&path).bearer_auth(&token).json(&json!({ "title": "Order the panels" }));
    let asked = tokio::spawn(Answer::of(request));
    let waits = "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'tasks'::regclass AND NOT granted)";
    while !sqlx::query_scalar::<_, bool>(waits).fetch_one(&mut owner).await.unwrap() {
        tokio::task::yield_now().await;
    }
    app.join(&app.stranger().await, project, "client").await;
    sqlx::raw_sql("COMMIT").execute(&mut owner).await.unwrap();
    asked.await.unwrap().assert_status(201);
}
