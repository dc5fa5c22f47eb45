//! The client's day, in French, from the project's home: what waits, messages, files, decisions, the brief; on a
//! telephone and at a desk, with a pointer, by keyboard alone and without a script.

use serde_json::json;

use super::hands::Hands;
use crate::{
    api::documents,
    support::{Api, TestApp, browser::Browser},
};

const THREAD: &str = "Questions";

/// Leaves the client a task, a deliverable, a request for files and a message, as a manager does.
async fn leave_work(app: &TestApp, manager: &Api) {
    let v1 = |path: &str| app.project().v1(path);
    let task = json!({ "title": "Signer le devis", "side": "client", "visibility": "client" });
    manager.post(&v1("/tasks"), task).await.assert_status(201);
    let draft = json!({ "name": "Maquette.pdf", "kind": "deliverable", "visibility": "client" });
    documents::file(app, manager, documents::PDF, draft).await;
    manager.post(&v1("/file-requests"), json!({ "title": "Votre logo" })).await.assert_status(201);
    let thread = json!({ "kind": "client", "title": THREAD });
    let thread = manager.post(&v1("/threads"), thread).await.assert_status(201).json();
    let messages = v1(&format!("/threads/{}/messages", thread["id"].as_str().unwrap()));
    manager.post(&messages, json!({ "body": "Quelles couleurs ?" })).await.assert_status(201);
}

async fn acts_and_writes(hands: &Hands, home: &str, name: &str) {
    let browser = &hands.browser;
    browser.shows("3 choses vous attendent").await;
    browser.screenshot(&format!("client-{name}")).await;
    hands.go("C’est fait").await;
    browser.shows("«\u{a0}Signer le devis\u{a0}»\u{a0}: c’est fait.").await;
    hands.took("complete a task", 1);
    hands.go("Rouvrir").await;
    browser.shows("3 choses vous attendent").await;
    hands.took("undo it", 1);
    hands.go("C’est fait").await;
    hands.took("complete it again", 1);

    hands.go("Quelles couleurs").await;
    browser.shows("Nouveaux messages").await;
    hands.write("body", "Du bleu.").await;
    hands.go("Envoyer").await;
    browser.shows("Du bleu.").await;
    hands.took("answer a message", 2);
    hands.open("Modifier").await;
    hands.write("edit", " Et du vert.").await;
    hands.go("Enregistrer").await;
    browser.shows("Et du vert.").await;
    browser.shows("modifié").await;
    hands.took("change one's last message", 2);
    browser.goto(home).await;
}

async fn sends_and_takes_back(hands: &Hands, home: &str, tab: &str) {
    let browser = &hands.browser;
    hands.go("Envoyer les fichiers").await;
    hands.choose_file("Logo.pdf").await;
    hands.open("Envoyer").await;
    browser.shows("C’est bien arrivé").await;
    browser.shows("Logo.pdf").await;
    hands.took("send a file that was asked for", 2);

    browser.goto(home).await;
    hands.go(tab).await;
    hands.open("Envoyer un fichier").await;
    hands.choose_file("Photo.pdf").await;
    hands.open("Envoyer").await;
    browser.shows("C’est bien arrivé").await;
    hands.took("send a file unasked", 3);
    hands.go("Photo.pdf").await;
    hands.open("Reprendre ce fichier").await;
    hands.go("Reprendre").await;
    browser.shows("Vous avez repris ce fichier").await;
    browser.hides("Photo.pdf").await;
    hands.took("take it back", 3);
    browser.goto(home).await;
}

async fn decides(hands: &Hands, home: &str) {
    let browser = &hands.browser;
    hands.go("Donner votre avis").await;
    hands.go("Valider").await;
    browser.shows("votre validation est enregistrée").await;
    hands.took("approve a document", 2);
    hands.go("Annuler ma réponse").await;
    browser.shows("attend de nouveau votre décision").await;
    hands.took("undo it", 1);
    hands.write("comment", "Le bleu est trop pâle.").await;
    hands.go("Demander des corrections").await;
    browser.shows("sait ce qu’il faut corriger").await;
    browser.shows("Le bleu est trop pâle.").await;
    hands.took("ask for corrections", 1);
    browser.goto(home).await;
    browser.hides("À vous de jouer").await;
}

async fn completes_the_brief(hands: &Hands) {
    let browser = &hands.browser;
    browser.shows("0 sujet").await;
    hands.go("Compléter la demande").await;
    hands.write("phone", "034 00 000 00").await;
    hands.go("Enregistrer et continuer").await;
    browser.shows("Sujet 2").await;
    hands.go("Passer").await;
    browser.shows("Sujet 3").await;
    hands.took("answer one topic and skip another", 3);
}

/// tab: of the documents, which telephones have a shorter word for.
async fn day(browser: Browser, keyboard: bool, name: &str, tab: &str) {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await.api().await, app.client().await);
    leave_work(&app, &manager).await;
    let (hands, home) = (Hands::new(browser, keyboard), format!("{}/", app.state().hosts.tenant(app.project().id)));
    hands.arrive(&app, &client, "/").await;
    acts_and_writes(&hands, &home, name).await;
    sends_and_takes_back(&hands, &home, tab).await;
    decides(&hands, &home).await;
    completes_the_brief(&hands).await;
    hands.browser.assert_no_errors().await;

    // Each of it waits at the agency, or is known there.
    let seen = async |path: &str| manager.get(&app.project().v1(path)).await.assert_status(200).text();
    assert!(seen("/tasks").await.contains("\"done\""));
    assert!(seen("/brief").await.contains("034 00 000 00"));
    let requests = manager.get(&app.project().v1("/file-requests")).await.json();
    assert_eq!(requests["items"][0]["state"], "received", "{requests}");
    let documents = seen("/documents").await;
    assert!(documents.contains("Logo.pdf") && !documents.contains("Photo.pdf"), "{documents}");
    let decisions = manager.get(&app.project().v1("/approvals")).await.json();
    let (decisions, last) = (decisions["items"].as_array().unwrap(), &decisions["items"][0]);
    assert_eq!(
        (decisions.len(), &last["decision"], &last["comment"]),
        (1, &json!("changes_requested"), &json!("Le bleu est trop pâle."))
    );
    hands.browser.close().await;
    app.run_jobs().await;
}

#[tokio::test]
async fn the_client_s_day_takes_few_presses_on_a_telephone() {
    day(Browser::narrow().await, false, "390", "Fichiers").await;
}

#[tokio::test]
async fn the_client_s_day_takes_few_presses_at_a_desk() {
    day(Browser::start().await, false, "1280", "Documents").await;
}

#[tokio::test]
async fn the_client_s_day_takes_few_presses_without_a_script() {
    day(Browser::narrow_without_script(false).await, false, "plain", "Fichiers").await;
}

#[tokio::test]
async fn the_client_s_day_goes_by_keyboard_alone() {
    day(Browser::start().await, true, "keyboard", "Documents").await;
}
