use crate::support::{PASSWORD, TestApp, browser::Browser};

async fn log_in(browser: &Browser, app: &TestApp, email: &str) {
    browser.goto(&format!("{}/login", app.state().hosts.app)).await;
    browser.fill("email", email).await;
    browser.fill("password", PASSWORD).await;
    browser.click_and_leave("Sign in").await;
}

/// Invited on a telephone, accepted on another, and viewed as the client.
#[tokio::test]
async fn invite_accept_and_look_on_as_the_client() {
    let app = TestApp::start().await;
    let manager = app.manager().await;
    let portal = app.state().hosts.tenant(app.project().id).to_string();
    let hers = Browser::narrow().await;
    log_in(&hers, &app, &manager.email).await;
    hers.goto(&format!("{portal}/people")).await;
    hers.fill("name", "Noro Rabe").await;
    hers.fill("email", "noro@baobab.test").await;
    hers.click_and_leave("Send the invitation").await;
    hers.shows("The invitation is on its way.").await;
    hers.screenshot("people-invited").await;
    app.run_jobs().await;

    let theirs = Browser::narrow().await;
    theirs.goto(&app.last_mail_to("noro@baobab.test").link()).await;
    theirs.fill("name", "Noro Rabe").await;
    theirs.fill("password", PASSWORD).await;
    theirs.screenshot("people-invitation").await;
    theirs.click_and_leave("Join the project").await;
    theirs.shows(&app.project().title).await;
    theirs.goto(&format!("{}/account", app.state().hosts.app)).await;
    theirs.screenshot("people-account").await;
    theirs.close().await;

    hers.goto(&format!("{portal}/")).await;
    hers.click_and_leave("View as client").await;
    hers.shows("You see what the client sees").await;
    hers.screenshot("people-client-view").await;
    hers.hides("Agency view").await;
    hers.click_and_leave("Leave this view").await;
    hers.shows("Agency view").await;
    hers.goto(&format!("{portal}/people")).await;
    hers.shows("Noro Rabe").await;
    hers.screenshot("people-members").await;
    hers.assert_no_errors().await;
    hers.close().await;
}
