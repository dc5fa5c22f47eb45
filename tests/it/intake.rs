//! From the form to a project: by program and by browser, once, and only with the code.

use fataplus::{config::Intake, db::PlatformScope, worker};
use reqwest::Method;
use serde_json::{Value, json};
use time::Duration;
use tokio_util::sync::CancellationToken;

use crate::support::{Answer, Api, TestApp, Web, app::Options, fixture};

const CLIENT: &str = "hery@exemple.mg";
const FORM: &str = "main form";

fn request() -> Value {
    json!({
        "contact_name": "Hery Rakoto", "email": "Hery@Exemple.mg", "company": "Vanille du Nord",
        "title": "Boutique de vanille", "problem": "Nos clients sont loin.", "solution": "Vendre en ligne.",
        "project_types": ["shop"], "must_have": ["Paiement"], "consent": true, "language": "fr",
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
    assert_eq!((&project["starts_on"], &project["due_on"]), (&Value::Null, &Value::Null), "nobody agreed on a day");
    let plan = admin.get(&format!("/v1/projects/{id}/milestones")).await.json();
    let days: Vec<_> = plan["items"].as_array().unwrap().iter().map(|milestone| &milestone["due_on"]).collect();
    assert_eq!(days, [&Value::Null; 5]);
}

#[tokio::test]
async fn a_hundred_confirmations_at_once_make_one_project() {
    let app = TestApp::start().await;
    let (intake, code) = submitted(&app).await;
    let (api, admin) = (app.anonymous_api(), app.platform_admin().await.api().await);
    // On a machine that is too busy for the one that decided, the project is the worker's to make.
    let stop = CancellationToken::new();
    let worker = tokio::spawn(worker::run(app.state().clone(), stop.clone()));
    let all = (0..100).map(async |_| {
        let made = Answer::in_the_end(|| confirm(&api, &intake, &code)).await;
        let id = made.assert_status(201).json()["project_id"].as_str().unwrap().to_owned();
        // Any of the hundred may have made it: it stands for each by then.
        let path = format!("/v1/projects/{id}");
        Answer::in_the_end(|| admin.get(&path)).await.assert_status(200);
        id
    });
    let mut ids = futures_util::future::join_all(all).await;
    ids.dedup();
    assert_eq!(ids.len(), 1);
    stop.cancel();
    worker.await.unwrap();
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
    staff.get(&pages[0]).await.assert_shows("Vendre en ligne.").assert_hides("choice-language");
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
    web.submit(form, &[("title", "ab")]).await.assert_status(200).assert_shows("Au moins 3 caractères");
    assert!(web.page().url.path().ends_with("/1"), "from the first answer on, the address is the draft's");
    web.submit(form, &[("title", "Vanille"), ("problem", "Loin.")]).await.assert_status(200);
    let at = |web: &crate::support::Web| web.page().url.path().rsplit('/').next().unwrap_or_default().to_owned();
    assert_eq!(at(&web), "2");

    // A half-filled step survives going back, and saves itself.
    assert_eq!(web.page().html().select(&chosen("budget")).count(), 1, "undecided, until something else is chosen");
    web.submit(form, &[("budget", "1m_5m"), ("action", "back")]).await.assert_status(200);
    assert_eq!(at(&web), "1");
    web.submit(form, &[]).await.assert_status(200);
    web.submit(form, &[]).await.assert_status(200);
    assert_eq!(at(&web), "3");
    web.page().assert_shows("Vanille").assert_shows("1 à 5 millions").assert_shows("Pas encore décidé");
    web.submit(form, &[("contact_name", "Hery"), ("action", "back")]).await.assert_status(200);
    assert_eq!(at(&web), "2");
    web.submit(form, &[]).await.assert_status(200);
    assert!(web.page().text().contains("value=\"Hery\""));
    let here = web.page().url.clone();
    let csrf = web.page().html();
    let csrf = csrf.select(&scraper::Selector::parse("main input[name=csrf]").unwrap()).next().unwrap();
    let csrf = csrf.attr("value").unwrap().to_owned();
    let body = serde_html_form::to_string([("csrf", csrf.as_str()), ("company", "Nord")]).unwrap();
    let saving = web.fetch(Method::POST, here.path()).header("x-autosave", "1").body(body);
    let saving = saving.header("content-type", "application/x-www-form-urlencoded");
    web.send(saving).await.assert_status(204);
    assert!(web.get(here.path()).await.text().contains("value=\"Nord\""));

    // Sent with something missing: the same step with its errors, or that of the missing answer.
    web.submit(form, &[("email", "hery@")]).await.assert_status(422).assert_shows("nom@");
    assert!(web.page().text().contains("aria-invalid"));
    let first = format!("{}/1", here.path().strip_suffix("/3").unwrap());
    web.get(&first).await;
    web.submit(form, &[("title", ""), ("action", "back")]).await;
    web.get(here.path()).await;
    let whole = [("email", CLIENT), ("contact_name", "Hery"), ("consent", "true")];
    web.submit(form, &whole).await.assert_status(200);
    assert_eq!(at(&web), "1");
    web.submit(form, &[("title", "Vanille")]).await;
    web.page().assert_shows("Envoyer ma demande");
    web.submit(form, &[("action", "send")]).await.assert_status(200);
    assert_eq!(at(&web), "code", "from any step, once nothing is missing");
    app.run_jobs().await;
    let code = app.last_mail_to(CLIENT).code();
    web.submit(form, &[("code", &other(&code))]).await.assert_status(422);
    web.submit(form, &[("code", &code)]).await.assert_status(200).assert_shows("FP-");
    app.run_jobs().await;
}

fn chosen(name: &str) -> scraper::Selector {
    scraper::Selector::parse(&format!("input[name={name}][value=undecided][checked]")).unwrap()
}

#[tokio::test]
async fn an_old_draft_is_gone() {
    let app = TestApp::start().await;
    let mut web = app.anonymous();
    web.get("/start").await;
    web.submit(FORM, &[("title", "Vanille"), ("problem", "Loin.")]).await.assert_status(200);
    let draft = web.page().url.path().to_owned();
    web.get(&draft).await.assert_status(200);
    app.clock().advance(Duration::days(15));
    web.get(&draft).await.assert_status(404);
    web.get("/start").await.assert_status(200).assert_hides("Vanille");
    fataplus::worker::expiry::run_once(app.state()).await.unwrap();
    assert_eq!(drafts(&app).await, 0);
    for path in ["/", "/privacy", "/help", "/robots.txt"] {
        web.get(path).await.assert_status(200);
    }
}

async fn drafts(app: &TestApp) -> i64 {
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
    sqlx::query_scalar("SELECT count(*) FROM submissions").fetch_one(tx.conn()).await.unwrap()
}

/// A browser whose draft waits for the answers of its second step.
async fn begun(app: &TestApp) -> Web {
    let mut web = app.anonymous();
    web.get("/start").await;
    web.submit(FORM, &[("title", "Vanille"), ("problem", "Loin.")]).await.assert_status(200);
    assert!(web.page().url.path().ends_with("/2"));
    web
}

/// Goes on from the second step and sends the request; the mailed code is asked for next.
async fn sent(app: &TestApp, web: &mut Web) {
    web.submit(FORM, &[]).await.assert_status(200);
    let whole = [("contact_name", "Hery"), ("email", CLIENT), ("consent", "true")];
    assert!(web.submit(FORM, &whole).await.assert_status(200).url.path().ends_with("/code"));
    app.run_jobs().await;
}

/// Path of the third step, from the second.
fn next_step(web: &Web) -> String {
    format!("{}/3", web.page().url.path().strip_suffix("/2").unwrap())
}

fn hidden(page: &Answer, name: &str) -> String {
    let field = scraper::Selector::parse(&format!("main form input[name={name}]")).unwrap();
    page.html().select(&field).next().unwrap().attr("value").unwrap_or_default().to_owned()
}

/// A step that saves itself, as the form of `page` with `fields` typed into it.
async fn autosave(web: &mut Web, page: &Answer, was: &str, fields: &[(&str, &str)]) -> Answer {
    let csrf = hidden(page, "csrf");
    let body = [&[("csrf", csrf.as_str()), ("was", was)], fields].concat();
    let body = serde_html_form::to_string(body).unwrap();
    let saving = web.fetch(Method::POST, page.url.path()).header("x-autosave", "1").body(body);
    web.send(saving.header("content-type", "application/x-www-form-urlencoded")).await
}

#[tokio::test]
async fn the_browser_that_began_a_request_finds_it_again_and_makes_no_second_one() {
    let app = TestApp::start().await;
    let mut empty = app.anonymous();
    let older = empty.get("/start").await.clone();
    let mut web = begun(&app).await;
    let draft = web.page().url.path().trim_end_matches("/2").to_owned();
    let host = web.page().url.host_str().unwrap().to_owned();
    assert!(web.cookie(&host, "draft").is_some_and(|token| draft.ends_with(token)));
    let home = web.get("/").await.html();
    let way = scraper::Selector::parse(&format!("a[href='{draft}']")).unwrap();
    assert!(home.select(&way).next().is_some(), "the landing page leads to it");
    assert_eq!(web.get("/start").await.url.path(), format!("{draft}/1"));
    assert!(web.page().text().contains("Vanille"));

    // The first page again, from before: it changes the existing draft, and only the fields that were changed in it.
    let (csrf, was) = (hidden(web.page(), "csrf"), hidden(&older, "was"));
    let sent = [("csrf", csrf.as_str()), ("was", &was), ("title", "Vanille R."), ("problem", ""), ("action", "next")];
    web.post("/start", &sent).await.assert_status(303);
    assert_eq!((web.page().header("location"), drafts(&app).await), (Some(format!("{draft}/2").as_str()), 1));
    web.get("/start").await;
    let text = web.page().text();
    assert!(text.contains("Vanille R.") && text.contains("Loin."), "{text}");
    // Another browser finds nothing; another person begins anew.
    assert_eq!(empty.get("/start").await.url.path(), "/start");
    web.submit("form[action='/start/new']", &[]).await.assert_status(200);
    assert_eq!(web.page().url.path(), "/start");
    web.submit(FORM, &[("title", "Lambas"), ("problem", "Neufs.")]).await.assert_status(200);
    assert_eq!(drafts(&app).await, 2);
    // The second step is not passed over because its answers are preset.
    web.get(&draft).await.assert_status(200);
    assert_eq!(web.page().url.path(), format!("{draft}/2"));
}

#[tokio::test]
async fn the_code_s_mail_leads_back_to_the_page_that_asks_for_it() {
    let app = TestApp::start().await;
    let mut web = begun(&app).await;
    let last = next_step(&web);
    sent(&app, &mut web).await;
    let mail = app.last_mail_to(CLIENT);
    let mut phone = app.anonymous();
    assert!(phone.get(&mail.link()).await.assert_status(200).url.path().ends_with("/code"));
    // And the browser that began it comes to the same page.
    for path in ["/start", &last] {
        let there = web.get(path).await.assert_status(200).url.path().to_owned();
        assert!(there.ends_with(if path == "/start" { "/code" } else { "/3" }), "{there}");
    }
    phone.submit(FORM, &[("code", &mail.code())]).await.assert_status(200).assert_shows("Votre espace est prêt");
    assert_eq!(web.get("/start").await.url.path(), "/start", "what was sent waits here no more");
    app.run_jobs().await;
    let (_, code) = submitted(&app).await;
    assert!(!app.last_mail_to(CLIENT).text.contains("http"), "a program has no page to come back to");
    assert_eq!(code.len(), 6);
}

#[tokio::test]
async fn a_workspace_is_said_to_be_ready_when_it_is() {
    let app = TestApp::start().await;
    let mut web = begun(&app).await;
    sent(&app, &mut web).await;
    let step = web.page().url.path().replace("/code", "/done");
    let mut phone = app.anonymous();
    phone.get(&app.last_mail_to(CLIENT).link()).await;
    phone.submit(FORM, &[("code", &app.last_mail_to(CLIENT).code())]).await.assert_shows("Votre espace est prêt");
    app.run_jobs().await;
    web.get(&step).await;
    let id = web.page().texts(".plate").remove(0).parse().unwrap();
    for (workspace, shown) in [("provisioning", "Votre espace se prépare"), ("active", "Votre espace est prêt")] {
        let mut tx = app.state().db.write(&fixture::scope(id)).await.unwrap();
        tx.announce_part();
        sqlx::query("UPDATE projects SET workspace = $1").bind(workspace).execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        let done = web.page().url.path().to_owned();
        assert_eq!(web.get(&done).await.assert_status(200).texts("h1"), [shown]);
    }
}

#[tokio::test]
async fn an_old_tab_changes_what_was_changed_in_it() {
    let app = TestApp::start().await;
    let mut web = begun(&app).await;
    let step = next_step(&web);
    let old = web.get(&step).await.clone();
    let was = hidden(&old, "was");
    let newer = web.get(&step).await.clone();
    autosave(&mut web, &newer, &was, &[("contact_name", "Hery"), ("phone", "034")]).await.assert_status(204);
    // The old one has no name, and more to say.
    let saved = autosave(&mut web, &old, &was, &[("contact_name", ""), ("company", "Nord")]).await;
    let was_then = saved.assert_status(204).header("x-was").unwrap().to_owned();
    let text = web.get(&step).await.text();
    assert!(text.contains("Hery") && text.contains("034") && text.contains("Nord"), "{text}");
    // It may withdraw its own values.
    autosave(&mut web, &old, &was_then, &[("contact_name", ""), ("company", "")]).await.assert_status(204);
    let text = web.get(&step).await.text();
    assert!(text.contains("Hery") && !text.contains("Nord"), "{text}");
    // Sent by its button, too.
    let csrf = hidden(&old, "csrf");
    let sent = [("csrf", csrf.as_str()), ("was", &was_then), ("email", CLIENT), ("action", "back")];
    web.post(&step, &sent).await;
    let text = web.get(&step).await.text();
    assert!(text.contains("Hery") && text.contains("034") && text.contains(CLIENT), "{text}");
}

#[tokio::test]
async fn what_is_too_long_is_named_and_kept_on_the_page_alone() {
    let app = TestApp::start().await;
    let mut web = begun(&app).await;
    let step = format!("{}/1", web.page().url.path().strip_suffix("/2").unwrap());
    let shown = web.get(&step).await.clone();
    let (long, was) = ("x".repeat(5001), hidden(web.page(), "was"));
    let told = autosave(&mut web, &shown, &was, &[("title", "Lambas"), ("problem", &long)]).await;
    told.assert_status(422);
    assert_eq!(
        told.text(),
        "«\u{a0}En quelques mots, que voulez-vous faire ou changer\u{a0}?\u{a0}» n’est pas enregistré. 5000 caractères au plus."
    );
    assert_eq!(web.get(&step).await.text().matches("Lambas").count(), 1);
    web.page().assert_hides(&long);
    // The button "back" would lose it: the same page again.
    for action in ["next", "back"] {
        let again = web.submit(FORM, &[("problem", &long), ("action", action)]).await;
        assert!(again.assert_status(422).text().contains(&long) && again.text().contains("5000 caractères au plus"));
    }
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
    let size = sqlx::query_scalar("SELECT max(octet_length(answers::text)) FROM submissions").fetch_one(tx.conn());
    let size: Option<i32> = size.await.unwrap();
    assert!(size.unwrap() < 2_000, "{size:?}");
    // In the first step there is no draft to keep it in.
    let mut other = app.anonymous();
    other.get("/start").await;
    let refused = other.submit(FORM, &[("title", &"x".repeat(101)), ("problem", "Loin.")]).await;
    assert!(refused.assert_status(422).text().contains("100 caractères au plus"));
    drop(tx);
    assert_eq!(drafts(&app).await, 1);
}

#[tokio::test]
async fn an_address_opens_so_many_drafts_and_one_at_rest_makes_room() {
    let app = TestApp::with(Options { rate_limits: true, ..Options::default() }).await;
    let from = app.state().keys.tag("intake address", "127.0.0.1/32");
    let now = app.clock().now();
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
    for _ in 0..100 {
        sqlx::query(
            "INSERT INTO submissions (id, state, answers, created_at, updated_at, opened_from)
             VALUES ($1, 'draft', '{}', $2, $2, $3)",
        )
        .bind(uuid::Uuid::now_v7())
        .bind(now)
        .bind(from.as_slice())
        .execute(tx.conn())
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
    let mut web = app.anonymous();
    web.get("/start").await;
    let full = web.submit(FORM, &[("title", "Vanille"), ("problem", "Loin.")]).await.assert_status(429);
    assert!(full.header("retry-after").is_some() && full.text().contains("Loin."), "{full}");
    app.clock().advance(Duration::days(2));
    web.submit(FORM, &[]).await.assert_status(200);
    assert!(web.page().url.path().ends_with("/2"));
    assert_eq!(drafts(&app).await, 100);
}

#[tokio::test]
async fn a_draft_saves_so_often_and_the_button_loses_nothing() {
    let app = TestApp::with(Options { rate_limits: true, ..Options::default() }).await;
    let mut web = begun(&app).await;
    web.submit(FORM, &[]).await;
    for number in 0..300 {
        let name = format!("Hery {number}");
        let answer = web.submit(FORM, &[("contact_name", &name)]).await;
        if answer.status == 429 {
            assert!(number >= 38 && answer.text().contains(&name) && answer.header("retry-after").is_some());
            return;
        }
        answer.assert_status(422);
    }
    panic!("no limit");
}

/// Address of the redirect that a browser, on its way into its new project, was given last.
fn led(web: &Web) -> String {
    web.page().header("location").unwrap_or_default().to_owned()
}

#[tokio::test]
async fn the_browser_that_asked_enters_the_project_once() {
    let app = TestApp::start().await;
    let mut web = begun(&app).await;
    sent(&app, &mut web).await;
    let (code_page, mail) = (web.page().url.path().to_owned(), app.last_mail_to(CLIENT));
    web.submit(FORM, &[("code", &mail.code())]).await.assert_status(200).assert_shows("Complétez votre demande");
    let (portal, host) = (web.page().url.to_string(), web.page().url.host_str().unwrap().to_owned());
    assert!(host.starts_with("fp-"), "{portal}");
    // A log-in like any other, with its own end and place in the list.
    app.run_jobs().await;
    assert!(app.last_mail_to(CLIENT).text.contains("mot de passe"));
    let app_host = app.state().hosts.app.to_string();
    web.get(&format!("{app_host}/account/sessions")).await.assert_status(200);
    assert_eq!(web.page().texts("form[action='/logout']").len(), 1);
    web.submit("form[action='/logout']", &[]).await.assert_status(200);

    // Neither the code again nor the way there lets anybody in.
    let public = app.state().hosts.public.to_string();
    web.get(&format!("{public}{code_page}")).await.assert_status(200).assert_shows("Votre espace est prêt");
    web.get(&format!("{public}/start/enter")).await.assert_status(200).assert_shows("Votre espace est prêt");
    web.get(&format!("{app_host}/login/enter")).await.assert_status(200).assert_shows("Votre espace est prêt");
    web.get(&portal).await.assert_status(200).assert_hides("Complétez votre demande");

    // Nor somebody whose address has an account.
    web.get(&format!("{public}/start")).await;
    web.submit(FORM, &[("title", "Une autre"), ("problem", "Loin.")]).await.assert_status(200);
    sent(&app, &mut web).await;
    web.submit(FORM, &[("code", &app.last_mail_to(CLIENT).code())]).await.assert_shows("Votre espace est prêt");
    app.run_jobs().await;
}

#[tokio::test]
async fn only_the_browser_of_the_code_enters_and_only_at_once() {
    let app = TestApp::start().await;
    let (app_host, public) = (app.state().hosts.app.to_string(), app.state().hosts.public.to_string());
    let mut number = 0;
    // A browser that has sent its code and stands before the app host.
    let mut before = async || {
        number += 1;
        let (mut web, email) = (begun(&app).await, format!("person{number}@exemple.mg"));
        web.submit(FORM, &[]).await;
        web.submit(FORM, &[("contact_name", "Hery"), ("email", &email), ("consent", "true")]).await.assert_status(200);
        app.run_jobs().await;
        let (page, csrf) = (web.page().url.path().to_owned(), hidden(web.page(), "csrf"));
        let code = app.last_mail_to(&email).code();
        web.post(&format!("{public}{page}"), &[("csrf", &csrf), ("code", &code)]).await.assert_status(303);
        assert_eq!(led(&web), format!("{app_host}/login/enter"));
        web
    };
    let step = async |web: &mut Web, address: &str| {
        web.get_without_following(address).await.assert_status(303);
        led(web)
    };

    // Another browser that knows the draft's cookie and asks in between gets nothing.
    let (mut web, mut thief) = (before().await, app.anonymous());
    let binding = step(&mut thief, &format!("{app_host}/login/enter")).await;
    assert!(step(&mut thief, &binding).await.ends_with("/start"), "it has no draft");
    let host = public.split('/').nth(2).unwrap().split(':').next().unwrap().to_owned();
    let draft = web.cookie(&host, "draft").unwrap().to_owned();
    let name = fataplus::http::auth::cookies::Cookie::Draft.name(app.state());
    let stolen = thief.fetch(Method::GET, &binding).header("cookie", format!("{name}={draft}"));
    assert!(thief.send(stolen).await.header("location").unwrap().ends_with("/done"));

    // The secret is good in the browser it was made for.
    let back = step(&mut web, &format!("{app_host}/login/enter")).await;
    let secret = step(&mut web, &back).await;
    assert!(secret.starts_with(&format!("{app_host}/login/enter?code=")), "{secret}");
    assert!(step(&mut thief, &secret).await.ends_with("/start/enter"));
    assert!(step(&mut web, &back).await.ends_with("/done"), "it is given out once");
    assert!(step(&mut web, &secret).await.contains("://fp-"));
    assert!(step(&mut web, &secret).await.ends_with("/start/enter"), "and used once");

    // Too late, before either step.
    let mut web = before().await;
    app.clock().advance(Duration::minutes(3));
    let back = step(&mut web, &format!("{app_host}/login/enter")).await;
    assert!(step(&mut web, &back).await.ends_with("/done"));
    let mut web = before().await;
    let back = step(&mut web, &format!("{app_host}/login/enter")).await;
    let secret = step(&mut web, &back).await;
    app.clock().advance(Duration::minutes(3));
    assert!(step(&mut web, &secret).await.ends_with("/start/enter"));
    app.run_jobs().await;
}

#[tokio::test]
async fn a_new_client_may_stay_logged_in_from_the_first_code_on() {
    let app = TestApp::start().await;
    let mut stays = Vec::new();
    for (email, stay) in [("vola@exemple.mg", true), ("koto@exemple.mg", false)] {
        let mut web = begun(&app).await;
        web.submit(FORM, &[]).await;
        web.submit(FORM, &[("contact_name", "Vola"), ("email", email), ("consent", "true")]).await.assert_status(200);
        app.run_jobs().await;
        let code = app.last_mail_to(email).code();
        if stay {
            // The wish outlives a wrong code.
            web.submit(FORM, &[("code", &other(&code)), ("stay", "true")]).await.assert_status(422);
        }
        web.submit(FORM, &[("code", &code)]).await.assert_status(200);
        let portal = web.page().url.to_string();
        app.run_jobs().await;
        stays.push((web, portal, stay));
    }
    app.clock().advance(Duration::days(29));
    for (mut web, portal, stay) in stays {
        let at = web.get(&portal).await.assert_status(200).url.to_string();
        assert_eq!(at == portal, stay, "{at}");
    }
}

#[tokio::test]
async fn the_wish_to_stay_goes_along_to_the_log_in_of_a_known_address() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let ticked = scraper::Selector::parse("[name=stay][checked]").unwrap();
    for stay in [true, false] {
        let mut web = begun(&app).await;
        web.submit(FORM, &[]).await;
        let answers = [("contact_name", "Hery"), ("email", &person.email), ("consent", "true")];
        web.submit(FORM, &answers).await.assert_status(200);
        app.run_jobs().await;
        let code = app.last_mail_to(&person.email).code();
        let wish: &[_] = if stay { &[("stay", "true")] } else { &[] };
        web.submit(FORM, &[&[("code", code.as_str())], wish].concat()).await.assert_shows("Votre espace est prêt");
        app.run_jobs().await;
        let portal = web.page().attribute("[data-chosen-onward]", "href");
        let login = web.get(&portal).await.assert_status(200).html();
        let beside_each = login.select(&ticked).count();
        assert_eq!(beside_each, if stay { 2 } else { 0 }, "beside the password and the passkey");
        let by_mail = web.page().attribute("[href^='/login/mail']", "href");
        web.get(&by_mail).await.assert_status(200);
        let before = app.mails_to(&person.email).len();
        web.submit(FORM, &[("email", &person.email)]).await.assert_status(200);
        assert_eq!(web.page().html().select(&ticked).next().is_some(), stay, "beside the mailed code");
        let link = app.next_mail(&person.email, before).await.link();
        let elsewhere = app.anonymous().get(&link).await.assert_status(200).html();
        assert!(elsewhere.select(&ticked).next().is_none(), "another device was not meant");
        let at_the_link = web.get(&link).await.assert_status(200).html();
        assert_eq!(at_the_link.select(&ticked).next().is_some(), stay);
        web.submit(FORM, &[]).await.assert_status(200).assert_shows("Vanille");
    }
}

#[tokio::test]
async fn files_chosen_in_the_form_are_for_the_project_of_this_browser_alone() {
    let app = TestApp::start().await;
    let public = app.state().hosts.public.to_string();
    let receiver = async |web: &mut Web| {
        let page = web.get(&format!("{public}/start/files")).await.assert_status(200);
        assert_eq!(page.header("cross-origin-opener-policy"), Some("unsafe-none"));
        let box_ = scraper::Selector::parse("[data-chosen-to]").unwrap();
        page.html().select(&box_).next().and_then(|found| found.attr("data-chosen-to")).map(str::to_owned)
    };
    let mut web = begun(&app).await;
    sent(&app, &mut web).await;
    web.submit(FORM, &[("code", &app.last_mail_to(CLIENT).code())]).await.assert_status(200);
    let portal = web.page().url.origin().ascii_serialization();
    app.run_jobs().await;
    assert_eq!(receiver(&mut web).await, Some(portal.clone()));
    assert_eq!(receiver(&mut app.anonymous()).await, None);
    assert_eq!(receiver(&mut begun(&app).await).await, None);
    // Windows that open the portal have no hold of it; of its own windows the documents page has.
    let policy = async |web: &mut Web, path: &str| {
        let page = web.get(&format!("{portal}{path}")).await.assert_status(200);
        page.header("cross-origin-opener-policy").unwrap_or_default().to_owned()
    };
    assert_eq!(policy(&mut web, "/documents").await, "same-origin-allow-popups");
    assert_eq!(policy(&mut web, "/").await, "same-origin");
}

#[tokio::test]
async fn where_staff_look_first_no_file_is_chosen() {
    let app = TestApp::with(Options { intake: Intake::Review, ..Options::default() }).await;
    let field = scraper::Selector::parse("#chosen").unwrap();
    for (app, is_there) in [(app, false), (TestApp::start().await, true)] {
        let page = app.anonymous().get("/start").await.assert_status(200).html();
        assert_eq!(page.select(&field).next().is_some(), is_there);
    }
}
