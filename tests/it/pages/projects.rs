//! Pages of projects that staff make.

use crate::support::{TestApp, app::Options};

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
