//! The plan's pages, as the agency uses them.

use fataplus::{access::PartnerLevel, features::work::plan, text::Language};
use serde_json::json;

use crate::support::{TestApp, Web, fixture};

#[tokio::test]
async fn what_was_added_can_be_deleted() {
    let app = TestApp::start().await;
    let manager = app.manager().await;
    let (api, mut web) = (manager.api().await, manager.portal(app.project()).await);
    for (kind, path) in [("milestones", "/milestones"), ("tasks", "/tasks")] {
        let made = api.post(&app.project().v1(path), json!({ "title": "To be deleted" })).await;
        let id = made.assert_status(201).json()["id"].as_str().unwrap().to_owned();
        web.get(&format!("/plan/{kind}/{id}")).await.assert_status(200);
        let form = format!("form[action='/plan/{kind}/{id}/delete']");
        web.submit(&form, &[]).await.assert_status(200).assert_hides("To be deleted");
    }
    let left = api.get(&app.project().v1("/milestones")).await.json();
    assert!(left["items"].as_array().unwrap().iter().all(|milestone| milestone["title"] != "To be deleted"));
}

#[tokio::test]
async fn another_language_shows_the_same_page() {
    let app = TestApp::start().await;
    let mut web = app.anonymous();
    let login = format!("{}/login?next=%2Faccount", app.state().hosts.app);
    web.get(&login).await.assert_status(200);
    let page = web.submit("form.lang", &[("language", "mg")]).await;
    assert_eq!(page.assert_status(200).url.as_str(), login);
    assert_eq!(page.texts("html").len(), 1);
    assert!(page.text().contains("<html lang=\"mg\">"), "{page}");
}

#[tokio::test]
async fn two_who_edit_the_same_thing_keep_both_changes_or_see_the_other_s() {
    let app = TestApp::start().await;
    let manager = app.manager().await;
    let (api, project) = (manager.api().await, app.project());
    let id = async |path: &str| {
        let made = api.post(&project.v1(path), json!({ "title": "Mast" })).await.assert_status(201).json();
        made["id"].as_str().unwrap().to_owned()
    };
    let (milestone, task) = (id("/milestones").await, id("/tasks").await);
    for (page, form, path) in [
        (format!("/plan/milestones/{milestone}"), "#edit", "/milestones"),
        (format!("/plan/tasks/{task}"), "#edit", "/tasks"),
        ("/settings".to_owned(), "form[action='/settings']", ""),
    ] {
        let stored = async |field: &str| {
            let found = api.get(&project.v1(path)).await.json();
            let items = found["items"].as_array().cloned().unwrap_or_else(|| vec![found]);
            items.iter().map(|one| one[field].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        let (mut first, mut second) = (manager.portal(project).await, manager.portal(project).await);
        let open = async |web: &mut Web| {
            web.get(&page).await.assert_status(200);
        };
        open(&mut first).await;
        open(&mut second).await;
        first.submit(form, &[("due_on", "2030-05-01")]).await.assert_status(200);
        second.submit(form, &[("title", "Main mast")]).await.assert_status(200);
        assert!(stored("due_on").await.contains(&"2030-05-01".to_owned()), "{page}");
        assert!(stored("title").await.contains(&"Main mast".to_owned()), "{page}");
        open(&mut first).await;
        open(&mut second).await;
        first.submit(form, &[("title", "Fore mast")]).await.assert_status(200);
        let told = second.submit(form, &[("title", "Aft mast")]).await;
        told.assert_status(422).assert_shows("Somebody has just saved: “Fore mast”");
        assert!(told.text().contains("Aft mast"), "what was typed stays: {told}");
        assert!(stored("title").await.contains(&"Fore mast".to_owned()), "{page}");
        second.submit(form, &[]).await.assert_status(200);
        assert!(stored("title").await.contains(&"Aft mast".to_owned()), "{page}");
    }
}

#[tokio::test]
async fn everything_is_delivered_when_it_is() {
    let app = TestApp::start().await;
    let manager = app.manager().await.api().await;
    let milestone = json!({ "title": "Delivery" });
    let id = manager.post(&app.project().v1("/milestones"), milestone).await.assert_status(201).json()["id"].clone();
    let mut tx = app.state().db.write(&fixture::scope(app.project().id)).await.unwrap();
    tx.announce_part();
    sqlx::query("UPDATE projects SET status = 'completed'").execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
    let mut web = app.client().await.portal(app.project()).await;
    assert_eq!(web.get("/").await.assert_status(200).texts(".turn-title"), ["Nothing is pending"]);
    let mut tx = app.state().db.write(&fixture::scope(app.project().id)).await.unwrap();
    sqlx::query("UPDATE milestones SET done_at = now()").execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(web.get("/").await.assert_status(200).texts(".turn-title"), ["Everything is delivered"], "{id}");
}

#[tokio::test]
async fn the_first_plan_is_named_in_the_reader_s_language_until_somebody_renames_it() {
    let app = TestApp::start().await;
    let manager = app.manager().await;
    let mut tx = app.state().db.write(&fixture::scope(app.project().id)).await.unwrap();
    plan::store::insert_defaults(&mut tx, Language::En, app.state().clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    let mut web = manager.portal(app.project()).await;
    web.get("/plan").await.assert_shows("Kick-off and scope").assert_shows("Date to be agreed");
    web.submit("form.lang", &[("language", "fr")]).await;
    web.get("/plan").await.assert_shows("Lancement et cadrage").assert_hides("Kick-off and scope");
    web.get("/").await.assert_shows("Lancement et cadrage").assert_shows("Date à convenir");

    let api = manager.api().await;
    let first = api.get(&app.project().v1("/milestones")).await.json()["items"][0].clone();
    assert_eq!(first["title"], "Kick-off and scope", "in the language of the project's mails");
    let page = format!("/plan/milestones/{}", first["id"].as_str().unwrap());
    web.get(&page).await;
    web.submit("#edit", &[("due_on", "2030-05-01")]).await.assert_status(200);
    let kept = api.get(&app.project().v1("/milestones")).await.json()["items"][0].clone();
    assert_eq!((&kept["title"], &kept["due_on"]), (&json!("Kick-off and scope"), &json!("2030-05-01")));
    web.get(&page).await;
    web.submit("#edit", &[("title", "Atelier")]).await.assert_status(200);
    web.submit("form.lang", &[("language", "en")]).await;
    web.get("/plan").await.assert_shows("Atelier").assert_hides("Kick-off and scope");
}

#[tokio::test]
async fn who_completes_a_project_reads_first_what_it_leaves_open() {
    let app = TestApp::start().await;
    let manager = app.manager().await;
    let api = manager.api().await;
    for (path, title) in [("/milestones", "Mast"), ("/tasks", "Paint"), ("/tasks", "Sail"), ("/file-requests", "Logo")]
    {
        api.post(&app.project().v1(path), json!({ "title": title })).await.assert_status(201);
    }
    let set = async |status: &str| {
        let mut tx = app.state().db.write(&fixture::scope(app.project().id)).await.unwrap();
        tx.announce_part();
        sqlx::query("UPDATE projects SET status = $1").bind(status).execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
    };
    let mut web = manager.portal(app.project()).await;
    set("in_progress").await;
    web.get("/settings").await.assert_hides("Still open");
    set("review").await;
    let open = "Still open: 1 milestone, 2 tasks, 1 file, decision or answer.";
    web.get("/settings").await.assert_shows(open);
    let partner = app.partner(PartnerLevel::Manage).await;
    let mut web = partner.portal(app.project()).await;
    web.get("/settings").await.assert_shows("Still open: 1 milestone.");
    app.run_jobs().await;
}

#[tokio::test]
async fn a_task_that_its_side_does_not_see_is_refused() {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await, app.client().await);
    let mut web = manager.portal(app.project()).await;
    web.get("/").await.assert_status(200);
    // The short form does not ask who sees it, nor does it after a wrong day.
    let short = "form[action='/plan/tasks']";
    web.submit(short, &[("title", "Sign"), ("due_on", "9999-12-31")]).await.assert_status(422).assert_shows("2100");
    web.submit("#edit", &[("due_on", "")]).await.assert_status(200);
    client.portal(app.project()).await.get("/plan").await.assert_shows("Sign");

    web.get("/plan").await;
    let hidden = [("title", "Pay"), ("side", "client"), ("visibility", "internal")];
    web.submit(short, &hidden).await.assert_status(422).assert_shows("does not see it");
    let path = app.project().v1("/tasks");
    let api = manager.api().await;
    let task = serde_json::json!({ "title": "Pay", "assignee_id": client.user, "visibility": "internal" });
    assert_eq!(
        api.post(&path, task.clone()).await.problem_fields(),
        [("visibility".to_owned(), "task-unseen".to_owned())]
    );
    let mut seen = task;
    seen["visibility"] = "client".into();
    api.post(&path, seen).await.assert_status(201);
    app.leave_jobs();
}

#[tokio::test]
async fn a_reached_milestone_says_what_is_open_in_it() {
    let app = TestApp::start().await;
    let manager = app.manager().await;
    let api = manager.api().await;
    let milestone = serde_json::json!({ "title": "Draw", "weight": 10 });
    let made = api.post(&app.project().v1("/milestones"), milestone).await.assert_status(201).json();
    let task = serde_json::json!({ "title": "Measure", "milestone_id": made["id"] });
    let task = api.post(&app.project().v1("/tasks"), task).await.assert_status(201).json();
    let mut web = manager.portal(app.project()).await;
    web.get("/plan").await.assert_hides("still open");
    web.submit(&format!("form[action='/plan/milestones/{}/done']", made["id"].as_str().unwrap()), &[]).await;
    web.page().assert_shows("One task is still open").assert_shows("Reached");
    web.submit(&format!("form[action='/plan/tasks/{}/done']", task["id"].as_str().unwrap()), &[]).await;
    web.page().assert_hides("still open").assert_shows("One task done");
    app.leave_jobs();
}
