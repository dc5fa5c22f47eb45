//! The home page with all projects of a person.

use fataplus::access::PartnerLevel;
use serde_json::json;
use time::Duration;

use crate::support::{Answer, Project, TestApp, fixture};

#[tokio::test]
async fn it_says_role_turn_and_what_is_new_since_she_was_there() {
    let app = TestApp::start().await;
    let (client, manager) = (app.client().await, app.manager().await.api().await);
    let second = app.another_project().await;
    fixture::partner(app.state(), &second, client.user, PartnerLevel::Edit).await;
    let list = async || client.api().await.get("/v1/projects").await.assert_status(200).json()["items"].clone();
    let of = |items: &serde_json::Value, id: &str| {
        items.as_array().unwrap().iter().find(|one| one["id"] == id).unwrap().clone()
    };
    let (first, other) = (app.project().id.to_string(), second.id.to_string());
    let items = list().await;
    assert_eq!(
        (of(&items, &first)["role"].as_str(), of(&items, &other)["role"].as_str()),
        (Some("client"), Some("partner_edit"))
    );
    assert!(of(&items, &first)["last_visit_at"].is_null(), "{items}");

    client.portal(app.project()).await.get("/").await.assert_status(200);
    app.clock().advance(Duration::minutes(2));
    manager.post(&app.project().v1("/milestones"), json!({ "title": "First drawings" })).await.assert_status(201);
    let hidden = json!({ "title": "Among us", "visibility": "internal" });
    manager.post(&app.project().v1("/tasks"), hidden).await.assert_status(201);
    let items = list().await;
    assert_eq!(of(&items, &first)["news"], 1, "the internal task is none of her news: {items}");
    let mut web = client.app().await;
    let page = web.get("/projects").await;
    page.assert_status(200).assert_shows("1 other change").assert_shows("Next milestone: First drawings");
    page.assert_shows("Client").assert_shows("Partner").assert_shows("New to you");
    client.portal(app.project()).await.get("/").await.assert_status(200);
    assert_eq!(of(&list().await, &first)["news"], 0);
    app.run_jobs().await;
}

#[tokio::test]
async fn many_projects_come_in_pages_and_none_is_said_plainly() {
    let app = TestApp::start().await;
    let partner = app.stranger().await;
    let mut empty = partner.app().await;
    empty.get("/projects").await.assert_status(200).assert_shows("No project here");
    for _ in 0..53 {
        let project = app.another_project().await;
        fixture::partner(app.state(), &project, partner.user, PartnerLevel::View).await;
    }
    let mut web = partner.app().await;
    let first = web.get("/projects").await;
    assert_eq!(first.texts("a.card-link").len(), 50);
    let next = first.html();
    let next = next.select(&scraper::Selector::parse("a[rel=next]").unwrap()).next().unwrap();
    let next = next.attr("href").unwrap().to_owned();
    assert_eq!(web.get(&next).await.assert_status(200).texts("a.card-link").len(), 3);
}

#[tokio::test]
async fn the_way_to_a_portal_is_there_for_who_has_a_part() {
    let app = TestApp::start().await;
    let path = format!("/projects/{}/portal", app.project().id);
    let mut web = app.client().await.app().await;
    web.get(&path).await.assert_status(200).assert_shows(&app.project().title);
    app.stranger().await.app().await.get(&path).await.assert_status(404).assert_hides(&app.project().title);
}

/// The form that puts a project into another state is the agency's; here the row is written.
async fn set_workspace(app: &TestApp, project: &Project, workspace: &str) {
    let mut tx = app.state().db.write(&fixture::scope(project.id)).await.unwrap();
    tx.announce_part();
    let set = sqlx::query("UPDATE projects SET workspace = $2 WHERE project_id = $1");
    set.bind(project.id.as_str()).bind(workspace).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn who_has_one_project_that_is_closed_sees_it_in_her_list() {
    let app = TestApp::start().await;
    let (client, admin) = (app.client().await, app.admin().await);
    let home = app.state().hosts.app.to_string();
    let mut hers = client.app().await;
    assert_eq!(hers.get("/projects").await.url.path(), "/", "the only project is gone to");
    set_workspace(&app, app.project(), "suspended").await;
    let list = hers.get(&format!("{home}/projects")).await;
    assert_eq!(list.url.path(), "/projects");
    list.assert_status(200).assert_shows(&app.project().title).assert_shows("Suspended");

    let portal = format!("{}/", app.state().hosts.tenant(app.project().id));
    let manage = format!("{home}/projects/{}/manage", app.project().id);
    hers.get(&portal).await.assert_status(403).assert_shows("Back to my projects");
    assert!(!hers.page().text().contains(&manage));
    let mut theirs = admin.app().await;
    assert!(theirs.get(&portal).await.assert_status(403).text().contains(&manage));
    theirs.get(&manage).await.assert_status(200);
}

#[tokio::test]
async fn archived_projects_are_found() {
    let app = TestApp::start().await;
    let mut web = app.platform_admin().await.app().await;
    let (old, id) = (app.another_project().await, app.project().id);
    set_workspace(&app, app.project(), "archived").await;
    let titles = |page: &Answer| page.texts("a.row-title");
    assert_eq!(titles(web.get("/projects").await), [old.title.as_str()]);
    let archived = web.get("/projects?status=archived").await;
    assert_eq!(titles(archived), [app.project().title.as_str()]);
    archived.assert_shows("Archived 1");
    for (search, found) in [(id.to_string(), 1), (id.to_string().to_lowercase(), 1), (id.as_str()[..11].to_owned(), 0)]
    {
        assert_eq!(titles(web.get(&format!("/projects?q={search}")).await).len(), found, "{search}");
    }
}

#[tokio::test]
async fn a_missing_page_of_the_app_leads_back_to_her_projects() {
    let app = TestApp::start().await;
    let mut web = app.client().await.app().await;
    web.get("/no-such-page").await.assert_status(404).assert_shows("Back to my projects");
    let mut inside = app.client().await.portal(app.project()).await;
    inside.get("/no-such-page").await.assert_status(404).assert_shows("Retour au projet");
    // The path of a form is no page: its error leads to the page above.
    let root = app.platform_admin().await;
    let mut web = root.app().await;
    let sent = web.get(&format!("/projects/{}/limits", app.project().id)).await;
    assert_eq!(sent.assert_status(405).attribute(".notice .btn", "href"), "/projects");
    let mut nobody = app.anonymous().in_english();
    let missing = format!("{}/no-such-page", app.state().hosts.app);
    nobody.get(&missing).await.assert_status(404).assert_shows("Sign in");
}
