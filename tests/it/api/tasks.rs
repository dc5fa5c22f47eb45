//! Tasks: to whom they are given, and who is told.

use fataplus::access::PartnerLevel;
use serde_json::json;

use crate::support::{TestApp, fixture};

#[tokio::test]
async fn those_who_are_to_do_a_task_are_told_of_it_of_its_changes_and_of_its_end() {
    let app = TestApp::start().await;
    let (client, quiet, partner) = (app.client().await, app.client().await, app.partner(PartnerLevel::Edit).await);
    let manager = app.manager().await;
    let (api, path) = (manager.api().await, app.project().v1("/tasks"));
    quiet.api().await.patch("/v1/me", json!({ "notifications": { "tasks": false } })).await.assert_status(200);
    let mails = |email: &str| app.mails_to(email).len();

    let ours = json!({ "title": "Draw", "visibility": "client" });
    api.post(&path, ours).await.assert_status(201);
    let theirs = json!({ "title": "Sign the offer", "side": "client", "visibility": "client" });
    let theirs = api.post(&path, theirs).await.assert_status(201).json();
    app.run_jobs().await;
    assert_eq!((mails(&client.email), mails(&quiet.email)), (1, 0), "the client's task alone, who wants to know");
    let mail = app.last_mail_to(&client.email);
    assert!(mail.subject.contains("Sign the offer") && mail.link().contains("/plan#t-"), "{mail:?}");

    let one = format!("{path}/{}", theirs["id"].as_str().unwrap());
    let subjects = |email: &str| {
        app.mails_to(email).into_iter().map(|mail| mail.subject.split([':', '“']).next().unwrap().trim().to_owned())
    };
    api.patch(&one, json!({ "title": "Sign it" })).await.assert_status(200);
    app.run_jobs().await;
    api.patch(&one, json!({ "assignee_id": partner.user, "visibility": "shared" })).await.assert_status(200);
    app.run_jobs().await;
    api.patch(&one, json!({ "details": "On both pages" })).await.assert_status(200);
    // Nobody is told of a change that changes nothing.
    api.patch(&one, json!({ "details": "On both pages" })).await.assert_status(200);
    app.run_jobs().await;
    assert_eq!(subjects(&client.email).collect::<Vec<_>>(), ["A task for you", "Changed", "No longer yours to do"]);
    assert_eq!(subjects(&partner.email).collect::<Vec<_>>(), ["A task for you", "Changed"]);
    assert_eq!(mails(&manager.email), 0);
    // Among clients nobody is told twice.
    let second = json!({ "title": "Pay", "side": "client", "visibility": "client" });
    let second = format!("{path}/{}", api.post(&path, second).await.json()["id"].as_str().unwrap());
    for assignee in [json!(client.user), json!(null)] {
        api.patch(&second, json!({ "assignee_id": assignee, "side": "client" })).await.assert_status(200);
    }
    app.run_jobs().await;
    assert_eq!(mails(&client.email), 4);
    api.patch(&one, json!({ "assignee_id": manager.user })).await.assert_status(200);
    app.run_jobs().await;
    assert_eq!(mails(&manager.email), 0, "who gives themselves a task knows it");
    assert_eq!(subjects(&partner.email).next_back().unwrap(), "No longer yours to do");
    // A task that is done or deleted; and one that was done when it was deleted.
    api.patch(&second, json!({ "done": true })).await.assert_status(200);
    api.patch(&second, json!({ "done": false })).await.assert_status(200);
    app.run_jobs().await;
    api.delete(&second).await.assert_status(204);
    app.run_jobs().await;
    assert_eq!(subjects(&client.email).skip(4).collect::<Vec<_>>(), ["Reopened", "No longer yours to do"]);
}

#[tokio::test]
async fn the_assignee_decides_whose_turn_it_is() {
    let app = TestApp::start().await;
    let (client, manager) = (app.client().await, app.manager().await.api().await);
    let path = app.project().v1("/tasks");
    let task = json!({ "title": "Pay", "side": "agency", "assignee_id": client.user });
    let task = manager.post(&path, task).await.assert_status(201).json();
    assert_eq!((&task["side"], &task["visibility"]), (&json!("client"), &json!("client")));
    let project = manager.get(&app.project().v1("")).await.json();
    assert_eq!(project["turn"], "client");
    client.portal(app.project()).await.get("/").await.assert_shows("One thing awaits you");
    app.run_jobs().await;
}

#[tokio::test]
async fn a_removed_manager_who_is_a_partner_now_is_given_no_internal_task() {
    let app = TestApp::start().await;
    let (person, manager) = (app.manager().await, app.manager().await.api().await);
    manager.get(&app.project().v1("")).await.assert_status(200);
    let admin = app.admin().await.api().await;
    let member = app.project().v1(&format!("/members/{}", person.user));
    admin.delete(&member).await.assert_status(204);
    fixture::partner(app.state(), app.project(), person.user, PartnerLevel::Edit).await;
    let path = app.project().v1("/tasks");
    let task = json!({ "title": "Count the margins", "visibility": "internal", "assignee_id": person.user });
    let refused = manager.post(&path, task).await;
    assert_eq!(refused.assert_status(422).problem_fields(), [("visibility".to_owned(), "task-unseen".to_owned())]);
    app.run_jobs().await;
    assert!(app.mails_to(&person.email).iter().all(|mail| !mail.subject.contains("margins")));
}

#[tokio::test]
async fn partners_give_the_client_nothing_to_do_and_onlookers_have_nothing_to_do() {
    let app = TestApp::start().await;
    let (client, manager) = (app.client().await, app.manager().await.api().await);
    let path = app.project().v1("/tasks");
    let refused = [("assignee_id".to_owned(), "choice".to_owned())];
    for level in [PartnerLevel::Edit, PartnerLevel::Manage] {
        let partner = app.partner(level).await.api().await;
        let task = json!({ "title": "Pay", "side": "client", "visibility": "shared" });
        let answer = partner.post(&path, task).await;
        assert!(
            answer.assert_status(422).problem_fields().contains(&("side".to_owned(), "choice".to_owned())),
            "{answer}"
        );
        let task = json!({ "title": "Pay", "assignee_id": client.user });
        let answer = partner.post(&path, task).await;
        assert!(answer.assert_status(422).problem_fields().contains(&refused[0]), "{answer}");
    }
    let onlooker = app.partner(PartnerLevel::View).await;
    let task = json!({ "title": "Draw", "visibility": "shared", "assignee_id": onlooker.user });
    assert_eq!(manager.post(&path, task).await.assert_status(422).problem_fields(), refused);
}

#[tokio::test]
async fn a_partner_sees_what_is_theirs_to_do_at_home_and_in_the_list() {
    let app = TestApp::start().await;
    let (partner, manager) = (app.partner(PartnerLevel::Edit).await, app.manager().await.api().await);
    let (path, mut web) = (app.project().v1("/tasks"), partner.portal(app.project()).await);
    // A list of one project leads into it.
    fixture::partner(app.state(), &app.another_project().await, partner.user, PartnerLevel::View).await;
    web.get("/").await.assert_status(200).assert_hides("awaits you");
    let task = json!({ "title": "Deliver the icons", "visibility": "shared", "assignee_id": partner.user });
    let task = manager.post(&path, task).await.assert_status(201).json();
    let home = web.get("/").await;
    home.assert_shows("One thing awaits you").assert_shows("Deliver the icons");
    let mut list = partner.app().await;
    list.get("/projects").await.assert_shows("Your turn");
    let form = format!("form[action='/plan/tasks/{}/done']", task["id"].as_str().unwrap());
    web.submit(&form, &[("done", "true"), ("from", "home")]).await.assert_status(200);
    web.get("/").await.assert_hides("awaits you");
    list.get("/projects").await.assert_hides("Your turn");
    app.run_jobs().await;
}
