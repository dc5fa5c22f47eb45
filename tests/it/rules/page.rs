use crate::support::TestApp;

const FORM: &str = "form[action*='/security']";

#[tokio::test]
async fn the_page_warns_before_it_locks_its_reader_out() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut web = admin.app().await;
    let manage = format!("/projects/{}/manage", app.project().id);
    web.get(&manage).await.assert_status(200).assert_shows("You come from 127.0.0.1");
    let wrong = web.submit(FORM, &[("ip_allow", "the office"), ("session_minutes", "5")]).await;
    wrong.assert_status(422).assert_shows("Write addresses such as").assert_shows("between 15 and 720");

    let list = [("ip_allow", "192.0.2.0/24, 198.51.100.7\n2001:db8::/32"), ("session_minutes", "")];
    web.submit(FORM, &list).await.assert_status(409).assert_shows("Your own address, 127.0.0.1, is not in this list");
    let settings = app.project().v1("/settings");
    let platform = app.platform_admin().await.api().await;
    assert_eq!(platform.get(&settings).await.json()["ip_allow"], serde_json::json!([]));
    // The second step, with the typed values.
    let saved = web.submit(FORM, &[("confirm", "true"), ("client_mfa", "true")]).await;
    saved.assert_status(403).assert_shows("Not from this address");
    let kept = platform.get(&settings).await.assert_status(200).json();
    assert_eq!(kept["ip_allow"], serde_json::json!(["192.0.2.0/24", "198.51.100.7/32", "2001:db8::/32"]));
    assert_eq!((&kept["client_mfa"], &kept["session_minutes"]), (&true.into(), &serde_json::Value::Null));
    // The platform's admin sees the page from anywhere, and opens the door again.
    let mut web = app.platform_admin().await.app().await;
    web.get(&manage).await.assert_status(200);
    web.submit(FORM, &[("ip_allow", ""), ("session_minutes", "30")]).await.assert_status(200).assert_shows("Saved");
    admin.portal(app.project()).await.get("/people").await.assert_status(200);
    for other in [app.manager().await, app.client().await, app.stranger().await] {
        let refused = other.app().await.get(&manage).await.status;
        assert!(matches!(refused, 403 | 404), "{refused}");
    }
}

#[tokio::test]
async fn an_old_tab_does_not_open_what_was_closed_meanwhile() {
    let app = TestApp::start().await;
    let admin = app.platform_admin().await;
    let manage = format!("/projects/{}/manage", app.project().id);
    let (mut first, mut second) = (admin.app().await, admin.app().await);
    first.get(&manage).await.assert_status(200);
    second.get(&manage).await.assert_status(200);
    first.submit(FORM, &[("session_minutes", "30")]).await.assert_status(200).assert_shows("Saved");
    let told = second.submit(FORM, &[("client_mfa", "true")]).await;
    told.assert_status(422).assert_shows("This has changed meanwhile");
    let kept = admin.api().await.get(&app.project().v1("/settings")).await.json();
    assert_eq!((&kept["session_minutes"], &kept["client_mfa"]), (&30.into(), &false.into()));
    second.get(&manage).await;
    first.get(&manage).await;
    let figures = "form[action*='/limits']";
    first.submit(figures, &[("requests_per_minute", "77")]).await.assert_status(200);
    second.submit(figures, &[("plan", "large")]).await.assert_status(422).assert_shows("This has changed meanwhile");
}
