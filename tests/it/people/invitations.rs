use fataplus::cli::{UserCommand, manage_people};
use futures_util::future::join_all;
use serde_json::json;
use time::Duration;

use super::token;
use crate::support::{PASSWORD, TestApp};

#[tokio::test]
async fn of_fifty_acceptances_at_once_one_succeeds() {
    let app = TestApp::start().await;
    let (invited, manager) = (app.stranger().await, app.manager().await.api().await);
    let new = json!({ "email": invited.email, "role": "client" });
    manager.post(&app.project().v1("/invitations"), new).await.assert_status(201);
    app.run_jobs().await;
    let body = json!({ "token": token(&app.last_mail_to(&invited.email).link()) });
    let hers = invited.api().await;
    let answers = join_all((0..50).map(|_| hers.post("/v1/invitations/accept", body.clone()))).await;
    let joined = answers.iter().filter(|answer| answer.status == 200).count();
    // Those refused because the project's share of the database was used up may retry, in vain.
    let refused = |slug: &str| slug == "link-expired" || slug == "project-busy";
    let late = answers.iter().filter(|answer| answer.status >= 400 && refused(&answer.problem())).count();
    assert_eq!((joined, late), (1, 49), "{answers:#?}");
    assert_eq!(hers.post("/v1/invitations/accept", body).await.problem(), "link-expired");
}

#[tokio::test]
async fn invited_is_not_a_member_and_looking_changes_nothing() {
    let app = TestApp::start().await;
    let (invited, manager) = (app.stranger().await, app.manager().await.api().await);
    let path = app.project().v1("/invitations");
    manager.post(&path, json!({ "email": invited.email, "role": "client" })).await.assert_status(201);
    app.run_jobs().await;
    let link = app.last_mail_to(&invited.email).link();
    let mut web = invited.app().await;
    for _ in 0..3 {
        web.get(&link).await.assert_status(200).assert_shows("Join the project");
    }
    let hers = invited.api().await;
    assert_eq!(hers.get(&app.project().v1("/members")).await.problem(), "not-found");
    assert_eq!(manager.get(&path).await.json()["items"][0]["state"], "pending");
    web.submit("form[action='/invitation']", &[]).await.assert_status(200).assert_shows(&app.project().title);
    hers.get(&app.project().v1("/members")).await.assert_status(200);
    assert_eq!(manager.get(&path).await.json()["items"], json!([]));
    assert_eq!(manager.get(&format!("{path}?all=true")).await.json()["items"][0]["state"], "accepted");
}

#[tokio::test]
async fn a_used_link_leads_its_member_into_the_project() {
    let app = TestApp::start().await;
    let (invited, manager) = (app.stranger().await, app.manager().await.api().await);
    let new = json!({ "email": invited.email, "role": "client" });
    manager.post(&app.project().v1("/invitations"), new).await.assert_status(201);
    app.run_jobs().await;
    let link = app.last_mail_to(&invited.email).link();
    let mut web = invited.app().await;
    web.get(&link).await.assert_status(200);
    let pressed = web.page().clone();
    web.submit("form[action='/invitation']", &[]).await.assert_status(200).assert_shows(&app.project().title);
    let portal = app.state().hosts.tenant(app.project().id).to_string();
    let inside = |page: &crate::support::Answer| format!("{}://{}", page.url.scheme(), page.url.authority()) == portal;
    assert!(inside(web.get(&link).await.assert_status(200)));
    let csrf = scraper::Selector::parse("form[action='/invitation'] input[name=csrf]").unwrap();
    let csrf = pressed.html().select(&csrf).next().unwrap().attr("value").unwrap().to_owned();
    let link_token = token(&link);
    web.get(&format!("{}/account", app.state().hosts.app)).await.assert_status(200);
    let twice = [("csrf", csrf.as_str()), ("token", link_token.as_str())];
    let twice = web.post(&format!("{}/invitation", app.state().hosts.app), &twice).await;
    assert!(twice.assert_status(303).header("location").unwrap().ends_with("/portal"));

    let mut later = app.anonymous();
    assert_eq!(later.get(&link).await.assert_status(200).url.path(), "/login");
    later.submit("form[action='/login']", &[("email", &invited.email), ("password", PASSWORD)]).await;
    assert!(inside(later.page().assert_status(200)));
    app.stranger().await.app().await.get(&link).await.assert_status(404);
    app.anonymous().get(&format!("{link}x")).await.assert_status(422);
}

#[tokio::test]
async fn each_invitation_says_where_it_stands_and_is_sent_again_at_most_five_times_a_day() {
    let app = TestApp::start().await;
    let api = app.manager().await.api().await;
    let path = app.project().v1("/invitations");
    let made = api.post(&path, json!({ "email": "solo@baobab.test", "role": "client" })).await.json();
    assert_eq!(made["state"], "pending");
    let again = format!("{path}/{}/resend", made["id"].as_str().unwrap());
    app.run_jobs().await;
    let mut links = vec![app.last_mail_to("solo@baobab.test").link()];
    for _ in 0..4 {
        api.post(&again, json!({})).await.assert_status(200);
        app.run_jobs().await;
        links.push(app.last_mail_to("solo@baobab.test").link());
    }
    let refused = api.post(&again, json!({})).await;
    assert_eq!((refused.status, refused.problem().as_str()), (429, "too-many-mails"), "{refused}");
    assert!(refused.header("retry-after").is_some(), "{refused}");
    // A new one to the same address is one more mail all the same.
    let anew = api.post(&path, json!({ "email": "solo@baobab.test", "role": "client" })).await;
    assert_eq!(anew.problem(), "too-many-mails");
    let last = links.pop().unwrap();
    for link in links {
        app.anonymous().get(&link).await.assert_status(422);
    }
    app.anonymous().get(&last).await.assert_status(200);

    app.clock().advance(Duration::days(8));
    let api = app.manager().await.api().await;
    app.anonymous().get(&last).await.assert_status(422);
    assert_eq!(api.get(&path).await.json()["items"][0]["state"], "expired");
    assert_eq!(api.post(&again, json!({})).await.assert_status(200).json()["state"], "pending");
    app.run_jobs().await;
    let renewed = app.last_mail_to("solo@baobab.test").link();
    api.delete(&format!("{path}/{}", made["id"].as_str().unwrap())).await.assert_status(204);
    assert_eq!(api.post(&again, json!({})).await.problem(), "not-found");
    assert_eq!(api.get(&format!("{path}?all=true")).await.json()["items"][0]["state"], "revoked");
    app.anonymous().get(&renewed).await.assert_status(422);
}

#[tokio::test]
async fn parallel_resends_leave_one_link_and_keep_to_the_limit() {
    let app = TestApp::start().await;
    let api = app.manager().await.api().await;
    let path = app.project().v1("/invitations");
    let made = api.post(&path, json!({ "email": "solo@baobab.test", "role": "client" })).await.json();
    let again = format!("{path}/{}/resend", made["id"].as_str().unwrap());
    let answers = join_all((0..12).map(|_| api.post(&again, json!({})))).await;
    let sent = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(sent, 4, "{answers:#?}");
    app.run_jobs().await;
    let mut good = 0;
    for mail in app.mails_to("solo@baobab.test") {
        good += usize::from(app.anonymous().get(&mail.link()).await.status == 200);
    }
    assert_eq!(good, 1);
}

#[tokio::test]
async fn nothing_tells_an_inviter_whether_there_is_an_account() {
    let app = TestApp::start().await;
    let (known, api) = (app.stranger().await, app.manager().await.api().await);
    let path = app.project().v1("/invitations");
    let mut answers = Vec::new();
    for email in [known.email.as_str(), "nobody-here@people.test"] {
        let mut made = api.post(&path, json!({ "email": email, "role": "client" })).await.assert_status(201).json();
        for own in ["id", "email", "created_at", "expires_at"] {
            made[own] = json!(null);
        }
        answers.push(made);
    }
    assert_eq!(answers[0], answers[1]);
    app.run_jobs().await;
}

#[tokio::test]
async fn who_has_an_account_logs_in_as_whom_she_was_invited() {
    let app = TestApp::start().await;
    let (api, person) = (app.manager().await.api().await, app.stranger().await);
    let new = json!({ "email": person.email, "role": "client" });
    api.post(&app.project().v1("/invitations"), new).await.assert_status(201);
    app.run_jobs().await;
    let mut web = app.anonymous().in_english();
    let page = web.get(&app.last_mail_to(&person.email).link()).await;
    assert_eq!(page.assert_status(200).url.path(), "/login");
    page.assert_shows(&format!("Sign in as {}", person.email));
    web.submit("form[action='/login']", &[("password", PASSWORD)]).await.assert_status(200);
    assert_eq!(web.page().url.path(), "/invitation");
}

#[tokio::test]
async fn an_account_without_a_password_gets_one_by_accepting() {
    let app = TestApp::start().await;
    let made = UserCommand::Create { email: "new@ravinala.test".to_owned(), name: None, admin: false, staff: false };
    manage_people(app.state(), &made).await.unwrap();
    let api = app.manager().await.api().await;
    let new = json!({ "email": "new@ravinala.test", "role": "client" });
    api.post(&app.project().v1("/invitations"), new).await.assert_status(201);
    app.run_jobs().await;
    let mut web = app.anonymous();
    web.get(&app.last_mail_to("new@ravinala.test").link()).await.assert_status(200);
    let typed = [("name", "Noro"), ("password", PASSWORD)];
    let home = web.submit("form[action='/invitation']", &typed).await;
    let portal = app.state().hosts.tenant(app.project().id);
    assert_eq!(home.assert_status(200).url.host_str(), Some(portal.host()));
}

#[tokio::test]
async fn the_projects_name_is_no_password() {
    let app = TestApp::start().await;
    let (api, title) = (app.manager().await.api().await, "Rakotondrazafy Andriamanitra");
    api.patch_current(&app.project().v1(""), json!({ "title": title })).await.assert_status(200);
    let new = json!({ "email": "new@baobab.test", "role": "client" });
    api.post(&app.project().v1("/invitations"), new).await.assert_status(201);
    app.run_jobs().await;
    let token = token(&app.last_mail_to("new@baobab.test").link());
    let accept = async |password: &str| {
        let body = json!({ "token": token, "name": "Noro", "password": password });
        app.anonymous_api().post("/v1/invitations/accept", body).await
    };
    let refused = accept(&title.to_lowercase()).await;
    let guessable = [("password".to_owned(), "password-guessable".to_owned())];
    assert_eq!(refused.assert_status(422).problem_fields(), guessable);
    // Without a relation to those words, it is simply a long password.
    accept("ravinala andriantsitohaina").await.assert_status(200);
}

#[tokio::test]
async fn whom_a_removed_lead_invited_does_not_come_in() {
    let app = TestApp::start().await;
    let (lead, mate) = (app.lead_client().await, app.stranger().await);
    let path = app.project().v1("/invitations");
    let new = json!({ "email": mate.email, "role": "client" });
    lead.api().await.post(&path, new).await.assert_status(201);
    app.run_jobs().await;
    let body = json!({ "token": token(&app.last_mail_to(&mate.email).link()) });
    let gone = app.project().v1(&format!("/members/{}", lead.user));
    let manager = app.manager().await.api().await;
    manager.delete(&gone).await.assert_status(204);
    assert_eq!(mate.api().await.post("/v1/invitations/accept", body).await.problem(), "link-expired");
    assert_eq!(manager.get(&format!("{path}?all=true")).await.json()["items"][0]["state"], "revoked");
    app.run_jobs().await;
}

#[tokio::test]
async fn of_many_who_make_the_account_at_once_one_joins() {
    let app = TestApp::start().await;
    let manager = app.manager().await.api().await;
    let new = json!({ "email": "new@baobab.test", "role": "client" });
    manager.post(&app.project().v1("/invitations"), new).await.assert_status(201);
    app.run_jobs().await;
    let token = token(&app.last_mail_to("new@baobab.test").link());
    let body = json!({ "token": token, "name": "Noro", "password": PASSWORD });
    let nobody = app.anonymous_api();
    let answers = join_all((0..6).map(|_| nobody.post("/v1/invitations/accept", body.clone()))).await;
    let joined = answers.iter().filter(|answer| answer.status == 200).count();
    let late = answers.iter().filter(|answer| answer.status == 422 && answer.problem() == "link-expired").count();
    assert_eq!((joined, late), (1, 5), "{answers:#?}");
}
