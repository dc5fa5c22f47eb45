//! Plans, figures and the state of the workspace: for admins of the project, in any state.

use serde_json::json;

use crate::support::{TestApp, app::Options, fixture};

#[tokio::test]
async fn a_project_is_suspended_archived_and_opened_again_by_its_admin() {
    let app = TestApp::start().await;
    let (admin, manager, client) = (app.admin().await, app.manager().await, app.client().await);
    let (path, api) = (app.project().v1("/workspace"), admin.api().await);
    let refused = manager.api().await.put(&path, json!({ "state": "suspended" })).await;
    assert_eq!(refused.assert_status(403).problem(), "forbidden");

    for (state, problem) in [("suspended", "project-suspended"), ("archived", "project-archived")] {
        api.put(&path, json!({ "state": state, "reason": "Unpaid" })).await.assert_status(204);
        let seen = client.api().await.get(&app.project().v1("")).await;
        assert_eq!(seen.assert_status(403).problem(), problem);
        // Its own page, with the way back to other projects.
        let mut portal = client.portal(app.project()).await;
        let page = portal.get("/documents").await;
        page.assert_status(403).assert_shows(if state == "archived" { "put away" } else { "suspended" });
        // A caller without a part learns nothing of it.
        let stranger = app.stranger().await;
        assert_eq!(stranger.api().await.get(&app.project().v1("")).await.problem(), "not-found");
        assert_eq!(stranger.api().await.put(&path, json!({ "state": "active" })).await.problem(), "not-found");
    }
    let straight = api.put(&path, json!({ "state": "active" })).await;
    assert_eq!(straight.assert_status(409).problem(), "state-conflict");
    api.put(&path, json!({ "state": "suspended" })).await.assert_status(204);
    api.put(&path, json!({ "state": "active" })).await.assert_status(204);
    client.api().await.get(&app.project().v1("")).await.assert_status(200);
    let activity = api.get(&app.project().v1("/activity")).await.json();
    let kinds: Vec<_> = activity["items"].as_array().unwrap().iter().map(|event| event["kind"].clone()).collect();
    assert_eq!(kinds, ["project-resumed", "project-suspended", "project-archived", "project-suspended"]);
    let clients = client.api().await.get(&app.project().v1("/activity")).await.json();
    assert_eq!(clients["items"], json!([]), "why a project was closed is the agency's");
    app.run_jobs().await;
    for person in [&client, &manager] {
        let mails = app.mails_to(&person.email);
        let told: Vec<_> = mails.iter().map(|mail| mail.subject.split(':').next().unwrap()).collect();
        assert_eq!(told, ["Suspended", "Archived", "Open again"]);
        assert!(mails.iter().all(|mail| !mail.text.contains("Unpaid")));
    }
}

#[tokio::test]
async fn figures_of_its_own_stand_before_the_plans() {
    let app = TestApp::start().await;
    let (api, path) = (app.admin().await.api().await, app.project().v1("/settings"));
    let first = api.get(&path).await.assert_status(200).json();
    assert_eq!(
        (first["plan"].clone(), first["limits"]["requests_per_minute"].clone()),
        (json!("standard"), json!(1200))
    );
    let changed = api.patch(&path, json!({ "plan": "large", "storage_bytes": 1000, "statement_ms": 200 })).await;
    let changed = changed.assert_status(200).json();
    assert_eq!(changed["limits"]["storage_bytes"], 1000);
    assert_eq!(changed["limits"]["requests_per_minute"], 6000);
    let back = api.patch(&path, json!({ "storage_bytes": null })).await.assert_status(200).json();
    assert_eq!(
        (back["limits"]["storage_bytes"].clone(), back["own"]["statement_ms"].clone()),
        (json!(50_000_000_000_i64), json!(200))
    );

    let wrong = json!({ "plan": "endless", "statement_ms": 1, "connections": 0 });
    let refused = api.patch(&path, wrong).await;
    let fields: Vec<_> = refused.assert_status(422).problem_fields().into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["plan", "connections", "statement_ms"]);
    let manager = app.manager().await.api().await;
    assert_eq!(manager.get(&path).await.problem(), "forbidden");
}

#[tokio::test]
async fn the_page_keeps_what_was_typed_and_takes_effect_at_once() {
    let app = TestApp::with(Options { rate_limits: true, ..Options::default() }).await;
    let (admin, client) = (app.platform_admin().await, app.client().await);
    let mut web = admin.app().await;
    web.get("/projects").await.assert_shows("Manage");
    let page = format!("/projects/{}/manage", app.project().id);
    web.get(&page).await.assert_status(200).assert_shows(&app.project().title).assert_shows("The plan: 1200");
    let limits = "form[action$='/limits']";
    let wrong = web.submit(limits, &[("requests_per_minute", "many"), ("storage_bytes", "77")]).await;
    wrong.assert_status(422).assert_shows("within the permitted range");
    assert!(wrong.text().contains("value=\"77\""), "what was typed is gone: {wrong}");
    web.submit(limits, &[("requests_per_minute", "1"), ("storage_bytes", "77")]).await.assert_status(200);
    let api = client.api().await;
    api.get(&app.project().v1("/activity")).await.assert_status(200);
    api.get(&app.project().v1("/activity")).await.assert_status(429);
    web.submit(limits, &[("requests_per_minute", "")]).await.assert_status(200);
    api.get(&app.project().v1("/activity")).await.assert_status(200);

    let moved = "form[action$='/workspace']";
    web.submit(moved, &[("state", "suspended"), ("reason", "Unpaid")])
        .await
        .assert_status(200)
        .assert_shows("Suspended");
    assert_eq!(api.get(&app.project().v1("")).await.problem(), "project-suspended");
    // Neither a manager nor a person of another project has this page.
    app.manager().await.app().await.get(&page).await.assert_status(403);
    app.stranger().await.app().await.get(&page).await.assert_status(404);
    let other = fixture::project(app.state(), "Another").await;
    app.stranger().await.app().await.get(&format!("/projects/{}/manage", other.id)).await.assert_status(404);
    app.run_jobs().await;
}
