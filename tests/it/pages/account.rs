use futures_util::future::join_all;
use reqwest::Method;
use time::Duration;

use crate::support::{Answer, PASSWORD, TestApp, Web, fixture};

const LOGIN: &str = "form[action='/login']";
const LOGOUT: &str = "form[action='/logout']";

fn location(web: &Web) -> String {
    web.page().header("location").unwrap_or_else(|| panic!("no redirect: {}", web.page())).to_owned()
}

#[tokio::test]
async fn logging_in_leads_where_she_was_going() {
    let app = TestApp::start().await;
    let (person, home) = (app.client().await, app.state().hosts.app.to_string());
    let mut web = app.anonymous();
    web.get(&format!("{home}/account")).await.assert_status(200);
    assert_eq!(web.page().url.path(), "/login");

    let wrong = web.submit(LOGIN, &[("email", &person.email), ("password", "wrong")]).await;
    let wrong = (wrong.status, wrong.texts("[role=alert]"));
    assert_eq!(wrong.0, 401);
    let unknown = web.submit(LOGIN, &[("email", "nobody@people.test"), ("password", "wrong")]).await;
    assert_eq!((unknown.status, unknown.texts("[role=alert]")), wrong);

    let there = web.submit(LOGIN, &[("email", &person.email), ("password", PASSWORD)]).await;
    assert_eq!(there.assert_status(200).url.path(), "/account");
    there.assert_shows(&person.email);
    assert_eq!(there.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn no_next_leads_to_another_host() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let home = app.state().hosts.app.to_string();
    for next in ["//evil.example", "/%5Cevil.example", "https://evil.example/", "%2F%09%2Fevil.example"] {
        let mut web = person.app().await;
        web.get_without_following(&format!("{home}/login?next={next}")).await;
        assert_eq!(location(&web), "/projects", "{next}");
    }
}

#[tokio::test]
async fn logging_out_anywhere_is_logging_out_everywhere() {
    let app = TestApp::start().await;
    let portal = app.state().hosts.tenant(app.project().id).to_string();
    let mut web = app.client().await.app().await;
    web.get(&format!("{portal}/people")).await.assert_status(200);
    let out = web.submit(LOGOUT, &[]).await;
    assert_eq!((out.url.path(), out.url.query()), ("/login", Some("left=1")));
    for address in [format!("{portal}/people"), format!("{}/account", app.state().hosts.app)] {
        assert_eq!(web.get(&address).await.url.path(), "/login", "{address}");
    }
}

/// A code for `web`'s browser on the project's host.
async fn code(app: &TestApp, web: &mut Web) -> String {
    let portal = app.state().hosts.tenant(app.project().id).to_string();
    web.get_without_following(&format!("{portal}/people")).await;
    let handoff = location(web);
    web.get_without_following(&handoff).await.assert_status(303);
    location(web)
}

#[tokio::test]
async fn a_hand_off_is_good_once_for_one_browser_and_a_minute() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let portal = app.state().hosts.tenant(app.project().id).to_string();
    let anew = format!("{}/handoff?", app.state().hosts.app);

    let mut web = person.app().await;
    let url = code(&app, &mut web).await;
    let mut thief = app.anonymous_at(app.project().id);
    thief.get_without_following(&url).await.assert_status(303);
    assert!(location(&thief).starts_with(&anew), "it asks for a code of its own");
    assert_eq!(thief.get(&url).await.url.path(), "/login");
    assert!(thief.cookie(thief.page().url.host_str().unwrap(), "session").is_none());

    web.get_without_following(&url).await.assert_status(303);
    assert_eq!(location(&web), "/people");
    web.get(&format!("{portal}/people")).await.assert_status(200).assert_shows(&person.name);
    web.get_without_following(&url).await;
    assert!(location(&web).starts_with(&anew));

    let mut late = person.app().await;
    let url = code(&app, &mut late).await;
    app.clock().advance(Duration::seconds(61));
    late.get_without_following(&url).await;
    assert!(location(&late).starts_with(&anew));
}

#[tokio::test]
async fn a_code_that_does_not_fit_is_asked_for_once_more_and_keeps_its_place() {
    let app = TestApp::start().await;
    let (person, other) = (app.client().await, app.client().await);
    let mut first = person.app().await;
    let url = code(&app, &mut first).await;
    // Of another browser, which is logged in as well: it comes to the same page, as itself.
    let mut second = other.app().await;
    assert_eq!(second.get(&url).await.assert_status(200).url.path(), "/people");
    second.page().assert_shows(&other.name);
    // Too late, and used.
    app.clock().advance(Duration::seconds(61));
    for _ in 0..2 {
        assert_eq!(first.get(&url).await.assert_status(200).url.path(), "/people");
    }
    // A browser without cookies gets an explanation rather than a redirect loop.
    let told = Answer::of(app.http().get(&url)).await;
    let again = told.assert_status(303).header("location").unwrap().to_owned();
    second.get_without_following(&again).await.assert_status(303);
    let third = location(&second);
    let stopped = Answer::of(app.http().get(&third).header("accept-language", "en")).await;
    stopped.assert_status(422).assert_shows("Your browser did not keep our cookie");
}

#[tokio::test]
async fn a_hand_off_for_no_browser_leads_members_to_the_place_and_nobody_else() {
    let app = TestApp::start().await;
    let to = format!("{}/handoff?to={}&next=/people", app.state().hosts.app, app.project().id.label());
    let mut web = app.client().await.app().await;
    assert_eq!(web.get(&to).await.assert_status(200).url.path(), "/people");
    app.stranger().await.app().await.get(&to).await.assert_status(404);
    assert_eq!(app.anonymous().get(&to).await.url.path(), "/login");
}

/// The token of the form a page has for `action`.
fn form_token(page: &Answer, action: &str) -> String {
    let field = scraper::Selector::parse(&format!("form[action='{action}'] input[name=csrf]")).unwrap();
    page.html().select(&field).next().unwrap().attr("value").unwrap().to_owned()
}

#[tokio::test]
async fn log_in_forms_of_two_tabs_both_work() {
    let app = TestApp::start().await;
    let (person, other, home) = (app.client().await, app.client().await, app.state().hosts.app.to_string());
    let mut web = app.anonymous();
    let older = form_token(web.get(&format!("{home}/login?next=/account")).await, "/login");
    let (out, by_mail) = (older.clone(), older.clone());
    let log_in = [("email", person.email.as_str()), ("password", PASSWORD)];
    web.submit(LOGIN, &log_in).await.assert_status(200);
    let draft = form_token(web.get(&format!("{home}/account")).await, "/account");

    // The second tab: the same person goes on, and the first tab's pages stay good.
    let second = [("csrf", older.as_str()), ("next", "/account/sessions"), log_in[0], log_in[1]];
    web.post(&format!("{home}/login"), &second).await.assert_status(303);
    assert_eq!(location(&web), "/account/sessions");
    let profile = [("csrf", draft.as_str()), ("name", "Rasoa"), ("language", "en"), ("phone", "")];
    web.post(&format!("{home}/account"), &profile).await.assert_status(303);
    let wrong = [("csrf", older.as_str()), log_in[0], ("password", "wrong")];
    web.post(&format!("{home}/login"), &wrong).await.assert_status(401);
    let mailed = [("csrf", by_mail.as_str()), ("email", person.email.as_str())];
    web.post(&format!("{home}/login/mail"), &mailed).await.assert_status(200);
    let language = [("csrf", older.as_str()), ("language", "en"), ("next", "/account")];
    web.post(&format!("{home}/language"), &language).await.assert_status(303);

    // Another person logs in there and gets their own session; then a log-out in two tabs.
    let as_other = [("csrf", older.as_str()), ("email", other.email.as_str()), ("password", PASSWORD)];
    web.post(&format!("{home}/login"), &as_other).await.assert_status(303);
    let leave = form_token(web.get(&format!("{home}/account")).await.assert_shows(&other.email), "/logout");
    for token in [&leave, &leave, &out] {
        web.post(&format!("{home}/logout"), &[("csrf", token.as_str())]).await.assert_status(303);
        assert_eq!(location(&web), format!("{home}/login?left=1"));
    }
    app.leave_jobs();
}

#[tokio::test]
async fn what_was_typed_before_a_new_log_in_is_hers_to_send_and_shown_to_another_first() {
    let app = TestApp::start().await;
    let made = fixture::furnish(app.state(), app.project()).await;
    let portal = app.state().hosts.tenant(app.project().id).to_string();
    let (person, other) = (app.client().await, app.client().await);
    let action = format!("/messages/{}", made.id("thread"));
    let mut web = person.app().await;
    let token = form_token(web.get(&format!("{portal}{action}")).await, &action);
    let login = async |web: &mut Web, email: &str| {
        web.get(&format!("{portal}{action}")).await;
        web.submit(LOGOUT, &[]).await;
        web.submit(LOGIN, &[("email", email), ("password", PASSWORD)]).await.assert_status(200);
        web.get(&format!("{portal}{action}")).await.assert_status(200);
    };
    login(&mut web, &person.email).await;
    let typed = [("csrf", token.as_str()), ("body", "Where is the mast?")];
    web.post(&format!("{portal}{action}"), &typed).await.assert_status(303);

    login(&mut web, &other.email).await;
    let typed = [("csrf", token.as_str()), ("body", "And where is the sail?")];
    let shown = web.post(&format!("{portal}{action}"), &typed).await;
    shown.assert_status(403).assert_shows("And where is the sail?").assert_shows(&other.email);
    web.get(&format!("{portal}{action}")).await.assert_hides("And where is the sail?");
    web.post(&format!("{portal}{action}"), &typed).await.assert_status(403);
    web.submit("main form", &[]).await.assert_status(200).assert_shows("And where is the sail?");
    app.discard_jobs().await;
}

#[tokio::test]
async fn a_link_for_a_new_password_leads_on_in_any_browser() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let home = app.state().hosts.app.to_string();
    let mut asking = app.anonymous_at(app.project().id);
    let login = asking.get("/people").await.url.clone();
    let next = login.query_pairs().find(|(name, _)| name == "next").unwrap().1.into_owned();
    let query = serde_html_form::to_string([("next", next.as_str())]).unwrap();
    asking.get(&format!("{home}/password/forgot?{query}")).await.assert_status(200);
    asking.submit("form[action='/password/forgot']", &[("email", &person.email)]).await.assert_status(200);
    let written = async {
        loop {
            app.run_jobs().await;
            if let Some(mail) = app.mails_to(&person.email).pop() {
                return mail.link();
            }
            app.state().db.changes().jobs().notified().await;
        }
    };
    let link = tokio::time::timeout(std::time::Duration::from_secs(30), written).await.unwrap();
    let mut phone = app.anonymous();
    phone.get(&link).await.assert_status(200);
    let there = phone.submit("form[action='/password']", &[("password", "tsingy rouge et sentier calme")]).await;
    assert_eq!(there.assert_status(200).url.path(), "/people");
    app.run_jobs().await;
}

#[tokio::test]
async fn of_fifty_uses_of_a_hand_off_one_succeeds() {
    let app = TestApp::start().await;
    let mut web = app.client().await.app().await;
    let url = code(&app, &mut web).await;
    let uses: Vec<_> = (0..50).map(|_| web.fetch(Method::GET, &url)).collect();
    let answers = join_all(uses.into_iter().map(Answer::of)).await;
    let gets_a_session = |answer: &Answer| {
        let mut cookies = answer.headers.get_all("set-cookie").iter();
        cookies.any(|cookie| cookie.to_str().unwrap().starts_with("__Host-fp-session"))
    };
    let (let_in, others): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| gets_a_session(answer));
    assert_eq!((let_in.len(), let_in[0].status, let_in[0].header("location")), (1, 303, Some("/people")));
    // The others start over; some may find every connection in use.
    let anew = format!("{}/handoff?", app.state().hosts.app);
    let lost = |answer: &&Answer| {
        answer.header("location").is_some_and(|there| there.starts_with(&anew)) || answer.status == 503
    };
    assert_eq!(others.iter().filter(|answer| lost(answer)).count(), 49, "{others:#?}");
    let mut database = app.database().connect("fataplus_platform").await;
    let sessions = sqlx::query_scalar("SELECT count(*) FROM sessions WHERE audience NOT IN ('app', 'api')");
    let sessions: i64 = sessions.fetch_one(&mut database).await.unwrap();
    assert_eq!(sessions, 1);
}

#[tokio::test]
async fn who_logs_out_while_she_is_handed_off_is_out_there_as_well() {
    let app = TestApp::start().await;
    let mut database = app.database().connect("fataplus_platform").await;
    for _ in 0..10 {
        let mut web = app.client().await.app().await;
        let url = code(&app, &mut web).await;
        let home = web.get(&format!("{}/account", app.state().hosts.app)).await.assert_status(200).html();
        let token = scraper::Selector::parse("form[action='/logout'] input[name=csrf]").unwrap();
        let token = home.select(&token).next().unwrap().value().attr("value").unwrap().to_owned();
        let leave = web.fetch(Method::POST, &format!("{}/logout", app.state().hosts.app));
        let leave = leave.header("content-type", "application/x-www-form-urlencoded").body(format!("csrf={token}"));
        let (_, left) = tokio::join!(Answer::of(web.fetch(Method::GET, &url)), Answer::of(leave));
        left.assert_status(303);
        let alive = sqlx::query_scalar("SELECT count(*) FROM sessions WHERE ended_at IS NULL");
        let alive: i64 = alive.fetch_one(&mut database).await.unwrap();
        assert_eq!(alive, 0);
    }
}

#[tokio::test]
async fn what_a_log_in_led_to_ends_with_it() {
    let app = TestApp::start().await;
    let mut web = app.client().await.app().await;
    app.clock().advance(Duration::hours(1));
    let url = code(&app, &mut web).await;
    Answer::of(web.fetch(Method::GET, &url)).await.assert_status(303);
    let mut database = app.database().connect("fataplus_platform").await;
    let ends = sqlx::query_scalar("SELECT count(DISTINCT expires_at) FROM sessions HAVING count(*) = 2");
    let ends: Option<i64> = ends.fetch_optional(&mut database).await.unwrap();
    assert_eq!(ends, Some(1));
}

#[tokio::test]
async fn a_hand_off_tells_nothing_of_projects_that_are_not_hers() {
    let app = TestApp::start().await;
    let (home, foreign) = (app.state().hosts.app.to_string(), app.another_project().await);
    let mut web = app.client().await.app().await;
    let binding = "A".repeat(43);
    let mut answers = Vec::new();
    for label in [foreign.id.label(), "fp-2025-zzzzzzzzz".to_owned(), "nonsense".to_owned(), String::new()] {
        let answer = web.get_without_following(&format!("{home}/handoff?to={label}&binding={binding}&next=/")).await;
        answers.push((answer.assert_status(404).status, answer.text()));
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:#?}");
}

#[tokio::test]
async fn the_language_is_kept_for_the_browser_and_for_the_person() {
    let app = TestApp::start().await;
    let mut web = app.client().await.app().await;
    let home = app.state().hosts.app.to_string();
    web.get(&format!("{home}/account")).await;
    let french = web.submit("form[action='/language']", &[("language", "fr")]).await;
    assert_eq!(french.url.path(), "/account");
    assert_eq!(french.texts("h1"), ["Mon compte"]);
    web.submit(LOGOUT, &[]).await;
    assert_eq!(web.page().texts("h1"), ["Connexion"]);
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_ends_other_sessions() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let (home, other) = (app.state().hosts.app.to_string(), person.api().await);
    let mut web = person.app().await;
    web.get(&format!("{home}/account")).await;
    let form = "form[action='/account/password']";
    let new = "tsingy rouge et sentier calme";
    let wrong = web.submit(form, &[("current", "wrong"), ("password", new)]).await;
    wrong.assert_status(422).assert_shows("This is not your current password.");
    let weak = web.submit(form, &[("current", PASSWORD), ("password", "court")]).await;
    weak.assert_status(422).assert_shows("At least 12 characters.");
    let done = web.submit(form, &[("current", PASSWORD), ("password", new)]).await;
    done.assert_status(200).assert_shows("Your password is changed.");
    assert_eq!(other.get("/v1/me").await.problem(), "invalid-token");
    app.run_jobs().await;
    assert_eq!(app.last_mail_to(&person.email).subject, "Your password was changed");

    let mut web = app.anonymous();
    web.get(&format!("{home}/login?next=/account/sessions")).await;
    let forgot = web.page().html();
    let forgot = forgot.select(&scraper::Selector::parse("a[href^='/password/forgot']").unwrap()).next().unwrap();
    web.get(&format!("{home}{}", forgot.attr("href").unwrap())).await.assert_status(200);
    web.submit("form[action='/password/forgot']", &[("email", &person.email)]).await.assert_status(200);
    let link = loop {
        app.run_jobs().await;
        match app.last_mail_to(&person.email) {
            mail if mail.subject == "Choose a new password" => break mail.link(),
            // The work is done beside the answer.
            _ => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
        }
    };
    web.get(&link).await.assert_status(200);
    web.submit("form[action='/password']", &[("password", PASSWORD)]).await.assert_status(200);
    assert_eq!(web.page().url.path(), "/account/sessions", "she comes to where she was going");
    app.run_jobs().await;
    assert_eq!(app.last_mail_to(&person.email).subject, "Your password was changed");
}

async fn set_workspace(app: &TestApp, workspace: &str) {
    let mut tx = app.state().db.write(&fixture::scope(app.project().id)).await.unwrap();
    tx.announce_part();
    sqlx::query("UPDATE projects SET workspace = $1").bind(workspace).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn members_learn_of_preparation_and_suspension_and_nobody_else_does() {
    let app = TestApp::start().await;
    let portal = app.state().hosts.tenant(app.project().id).to_string();
    for (workspace, status, shown) in
        [("provisioning", 503, "Your space is being prepared"), ("suspended", 403, "This project is suspended")]
    {
        set_workspace(&app, workspace).await;
        let mut web = app.client().await.app().await;
        let page = web.get(&format!("{portal}/people")).await;
        let refreshes = page.assert_status(status).text().contains("http-equiv=\"refresh\" content=\"2\"");
        assert_eq!(refreshes, workspace == "provisioning");
        assert_eq!(page.texts("h1"), [shown]);
        let mut stranger = app.stranger().await.app().await;
        stranger.get(&format!("{portal}/people")).await.assert_status(404);
    }
}
