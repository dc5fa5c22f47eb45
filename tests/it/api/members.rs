use fataplus::access::PartnerLevel;
use futures_util::future::join_all;
use serde_json::json;
use time::Duration;

use crate::support::{PASSWORD, TestApp};

fn token(link: &str) -> String {
    link.split_once("token=").unwrap().1.to_owned()
}

#[tokio::test]
async fn clients_and_partners_see_names_and_no_addresses() {
    let app = TestApp::start().await;
    let (client, manager) = (app.client().await, app.manager().await);
    let path = app.project().v1("/members");
    let seen = manager.api().await.get(&path).await;
    assert!(seen.text().contains(&client.email), "{seen}");
    for person in [client, app.partner(PartnerLevel::Manage).await] {
        let seen = person.api().await.get(&path).await;
        assert!(seen.assert_status(200).text().contains(&manager.name), "{seen}");
        seen.assert_hides("@");
    }
}

#[tokio::test]
async fn a_removed_member_is_out_at_once() {
    let app = TestApp::start().await;
    let (client, manager) = (app.client().await, app.manager().await);
    let (hers, agency) = (client.api().await, manager.api().await);
    hers.get(&app.project().v1("/members")).await.assert_status(200);
    agency.delete(&app.project().v1(&format!("/members/{}", client.user))).await.assert_status(204);
    assert_eq!(hers.get(&app.project().v1("/members")).await.problem(), "not-found");
    let again = agency.delete(&app.project().v1(&format!("/members/{}", client.user))).await;
    assert_eq!(again.problem(), "not-found");
    let herself = agency.delete(&app.project().v1(&format!("/members/{}", manager.user))).await;
    assert_eq!(herself.problem(), "forbidden");
    app.run_jobs().await;
    let mails = app.mails_to(&client.email);
    assert!(mails[0].subject.starts_with("You no longer take part in"), "{mails:?}");
}

#[tokio::test]
async fn each_role_invites_whom_it_may() {
    let app = TestApp::start().await;
    let path = app.project().v1("/invitations");
    for (person, allowed) in [
        (app.client().await, [403, 403, 403]),
        (app.lead_client().await, [201, 403, 403]),
        (app.manager().await, [201, 201, 403]),
        (app.admin().await, [201, 201, 201]),
        (app.partner(PartnerLevel::Manage).await, [403, 403, 403]),
    ] {
        // So that the address has not had its five mails of the day.
        app.clock().advance(Duration::hours(25));
        let api = person.api().await;
        for (body, status) in [
            json!({ "email": "Solo@Baobab.test", "role": "client" }),
            json!({ "email": "solo@baobab.test", "role": "client", "lead": true }),
            json!({ "email": "solo@baobab.test", "role": "project_manager" }),
        ]
        .into_iter()
        .zip(allowed)
        {
            api.post(&path, body).await.assert_status(status);
        }
    }
    let open = app.admin().await.api().await.get(&path).await.json();
    assert_eq!(open["items"].as_array().unwrap().len(), 1, "one live invitation for one address: {open}");
    app.run_jobs().await;
}

#[tokio::test]
async fn an_invitation_is_accepted_once_and_makes_the_account() {
    let app = TestApp::start().await;
    let manager = app.manager().await.api().await;
    let new = json!({ "email": "solo@baobab.test", "name": "Solo Randria", "role": "client" });
    manager.post(&app.project().v1("/invitations"), new).await.assert_status(201);
    app.run_jobs().await;
    let token = token(&app.last_mail_to("solo@baobab.test").link());
    let anyone = app.anonymous_api();

    let weak = anyone.post("/v1/invitations/accept", json!({ "token": token, "password": "court" })).await;
    assert_eq!(weak.problem_fields(), [("password".to_owned(), "password-too-short".to_owned())]);
    let body = json!({ "token": token, "password": PASSWORD });
    let answers = join_all((0..10).map(|_| anyone.post("/v1/invitations/accept", body.clone()))).await;
    let joined: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
    assert_eq!(joined.len(), 1, "{answers:#?}");
    assert_eq!(joined[0].json()["project_id"], app.project().id.as_str());

    let login = json!({ "email": "solo@baobab.test", "password": PASSWORD });
    anyone.post("/v1/auth/token", login).await.assert_status(200);
    let members = manager.get(&app.project().v1("/members")).await.json();
    let solo: Vec<_> =
        members["items"].as_array().unwrap().iter().filter(|member| member["role"] == "client").collect();
    assert_eq!(solo.len(), 1, "{members}");
    assert_eq!(solo[0]["name"], "Solo Randria");
    assert_eq!(anyone.post("/v1/invitations/accept", body).await.problem(), "link-expired");
}

#[tokio::test]
async fn an_invitation_is_only_for_whom_it_names() {
    let app = TestApp::start().await;
    let (invited, other) = (app.stranger().await, app.stranger().await);
    let manager = app.manager().await.api().await;
    let made = manager
        .post(&app.project().v1("/invitations"), json!({ "email": invited.email, "role": "client" }))
        .await
        .assert_status(201)
        .json();
    app.run_jobs().await;
    let body = json!({ "token": token(&app.last_mail_to(&invited.email).link()) });
    let (hers, others) = (invited.api().await, other.api().await);
    assert_eq!(others.post("/v1/invitations/accept", body.clone()).await.problem(), "forbidden");
    hers.post("/v1/invitations/accept", body.clone()).await.assert_status(200);
    hers.get(&app.project().v1("/members")).await.assert_status(200);
    let gone = manager.delete(&app.project().v1(&format!("/invitations/{}", made["id"].as_str().unwrap()))).await;
    assert_eq!(gone.problem(), "not-found");
}

#[tokio::test]
async fn a_partner_agency_gets_and_loses_its_share() {
    let app = TestApp::start().await;
    let (root, admin, agent) = (app.platform_admin().await, app.admin().await.api().await, app.stranger().await);
    let agency = json!({ "name": "Studio Ravinala", "agents": [agent.email, "new@ravinala.test"] });
    assert_eq!(admin.post("/v1/partner-agencies", agency.clone()).await.problem(), "not-found");
    let agency = root.api().await.post("/v1/partner-agencies", agency).await.assert_status(201).json();
    app.run_jobs().await;
    assert!(app.last_mail_to("new@ravinala.test").link().contains("/invitation?token=agency."));

    let share = app.project().v1(&format!("/partners/{}", agency["id"].as_str().unwrap()));
    let hers = agent.api().await;
    let token = token(&app.last_mail_to(&agent.email).link());
    hers.post("/v1/invitations/accept", json!({ "token": token })).await.assert_status(200);
    assert_eq!(hers.get(&share).await.problem(), "not-found");
    let past = admin.put(&share, json!({ "level": "edit", "expires_at": "2020-01-01T00:00:00Z" })).await;
    assert_eq!(past.problem_fields(), [("expires_at".to_owned(), "date-past".to_owned())]);
    admin.put(&share, json!({ "level": "edit" })).await.assert_status(200);
    assert_eq!(hers.get(&share).await.assert_status(200).json()["level"], "edit");
    admin.delete(&share).await.assert_status(204);
    assert_eq!(hers.get(&share).await.problem(), "not-found");
    let unknown = app.project().v1(&format!("/partners/{}", agent.user));
    assert_eq!(admin.put(&unknown, json!({ "level": "view" })).await.problem(), "not-found");
    app.run_jobs().await;
}
