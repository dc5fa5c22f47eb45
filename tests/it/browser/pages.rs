//! Properties only an engine shows: the width of pages, and the script's stored values.

use fataplus::db::{Change, PlatformScope};
use serde_json::json;
use uuid::Uuid;

use super::log_in;
use crate::support::{TestApp, browser::Browser, fixture};

const LONG: &str = "Cahier_des_charges_boutique_en_ligne_Antsirabe_v2_final.pdf";

/// Gives everything in the project that people name a name without a space.
async fn name_all_long(app: &TestApp, user: Uuid) {
    let mut tx = app.state().db.write(&fixture::scope(app.project().id)).await.unwrap();
    tx.announce_part();
    for change in [
        "UPDATE projects SET title = $1, summary = $1",
        "UPDATE documents SET name = $1",
        "UPDATE file_requests SET title = $1, instructions = $1",
        "UPDATE milestones SET title = $1",
        "UPDATE tasks SET title = $1, side = 'client'",
    ] {
        sqlx::query(change).bind(LONG).execute(tx.conn()).await.unwrap_or_else(|error| panic!("{error}: {change}"));
    }
    let message = "INSERT INTO messages (project_id, id, thread_id, author_id, body, created_at)
                   SELECT project_id, gen_random_uuid(), thread_id, author_id, $1, created_at FROM messages";
    tx.insert("messages", sqlx::query(message).bind(LONG)).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
    tx.announce(Change::Everything);
    let named = sqlx::query("UPDATE users SET name = $2 WHERE id = $1").bind(user).bind(LONG);
    named.execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
}

/// The widths of window and page, and, to explain a difference, the elements beyond the edge and the rules of styles.
const WIDTHS: &str = "
    const beyond = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > innerWidth);
    return {
        inner: innerWidth,
        needed: document.documentElement.scrollWidth,
        beyond: beyond.slice(0, 12).map((one) => `${one.tagName} ${one.className}: ${one.textContent.trim().slice(0, 60)}`),
        styles: [...document.styleSheets].map((sheet) => `${sheet.href}: ${sheet.cssRules.length} rules`),
    };
";

#[tokio::test]
async fn long_names_widen_no_page() {
    let app = TestApp::start().await;
    let made = fixture::furnish(app.state(), app.project()).await;
    let person = app.manager().await;
    name_all_long(&app, person.user.0).await;
    let (home, portal) = (app.state().hosts.app.to_string(), app.state().hosts.tenant(app.project().id).to_string());
    let mut pages = vec![format!("{home}/projects"), format!("{home}/account")];
    pages.extend(
        [
            "/",
            "/plan",
            "/documents",
            &format!("/documents/{}", made.id("document")),
            "/file-requests",
            "/messages",
            "/people",
            "/settings",
            &format!("/plan/tasks/{}", made.id("task")),
            &format!("/plan/milestones/{}", made.id("milestone")),
        ]
        .map(|path| format!("{portal}{path}")),
    );
    for (wide, browser) in
        [(320, Browser::smallest().await), (390, Browser::narrow().await), (1280, Browser::start().await)]
    {
        log_in(&browser, &app, &person.email).await;
        for page in &pages {
            browser.goto(page).await;
            let measured = browser.client().execute(WIDTHS, Vec::new()).await.unwrap();
            let [inner, needed] = ["inner", "needed"].map(|width| measured[width].as_u64().unwrap());
            let fits = inner == wide && needed <= wide;
            let name = page.rsplit('/').next().unwrap_or_default();
            browser.screenshot(&format!("{}-{wide}-{name}", if fits { "width" } else { "too-wide" })).await;
            assert!(fits, "{page} is too wide for {wide}: {measured:#}");
        }
        browser.close().await;
    }
}

#[tokio::test]
async fn a_message_is_kept_until_it_is_sent() {
    let app = TestApp::start().await;
    let made = fixture::furnish(app.state(), app.project()).await;
    let person = app.client().await;
    let portal = app.state().hosts.tenant(app.project().id).to_string();
    let browser = Browser::narrow().await;
    log_in(&browser, &app, &person.email).await;
    browser.goto(&format!("{portal}/messages")).await;
    browser.fill("body", "Where is the mast?").await;
    browser.goto(&format!("{portal}/plan")).await;
    browser.goto(&format!("{portal}/messages/{}", made.id("thread"))).await;
    assert_eq!(browser.value("body").await, "Where is the mast?");
    browser.goto(&format!("{portal}/messages")).await;
    browser.click_and_leave("Send").await;
    for path in ["/messages".to_owned(), format!("/messages/{}", made.id("thread"))] {
        browser.goto(&format!("{portal}{path}")).await;
        assert_eq!(browser.value("body").await, "", "{path}");
    }
    let kept = "return Object.values(sessionStorage)";
    assert_eq!(browser.client().execute(kept, Vec::new()).await.unwrap(), json!([]));
    app.discard_jobs().await;
    browser.close().await;
}

#[tokio::test]
async fn on_a_desk_the_form_for_a_task_stands_below_its_button() {
    let app = TestApp::start().await;
    fixture::furnish(app.state(), app.project()).await;
    let person = app.manager().await;
    let browser = Browser::start().await;
    log_in(&browser, &app, &person.email).await;
    browser.goto(&format!("{}/plan", app.state().hosts.tenant(app.project().id))).await;
    let places = "const fold = document.querySelector('details.row');
        fold.open = true;
        const [button, form] = ['summary', 'form'].map((part) => fold.querySelector(part).getBoundingClientRect());
        return [form.left === button.left, form.top >= button.bottom, form.width > 0.9 * (fold.clientWidth - 48)];";
    let places = browser.client().execute(places, Vec::new()).await.unwrap();
    browser.screenshot("plan-new-task-1280").await;
    assert_eq!(places, json!([true, true, true]));
    browser.close().await;
}
