use fataplus::db::{Change, PlatformScope};
use serde_json::json;
use time::Duration;

use super::{get, post, rfc3339};
use crate::support::{Person, TestApp};

async fn made(app: &TestApp, person: &Person, scopes: &[&str]) -> (String, String) {
    let end = rfc3339(app.clock().now() + Duration::days(30));
    let body = json!({ "name": "Weekly report", "scopes": scopes, "expires_at": end });
    let answer = person.api().await.post("/v1/me/tokens", body).await;
    assert_eq!(answer.assert_status(201).header("cache-control"), Some("no-store"));
    let made = answer.json();
    app.run_jobs().await;
    (made["token"].as_str().unwrap().to_owned(), made["id"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_token_acts_as_its_person_as_far_as_its_scopes_go() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let (token, id) = made(&app, &client, &["project:read", "messages:write"]).await;
    assert!(token.starts_with("fpt_") && token.len() == 55, "{token}");
    let me = get(&app, &token, "/v1/me").await.assert_status(200).json();
    assert_eq!((&me["id"], &me["credential"]["kind"]), (&json!(client.user), &json!("personal_token")));
    assert_eq!(me["credential"]["scopes"], json!(["project:read", "messages:write"]));
    let session = client.api().await.get("/v1/me").await.json();
    assert_eq!((&session["credential"]["kind"], &session["credential"]["scopes"]), (&json!("session"), &json!(null)));
    // Lists and projects, on both hosts that speak JSON.
    assert_eq!(get(&app, &token, "/v1/projects").await.json()["items"].as_array().unwrap().len(), 1);
    let project = app.project();
    get(&app, &token, &project.v1("")).await.assert_status(200);
    let tenant = format!("{}/api/v1/activity", app.state().hosts.tenant(project.id));
    crate::support::Answer::of(app.http().get(&tenant).bearer_auth(&token)).await.assert_status(200);
    let refused = get(&app, &token, &project.v1("/documents")).await;
    assert_eq!(refused.assert_status(403).problem(), "insufficient-scope");
    let challenge = "Bearer realm=\"fataplus\", error=\"insufficient_scope\", scope=\"documents:read\"";
    assert_eq!(refused.header("www-authenticate"), Some(challenge));
    // The person's role still limits the token, whatever its scopes.
    let member = json!({ "kind": "internal", "title": "Between us" });
    assert_eq!(post(&app, &token, &project.v1("/threads"), member).await.assert_status(403).problem(), "forbidden");
    // No token makes another, or looks after the account.
    let end = rfc3339(app.clock().now() + Duration::days(1));
    let another = json!({ "name": "Another", "scopes": ["project:read"], "expires_at": end });
    assert_eq!(post(&app, &token, "/v1/me/tokens", another).await.assert_status(403).problem(), "insufficient-scope");
    assert_eq!(get(&app, &token, "/v1/me/tokens").await.assert_status(403).problem(), "insufficient-scope");
    // Pages are for browsers.
    let page = app.http().get(format!("{}/", app.state().hosts.tenant(project.id))).bearer_auth(&token);
    crate::support::Answer::of(page).await.assert_status(303);
    // Stored as a digest, announced by mail.
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
    let rows: String = sqlx::query_scalar("SELECT string_agg(t::text, ' ') FROM personal_tokens t")
        .fetch_one(tx.conn())
        .await
        .unwrap();
    assert!(!rows.contains(&token[4..40]), "{rows}");
    let mail = app.last_mail_to(&client.email);
    assert!(mail.text.contains("Weekly report") && !mail.text.contains("fpt_"), "{}", mail.text);
    // Taken back it is refused at once, and for ever.
    client.api().await.delete(&format!("/v1/me/tokens/{id}")).await.assert_status(204);
    let answer = get(&app, &token, "/v1/me").await;
    assert_eq!(answer.assert_status(401).problem(), "invalid-token");
    assert_eq!(answer.header("www-authenticate"), Some("Bearer realm=\"fataplus\", error=\"invalid_token\""));
    client.api().await.delete(&format!("/v1/me/tokens/{id}")).await.assert_status(404);
}

#[tokio::test]
async fn nobody_sees_or_takes_back_anothers_token() {
    let app = TestApp::start().await;
    let (owner, other) = (app.client().await, app.client().await);
    let (token, id) = made(&app, &owner, &["project:read"]).await;
    let api = other.api().await;
    assert_eq!(api.get("/v1/me/tokens").await.json()["items"], json!([]));
    api.delete(&format!("/v1/me/tokens/{id}")).await.assert_status(404);
    let listed = owner.api().await.get("/v1/me/tokens").await.assert_status(200).json();
    assert_eq!(listed["items"][0]["name"], "Weekly report");
    assert!(!listed.to_string().contains("fpt_"), "{listed}");
    get(&app, &token, "/v1/me").await.assert_status(200);
}

#[tokio::test]
async fn a_token_ends_on_its_day_and_with_its_person() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let (token, _) = made(&app, &client, &["project:read"]).await;
    get(&app, &token, &app.project().v1("")).await.assert_status(200);
    app.clock().advance(Duration::days(29));
    get(&app, &token, &app.project().v1("")).await.assert_status(200);
    app.clock().advance(Duration::days(2));
    get(&app, &token, &app.project().v1("")).await.assert_status(401);
    let (token, _) = made(&app, &client, &["project:read"]).await;
    // A new password leaves it alone, as the page says; disabling the person does not.
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
    fataplus::identity::sessions::end_all(&mut tx, client.user, None, app.clock().now()).await.unwrap();
    tx.commit().await.unwrap();
    get(&app, &token, "/v1/me").await.assert_status(200);
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
    tx.announce(Change::Everything);
    sqlx::query("UPDATE users SET disabled_at = now(), credential_epoch = credential_epoch + 1 WHERE id = $1")
        .bind(client.user.0)
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    get(&app, &token, "/v1/me").await.assert_status(401);
}

#[tokio::test]
async fn use_is_noted_to_the_minute() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let (token, _) = made(&app, &client, &["project:read"]).await;
    let noted = async || client.api().await.get("/v1/me/tokens").await.json()["items"][0]["last_used_at"].clone();
    assert_eq!(noted().await, json!(null));
    get(&app, &token, "/v1/me").await.assert_status(200);
    let first = noted().await;
    assert!(first.is_string(), "{first}");
    app.clock().advance(Duration::seconds(30));
    get(&app, &token, "/v1/me").await.assert_status(200);
    assert_eq!(noted().await, first);
    app.clock().advance(Duration::seconds(40));
    get(&app, &token, "/v1/me").await.assert_status(200);
    assert_ne!(noted().await, first);
}

#[tokio::test]
async fn what_cannot_be_made_is_said_field_by_field() {
    let app = TestApp::start().await;
    let api = app.client().await.api().await;
    let end = |days| rfc3339(app.clock().now() + Duration::days(days));
    let asked = json!({ "name": " ", "scopes": [], "expires_at": end(400) });
    let answer = api.post("/v1/me/tokens", asked).await;
    let fields: Vec<_> = answer.assert_status(422).problem_fields();
    let fields: Vec<_> = fields.iter().map(|(field, code)| (field.as_str(), code.as_str())).collect();
    assert_eq!(fields, [("name", "required"), ("scopes", "scopes"), ("expires_at", "token-life")]);
    let asked = json!({ "name": "Report", "scopes": ["everything"], "expires_at": end(1) });
    api.post("/v1/me/tokens", asked).await.assert_status(422);
    let asked = json!({ "name": "Report", "scopes": ["project:read"] });
    api.post("/v1/me/tokens", asked).await.assert_status(422);
}
