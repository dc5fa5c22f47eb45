use crate::support::{PASSWORD, TestApp};

const INVITE: &str = "form[action='/people/invite']";

#[tokio::test]
async fn an_invited_person_comes_in_by_her_mail() {
    let app = TestApp::start().await;
    let person = app.manager().await;
    let mut manager = person.portal(app.project()).await;
    manager.get("/people").await.assert_status(200);
    let wrong = manager.submit(INVITE, &[("email", "not an address"), ("name", "Solo Randria")]).await;
    wrong.assert_status(422).assert_shows("Write an address such as");
    let done = manager.submit(INVITE, &[("email", "solo@baobab.test"), ("name", "Solo Randria")]).await;
    done.assert_status(200).assert_shows("The invitation is on its way.").assert_shows("solo@baobab.test");
    app.run_jobs().await;

    let link = app.last_mail_to("solo@baobab.test").link();
    let mut web = app.anonymous();
    web.get(&link).await.assert_status(200).assert_shows(&app.project().title);
    let weak = web.submit("form[action='/invitation']", &[("name", "Solo Randria"), ("password", "court")]).await;
    weak.assert_status(422).assert_shows("Au moins 12 caractères. Une petite phrase suffit.");
    let home = web.submit("form[action='/invitation']", &[("name", "Solo Randria"), ("password", PASSWORD)]).await;
    let portal = app.state().hosts.tenant(app.project().id);
    assert_eq!(home.assert_status(200).url.host_str(), Some(portal.host()));
    web.get(&format!("{portal}/people")).await.assert_shows(&person.name).assert_hides(&person.email);
    assert_eq!(web.get(&link).await.assert_status(200).url.host_str(), Some(portal.host()), "it leads on");
}

#[tokio::test]
async fn an_invitation_can_be_sent_again_and_withdrawn() {
    let app = TestApp::start().await;
    let mut manager = app.manager().await.portal(app.project()).await;
    manager.get("/people").await;
    manager.submit(INVITE, &[("email", "solo@baobab.test")]).await.assert_status(200);
    app.run_jobs().await;
    let first = app.last_mail_to("solo@baobab.test").link();
    manager.submit("form[action$='/resend']", &[]).await.assert_status(200);
    app.run_jobs().await;
    let second = app.last_mail_to("solo@baobab.test").link();
    let mut web = app.anonymous();
    web.get(&first).await.assert_status(422);
    web.get(&second).await.assert_status(200);
    let left = manager.submit("form[action$='/revoke']", &[]).await;
    left.assert_status(200).assert_shows("The invitation is withdrawn.");
    assert_eq!(left.texts("details .badge"), ["Withdrawn"], "it stands among those that are closed");
    assert!(left.texts("form[action$='/resend']").is_empty(), "{left}");
    web.get(&second).await.assert_status(422);
}

#[tokio::test]
async fn somebody_with_an_account_logs_in_first() {
    let app = TestApp::start().await;
    let (invited, other) = (app.stranger().await, app.stranger().await);
    let mut manager = app.manager().await.portal(app.project()).await;
    manager.get("/people").await;
    manager.submit(INVITE, &[("email", &invited.email)]).await.assert_status(200);
    app.run_jobs().await;
    let link = app.last_mail_to(&invited.email).link();

    let mut wrong = other.app().await;
    wrong.get(&link).await.assert_status(200).assert_shows("somebody else is signed in here");

    let mut web = app.anonymous();
    assert_eq!(web.get(&link).await.url.path(), "/login");
    web.submit("form[action='/login']", &[("email", &invited.email), ("password", PASSWORD)]).await;
    assert_eq!(web.page().url.path(), "/invitation");
    let home = web.submit("form[action='/invitation']", &[]).await;
    let portal = app.state().hosts.tenant(app.project().id);
    assert_eq!(home.assert_status(200).url.host_str(), Some(portal.host()));
}

#[tokio::test]
async fn a_plain_client_sees_people_and_no_forms() {
    let app = TestApp::start().await;
    let (client, lead) = (app.client().await, app.lead_client().await);
    let mut web = client.portal(app.project()).await;
    let page = web.get("/people").await;
    page.assert_status(200).assert_shows(&lead.name).assert_hides(&lead.email);
    assert!(page.texts("main form[action^='/people']").is_empty(), "{page}");
}

#[tokio::test]
async fn who_would_take_the_last_manager_away_is_warned() {
    let app = TestApp::start().await;
    let (_manager, admin) = (app.manager().await, app.admin().await);
    let mut web = admin.portal(app.project()).await;
    web.get("/people").await.assert_status(200).assert_shows("Nobody else manages this project.");
    app.manager().await;
    web.get("/people").await.assert_status(200).assert_hides("Nobody else manages this project.");
}
