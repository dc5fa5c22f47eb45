use fataplus::access::PartnerLevel;
use serde_json::json;

use crate::support::{Person, TestApp};

fn path(app: &TestApp, person: &Person) -> String {
    app.project().v1(&format!("/members/{}", person.user))
}

#[tokio::test]
async fn who_may_give_which_role() {
    let app = TestApp::start().await;
    let (client, manager, admin) = (app.client().await, app.manager().await, app.admin().await);
    let lead = json!({ "lead": true });
    for person in [app.client().await, app.lead_client().await, app.partner(PartnerLevel::Manage).await] {
        assert_eq!(person.api().await.patch(&path(&app, &client), lead.clone()).await.problem(), "forbidden");
    }
    let (hers, admins) = (manager.api().await, admin.api().await);
    let made = hers.patch(&path(&app, &client), lead).await.assert_status(200).json();
    assert_eq!((made["role"].as_str(), made["lead"].as_bool()), (Some("client"), Some(true)));
    client.api().await.get(&app.project().v1("/invitations")).await.assert_status(200);
    for body in [json!({ "role": "admin" }), json!({ "role": "project_manager" })] {
        assert_eq!(hers.patch(&path(&app, &client), body).await.problem(), "forbidden");
    }
    assert_eq!(hers.patch(&path(&app, &admin), json!({ "role": "client" })).await.problem(), "forbidden");
    let wrong = admins.patch(&path(&app, &manager), json!({ "lead": true })).await;
    assert_eq!(wrong.problem_fields(), [("lead".to_owned(), "choice".to_owned())]);
    let made = admins.patch(&path(&app, &client), json!({ "role": "project_manager" })).await.assert_status(200).json();
    assert_eq!((made["role"].as_str(), made["lead"].as_bool()), (Some("project_manager"), Some(false)));
    client.api().await.get(&app.project().v1("/invitations")).await.assert_status(200);
    admins.patch(&path(&app, &client), json!({ "role": "client" })).await.assert_status(200);
    assert_eq!(client.api().await.get(&app.project().v1("/invitations")).await.problem(), "forbidden");
    let stranger = app.stranger().await;
    assert_eq!(admins.patch(&path(&app, &stranger), json!({})).await.problem(), "not-found");
}

#[tokio::test]
async fn when_she_was_last_here_is_for_the_agency() {
    let app = TestApp::start().await;
    let (client, other, manager) = (app.client().await, app.client().await, app.manager().await);
    let mut portal = client.portal(app.project()).await;
    portal.get("/").await.assert_status(200);
    let listed = manager.api().await.get(&app.project().v1("/members")).await.json();
    let of = |person: &Person| {
        let items = listed["items"].as_array().unwrap();
        items.iter().find(|member| member["user_id"] == person.user.to_string()).unwrap()["last_seen_at"].clone()
    };
    assert!(of(&client).is_string() && of(&other).is_null(), "{listed}");
    manager.portal(app.project()).await.get("/people").await.assert_shows("last seen").assert_shows("never been here");
    for person in [client, app.partner(PartnerLevel::View).await] {
        person.api().await.get(&app.project().v1("/members")).await.assert_hides("last_seen_at");
        let page = person.portal(app.project()).await.get("/people").await.clone();
        page.assert_hides("last seen").assert_hides("never been here").assert_hides(&manager.email);
    }
}

#[tokio::test]
async fn an_admin_gives_roles_and_shares_on_the_page() {
    let app = TestApp::start().await;
    let (client, agent) = (app.client().await, app.stranger().await);
    let root = app.platform_admin().await.api().await;
    let agency = json!({ "name": "Studio Ravinala", "agents": [agent.email] });
    let agency = root.post("/v1/partner-agencies", agency).await.assert_status(201).json();
    let agency = agency["id"].as_str().unwrap();
    app.run_jobs().await;
    let token = super::token(&app.last_mail_to(&agent.email).link());
    agent.api().await.post("/v1/invitations/accept", json!({ "token": token })).await.assert_status(200);
    let mut web = app.admin().await.portal(app.project()).await;
    web.get("/people").await.assert_status(200);
    let place = format!("form[action='/people/{}/place']", client.user);
    web.submit(&place, &[("place", "client_lead")]).await.assert_status(200).assert_shows("The role is changed.");

    let share = "form[action='/partners']";
    let past = web.submit(share, &[("agency", agency), ("level", "edit"), ("until", "2020-01-01")]).await;
    past.assert_status(422).assert_shows("Choose a moment in the future");
    web.submit(share, &[("agency", agency), ("level", "edit"), ("until", "2199-12-31")]).await.assert_status(200);
    let hers = agent.api().await;
    let partner = app.project().v1(&format!("/partners/{agency}"));
    let shared = hers.get(&partner).await.assert_status(200).json();
    assert_eq!((shared["level"].as_str(), shared["expires_at"].as_str()), (Some("edit"), Some("2199-12-31T21:00:00Z")));
    let change = format!("form[action='/partners/{agency}']");
    web.submit(&change, &[("level", "view"), ("until", "")]).await.assert_status(200);
    let shared = hers.get(&partner).await.assert_status(200).json();
    assert_eq!((shared["level"].as_str(), shared["expires_at"].as_str()), (Some("view"), None));
    let end = format!("form[action='/partners/{agency}/remove']");
    web.submit(&end, &[]).await.assert_status(200).assert_shows("The share is over.");
    assert_eq!(hers.get(&partner).await.problem(), "not-found");

    let mut manager = app.manager().await.portal(app.project()).await;
    let page = manager.get("/people").await;
    assert!(page.texts("form[action^='/partners']").is_empty(), "{page}");
}
