//! Pages of projects that staff make.

use fataplus::{access::PartnerLevel, ids::UserId};
use serde_json::json;
use time::Date;

use crate::{
    api::documents::{PDF, file},
    support::{
        Answer, TestApp, Web,
        app::Options,
        fixture::{self, Project},
    },
};

const FORM: &str = "form[action='/projects']";

#[tokio::test]
async fn staff_choose_the_manager_and_land_in_the_new_project() {
    let app = TestApp::start().await;
    let (me, other) = (app.staff_at("me@agency.test").await, app.staff_at("other@agency.test").await);
    app.client().await;
    let mut web = me.app().await;
    web.get("/projects/new").await.assert_status(200);
    let chosen = web.page().attribute("select[name=manager] option[selected]", "value");
    assert_eq!(chosen, me.user.to_string(), "nobody else is the usual one");
    assert_eq!(web.page().texts("select[name=manager] option").len(), 2, "the agency's people alone");
    web.submit(FORM, &[("title", "Ours"), ("organisation", "")]).await.assert_status(422);
    web.page().assert_hides(&other.email);
    let stranger = app.stranger().await.user.to_string();
    web.submit(FORM, &[("organisation", "Mada Solar"), ("manager", &stranger)]).await.assert_status(422);
    web.submit(FORM, &[("manager", &me.user.to_string())]).await.assert_status(200);
    assert!(web.page().url.host_str().unwrap().starts_with("fp-"), "{}", web.page().url);
    web.page().assert_shows("Ours");
    // A project of somebody else is not theirs to see.
    web.get(&format!("{}/projects/new", app.state().hosts.app)).await;
    web.submit(FORM, &[("title", "Theirs"), ("organisation", "Mada Solar"), ("manager", &other.user.to_string())])
        .await;
    assert!(web.page().assert_status(200).url.path().ends_with("/projects"));
    app.run_jobs().await;
    assert!(app.last_mail_to(&other.email).text.contains("Theirs"));
}

#[tokio::test]
async fn the_usual_manager_is_chosen_unless_somebody_is_named() {
    let usual = "usual@agency.test";
    let app = TestApp::with(Options { default_manager: Some(usual.to_owned()), ..Options::default() }).await;
    let (manager, admin) = (app.staff_at(usual).await, app.platform_admin().await);
    let mut web = admin.app().await;
    let chosen = "select[name=manager] option[selected]";
    assert_eq!(web.get("/projects/new").await.attribute(chosen, "value"), manager.user.to_string());
    web.submit(FORM, &[("title", "Ours"), ("organisation", "Mada Solar")])
        .await
        .assert_status(200)
        .assert_shows("Ours");
    app.run_jobs().await;
    assert!(app.last_mail_to(usual).text.contains("Ours"));
}

#[tokio::test]
async fn my_work_is_what_waits_for_its_reader_over_all_projects() {
    let app = TestApp::start().await;
    let (manager, colleague, client) = (app.manager().await, app.manager().await, app.client().await);
    let other = app.another_project().await;
    app.join(&manager, &other, "project_manager").await;
    let (api, today) = (manager.api().await, app.clock().today());
    file(&app, &client.api().await, PDF, json!({ "name": "Logo.pdf" })).await;
    let task = async |project: &Project, title: &str, due: Date, assignee: Option<UserId>| {
        let task = json!({ "title": title, "due_on": due, "assignee_id": assignee.map(|user| user.to_string()) });
        api.post(&project.v1("/tasks"), task).await.assert_status(201);
    };
    let yesterday = today.previous_day().unwrap();
    task(&other, "Order the paint", yesterday, Some(manager.user)).await;
    task(&other, "Later", today.next_day().unwrap(), None).await;
    task(app.project(), "Theirs", today, Some(colleague.user)).await;
    api.post(&app.project().v1("/file-requests"), json!({ "title": "The client's" })).await.assert_status(201);

    // One in which only a colleague has something to do.
    let quiet = app.another_project().await;
    app.join(&manager, &quiet, "project_manager").await;
    app.join(&colleague, &quiet, "project_manager").await;
    let mut tx = app.state().db.write(&fixture::scope(quiet.id)).await.unwrap();
    tx.announce_part();
    sqlx::query("UPDATE projects SET status = 'in_progress'").execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
    task(&quiet, "Not mine", yesterday, Some(colleague.user)).await;

    let mut web = manager.app().await;
    let page = web.get("/work").await.assert_status(200);
    assert_eq!(page.texts("h2"), [other.title.as_str(), app.project().title.as_str()], "the most urgent first");
    let listed = ["Order the paint", "Later", "Check the files: Logo.pdf"];
    assert_eq!(page.texts("main .row-title"), listed, "what waits first, then what is to come: {page}");
    assert_eq!(page.texts("main .late").len(), 1);
    let way = page.attribute("main .row-title", "href");
    assert!(way.starts_with(&app.state().hosts.tenant(other.id).to_string()), "{way}");
    web.get(&way).await.assert_status(200).assert_shows("Order the paint");

    let rules = json!({ "ip_allow": ["192.0.2.0/24"], "confirm": true });
    let admin = app.platform_admin().await;
    admin.api().await.patch_current(&app.project().v1("/settings"), rules).await.assert_status(200);
    let page = web.get(&format!("{}/work", app.state().hosts.app)).await;
    page.assert_hides("Logo.pdf").assert_shows("access rules").assert_shows("Order the paint");
    for (person, works) in [(client, false), (app.partner(PartnerLevel::Manage).await, false), (admin, true)] {
        let page = person.app().await.get("/work").await.assert_status(200).texts("h2");
        assert_eq!(page.iter().any(|title| *title == app.project().title), works, "{page:?}");
    }
    app.run_jobs().await;
}

/// Number of requests until a page is shown.
async fn requests(web: &mut Web, address: &str) -> usize {
    let mut next = address.to_owned();
    for count in 1..10 {
        let answer = web.get_without_following(&next).await;
        let Some(to) = answer.header("location") else {
            answer.assert_status(200);
            return count;
        };
        next = answer.url.join(to).unwrap().to_string();
    }
    panic!("{address} leads nowhere");
}

#[tokio::test]
async fn from_the_list_into_a_project_there_are_few_requests() {
    let app = TestApp::start().await;
    let mut web = app.manager().await.app().await;
    let link = web.get("/projects").await.attribute("main .row-title", "href");
    let first = requests(&mut web, &link).await;
    assert!(first <= 4, "{first} with the hand-off to the project's host");
    web.get(&format!("{}/projects", app.state().hosts.app)).await.assert_status(200);
    assert_eq!(requests(&mut web, &link).await, 1);
}

#[tokio::test]
async fn writing_to_the_manager_from_home_reaches_no_partner() {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await.api().await, app.client().await);
    app.partner(PartnerLevel::Edit).await;
    let path = app.project().v1("/threads");
    for (kind, title) in [("client", "You and us"), ("shared", "All of us")] {
        let made = manager.post(&path, json!({ "kind": kind, "title": title })).await.assert_status(201).json();
        if kind == "shared" {
            let write = format!("{path}/{}/messages", made["id"].as_str().unwrap());
            manager.post(&write, json!({ "body": "News for all" })).await.assert_status(201);
        }
    }
    let mut web = client.portal(app.project()).await;
    // The thread with news is the first, but not for a letter to the manager.
    let open = |page: &Answer| page.texts(".filters [aria-current=page]").concat();
    let first = web.get("/messages").await.assert_status(200);
    assert!(open(first).contains("All of us"), "{first}");
    let link = web.get("/").await.assert_status(200).attribute("a[href^='/messages?to=client']", "href");
    let page = web.get(&link).await.assert_status(200);
    assert!(open(page).contains("You and us"), "{page}");
    app.run_jobs().await;
}
