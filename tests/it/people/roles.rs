use fataplus::access::{PartnerLevel, TokenScope};
use serde_json::json;

use crate::support::{Answer, Person, TestApp, key};

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
    app.run_jobs().await;
}

#[tokio::test]
async fn managers_invite_colleagues_and_share_where_the_project_lets_them() {
    let app = TestApp::start().await;
    let (manager, agent) = (app.manager().await, app.stranger().await);
    let (hers, admins) = (manager.api().await, app.admin().await.api().await);
    let root = app.platform_admin().await.api().await;
    let agency = json!({ "name": "Studio Ravinala", "agents": [agent.email] });
    let agency = root.post("/v1/partner-agencies", agency).await.assert_status(201).json();
    let partner = app.project().v1(&format!("/partners/{}", agency["id"].as_str().unwrap()));
    let (invitations, settings) = (app.project().v1("/invitations"), app.project().v1("/settings"));
    let colleague = |email: &str| json!({ "email": email, "role": "project_manager" });
    let mut web = manager.portal(app.project()).await;

    web.get("/people")
        .await
        .assert_status(200)
        .assert_hides("name=\"level\"")
        .assert_hides("value=\"project_manager\"");
    assert_eq!(hers.post(&invitations, colleague("voahangy@agence.test")).await.problem(), "forbidden");
    assert_eq!(hers.put(&partner, json!({ "level": "view" })).await.problem(), "forbidden");

    let changed = admins.patch(&settings, json!({ "managers_invite": true })).await.assert_status(200).json();
    assert_eq!((&changed["managers_invite"], &changed["client_mfa"]), (&json!(true), &json!(false)));
    let form = "form[action='/people/invite']";
    web.get("/people").await.assert_status(200);
    web.submit(form, &[("email", "voahangy@agence.test"), ("place", "project_manager")]).await.assert_status(200);
    app.run_jobs().await;
    let token = json!({ "token": super::token(&app.last_mail_to("voahangy@agence.test").link()) });
    // No admins, and no other role for those who are there.
    let admin = json!({ "email": "other@agence.test", "role": "admin" });
    assert_eq!(hers.post(&invitations, admin).await.problem(), "forbidden");
    let other = app.manager().await;
    assert_eq!(hers.patch(&path(&app, &other), json!({ "role": "client" })).await.problem(), "forbidden");
    assert_eq!(hers.delete(&path(&app, &other)).await.problem(), "forbidden");
    // A key does not pass the right on.
    let key = key(&app, app.project(), manager.user, &[TokenScope::MembersWrite], &[]).await;
    let url = format!("{}{invitations}", app.state().hosts.api);
    let request = app.http().post(url).bearer_auth(&key).json(&colleague("third@agence.test"));
    assert_eq!(Answer::of(request).await.problem(), "forbidden");

    // Up to `edit`, and not what an admin gave beyond.
    web.get("/people").await.assert_status(200);
    let share = [("agency", agency["id"].as_str().unwrap()), ("level", "edit")];
    web.submit("form[action='/partners']", &share).await.assert_status(200).assert_shows("Studio Ravinala");
    assert_eq!(hers.put(&partner, json!({ "level": "manage" })).await.problem_fields()[0].0, "level");
    admins.put(&partner, json!({ "level": "manage" })).await.assert_status(200);
    assert_eq!(hers.put(&partner, json!({ "level": "edit" })).await.problem(), "forbidden");
    assert_eq!(hers.delete(&partner).await.problem(), "forbidden");
    let ends = format!("action=\"/partners/{}/remove\"", agency["id"].as_str().unwrap());
    assert!(!web.get("/people").await.text().contains(&ends));
    admins.put(&partner, json!({ "level": "view" })).await.assert_status(200);
    assert!(web.get("/people").await.text().contains(&ends));
    hers.delete(&partner).await.assert_status(204);

    // An invitation that rests on the setting ends with it.
    admins.patch(&settings, json!({ "managers_invite": false })).await.assert_status(200);
    let late = app.stranger().await.api().await.post("/v1/invitations/accept", token).await;
    assert_eq!(late.problem(), "link-expired");
    web.get("/activity").await.assert_shows("changed whether managers may invite colleagues");
}
