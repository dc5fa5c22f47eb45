//! The turn of a project, on the home pages of both sides.

use serde_json::json;

use super::hands::Hands;
use crate::support::{TestApp, browser::Browser};

/// In French: the client sees and completes their open items, one by mistake; the agency sees the person
/// who did, and its own open items with links to them.
async fn each_side_sees_and_does(theirs: Browser, ours: Browser, keyboard: bool) {
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

    let theirs = Hands::new(theirs, keyboard);
    theirs.arrive(&app, &client, "/").await;
    let page = &theirs.browser;
    page.shows("Une chose vous attend").await;
    page.shows("En retard depuis le").await;
    page.screenshot("turn-client").await;
    theirs.go("C’est fait").await;
    page.shows("«\u{a0}Signer le contrat\u{a0}»\u{a0}: c’est fait.").await;
    page.screenshot("turn-client-done").await;
    theirs.go("Rouvrir").await;
    page.shows("Une chose vous attend").await;
    theirs.go("C’est fait").await;
    page.hides("Une chose vous attend").await;
    page.assert_no_errors().await;
    theirs.browser.close().await;

    let ours = Hands::new(ours, keyboard);
    ours.arrive(&app, &manager, "/").await;
    let page = &ours.browser;
    page.shows("Une chose vous attend").await;
    page.shows("a terminé «\u{a0}Signer le contrat\u{a0}»").await;
    page.screenshot("turn-agency").await;
    ours.go("Répondre").await;
    page.arrives(&format!("/messages/{thread}")).await;
    page.assert_no_errors().await;
    ours.browser.close().await;
    app.run_jobs().await;
}

#[tokio::test]
async fn each_side_sees_and_does_what_is_its_own_on_a_telephone() {
    each_side_sees_and_does(Browser::narrow().await, Browser::narrow().await, false).await;
}

#[tokio::test]
async fn each_side_sees_and_does_what_is_its_own_at_a_desk_by_keyboard() {
    each_side_sees_and_does(Browser::start().await, Browser::start().await, true).await;
}

#[tokio::test]
async fn each_side_sees_and_does_what_is_its_own_without_a_script() {
    let plain = async || Browser::narrow_without_script(false).await;
    each_side_sees_and_does(plain().await, plain().await, false).await;
}
