//! Partner agencies are told of their shares, and somebody always reads what clients send.

use fataplus::{
    access::PartnerLevel,
    db::{Change, PlatformScope},
};
use serde_json::json;

use crate::support::{TestApp, fixture};

#[tokio::test]
async fn a_partner_agency_is_told_of_its_share() {
    let app = TestApp::start().await;
    let (partner, admin) = (app.partner(PartnerLevel::View).await, app.admin().await);
    let api = admin.api().await;
    let shares = api.get(&app.project().v1("/partners")).await.json();
    let agency = shares["items"][0]["agency_id"].as_str().unwrap().to_owned();
    let path = app.project().v1(&format!("/partners/{agency}"));
    api.put(&path, json!({ "level": "edit" })).await.assert_status(200);
    app.run_jobs().await;
    let told = app.last_mail_to(&partner.email);
    assert!(told.subject.contains("has changed") && told.text.contains("write messages"), "{told:?}");
    api.put(&path, json!({ "level": "edit", "expires_at": "2099-01-01T00:00:00Z" })).await.assert_status(200);
    app.run_jobs().await;
    assert_eq!(app.mails_to(&partner.email).len(), 1, "the level is the same");
    // A share that has ended by its day begins anew, and is told as the first.
    let mut tx = app.state().db.write(&fixture::scope(app.project().id)).await.unwrap();
    tx.announce_part();
    let ended = sqlx::query("UPDATE partner_shares SET expires_at = '2020-01-01T00:00:00Z'");
    ended.execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
    api.put(&path, json!({ "level": "edit" })).await.assert_status(200);
    app.run_jobs().await;
    assert_eq!(app.mails_to(&partner.email).len(), 2);
    // A member of the project keeps it.
    let member = app.client().await;
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
    tx.announce(Change::Account(member.user));
    let joins = sqlx::query("INSERT INTO partner_agents (agency_id, user_id) VALUES ($1::uuid, $2)");
    joins.bind(&agency).bind(member.user.0).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
    api.delete(&path).await.assert_status(204);
    app.run_jobs().await;
    assert!(app.last_mail_to(&partner.email).subject.contains("No longer shared"));
    assert!(app.mails_to(&member.email).is_empty());
    let told = api.get(&app.project().v1("/activity")).await.text();
    assert!(told.contains("partner-share-changed") && told.contains("partner-unshared"), "{told}");
}

#[tokio::test]
async fn what_a_client_writes_in_a_project_without_a_manager_is_told_to_the_platform_s_admins() {
    let app = TestApp::start().await;
    let (client, admin) = (app.client().await, app.platform_admin().await);
    let thread = json!({ "kind": "client", "title": "Questions" });
    admin.api().await.post(&app.project().v1("/threads"), thread).await.assert_status(201);
    let mut web = client.portal(app.project()).await;
    web.get("/messages").await;
    web.submit("#write", &[("body", "Is anybody there?")]).await.assert_status(200);
    app.run_jobs().await;
    assert_eq!(app.mails_to(&admin.email).len(), 1);
}
