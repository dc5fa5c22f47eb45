use serde_json::json;

use super::log_in;
use crate::support::{Person, TestApp, browser::Browser};

async fn arrives(app: &TestApp, person: &Person, scripts: bool) -> Browser {
    person.api().await.patch("/v1/me", json!({ "language": "fr" })).await.assert_status(200);
    let browser = if scripts { Browser::narrow().await } else { Browser::narrow_without_script(false).await };
    log_in(&browser, app, &person.email).await;
    browser.goto(&format!("{}/", app.state().hosts.tenant(app.project().id))).await;
    browser
}

/// On telephones, in French: the client sees and completes their open items, one by mistake; the agency sees the person
/// who did, and its own open items with links to them.
async fn each_side_sees_and_does(scripts: bool) {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await, app.client().await);
    let api = manager.api().await;
    let task =
        json!({ "title": "Signer le contrat", "side": "client", "visibility": "client", "due_on": "2025-03-31" });
    api.post(&app.project().v1("/tasks"), task).await.assert_status(201);
    let thread = json!({ "kind": "client", "title": "Questions" });
    let thread = api.post(&app.project().v1("/threads"), thread).await.assert_status(201).json();
    let thread = thread["id"].as_str().unwrap();
    let messages = app.project().v1(&format!("/threads/{thread}/messages"));
    let hers = client.api().await;
    hers.post(&messages, json!({ "body": "Quand commençons-nous ?" })).await.assert_status(201);

    let theirs = arrives(&app, &client, scripts).await;
    theirs.shows("Une chose vous attend").await;
    theirs.shows("En retard depuis le").await;
    theirs.screenshot("turn-client").await;
    theirs.click_in(".turn", "C’est fait").await;
    theirs.shows("«\u{a0}Signer le contrat\u{a0}»\u{a0}: c’est fait.").await;
    theirs.screenshot("turn-client-done").await;
    theirs.click_and_leave("Rouvrir").await;
    theirs.shows("Une chose vous attend").await;
    theirs.click_in(".turn", "C’est fait").await;
    theirs.hides("Une chose vous attend").await;
    theirs.assert_no_errors().await;
    theirs.close().await;

    let ours = arrives(&app, &manager, scripts).await;
    ours.shows("Une chose vous attend").await;
    ours.shows("a terminé «\u{a0}Signer le contrat\u{a0}»").await;
    ours.screenshot("turn-agency").await;
    ours.click_and_leave("Répondre").await;
    ours.arrives(&format!("/messages/{thread}")).await;
    ours.assert_no_errors().await;
    ours.close().await;
    app.run_jobs().await;
}

#[tokio::test]
async fn each_side_sees_and_does_what_is_its_own() {
    each_side_sees_and_does(true).await;
}

#[tokio::test]
async fn each_side_sees_and_does_what_is_its_own_without_a_script() {
    each_side_sees_and_does(false).await;
}
