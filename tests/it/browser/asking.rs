//! From the first page to the portal, on a telephone, in French, with a pointer, by keyboard alone and without a script:
//! few screens, few answers, one look into the mailbox.

use super::{hands::Hands, reads_french};
use crate::support::{TestApp, browser::Browser};

/// Answers that must be given, besides the code. With the box that is ticked: five.
const ANSWERS: [(&str, &str); 4] = [
    ("title", "Une boutique de lambas en ligne"),
    (
        "problem",
        "Nous tissons des lambas à Antsirabe et ne les vendons qu’au marché. Nous voudrions les montrer, recevoir des \
         commandes et être payés par téléphone, avec peu de connexion.",
    ),
    ("contact_name", "Voahangy Rasoa"),
    ("email", "voahangy@example.mg"),
];

async fn comes_into_a_portal(browser: Browser, keyboard: bool) {
    let app = TestApp::start().await;
    let go = async |text: &str| {
        if keyboard { browser.key_and_leave(text).await } else { browser.click_and_leave(text).await }
    };
    let answer = async |name: &str| {
        let text = ANSWERS.iter().find(|(of, _)| *of == name).unwrap().1;
        if keyboard { browser.type_into(name, text).await } else { browser.fill(name, text).await }
    };
    browser.goto(&format!("{}/", app.state().hosts.public)).await;
    let began = std::time::Instant::now();
    go("Décrire mon projet").await;
    // First screen.
    answer("title").await;
    answer("problem").await;
    go("Suivant").await;
    // Second: everything there may stay as it is.
    browser.arrives("/2").await;
    go("Suivant").await;
    // Third.
    browser.arrives("/3").await;
    answer("contact_name").await;
    answer("email").await;
    if keyboard {
        browser.type_into("consent", " ").await;
    } else {
        browser.tick("consent").await;
    }
    go("Envoyer ma demande").await;
    // Fourth: the only look into the mailbox.
    browser.arrives("/code").await;
    let waited = std::time::Instant::now();
    app.run_jobs().await;
    let code = app.last_mail_to("voahangy@example.mg").code();
    let (waited, typed) = (waited.elapsed(), ANSWERS.iter().flat_map(|(_, text)| text.split_whitespace()).count());
    if keyboard {
        browser.type_into("code", &code).await;
        browser.key("Ouvrir mon espace").await;
    } else {
        browser.fill("code", &code).await;
        browser.click("Ouvrir mon espace").await;
    }
    // Fifth: the portal.
    browser.arrives("http://fp-").await;
    browser.shows("Une boutique de lambas en ligne").await;
    println!("{typed} words, and {:?} besides writing them", began.elapsed().saturating_sub(waited));
    assert_eq!(app.mails_to("voahangy@example.mg").len(), 1);
    browser.screenshot("asking-portal").await;
    browser.assert_no_errors().await;
    browser.close().await;
    app.run_jobs().await;
}

#[tokio::test]
async fn a_visitor_comes_into_a_portal_by_five_screens_and_five_answers() {
    comes_into_a_portal(Browser::narrow_in_french().await, false).await;
}

#[tokio::test]
async fn a_visitor_comes_into_a_portal_without_a_script() {
    comes_into_a_portal(Browser::narrow_without_script(true).await, false).await;
}

#[tokio::test]
async fn a_visitor_comes_into_a_portal_by_keyboard_alone() {
    comes_into_a_portal(Browser::narrow_in_french().await, true).await;
}

/// Chooses two files in the form, takes one out again, and sends the request of that address and its code.
async fn asks_with_files(app: &TestApp, hands: &Hands, email: &str) {
    let browser = &hands.browser;
    browser.goto(&format!("{}/start", app.state().hosts.public)).await;
    hands.choose_file_in("chosen", "Logo.pdf").await;
    browser.shows("Logo.pdf").await;
    hands.choose_file_in("chosen", "Brouillon.pdf").await;
    hands.open("Retirer Brouillon.pdf").await;
    browser.hides("Brouillon.pdf").await;
    for (name, text) in &ANSWERS[..2] {
        hands.write(name, text).await;
    }
    browser.screenshot("asking-files").await;
    hands.go("Suivant").await;
    browser.arrives("/2").await;
    hands.go("Suivant").await;
    browser.arrives("/3").await;
    browser.shows("Logo.pdf").await;
    browser.hides("Brouillon.pdf").await;
    hands.write(ANSWERS[2].0, ANSWERS[2].1).await;
    hands.write("email", email).await;
    hands.tick("consent").await;
    browser.screenshot("asking-review").await;
    hands.go("Envoyer ma demande").await;
    browser.arrives("/code").await;
    app.run_jobs().await;
    hands.write("code", &app.last_mail_to(email).code()).await;
}

/// Files chosen in the form go into the project by one press, those that were taken out of the list do not.
async fn sends_files_chosen_in_the_form(browser: Browser, keyboard: bool) {
    let app = TestApp::start().await;
    let hands = Hands::new(browser, keyboard);
    asks_with_files(&app, &hands, ANSWERS[3].1).await;
    hands.open("Ouvrir mon espace").await;
    sends_the_files(&app, &hands).await;
}

/// Sends the chosen files from the first home.
async fn sends_the_files(app: &TestApp, hands: &Hands) {
    let browser = &hands.browser;
    browser.arrives("http://fp-").await;
    hands.go("Envoyer les fichiers choisis dans le formulaire").await;
    browser.shows("Ils sont toujours dans ce navigateur").await;
    browser.screenshot("asking-chosen").await;
    hands.open("Envoyer ces fichiers").await;
    browser.shows("C’est bien arrivé").await;
    browser.shows("Logo.pdf").await;
    browser.hides("Brouillon.pdf").await;
    browser.hides("Ils sont toujours dans ce navigateur").await;
    browser.assert_no_errors().await;
    // A second request begins with none.
    browser.goto(&format!("{}/start", app.state().hosts.public)).await;
    browser.shows("Des fichiers qui nous aident").await;
    browser.hides("Logo.pdf").await;
    app.run_jobs().await;
}

#[tokio::test]
async fn files_chosen_in_the_form_go_into_the_project() {
    sends_files_chosen_in_the_form(Browser::narrow_in_french().await, false).await;
}

#[tokio::test]
async fn files_chosen_in_the_form_go_into_the_project_by_keyboard_alone() {
    sends_files_chosen_in_the_form(Browser::start_in_french().await, true).await;
}

/// A person with an account logs in by mail: by the code in the same tab, by the link in another.
#[tokio::test]
async fn chosen_files_come_along_through_a_log_in_by_mail() {
    for by_link in [false, true] {
        let app = TestApp::start().await;
        let person = app.client().await;
        reads_french(&person).await;
        let hands = Hands::new(Browser::narrow_in_french().await, false);
        asks_with_files(&app, &hands, &person.email).await;
        hands.go("Ouvrir mon espace").await;
        hands.browser.shows("Les fichiers choisis vous suivent").await;
        hands.go("Me connecter et ouvrir mon espace").await;
        hands.go("Se connecter par e-mail").await;
        hands.write("email", &person.email).await;
        app.run_jobs().await;
        let before = app.mails_to(&person.email).len();
        hands.go("Envoyer l’e-mail").await;
        let mail = app.next_mail(&person.email, before).await;
        if by_link {
            hands.browser.goto(&mail.link()).await;
        } else {
            hands.write("code", &mail.code()).await;
        }
        hands.open("Se connecter").await;
        sends_the_files(&app, &hands).await;
    }
}
