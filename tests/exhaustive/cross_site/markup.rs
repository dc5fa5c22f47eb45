//! Markup in every text field: shown as typed, and run nowhere.

use fataplus::{
    access::{Role, allows},
    app::Mount,
    config::Intake,
    http::routes::{Need, RouteInfo},
};
use reqwest::Method;
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use super::{Scene, log_in, text_fields::Tried};
use crate::support::{PASSWORD, Person, TestApp, app::Options, bodies::payload, browser::Browser, routes::mounted};

fn id(made: &Value) -> &str {
    made["id"].as_str().unwrap()
}

/// Opens a page: nothing runs, and no typed text became an element. Its text is added to `shown`.
async fn look(browser: &Browser, page: &str, shown: &mut String) {
    let status = "return performance.getEntriesByType('navigation')[0].responseStatus";
    // A busy machine refuses a page now and then, and an error page shows nothing that was typed.
    for _ in 0..20 {
        browser.goto(page).await;
        if browser.client().execute(status, Vec::new()).await.unwrap() != json!(503) {
            break;
        }
    }
    assert_eq!(browser.client().execute(status, Vec::new()).await.unwrap(), json!(200), "{page}");
    let seen = "document.querySelectorAll('details').forEach((closed) => closed.open = true);
        return [window.ran === undefined, document.querySelectorAll('img[src=x], svg[onload], [onerror]').length,
            document.documentElement.innerText + [...document.querySelectorAll('input, textarea')].map((f) => f.value).join(' '), document.title]";
    let state = browser.client().execute(seen, Vec::new()).await.unwrap();
    assert_eq!((&state[0], &state[1]), (&json!(true), &json!(0)), "{page}: {state}");
    let url = browser.url().await;
    assert!(url.starts_with(page.trim_end_matches('/')), "{page} led to {url}");
    *shown += state[2].as_str().unwrap();
}

/// The pages of a portal that `role` opens, with the IDs of these rows.
fn pages(role: Role, rows: &[(&str, &str)]) -> Vec<String> {
    let opens = |need: Need| need.action().is_some_and(|action| allows(role, action));
    let is_file = |path: &str| [".csv", ".jsonl", "/download"].iter().any(|end| path.ends_with(end));
    let is_page = |route: &RouteInfo| route.method == Method::GET && !is_file(&route.path);
    let pages = mounted(Mount::TenantPage).filter(|route| is_page(route) && opens(route.need));
    let fill = |path: String| match path.split_once("/{") {
        None => path,
        Some((list, _)) => match rows.iter().find(|(of, _)| list.ends_with(of)) {
            Some((_, id)) => format!("{list}/{id}"),
            None => panic!("no row was made for {path}"),
        },
    };
    pages.map(|route| fill(route.path)).collect()
}

/// Markup in every answer that a brief takes.
fn answers(tag: &str) -> Value {
    let mut answers = json!({ "project_types": ["ui_ux", "shop", "assistant", "ios", "cloud", "training"] });
    let lists = [
        "frontend",
        "backend",
        "database",
        "existing_assets",
        "must_have",
        "should_have",
        "could_have",
        "modules",
        "content",
        "security",
        "sensitive_data",
    ];
    for list in lists {
        answers[list] = json!([payload(tag)]);
    }
    for text in [
        "company",
        "sector",
        "problem",
        "solution",
        "goals",
        "expected_impact",
        "audience",
        "hosting",
        "integrations",
        "visual_style",
        "references",
        "notes",
    ] {
        answers[text] = json!(payload(&format!("{tag}-{text}")));
    }
    answers
}

/// Asks for a project with markup in every answer; the request's ID.
async fn asked(app: &TestApp, tried: &mut Tried, email: &str) -> String {
    let mut body = answers("wish");
    for (name, answer) in [
        ("email", json!(email)),
        ("consent", json!(true)),
        ("contact_name", json!(payload("wish-contact"))),
        ("title", json!(payload("wish-title"))),
    ] {
        body[name] = answer;
    }
    let asked = tried.send(&app.anonymous_api(), Method::POST, "/v1/intake", body).await;
    let submission = asked.assert_status(202).json()["submission_id"].as_str().unwrap().to_owned();
    app.run_jobs().await;
    let confirm = format!("/v1/intake/{submission}/confirm");
    let code = json!({ "code": app.last_mail_to(email).code() });
    app.anonymous_api().post(&confirm, code).await.assert_status(202);
    submission
}

/// An admin of a partner agency that has a share in the project.
async fn agency(app: &TestApp, tried: &mut Tried) -> Person {
    let (root, first) = (app.platform_admin().await.api().await, app.stranger().await);
    let made = json!({ "name": payload("agency"), "agents": ["first@people.test"] });
    let made = tried.made(&root, "/v1/partner-agencies", made).await;
    let mut connection = app.database().connect("postgres").await;
    let runs = sqlx::query("INSERT INTO partner_agents (agency_id, user_id, admin) VALUES ($1, $2, true)");
    runs.bind(id(&made).parse::<Uuid>().unwrap()).bind(first.user.0).execute(&mut connection).await.unwrap();
    let share = app.project().v1(&format!("/partners/{}", id(&made)));
    app.admin().await.api().await.put(&share, json!({ "level": "view" })).await.assert_status(200);
    let hers = first.api().await;
    tried.send(&hers, Method::PATCH, "/v1/me", json!({ "name": payload("agent") })).await;
    let colleague = json!({ "email": "colleague@people.test", "name": payload("colleague") });
    tried.made(&hers, &format!("/v1/agency/{}/invitations", id(&made)), colleague).await;
    first
}

#[expect(clippy::too_many_lines, reason = "one field after the other, of every form there is")]
#[tokio::test]
async fn what_is_typed_is_text_wherever_it_is_shown() {
    let scene = Scene::with(Options { intake: Intake::Review, ..Options::default() }).await;
    let (app, api, mut tried) = (&scene.app, scene.victim.api().await, Tried::new());
    let at = |path: &str| app.project().v1(path);
    let text = |field: &str| json!(payload(field));
    let current = json!({ "title": payload("title"), "summary": payload("summary") });
    tried.note(&Method::PATCH, &at(""), &current);
    api.patch_current(&at(""), current).await.assert_status(200);
    tried.send(&api, Method::PATCH, &at("/brief"), answers("brief")).await;
    let milestone = tried.made(&api, &at("/milestones"), json!({ "title": text("milestone") })).await;
    let milestones = at(&format!("/milestones/{}", id(&milestone)));
    tried.send(&api, Method::PATCH, &milestones, json!({ "title": text("milestone") })).await;
    let task = json!({ "title": text("task"), "details": text("details"), "milestone_id": id(&milestone), "visibility": "shared", "side": "client" });
    let task = tried.made(&api, &at("/tasks"), task).await;
    let again = json!({ "title": text("task"), "details": text("details") });
    tried.send(&api, Method::PATCH, &at(&format!("/tasks/{}", id(&task))), again).await;
    let request = json!({ "title": text("request"), "instructions": text("instructions") });
    let request = tried.made(&api, &at("/file-requests"), request).await;
    let thread = tried.made(&api, &at("/threads"), json!({ "kind": "internal", "title": text("thread") })).await;
    let messages = at(&format!("/threads/{}/messages", id(&thread)));
    let message = tried.made(&api, &messages, json!({ "body": text("message") })).await;
    let newer = json!({ "id": id(&message), "body": text("message") });
    tried.send(&api, Method::PATCH, &format!("{messages}/last"), newer).await;
    // With two, each is called by its title.
    tried.made(&api, &at("/threads"), json!({ "kind": "client", "title": text("second") })).await;
    let client = app.client().await;
    let bytes = b"plain text\n";
    let mut documents = Vec::new();
    for (by, more) in [
        (&api, json!({ "kind": "deliverable", "visibility": "shared" })),
        (&client.api().await, json!({ "kind": "asset", "file_request_id": id(&request) })),
    ] {
        let mut announced = json!({ "name": "file\"'><img src=x onerror=ran=1>.txt", "size": bytes.len(), "content_type": "text/plain" });
        announced.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let ticket = tried.made(by, &at("/uploads"), announced).await;
        let mut put = app.http().put(ticket["url"].as_str().unwrap()).body(bytes.to_vec());
        for (name, value) in ticket["headers"].as_object().unwrap() {
            put = put.header(name, value.as_str().unwrap());
        }
        assert_eq!(put.send().await.unwrap().status(), 200);
        let complete = at(&format!("/uploads/{}/complete", id(&ticket)));
        documents.push(by.post(&complete, json!({})).await.assert_status(201).json());
    }
    let document = &documents[0];
    let decision = json!({ "document_id": id(document), "version": 1, "decision": "changes_requested", "comment": text("comment") });
    tried.made(&client.api().await, &at("/approvals"), decision).await;
    let renamed = json!({ "name": "renamed\"'><img src=x onerror=ran=1>.txt" });
    tried.send(&api, Method::PATCH, &at(&format!("/documents/{}", id(document))), renamed).await;
    let back = json!({ "state": "open", "return_note": text("note") });
    tried.send(&api, Method::PATCH, &at(&format!("/file-requests/{}", id(&request))), back).await;
    for status in ["planning", "intake"] {
        let moved = json!({ "status": status, "reason": payload("reason") });
        tried.note(&Method::PATCH, &at(""), &moved);
        let answer = api.patch_current(&at(""), moved).await;
        assert!(matches!(answer.status, 200 | 409), "{answer}");
    }
    let invited = json!({ "email": "guest@people.test", "name": payload("guest"), "role": "client" });
    tried.made(&api, &at("/invitations"), invited).await;
    let end = (app.clock().now() + time::Duration::days(30)).format(&Rfc3339).unwrap();
    let key = json!({ "name": text("key"), "scopes": ["project:read"], "expires_at": end });
    tried.made(&api, &at("/api-keys"), key).await;
    let token = json!({ "name": text("token"), "scopes": ["project:read"], "expires_at": end });
    tried.made(&api, "/v1/me/tokens", token).await;
    let first = agency(app, &mut tried).await;
    let (staff, root) = (app.staff().await.api().await, app.platform_admin().await);
    let [accepted, declined] =
        [asked(app, &mut tried, "hery@exemple.mg").await, asked(app, &mut tried, "soa@exemple.mg").await];
    staff.post(&format!("/v1/submissions/{accepted}/accept"), json!({})).await.assert_status(201);
    let why = json!({ "reason": text("declined") });
    tried.send(&staff, Method::POST, &format!("/v1/submissions/{declined}/decline"), why).await;
    let new = json!({ "title": text("made"), "organisation": text("organisation"), "summary": text("made-summary"),
                      "client_name": text("client"), "client_email": "client@exemple.mg" });
    let new = tried.made(&root.api().await, "/v1/projects", new).await;
    let new = new["project_id"].as_str().unwrap();
    app.run_jobs().await;
    for state in ["suspended", "active"] {
        let path = format!("/v1/projects/{new}/workspace");
        tried.send(&root.api().await, Method::PUT, &path, json!({ "state": state, "reason": text("workspace") })).await;
    }
    tried.send(&api, Method::PATCH, "/v1/me", json!({ "name": text("person") })).await;
    // The guest accepts under the typed name; the mail leads there.
    let mail = app.last_mail_to("guest@people.test").text;
    let link = mail.split_whitespace().find(|word| word.contains("/invitation?token=")).unwrap().to_owned();
    let guest =
        json!({ "token": link.split_once("token=").unwrap().1, "name": text("newcomer"), "password": PASSWORD });

    // A payload that may run does say so.
    scene.browser.goto(&scene.evil).await;
    let runs = "const done = arguments[arguments.length - 1]; document.body.innerHTML = arguments[0]; setTimeout(() => done(window.ran === 1), 500)";
    assert_eq!(scene.run_until_called(runs, vec![text("control")]).await, json!(true));

    let (home, hosts, mut shown) = (scene.home(), &app.state().hosts, String::new());
    let of_app = |path: &str| format!("{}{path}", hosts.app);
    let stranger = Browser::among_domains().await;
    look(&stranger, &link, &mut shown).await;
    stranger.close().await;
    tried.send(&app.anonymous_api(), Method::POST, "/v1/invitations/accept", guest).await;
    let rows = [("milestones", &milestone), ("tasks", &task), ("file-requests", &request)];
    let rows = rows.into_iter().chain([("documents", document), ("messages", &thread)]);
    let ids: Vec<_> = rows.map(|(of, row)| (of, id(row))).chain([("brief", "goals")]).collect();
    let seen = pages(Role::MANAGER, &ids);
    let own =
        ["/projects", "/requests", "/account", "/account/sessions", "/account/tokens", "/account/security"].map(of_app);
    for page in seen.iter().map(|path| format!("{home}{path}")).chain(own) {
        look(&scene.browser, &page, &mut shown).await;
    }
    let new = new.parse().unwrap();
    let of_root = [
        of_app("/projects"),
        of_app("/admin/agencies"),
        of_app("/admin/isolation"),
        of_app(&format!("/requests/{accepted}")),
        of_app(&format!("/requests/{declined}")),
        of_app(&format!("/projects/{new}/manage")),
        format!("{}/", hosts.tenant(new)),
        format!("{}/people", hosts.tenant(new)),
    ];
    let of_agency = [of_app("/agency"), format!("{home}/people")];
    for (person, open) in [(&root, &of_root[..]), (&first, &of_agency[..])] {
        let browser = Browser::among_domains().await;
        log_in(app, &browser, person).await;
        for page in open {
            look(&browser, page, &mut shown).await;
        }
        browser.close().await;
    }
    // No page shows why a status or a workspace was changed.
    let told = ["reason", "workspace"].map(payload);
    let missing: Vec<_> = tried.typed.iter().filter(|typed| !shown.contains(*typed) && !told.contains(typed)).collect();
    assert!(missing.is_empty(), "never shown as it was typed: {missing:#?}");
    tried.assert_all(&root.api().await, app.project().id.as_str()).await;

    // If something slipped through, the page's policy would stop and report it.
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
    let browser = Browser::among_domains().await;
    log_in(app, &browser, &client).await;
    for page in pages(Role::Client { lead: false }, &ids) {
        let page = format!("{home}{page}");
        browser.goto(&page).await;
        let quiet = browser.client().execute("return window.ran === undefined", Vec::new()).await.unwrap();
        assert_eq!(quiet, json!(true), "{page}");
        assert!(browser.url().await.starts_with(page.trim_end_matches('/')), "{page} led to {}", browser.url().await);
    }
    browser.close().await;
    scene.browser.close().await;
}
