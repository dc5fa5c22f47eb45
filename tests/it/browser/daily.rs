//! The agency's daily jobs, in French, from the list of projects: each in few clicks, on a telephone and at a desk, with
//! a pointer, by keyboard alone and without a script.

use std::cell::Cell;

use fataplus::{
    db::{Change, PlatformScope},
    features::work::projects::Status,
};
use serde_json::json;

use super::log_in;
use crate::support::{TestApp, browser::Browser, fixture};

/// A person before a browser, whose presses are counted.
struct Hands {
    browser: Browser,
    keyboard: bool,
    presses: Cell<u32>,
}

impl Hands {
    /// Presses what leads to another page.
    async fn go(&self, text: &str) {
        self.presses.update(|presses| presses + 1);
        if self.keyboard {
            self.browser.key_and_leave(text).await;
        } else {
            self.browser.click_and_leave(text).await;
        }
    }

    /// Presses what opens here.
    async fn open(&self, text: &str) {
        self.presses.update(|presses| presses + 1);
        if self.keyboard {
            self.browser.key(text).await;
        } else {
            self.browser.click(text).await;
        }
    }

    async fn write(&self, field: &str, text: &str) {
        if self.keyboard {
            self.browser.type_into(field, text).await;
        } else {
            self.browser.fill(field, text).await;
        }
    }

    /// Asserts the number of presses since the last time.
    fn took(&self, job: &str, presses: u32) {
        assert_eq!(self.presses.replace(0), presses, "presses to {job}");
    }
}

async fn day(browser: Browser, keyboard: bool, name: &str) {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await, app.client().await);
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
    tx.announce(Change::Everything);
    let french = sqlx::query("UPDATE users SET language = 'fr' WHERE id = $1").bind(manager.user.0);
    french.execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
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

    log_in(&browser, &app, &manager.email).await;
    let hands = Hands { browser, keyboard, presses: Cell::new(0) };
    let browser = &hands.browser;
    let seen = async |path: &str| client.api().await.get(&app.project().v1(path)).await.assert_status(200).text();
    let (list, title) = (format!("{}/projects", app.state().hosts.app), app.project().title.clone());

    // The manager has been there before.
    browser.goto(&format!("{}/", app.state().hosts.tenant(app.project().id))).await;
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
    let file = std::env::temp_dir().join(format!("Maquette-{}.pdf", app.project().id));
    std::fs::write(&file, "%PDF-1.7\na draft\n").unwrap();
    browser.choose_file("file", &file).await;
    hands.open("Envoyer et montrer").await;
    browser.arrives("/documents").await;
    browser.shows("Maquette").await;
    hands.took("show the client a document", 3);
    std::fs::remove_file(file).unwrap();
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
