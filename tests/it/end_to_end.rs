//! The story the product stands on, lived in a browser: from the form to a client's own portal, and the agency's side.

use std::{fs, path::PathBuf};

use crate::support::{Answer, PASSWORD, Person, TestApp, app::Options, browser::Browser, run};

/// A file to upload, named as people name files.
fn pdf(name: &str) -> PathBuf {
    let folder = run().dir.join(format!("files-{}", uuid::Uuid::new_v4()));
    fs::create_dir(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, "%PDF-1.4\nA contract.\n%%EOF\n").unwrap();
    path
}

/// A visitor becomes a client: three steps, a code. Returns the address of the portal.
async fn ask_for_a_project(app: &TestApp, client: &Browser) -> String {
    client.goto(&format!("{}/", app.state().hosts.public)).await;
    client.click("Describe my project").await;
    client.fill("title", "A shop for cloth").await;
    client.click("Next").await;
    client.shows("Please fill this in").await;
    client.fill("problem", "We only sell on the market").await;
    client.click("Website or web application").await;
    client.click("Next").await;
    client.arrives("/2").await;
    client.click_and_leave("Next").await;
    client.arrives("/3").await;
    client.shows("We only sell on the market").await;
    client.fill("contact_name", "Voahangy Rasoa").await;
    client.fill("email", "voahangy@example.mg").await;
    client.tick("consent").await;
    client.click_and_leave("Send my request").await;
    client.arrives("/code").await;
    client.fill("code", "000000").await;
    client.click("Open my space").await;
    client.shows("not the right code").await;
    app.run_jobs().await;
    client.fill("code", &app.last_mail_to("voahangy@example.mg").code()).await;
    client.click("Open my space").await;
    client.arrives("http://fp-").await;
    client.shows("A shop for cloth").await;
    client.shows("Complete your request").await;
    let portal = client.url().await.trim_end_matches('/').to_owned();

    // A password is chosen later, from the mail.
    app.run_jobs().await;
    client.goto(&app.last_mail_to("voahangy@example.mg").link()).await;
    client.fill("password", PASSWORD).await;
    client.click("Save and go on").await;
    client.shows("A shop for cloth").await;
    portal
}

/// Target of the document's download: a presigned address of the store, which needs no cookie.
async fn download(app: &TestApp, browser: &Browser, document: &str) -> String {
    let asked = app.http().get(format!("{document}/download")).header("cookie", browser.cookies().await);
    let answer = Answer::of(asked).await;
    let address = answer.assert_status(303).header("location").unwrap().to_owned();
    assert!(address.starts_with(app.state().storage.browser_origin()), "{answer}");
    Answer::of(app.http().get(address)).await.assert_status(200).text()
}

async fn log_in(app: &TestApp, browser: &Browser, person: &Person) {
    browser.goto(&format!("{}/", app.state().hosts.app)).await;
    browser.fill("email", &person.email).await;
    browser.fill("password", PASSWORD).await;
    browser.click_in("main", "Sign in").await;
    browser.leaves("/login").await;
}

#[tokio::test]
async fn a_client_and_her_agency_live_the_whole_story() {
    let manager_email = "lalao@agency.test";
    let app = TestApp::with(Options { default_manager: Some(manager_email.to_owned()), ..Options::default() }).await;
    let manager = app.staff_at(manager_email).await;
    let (client, agency) = (Browser::start().await, Browser::start().await);
    let portal = ask_for_a_project(&app, &client).await;
    client.screenshot("story-portal").await;
    client.goto(&format!("{portal}/messages")).await;
    client.fill("body", "When do we begin?").await;
    client.click_and_leave("Send").await;
    client.shows("When do we begin?").await;

    // The manager finds the project, moves it on, and uploads a document that no other person can see.
    log_in(&app, &agency, &manager).await;
    agency.shows("A shop for cloth").await;
    agency.screenshot("story-crm").await;
    agency.click_and_leave("A shop for cloth").await;
    agency.arrives(&portal).await;
    agency.shows("When do we begin?").await;
    agency.goto(&format!("{portal}/settings")).await;
    agency.click("Planning").await;
    agency.click("Change the status").await;
    agency.click_in("dialog", "Change the status").await;
    agency.shows("The status has changed").await;
    agency.goto(&format!("{portal}/documents")).await;
    agency.click("Add a document").await;
    agency.choose_file("file", &pdf("Contrat été.pdf")).await;
    agency.click_in("form[data-upload]", "Send").await;
    agency.shows("It has been added to the project").await;
    agency.click_and_leave("Contrat été.pdf").await;
    agency.arrives("/documents/").await;
    let document = agency.url().await;

    client.goto(&format!("{portal}/documents")).await;
    client.shows("No document yet").await;
    client.goto(&document).await;
    client.shows("404").await;

    // After publication the client can download it, straight from the store.
    agency.fill("visibility", "Agency and client").await;
    agency.click_and_leave("Change").await;
    client.goto(&document).await;
    client.shows("Contrat été.pdf").await;
    assert_eq!(download(&app, &client, &document).await, "%PDF-1.4\nA contract.\n%%EOF\n");

    // Files asked for are sent, and accepted.
    agency.goto(&format!("{portal}/file-requests")).await;
    agency.click("Ask for files").await;
    agency.fill("title", "Your logo").await;
    agency.click_in("form[action='/file-requests']", "Send the request").await;
    agency.shows("Your logo").await;
    client.goto(&format!("{portal}/")).await;
    client.shows("One thing awaits you").await;
    client.goto(&format!("{portal}/file-requests")).await;
    client.choose_file("file", &pdf("Logo.pdf")).await;
    client.click_in("form[data-upload]", "Send").await;
    client.shows("It has arrived").await;
    client.shows("Logo.pdf").await;
    client.screenshot("story-files").await;
    agency.goto(&format!("{portal}/file-requests")).await;
    agency.shows("Logo.pdf").await;
    agency.click_and_leave("Accept").await;
    agency.shows("Accepted").await;

    // A person with another account, and no part in this project.
    let (stranger, other) = (app.client().await, Browser::narrow().await);
    log_in(&app, &other, &stranger).await;
    other.goto(&format!("{portal}/")).await;
    other.shows("404").await;
    other.goto(&portal.replace(&portal["http://".len()..][..17], "fp-2025-zzzzzzzzz")).await;
    other.shows("404").await;
    app.run_jobs().await;
    for browser in [client, agency, other] {
        browser.close().await;
    }
}

#[tokio::test]
async fn a_draft_saves_itself_while_it_is_typed() {
    let app = TestApp::start().await;
    let browser = Browser::start().await;
    browser.goto(&format!("{}/start", app.state().hosts.public)).await;
    browser.fill("title", "A shop").await;
    browser.fill("problem", "We only sell on the market").await;
    browser.click_and_leave("Next").await;
    browser.arrives("/2").await;
    browser.click_and_leave("Next").await;
    browser.arrives("/3").await;
    browser.fill("company", "Lamba").await;
    browser.shows("Saved").await;
    browser.goto(&browser.url().await).await;
    assert_eq!(browser.value("company").await, "Lamba");
    // Another language, the same answers, the same page.
    browser.fill("contact_name", "Voahangy").await;
    browser.fill("site-language", "Français").await;
    browser.shows("Votre nom").await;
    assert!(browser.url().await.ends_with("/3"));
    assert_eq!(browser.value("company").await, "Lamba");
    browser.close().await;
}
