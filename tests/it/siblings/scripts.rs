//! Markup in whatever can be typed: shown as it was typed, and run nowhere.

use fataplus::access::PartnerLevel;
use serde_json::{Value, json};

use super::{Scene, log_in};
use crate::{
    browser::Browser,
    support::{Answer, Api},
};

/// Breaks out of an attribute, a text, a script, a template; says so if it runs.
fn payload(field: &str) -> String {
    format!("{field}\"'><img src=x onerror=ran=1><svg/onload=ran=1>{{{{ran=1}}}}")
}

async fn made(api: &Api, path: &str, body: Value) -> Value {
    let answer: Answer = api.post(path, body).await;
    assert_eq!(answer.status, 201, "{answer}");
    answer.json()
}

fn id(made: &Value) -> &str {
    made["id"].as_str().unwrap()
}

#[expect(clippy::too_many_lines, reason = "one field after the other, of every form there is")]
#[tokio::test]
async fn what_is_typed_is_text_wherever_it_is_shown() {
    let scene = Scene::set().await;
    let (app, api) = (&scene.app, scene.victim.api().await);
    let at = |path: &str| app.project().v1(path);
    let text = |field: &str| json!(payload(field));
    api.patch_current(&at(""), json!({ "title": payload("title"), "summary": payload("summary") }))
        .await
        .assert_status(200);
    let milestone = made(&api, &at("/milestones"), json!({ "title": text("milestone") })).await;
    let task = json!({ "title": text("task"), "details": text("details"), "milestone_id": id(&milestone), "visibility": "shared", "side": "client" });
    let task = made(&api, &at("/tasks"), task).await;
    let request = json!({ "title": text("request"), "instructions": text("instructions") });
    let request = made(&api, &at("/file-requests"), request).await;
    let thread = made(&api, &at("/threads"), json!({ "kind": "internal", "title": text("thread") })).await;
    made(&api, &at(&format!("/threads/{}/messages", id(&thread))), json!({ "body": text("message") })).await;
    // With two, each is called by its title.
    made(&api, &at("/threads"), json!({ "kind": "client", "title": text("second") })).await;
    let bytes = b"plain text\n";
    let name = "name\"'><img src=x onerror=ran=1>.txt";
    let announced = json!({ "name": name, "size": bytes.len(), "content_type": "text/plain", "kind": "deliverable", "visibility": "shared" });
    let ticket = made(&api, &at("/uploads"), announced).await;
    let mut put = app.http().put(ticket["url"].as_str().unwrap()).body(bytes.to_vec());
    for (name, value) in ticket["headers"].as_object().unwrap() {
        put = put.header(name, value.as_str().unwrap());
    }
    assert_eq!(put.send().await.unwrap().status(), 200);
    let document = made(&api, &at(&format!("/uploads/{}/complete", id(&ticket))), json!({})).await;
    let decision = json!({ "document_id": id(&document), "version": 1, "decision": "changes_requested", "comment": text("comment") });
    made(&app.client().await.api().await, &at("/approvals"), decision).await;
    for status in ["planning", "intake"] {
        let moved = json!({ "status": status, "reason": payload("reason") });
        let answer = api.patch_current(&at(""), moved).await;
        assert!(matches!(answer.status, 200 | 409), "{answer}");
    }
    let invited = json!({ "email": "guest@people.test", "name": payload("guest"), "role": "client" });
    made(&api, &at("/invitations"), invited).await;
    app.partner(PartnerLevel::View).await;
    let asked = json!({ "contact_name": payload("contact"), "email": "hery@exemple.mg", "company": payload("company"),
        "sector": payload("sector"), "title": payload("wish"), "problem": payload("problem"), "solution": payload("solution"),
        "goals": payload("goals"), "expected_impact": payload("impact"), "audience": payload("audience"),
        "must_have": [payload("must")], "should_have": [payload("should")], "modules": [payload("module")],
        "visual_style": payload("style"), "references": payload("references"), "hosting": payload("hosting"),
        "integrations": payload("integrations"), "notes": payload("notes"), "consent": true });
    let intake = app.anonymous_api().post("/v1/intake", asked).await;
    let submission = intake.assert_status(202).json()["submission_id"].as_str().unwrap().to_owned();
    app.run_jobs().await;
    let code = app.last_mail_to("hery@exemple.mg").code();
    let confirmed =
        app.anonymous_api().post(&format!("/v1/intake/{submission}/confirm"), json!({ "code": code })).await;
    confirmed.assert_status(201);
    app.run_jobs().await;
    let mut web = scene.victim.app().await;
    web.get("/account").await.assert_status(200);
    web.submit("form[action='/account']", &[("name", &payload("person"))]).await.assert_status(200);

    // A payload that may run does say so.
    scene.browser.goto(&scene.evil).await;
    let runs = "const done = arguments[arguments.length - 1]; document.body.innerHTML = arguments[0]; setTimeout(() => done(window.ran === 1), 500)";
    assert_eq!(scene.run_until_called(runs, vec![text("control")]).await, json!(true));

    let (home, hosts) = (scene.home(), &app.state().hosts);
    let mut pages: Vec<String> = [
        "/",
        "/plan",
        "/documents",
        "/file-requests",
        "/messages",
        "/people",
        "/settings",
        &format!("/plan/milestones/{}", id(&milestone)),
        &format!("/plan/tasks/{}", id(&task)),
        &format!("/file-requests/{}", id(&request)),
        &format!("/documents/{}", id(&document)),
        &format!("/messages/{}", id(&thread)),
    ]
    .iter()
    .map(|path| format!("{home}{path}"))
    .collect();
    pages.extend(
        ["/projects", "/requests", &format!("/requests/{submission}"), "/account", "/account/sessions"]
            .map(|path| format!("{}{path}", hosts.app)),
    );
    let mut shown = String::new();
    for page in &pages {
        scene.browser.goto(page).await;
        let state = scene.run("return [window.ran === undefined, document.querySelectorAll('img[src=x], svg[onload], [onerror]').length,
            document.documentElement.innerText + [...document.querySelectorAll('input, textarea')].map((f) => f.value).join(' '), document.title]", Vec::new()).await;
        assert_eq!((&state[0], &state[1]), (&json!(true), &json!(0)), "{page}: {state}");
        assert!(
            scene.browser.url().await.starts_with(page.trim_end_matches('/')),
            "{page} led to {}",
            scene.browser.url().await
        );
        shown += state[2].as_str().unwrap();
    }
    let marks = [
        "title",
        "summary",
        "milestone",
        "task",
        "details",
        "request",
        "instructions",
        "message",
        "thread",
        "second",
        "comment",
        "guest",
        "person",
        "contact",
        "company",
        "wish",
        "problem",
        "solution",
        "audience",
        "must",
        "notes",
    ];
    let missing: Vec<_> = marks.iter().filter(|mark| !shown.contains(&payload(mark))).collect();
    assert!(missing.is_empty() && shown.contains(name), "never shown as it was typed: {missing:?}");

    // Were something to slip through, the page's policy stops it, and says so.
    scene.browser.goto(&format!("{home}/plan")).await;
    let slipped = "const done = arguments[arguments.length - 1], said = [];
        document.addEventListener('securitypolicyviolation', (event) => said.push(event.effectiveDirective));
        document.body.insertAdjacentHTML('beforeend', '<img src=data:x onerror=ran=1>');
        const script = document.createElement('script');
        script.textContent = 'window.ran = 1';
        document.body.append(script);
        setTimeout(() => done([window.ran === undefined, said.some((directive) => directive.startsWith('script-src'))]), 500)";
    assert_eq!(scene.run_until_called(slipped, Vec::new()).await, json!([true, true]));
    // The client's eyes see no more than the manager's.
    let (client, browser) = (app.client().await, Browser::among_domains().await);
    log_in(app, &browser, &client).await;
    for page in pages.iter().take(5) {
        browser.goto(page).await;
        let quiet = browser.client().execute("return window.ran === undefined", Vec::new()).await.unwrap();
        assert_eq!(quiet, json!(true), "{page}");
        assert!(browser.url().await.starts_with(page.trim_end_matches('/')), "{page} led to {}", browser.url().await);
    }
    browser.close().await;
    scene.browser.close().await;
}
