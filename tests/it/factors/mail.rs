use std::time::Duration as Patience;

use super::{at, enrol};
use crate::support::{Received, TestApp, Web};

const ASK: &str = "form[action='/login/mail']";
const CODE: &str = "form[action='/login/mail/code']";

async fn ask(app: &TestApp, web: &mut Web, email: &str) -> String {
    web.get(&at(app, "/login/mail?next=/account")).await.assert_status(200);
    web.submit(ASK, &[("email", email)]).await.assert_status(200).texts("main").join(" ")
}

/// The mail caused by the request, which is written after the answer; the worker is told when it is.
async fn mail(app: &TestApp, email: &str, nth: usize) -> Received {
    let written = async {
        loop {
            app.run_jobs().await;
            if let Some(mail) =
                app.mails_to(email).into_iter().filter(|mail| mail.subject == "Sign in to Fataplus").nth(nth)
            {
                return mail;
            }
            app.state().db.changes().jobs().notified().await;
        }
    };
    tokio::time::timeout(Patience::from_secs(30), written).await.unwrap_or_else(|_| panic!("no mail to {email}"))
}

#[tokio::test]
async fn the_link_only_acts_when_its_button_is_pressed_and_once() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let mut web = app.anonymous();
    let known = ask(&app, &mut web, &person.email).await;
    let unknown = ask(&app, &mut app.anonymous(), "nobody@people.test").await;
    assert_eq!(known, unknown);
    let link = mail(&app, &person.email, 0).await.link();

    let mut scanner = app.anonymous();
    for _ in 0..3 {
        scanner.get(&link).await.assert_status(200).assert_shows(&person.email);
        assert!(scanner.cookie(scanner.page().url.host_str().unwrap(), "session").is_none());
    }
    let mut phone = app.anonymous();
    phone.get(&link).await.assert_status(200);
    assert_eq!(phone.submit("form[action='/login/link']", &[]).await.assert_status(200).url.path(), "/account");
    scanner.get(&link).await.assert_status(422);
}

#[tokio::test]
async fn a_link_leads_on_to_the_project_in_whatever_browser_it_is_opened() {
    let app = TestApp::start().await;
    let person = app.client().await;
    for (nth, factor) in [false, true].into_iter().enumerate() {
        let app_codes = if factor { Some(enrol(&app, &person).await.0) } else { None };
        let mut asking = app.anonymous_at(app.project().id);
        let login = asking.get("/people").await.url.clone();
        let next = login.query_pairs().find(|(name, _)| name == "next").unwrap().1.into_owned();
        let query = serde_html_form::to_string([("next", next.as_str())]).unwrap();
        asking.get(&at(&app, &format!("/login/mail?{query}"))).await.assert_status(200);
        asking.submit(ASK, &[("email", &person.email)]).await.assert_status(200);
        let link = mail(&app, &person.email, nth).await.link();

        let mut phone = app.anonymous();
        phone.get(&link).await.assert_status(200);
        phone.submit("form[action='/login/link']", &[]).await;
        if let Some(app_codes) = app_codes {
            let code = app_codes.next_code(&app);
            phone.submit("form[action='/login/second']", &[("code", &code)]).await;
        }
        let there = phone.page().assert_status(200);
        assert_eq!((there.url.path(), there.texts("h1")), ("/people", vec!["People".to_owned()]));
        // The back button or a double click leads on; for any other holder the link is used up.
        assert_eq!(phone.get(&link).await.assert_status(200).url.path(), "/people");
        app.client().await.app().await.get(&link).await.assert_status(422);
        app.anonymous().get(&link).await.assert_status(422);
    }
}

#[tokio::test]
async fn the_code_is_good_in_the_browser_that_asked_and_five_wrong_ones_end_it() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let (mut web, mut thief) = (app.anonymous(), app.anonymous());
    ask(&app, &mut web, &person.email).await;
    let code = mail(&app, &person.email, 0).await.code();
    ask(&app, &mut thief, "nobody@people.test").await;
    thief.submit(CODE, &[("code", &code)]).await.assert_status(422);
    let in_ = web.submit(CODE, &[("code", &code)]).await;
    assert_eq!(in_.assert_status(200).url.path(), "/account");

    let mut web = app.anonymous();
    ask(&app, &mut web, &person.email).await;
    let code = mail(&app, &person.email, 1).await.code();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..4 {
        web.submit(CODE, &[("code", wrong)]).await.assert_status(422);
    }
    web.submit(CODE, &[("code", wrong)]).await.assert_status(429).assert_shows("Ce code n’est plus valable.");
    let token = form_token(&mut web, &app).await;
    web.post(&at(&app, "/login/mail/code"), &[("csrf", &token), ("code", &code)]).await.assert_status(429);
}

async fn form_token(web: &mut Web, app: &TestApp) -> String {
    let page = web.get(&at(app, "/login")).await.html();
    let field = scraper::Selector::parse("[name=csrf]").unwrap();
    page.select(&field).next().unwrap().attr("value").unwrap().to_owned()
}

#[tokio::test]
async fn a_mailbox_gets_five_mails_at_most_and_no_mail_replaces_the_second_factor() {
    let app = TestApp::start().await;
    let person = app.client().await;
    enrol(&app, &person).await;
    let mut web = app.anonymous();
    for nth in 0..5 {
        ask(&app, &mut web, &person.email).await;
        mail(&app, &person.email, nth).await;
    }
    ask(&app, &mut web, &person.email).await;
    // Mails to another person come after it.
    let other = app.client().await;
    ask(&app, &mut app.anonymous(), &other.email).await;
    let link = mail(&app, &person.email, 4).await.link();
    mail(&app, &other.email, 0).await;
    assert_eq!(app.mails_to(&person.email).iter().filter(|mail| mail.subject == "Sign in to Fataplus").count(), 5);
    let mut phone = app.anonymous();
    phone.get(&link).await.assert_status(200);
    assert_eq!(phone.submit("form[action='/login/link']", &[]).await.url.path(), "/login/second");
}
