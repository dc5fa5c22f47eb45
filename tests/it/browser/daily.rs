//! The agency's daily jobs, in French, from the list of projects: each in few clicks, on a telephone and at a desk, with
//! a pointer, by keyboard alone and without a script.

use fataplus::features::work::projects::Status;
use serde_json::json;

use super::hands::Hands;
use crate::support::{TestApp, browser::Browser, fixture};

async fn day(browser: Browser, keyboard: bool, name: &str) {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await, app.client().await);
    let mut tx = app.state().db.write(&fixture::scope(app.project().id)).await.unwrap();
    tx.announce_part();
    let before = sqlx::query("UPDATE projects SET status = $1").bind(Status::Planning.as_str());
    before.execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
    let api = manager.api().await;
    for title in ["Autre chose", "Questions"] {
        let thread = json!({ "kind": "client", "title": title });
        api.post(&app.project().v1("/threads"), thread).await.assert_status(201);
    }
    let threads = api.get(&app.project().v1("/threads")).await.json();
    let asked = threads["items"].as_array().unwrap().iter().find(|thread| thread["title"] == "Questions").unwrap();
    let messages = app.project().v1(&format!("/threads/{}/messages", asked["id"].as_str().unwrap()));
    client.api().await.post(&messages, json!({ "body": "Quand commençons-nous ?" })).await.assert_status(201);

    // The manager has been there before.
    let hands = Hands::new(browser, keyboard);
    hands.arrive(&app, &manager, "/").await;
    let browser = &hands.browser;
    let seen = async |path: &str| client.api().await.get(&app.project().v1(path)).await.assert_status(200).text();
    let (list, title) = (format!("{}/projects", app.state().hosts.app), app.project().title.clone());

    browser.goto(&list).await;
    hands.go("1 message").await;
    hands.write("body", "Lundi.").await;
    hands.go("Envoyer").await;
    browser.shows("Lundi.").await;
    hands.took("answer a message", 2);
    let said = api.get(&messages).await.json();
    assert!(said["items"].as_array().unwrap().iter().any(|message| message["body"] == "Lundi."), "{said}");

    browser.goto(&list).await;
    hands.go(&title).await;
    browser.screenshot(&format!("daily-{name}")).await;
    hands.open("Demander des fichiers").await;
    hands.write("quick-request", "Votre logo").await;
    hands.go("Envoyer la demande").await;
    browser.shows("Votre logo").await;
    hands.took("ask for a file", 3);

    browser.goto(&list).await;
    hands.go(&title).await;
    hands.open("Une tâche pour le client").await;
    hands.write("quick-task", "Signer le devis").await;
    hands.go("Ajouter").await;
    browser.shows("Signer le devis").await;
    hands.took("give the client a task", 3);
    assert!(seen("/tasks").await.contains("Signer le devis"));

    browser.goto(&list).await;
    hands.go(&title).await;
    hands.open("Montrer un document au client").await;
    browser.shows(&client.name).await;
    hands.choose_file("Maquette.pdf").await;
    hands.open("Envoyer et montrer").await;
    browser.arrives("/documents").await;
    browser.shows("Maquette").await;
    hands.took("show the client a document", 3);
    assert!(seen("/documents").await.contains("Maquette"));

    browser.goto(&list).await;
    hands.go(&title).await;
    hands.go("Passer à").await;
    browser.shows("Le statut a changé").await;
    hands.took("change the status", 2);
    assert_eq!(api.get(&app.project().v1("")).await.json()["status"], Status::InProgress.as_str());
    browser.assert_no_errors().await;
    hands.browser.close().await;
    app.run_jobs().await;
}

#[tokio::test]
async fn the_daily_jobs_take_few_presses_on_a_telephone() {
    day(Browser::narrow().await, false, "390").await;
}

#[tokio::test]
async fn the_daily_jobs_take_few_presses_at_a_desk() {
    day(Browser::start().await, false, "1280").await;
}

#[tokio::test]
async fn the_daily_jobs_take_few_presses_without_a_script() {
    day(Browser::narrow_without_script(false).await, false, "plain").await;
}

#[tokio::test]
async fn the_daily_jobs_are_done_by_keyboard_alone() {
    day(Browser::start().await, true, "keyboard").await;
}
