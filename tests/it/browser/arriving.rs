//! How people come in, on a telephone and in French: by another browser than they asked in, later, once more.

use fataplus::db::PlatformScope;

use super::{hands::Hands, reads_french};
use crate::support::{PASSWORD, TestApp, browser::Browser, fixture};

/// One browser asks for the mail, another opens it, stays logged in and lands where the first one wanted to go.
async fn logs_in_by_mail(asking: Browser, mails: Browser, keyboard: bool) {
    let app = TestApp::start().await;
    let person = app.client().await;
    reads_french(&person).await;
    let portal = app.state().hosts.tenant(app.project().id).to_string();
    let (asking, mails) = (Hands::new(asking, keyboard), Hands::new(mails, keyboard));
    asking.browser.goto(&format!("{portal}/people")).await;
    asking.go("Se connecter par e-mail").await;
    asking.write("email", &person.email).await;
    asking.go("Envoyer l’e-mail").await;
    asking.browser.shows("Regardez votre boîte de réception").await;
    asking.took("ask for a mailed log-in", 2);

    let link = app.next_mail(&person.email, 0).await.link();
    mails.browser.goto(&link).await;
    mails.tick("stay").await;
    mails.go("Se connecter").await;
    mails.browser.arrives(&format!("{portal}/people")).await;
    mails.browser.shows("Équipe").await;
    mails.browser.screenshot("arriving-mailed").await;
    mails.took("log in by it", 2);
    // Opened once more, it leads to the same place.
    mails.browser.goto(&link).await;
    mails.browser.arrives(&format!("{portal}/people")).await;
    mails.browser.assert_no_errors().await;
    mails.browser.goto(&format!("{}/account/sessions", app.state().hosts.app)).await;
    mails.browser.shows("reste connecté").await;
    mails.browser.close().await;
    asking.browser.close().await;
}

#[tokio::test]
async fn a_mailed_log_in_is_opened_by_the_mail_s_own_browser() {
    logs_in_by_mail(Browser::narrow_in_french().await, Browser::narrow_in_french().await, false).await;
}

#[tokio::test]
async fn a_mailed_log_in_is_opened_at_a_desk_by_keyboard_alone() {
    logs_in_by_mail(Browser::start_in_french().await, Browser::start_in_french().await, true).await;
}

#[tokio::test]
async fn a_mailed_log_in_is_opened_without_a_script() {
    let plain = async || Browser::narrow_without_script(true).await;
    logs_in_by_mail(plain().await, plain().await, false).await;
}

#[tokio::test]
async fn a_request_is_gone_on_with_later() {
    let app = TestApp::start().await;
    let public = app.state().hosts.public.to_string();
    let browser = Browser::narrow_in_french().await;
    browser.goto(&format!("{public}/")).await;
    browser.click_and_leave("Décrire mon projet").await;
    browser.fill("title", "Une boutique de lambas").await;
    browser.fill("problem", "Les vendre plus loin.").await;
    browser.click_and_leave("Suivant").await;
    browser.arrives("/2").await;
    browser.click_and_leave("Suivant").await;
    browser.arrives("/3").await;
    browser.fill("contact_name", "Voahangy Rasoa").await;
    browser.shows("Enregistré").await;
    browser.shows("votre demande vous attend 14 jours").await;
    browser.screenshot("arriving-draft").await;

    // The back button comes to the same request, not to an empty one.
    browser.client().back().await.unwrap();
    browser.arrives("/2").await;
    browser.client().back().await.unwrap();
    browser.arrives("/1").await;
    assert_eq!(browser.value("title").await, "Une boutique de lambas");
    browser.click_and_leave("Suivant").await;
    browser.arrives("/2").await;
    browser.click_and_leave("Suivant").await;
    browser.arrives("/3").await;
    assert_eq!(browser.value("contact_name").await, "Voahangy Rasoa");
    let draft = browser.url().await;

    // Later, by the address alone.
    browser.goto("about:blank").await;
    browser.goto(&format!("{public}/")).await;
    browser.click_and_leave("Reprendre ma demande").await;
    assert_eq!(browser.url().await, draft);
    assert_eq!(browser.value("contact_name").await, "Voahangy Rasoa");
    browser.goto(&format!("{public}/start")).await;
    browser.click("Commencer une autre demande").await;
    browser.shows("seul son lien personnel y ramène").await;
    browser.click_in("dialog", "Commencer une autre demande").await;
    browser.arrives("/start").await;
    assert_eq!(browser.value("title").await, "");
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
    let drafts = sqlx::query_scalar("SELECT count(*) FROM submissions").fetch_one(tx.conn());
    let drafts: i64 = drafts.await.unwrap();
    assert_eq!(drafts, 1);
    browser.assert_no_errors().await;
    browser.close().await;
}

#[tokio::test]
async fn a_used_invitation_leads_into_the_project() {
    let app = TestApp::start().await;
    let (person, manager) = (app.stranger().await, app.manager().await.api().await);
    reads_french(&person).await;
    let new = serde_json::json!({ "email": person.email, "role": "client" });
    manager.post(&app.project().v1("/invitations"), new).await.assert_status(201);
    app.run_jobs().await;
    let (link, title) = (app.last_mail_to(&person.email).link(), &app.project().title);
    let browser = Browser::narrow_in_french().await;
    for time in 0..2 {
        browser.goto(&link).await;
        browser.fill("email", &person.email).await;
        browser.fill("password", PASSWORD).await;
        browser.click_and_leave("Se connecter").await;
        if time == 0 {
            browser.click_and_leave("Rejoindre le projet").await;
        }
        browser.shows(title).await;
        // Again immediately, and after leaving the page.
        browser.goto(&link).await;
        browser.shows(title).await;
        browser.screenshot("arriving-invited").await;
        let leave = "document.querySelector(\"form[action='/logout']\").requestSubmit()";
        browser.client().execute(leave, Vec::new()).await.unwrap();
        browser.shows("Vous êtes déconnecté").await;
    }
    browser.assert_no_errors().await;
    browser.close().await;
}

#[tokio::test]
async fn a_message_that_was_not_sent_is_its_writer_s_alone() {
    let app = TestApp::start().await;
    fixture::furnish(app.state(), app.project()).await;
    let (person, other) = (app.client().await, app.client().await);
    let portal = app.state().hosts.tenant(app.project().id).to_string();
    let (home, browser) = (app.state().hosts.app.to_string(), Browser::narrow().await);
    let log_in = async |email: &str| {
        browser.goto(&format!("{home}/login?next=/account")).await;
        browser.fill("email", email).await;
        browser.fill("password", PASSWORD).await;
        browser.click_and_leave("Sign in").await;
        browser.goto(&format!("{portal}/messages")).await;
    };
    log_in(&person.email).await;
    browser.fill("body", "For Lalao's eyes only").await;
    // The log-in ends without notice to the page.
    let forget = async || {
        browser.client().delete_all_cookies().await.unwrap();
        // A page that stays on the app host for every caller.
        browser.goto(&format!("{home}/account")).await;
        browser.client().delete_all_cookies().await.unwrap();
    };
    forget().await;
    log_in(&person.email).await;
    assert_eq!(browser.value("body").await, "For Lalao's eyes only", "it outlives a session that ended");
    forget().await;
    log_in(&other.email).await;
    assert_eq!(browser.value("body").await, "");
    let kept = "return Object.values(sessionStorage)";
    assert_eq!(browser.client().execute(kept, Vec::new()).await.unwrap(), serde_json::json!([]));
    // A deliberate log-out leaves nothing.
    browser.fill("body", "Mine").await;
    let leave = "document.querySelector(\"form[action='/logout']\").requestSubmit()";
    browser.client().execute(leave, Vec::new()).await.unwrap();
    browser.shows("You are signed out").await;
    log_in(&other.email).await;
    assert_eq!(browser.value("body").await, "");
    browser.close().await;
}
