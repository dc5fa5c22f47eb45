use super::get;
use crate::support::{TestApp, Web};

/// Hidden fields of the form, which a reload of its answer sends again.
fn hidden(web: &Web, form: &str) -> [(&'static str, String); 2] {
    ["csrf", "once"].map(|name| {
        let (page, selector) = (web.page().html(), scraper::Selector::parse(&format!("{form} [name={name}]")).unwrap());
        (name, page.select(&selector).next().unwrap().attr("value").unwrap().to_owned())
    })
}

#[tokio::test]
async fn a_token_is_made_and_taken_back_on_its_page() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let mut web = client.app().await;
    web.get("/account/tokens")
        .await
        .assert_status(200)
        .assert_shows("No token yet")
        .assert_shows("a new password does not end them");
    let form = "form[action='/account/tokens']";
    web.submit(form, &[("name", "")]).await.assert_status(422).assert_shows("Choose at least one.");
    let hidden = hidden(&web, form);
    let page = web.submit(form, &[("name", "Weekly report"), ("scopes", "project:read")]).await;
    assert_eq!(page.assert_status(200).header("cache-control"), Some("no-store"));
    let token = page.texts("#fresh code").pop().unwrap();
    get(&app, &token, &app.project().v1("")).await.assert_status(200);
    // Shown once, and made once: a reload of the answer leads to the list.
    let again = [
        ("csrf", hidden[0].1.as_str()),
        ("once", &hidden[1].1),
        ("name", "Weekly report"),
        ("scopes", "project:read"),
        ("days", "90"),
    ];
    assert_eq!(
        web.post("/account/tokens", &again).await.assert_status(303).header("location"),
        Some("/account/tokens")
    );
    assert_eq!(web.get("/account/tokens").await.texts("form[action$='/revoke']").len(), 1);
    web.get("/account/tokens").await.assert_shows("Weekly report").assert_hides(&token);
    web.submit("form[action$='/revoke']", &[]).await.assert_status(200).assert_shows("The token was taken back.");
    get(&app, &token, &app.project().v1("")).await.assert_status(401);
    app.run_jobs().await;
}

#[tokio::test]
async fn a_key_is_made_and_taken_back_on_its_page() {
    let app = TestApp::start().await;
    let manager = app.manager().await;
    let mut portal = manager.portal(app.project()).await;
    portal.get("/settings").await.assert_shows("Manage keys");
    portal.get("/keys").await.assert_status(200).assert_shows("No key yet");
    let form = "form[action='/keys']";
    let wrong = [("name", "Backup"), ("scopes", "project:read"), ("networks", "the office")];
    portal.submit(form, &wrong).await.assert_status(422).assert_shows("Write addresses such as");
    let right = [("name", "Backup"), ("scopes", "project:read"), ("networks", "")];
    let hidden = hidden(&portal, form);
    let page = portal.submit(form, &right).await;
    let text = page.assert_status(200).texts("#fresh code").pop().unwrap();
    get(&app, &text, &app.project().v1("")).await.assert_status(200);
    let again = [
        ("csrf", hidden[0].1.as_str()),
        ("once", &hidden[1].1),
        ("name", "Backup"),
        ("scopes", "project:read"),
        ("days", "90"),
    ];
    assert_eq!(portal.post("/keys", &again).await.assert_status(303).header("location"), Some("/keys"));
    assert_eq!(portal.get("/keys").await.texts("form[action$='/revoke']").len(), 1);
    portal.get("/keys").await.assert_shows("Backup").assert_hides(&text);
    portal.submit("form[action$='/revoke']", &[]).await.assert_shows("The key was taken back.");
    get(&app, &text, &app.project().v1("")).await.assert_status(401);
    let mut client = app.client().await.portal(app.project()).await;
    client.get("/keys").await.assert_status(403);
    client.get("/settings").await.assert_status(403);
}
