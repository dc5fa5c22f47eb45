//! The tabs of a project on a telephone, in French.

use serde_json::json;

use super::{log_in, reads_french};
use crate::support::{Person, TestApp, browser::Browser};

async fn arrives(app: &TestApp, person: &Person, browser: &Browser) {
    log_in(browser, app, &person.email).await;
    browser.goto(&format!("{}/", app.state().hosts.tenant(app.project().id))).await;
}

#[tokio::test]
async fn every_tab_is_a_press_away_and_a_message_is_answered_from_the_keys() {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await, app.client().await);
    reads_french(&client).await;
    let (api, v1) = (manager.api().await, |path: &str| app.project().v1(path));
    api.post(&v1("/file-requests"), json!({ "title": "Votre logo" })).await.assert_status(201);
    let thread = api.post(&v1("/threads"), json!({ "kind": "client", "title": "Questions" })).await.json();
    let messages = v1(&format!("/threads/{}/messages", thread["id"].as_str().unwrap()));
    api.post(&messages, json!({ "body": "Quand livrez-vous le logo ?" })).await.assert_status(201);

    let browser = Browser::narrow().await;
    arrives(&app, &client, &browser).await;
    browser.click_and_leave("Messages").await;
    browser.shows("Nouveaux messages").await;
    browser.shows("Quand livrez-vous le logo").await;
    browser.screenshot("dock-messages").await;
    browser.fill("body", "Vendredi.").await;
    browser.press_control_enter("body").await;
    browser.shows("Votre message est envoyé.").await;
    browser.shows("Vendredi.").await;

    browser.click_and_leave("Fichiers").await;
    browser.arrives("/documents").await;
    browser.click_and_leave("Fichiers demandés").await;
    browser.shows("Votre logo").await;
    browser.click("Plus").await;
    browser.screenshot("dock-more").await;
    browser.click_and_leave("Équipe").await;
    browser.arrives("/people").await;
    browser.assert_no_errors().await;
    browser.close().await;

    // On a wide screen the tabs stand in the head, and there is no second row of them.
    let wide = Browser::start().await;
    arrives(&app, &client, &wide).await;
    let shown =
        "return ['.tabs', '.dock'].map((menu) => getComputedStyle(document.querySelector(menu)).display !== 'none')";
    assert_eq!(wide.client().execute(shown, Vec::new()).await.unwrap(), json!([true, false]));
    wide.assert_no_errors().await;
    wide.close().await;
    app.discard_jobs().await;
}
