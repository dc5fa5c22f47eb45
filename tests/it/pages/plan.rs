//! The plan's pages, as the agency uses them.

use serde_json::json;

use crate::support::TestApp;

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
