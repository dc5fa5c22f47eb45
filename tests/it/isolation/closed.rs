//! Effects of a red verdict, and the synthetic tenants stay invisible to people.

use fataplus::isolation_check::Check;
use tokio_util::sync::CancellationToken;

use super::check::{alter, check};
use crate::support::{Project, TestApp};

#[tokio::test]
async fn while_something_crosses_no_project_is_served() {
    let app = TestApp::start().await;
    let manager = app.manager().await;
    let (api, mut portal, mut lists) = (manager.api().await, manager.portal(app.project()).await, manager.app().await);
    let hosts = app.state().hosts.clone();
    let ready = || app.http().get(format!("{}/health/ready", hosts.public)).send();

    alter(&app, "ALTER TABLE tasks NO FORCE ROW LEVEL SECURITY; ALTER TABLE tasks DISABLE ROW LEVEL SECURITY").await;
    check(&app).await;
    for path in ["", "/tasks", "/documents"] {
        let answer = api.get(&app.project().v1(path)).await;
        assert_eq!(answer.assert_status(503).problem(), "isolation-broken");
        assert_eq!(answer.header("retry-after"), Some("60"));
    }
    let page = portal.get("/plan").await;
    page.assert_status(503).assert_shows("Fermé un moment, par précaution");
    assert_eq!(page.header("retry-after"), Some("60"));
    app.anonymous_at(app.project().id).get("/").await.assert_status(503);
    let answer = ready().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.text().await.unwrap().as_str()), (503, "isolation\n"));
    // Log-ins and lists still work, and so does the report of the fault.
    lists.get("/projects").await.assert_status(200).assert_shows(&app.project().title);
    api.get("/v1/projects").await.assert_status(200);
    let mut admin = app.platform_admin().await.app().await;
    admin.get("/admin/isolation").await.assert_status(200).assert_shows("tasks: rows of other projects are seen");

    alter(&app, "ALTER TABLE tasks ENABLE ROW LEVEL SECURITY; ALTER TABLE tasks FORCE ROW LEVEL SECURITY").await;
    check(&app).await;
    api.get(&app.project().v1("/tasks")).await.assert_status(200);
    portal.get("/plan").await.assert_status(200);
    assert_eq!(ready().await.unwrap().status(), 200);
}

#[tokio::test]
async fn the_synthetic_tenants_are_in_no_list() {
    let app = TestApp::start().await;
    check(&app).await;
    let mut connection = app.database().connect("fataplus_platform").await;
    let made: Vec<(String, String)> =
        sqlx::query_as("SELECT project_id, canary FROM synthetic_tenants").fetch_all(&mut connection).await.unwrap();
    let admin = app.platform_admin().await;
    let (api, mut web) = (admin.api().await, admin.app().await);
    let projects = api.get("/v1/projects").await;
    assert_eq!(projects.assert_status(200).json()["items"].as_array().unwrap().len(), 1, "{projects}");
    let crm = web.get("/projects").await;
    assert_eq!(crm.assert_status(200).texts(".filters .count")[0], "1", "{crm}");
    for (project, canary) in &made {
        for path in ["/v1/projects", "/v1/partner-agencies", "/v1/submissions"] {
            let answer = api.get(&format!("{path}?limit=100")).await;
            answer.assert_status(200).assert_hides(project).assert_hides(canary);
        }
        api.get(&format!("/v1/projects?q={canary}")).await.assert_hides(project);
        for path in ["/projects", "/requests", "/admin/agencies"] {
            web.get(path).await.assert_status(200).assert_hides(project).assert_hides(canary);
        }
        api.get(&format!("/v1/projects/{project}")).await.assert_status(404);
        let there = Project { id: project.parse().unwrap(), title: String::new() };
        admin.portal(&there).await.get("/").await.assert_status(404);
    }
    let password = "UPDATE users SET password_hash = 'a hash', credential_epoch = credential_epoch + 1 WHERE email LIKE '%@isolation.invalid'";
    let refused = sqlx::query(password).execute(&mut connection).await.unwrap_err().into_database_error().unwrap();
    assert_eq!(refused.constraint(), Some("users_synthetic_have_no_password"));
}

#[tokio::test]
async fn an_admin_looks_at_the_history_and_asks_for_a_check() {
    let app = TestApp::start().await;
    app.manager().await.app().await.get("/admin/isolation").await.assert_status(404);
    let mut admin = app.platform_admin().await.app().await;
    admin.get("/admin/isolation").await.assert_status(200).assert_shows("Not checked yet");

    let stop = CancellationToken::new();
    let keeper = Check::new(app.state().clone(), fataplus::app::router(app.state())).schedule(stop.clone());
    let keeper = tokio::spawn(keeper);
    let done = admin.submit("form[action='/admin/isolation']", &[]).await;
    done.assert_status(200).assert_shows("The check has ended.").assert_shows("No project reaches another");
    let causes = done.texts("td[data-label='Because of']");
    assert!(!causes.is_empty() && causes.iter().all(|cause| cause == "the start" || cause == "a request"), "{done}");
    assert_eq!(done.texts("svg.strip title").len(), causes.len(), "{done}");
    stop.cancel();
    keeper.await.unwrap();
}
