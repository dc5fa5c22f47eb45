use crate::support::{
    TestApp,
    browser::{Browser, xpath_literal},
};

#[tokio::test]
async fn the_landing_page_and_a_missing_one_are_shown() {
    let app = TestApp::start().await;
    let public = app.state().hosts.public.to_string();
    let browser = Browser::start().await;
    browser.goto(&public).await;
    browser.shows("Fataplus").await;
    browser.assert_no_errors().await;
    browser.screenshot("landing").await;
    browser.goto(&format!("{public}/no-such-page")).await;
    browser.shows("404").await;
    browser.screenshot("missing").await;
    browser.close().await;
}

#[test]
fn any_text_can_be_looked_for() {
    assert_eq!(xpath_literal("d'accord"), "\"d'accord\"");
    assert_eq!(xpath_literal("say \"no\""), "concat(\"say \", '\"', \"no\", '\"', \"\")");
}
