//! From the form to a project: by program and by browser, once, and only with the code.

use fataplus::config::Intake;
use reqwest::Method;
use serde_json::{Value, json};
use time::Duration;

use crate::support::{Answer, Api, TestApp, app::Options};

const CLIENT: &str = "hery@exemple.mg";

fn request() -> Value {
    json!({
        "contact_name": "Hery Rakoto", "email": "Hery@Exemple.mg", "company": "Vanille du Nord",
        "title": "Boutique de vanille", "problem": "Nos clients sont loin.", "solution": "Vendre en ligne.",
        "audience": "Épiceries", "project_types": ["shop"], "must_have": ["Paiement"], "consent": true, "language": "fr",
    })
}

/// Submits and gives back the submission's address and the code that was mailed.
async fn submitted(app: &TestApp) -> (String, String) {
    let answer = app.anonymous_api().post("/v1/intake", request()).await;
    let id = answer.assert_status(202).json()["submission_id"].as_str().unwrap().to_owned();
    (format!("/v1/intake/{id}"), code(app).await)
}

async fn code(app: &TestApp) -> String {
    app.run_jobs().await;
    app.last_mail_to(CLIENT).code()
}

fn other(code: &str) -> String {
    if code == "000000" { "111111".to_owned() } else { "000000".to_owned() }
}

async fn confirm(api: &Api, intake: &str, code: &str) -> Answer {
    api.post(&format!("{intake}/confirm"), json!({ "code": code })).await
}

#[tokio::test]
async fn a_confirmed_request_becomes_one_project() {
    let app = TestApp::start().await;
    let api = app.anonymous_api();
    let (intake, code) = submitted(&app).await;
    assert!(app.last_mail_to(CLIENT).subject.contains("Boutique de vanille"));
    assert_eq!(confirm(&api, &intake, &other(&code)).await.assert_status(422).problem(), "wrong-code");
    let made = confirm(&api, &intake, &code).await;
    let made = made.assert_status(201).json();
    let id = made["project_id"].as_str().unwrap().to_owned();
    assert_eq!(made["portal_url"], format!("{}/", app.state().hosts.tenant(id.parse().unwrap())));
    assert_eq!(confirm(&api, &intake, &code).await.assert_status(201).json(), made);
    app.clock().advance(Duration::hours(25));
    assert_eq!(confirm(&api, &intake, &code).await.assert_status(422).problem(), "code-expired");
    app.run_jobs().await;
    assert!(app.mails_to(CLIENT).len() >= 2, "the client is welcomed");

    let staff = app.staff().await.api().await;
    let listed = staff.get("/v1/submissions").await.assert_status(200).json();
    assert_eq!(listed["items"][0]["project_id"], id.as_str());
    let admin = app.platform_admin().await.api().await;
    let project = admin.get(&format!("/v1/projects/{id}")).await.assert_status(200).json();
    assert_eq!(project["title"], "Boutique de vanille");
}

#[tokio::test]
async fn a_hundred_confirmations_at_once_make_one_project() {
    let app = TestApp::start().await;
    let (intake, code) = submitted(&app).await;
    let (api, admin) = (app.anonymous_api(), app.platform_admin().await.api().await);
    let all = (0..100).map(async |_| {
        let made = Answer::in_the_end(|| confirm(&api, &intake, &code)).await;
        let id = made.assert_status(201).json()["project_id"].as_str().unwrap().to_owned();
        // Whoever of the hundred made it: it stands for each by then.
        let path = format!("/v1/projects/{id}");
        Answer::in_the_end(|| admin.get(&path)).await.assert_status(200);
        id
    });
    let mut ids = futures_util::future::join_all(all).await;
    ids.dedup();
    assert_eq!(ids.len(), 1);
    app.run_jobs().await;
}

#[tokio::test]
async fn wrong_codes_run_out_and_a_new_one_helps() {
    let app = TestApp::start().await;
    let api = app.anonymous_api();
    let (intake, code_sent) = submitted(&app).await;
    for _ in 0..5 {
        assert_eq!(confirm(&api, &intake, &other(&code_sent)).await.assert_status(422).problem(), "wrong-code");
    }
    for tried in [&other(&code_sent), &code_sent] {
        assert_eq!(confirm(&api, &intake, tried).await.assert_status(429).problem(), "code-exhausted");
    }
    let resend = format!("{intake}/resend");
    api.post(&resend, json!({})).await.assert_status(202);
    let fresh = code(&app).await;
    app.clock().advance(Duration::minutes(16));
    assert_eq!(confirm(&api, &intake, &fresh).await.assert_status(422).problem(), "code-expired");
    for _ in 0..4 {
        api.post(&resend, json!({})).await.assert_status(202);
    }
    assert_eq!(api.post(&resend, json!({})).await.assert_status(429).problem(), "code-exhausted");
    let last = code(&app).await;
    confirm(&api, &intake, &last).await.assert_status(201);
    assert_eq!(api.post(&resend, json!({})).await.assert_status(409).problem(), "state-conflict");
    app.run_jobs().await;
    let unknown = format!("/v1/intake/{}", uuid::Uuid::now_v7());
    assert_eq!(confirm(&api, &unknown, "123456").await.assert_status(404).problem(), "not-found");
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    let app = TestApp::start().await;
    let mut body = request();
    body["title"] = json!("ab");
    body["budget"] = json!("a_lot");
    body["consent"] = json!(false);
    body["surprise"] = json!(1);
    let answer = app.anonymous_api().post("/v1/intake", body).await;
    assert_eq!(answer.assert_status(422).problem(), "validation");
    let named = [("surprise", "unknown"), ("title", "too-short"), ("budget", "choice"), ("consent", "consent")];
    assert_eq!(answer.problem_fields(), named.map(|(field, code)| (field.to_owned(), code.to_owned())));
}

#[tokio::test]
async fn staff_decide_when_the_agency_wants_to_look_first() {
    let app = TestApp::with(Options { intake: Intake::Review, ..Options::default() }).await;
    let api = app.anonymous_api();
    let admin = app.platform_admin().await;
    let mut pages = Vec::new();
    for _ in 0..2 {
        let (intake, code) = submitted(&app).await;
        let answer = confirm(&api, &intake, &code).await;
        assert_eq!(answer.assert_status(202).json(), json!({ "status": "in_review" }));
        confirm(&api, &intake, &code).await.assert_status(202);
        app.run_jobs().await;
        let link = app.last_mail_to(&admin.email).link();
        assert!(link.ends_with(&intake.replace("/v1/intake/", "/requests/")), "{link}");
        pages.push(link);
    }
    let mut stranger = app.stranger().await.app().await;
    stranger.get(&pages[0]).await.assert_status(404);
    let mut staff = app.staff().await.app().await;
    staff.get("/requests").await.assert_status(200).assert_shows("Boutique de vanille");
    staff.get(&pages[0]).await.assert_shows("Vendre en ligne.");
    staff.submit("form[action$=decline]", &[]).await.assert_status(422);
    staff.submit("form[action$=decline]", &[("reason", "Nous n’avons pas le temps.")]).await.assert_status(200);
    app.run_jobs().await;
    assert!(app.last_mail_to(CLIENT).text.contains("Nous n’avons pas le temps."));
    staff.get(&pages[1]).await;
    staff.submit("form[action$=accept]", &[]).await.assert_status(200).assert_shows("FP-");
    app.run_jobs().await;
}

#[tokio::test]
async fn a_closed_form_takes_nothing() {
    let app = TestApp::with(Options { intake: Intake::Closed, ..Options::default() }).await;
    assert_eq!(app.anonymous_api().post("/v1/intake", request()).await.assert_status(403).problem(), "intake-closed");
    let mut web = app.anonymous();
    web.get("/").await.assert_status(200).assert_hides("href=\"/start\"");
    web.get("/start").await.assert_status(403);
}

#[tokio::test]
async fn a_visitor_fills_in_step_by_step_and_loses_nothing() {
    let app = TestApp::start().await;
    let mut web = app.anonymous();
    web.get("/start").await.assert_status(200);
    let form = "main form";
    web.submit(form, &[("contact_name", "Hery"), ("email", "hery@")]).await.assert_status(200).assert_shows("nom@");
    assert!(web.page().url.path().ends_with("/1"), "from the first answer on, the address is the draft's");
    web.submit(form, &[("email", CLIENT)]).await.assert_status(200);
    let at = |web: &crate::support::Web| web.page().url.path().rsplit('/').next().unwrap_or_default().to_owned();
    assert_eq!(at(&web), "2");

    // A half-filled step survives going back, and saves itself.
    web.submit(form, &[("title", "ab"), ("action", "back")]).await.assert_status(200);
    assert_eq!(at(&web), "1");
    web.submit(form, &[]).await.assert_status(200);
    assert!(web.page().text().contains("value=\"ab\""));
    let here = web.page().url.clone();
    let csrf = web.page().html();
    let csrf = csrf.select(&scraper::Selector::parse("main input[name=csrf]").unwrap()).next().unwrap();
    let csrf = csrf.attr("value").unwrap().to_owned();
    let body = serde_html_form::to_string([("csrf", csrf.as_str()), ("title", "Vanille")]).unwrap();
    let saving = web.fetch(Method::POST, here.path()).header("x-autosave", "1").body(body);
    let saving = saving.header("content-type", "application/x-www-form-urlencoded");
    web.send(saving).await.assert_status(204);
    web.get(here.path()).await.assert_shows("1");
    assert!(web.page().text().contains("value=\"Vanille\""));

    // Sent too early: back to the step with the missing answers.
    let token = here.path().trim_end_matches("/2").to_owned();
    web.get(&format!("{token}/9")).await;
    web.submit(form, &[("consent", "true"), ("action", "next")]).await.assert_status(200);
    assert_eq!(at(&web), "2");
    assert!(web.page().text().contains("aria-invalid"));
    web.submit(form, &[("problem", "Loin."), ("solution", "En ligne."), ("audience", "Tous")]).await;
    assert_eq!(at(&web), "3");
    web.submit(form, &[]).await;
    web.submit(form, &[("project_types", "cloud")]).await;
    assert_eq!(at(&web), "5");
    web.submit(form, &[]).await;
    assert_eq!(at(&web), "7", "infrastructure has no look");
    web.submit(form, &[("must_have", "Un\nDeux")]).await;
    web.submit(form, &[]).await;
    web.submit(form, &[("action", "next")]).await.assert_status(200);
    assert_eq!(at(&web), "code");
    app.run_jobs().await;
    let code = app.last_mail_to(CLIENT).code();
    web.submit(form, &[("code", &other(&code))]).await.assert_status(422);
    web.submit(form, &[("code", &code)]).await.assert_status(200).assert_shows("FP-");
    app.run_jobs().await;
}

#[tokio::test]
async fn an_old_draft_is_gone() {
    let app = TestApp::start().await;
    let mut web = app.anonymous();
    web.get("/start").await;
    web.submit("main form", &[("contact_name", "Hery"), ("email", CLIENT)]).await.assert_status(200);
    let draft = web.page().url.path().to_owned();
    web.get(&draft).await.assert_status(200);
    app.clock().advance(Duration::days(31));
    web.get(&draft).await.assert_status(404);
    for path in ["/", "/privacy", "/help", "/robots.txt"] {
        web.get(path).await.assert_status(200);
    }
}
