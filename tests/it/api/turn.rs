//! The turn: the same in the project, in the list of projects and on the pages.

use serde_json::{Value, json};
use time::Duration;

use super::documents::{PDF, file};
use crate::support::{Api, TestApp};

/// The turn as the project says it; the list of each of these people must agree.
pub async fn turn(app: &TestApp, people: &[&Api]) -> String {
    let mut said = Vec::new();
    for person in people {
        let one = person.get(&app.project().v1("")).await.assert_status(200).json()["turn"].clone();
        let list = person.get("/v1/projects").await.assert_status(200).json();
        let listed = list["items"].as_array().unwrap().iter().find(|item| item["id"] == app.project().id.to_string());
        assert_eq!(one, listed.unwrap()["turn"], "the project and the list differ");
        said.push(one.as_str().unwrap().to_owned());
    }
    said.dedup();
    assert_eq!(said.len(), 1, "one project, one turn: {said:?}");
    said.remove(0)
}

pub async fn made(api: &Api, path: &str, body: Value) -> String {
    api.post(path, body).await.assert_status(201).json()["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn each_thing_that_waits_is_somebody_s_turn() {
    let app = TestApp::start().await;
    let (agency, client) = (app.manager().await, app.client().await);
    let (manager, hers) = (agency.api().await, client.api().await);
    let people = [&manager, &hers];
    let v1 = |path: &str| app.project().v1(path);
    let mut portal = agency.portal(app.project()).await;
    assert_eq!(turn(&app, &people).await, "agency");
    let quiet = portal.get("/").await;
    assert_eq!(quiet.texts(".turn a.btn"), ["See the plan"], "{quiet}");

    // Files are asked for, then they come.
    let request = made(&manager, &v1("/file-requests"), json!({ "title": "Your logo" })).await;
    assert_eq!(turn(&app, &people).await, "client");
    file(&app, &hers, PDF, json!({ "file_request_id": request })).await;
    assert_eq!(turn(&app, &people).await, "agency");
    let home = portal.get("/").await;
    home.assert_shows("Check the files: Your logo").assert_hides("Nothing is asked of the client");
    let way = home.html();
    let way = way.select(&scraper::Selector::parse(".turn a.btn").unwrap()).next().unwrap().attr("href").unwrap();
    assert_eq!(way, format!("/file-requests/{request}"));

    // A deliverable is to be approved, while the files are still to be checked.
    let deliverable = json!({ "kind": "deliverable", "visibility": "client" });
    let document = file(&app, &manager, PDF, deliverable).await;
    assert_eq!(turn(&app, &people).await, "both");
    portal.get("/").await.assert_shows("Check the files: Your logo").assert_shows("The client’s opinion on");
    let mut web = client.portal(app.project()).await;
    web.get("/").await.assert_shows("Give your opinion:").assert_hides("Check the files");
    let accepted = v1(&format!("/file-requests/{request}"));
    manager.patch(&accepted, json!({ "state": "accepted" })).await.assert_status(200);
    assert_eq!(turn(&app, &people).await, "client");

    // The client asks for a change; a new version is the client's turn again.
    let asked = json!({ "document_id": document, "decision": "changes_requested", "comment": "Bigger, please." });
    hers.post(&v1("/approvals"), asked).await.assert_status(201);
    assert_eq!(turn(&app, &people).await, "agency");
    portal.get("/").await.assert_shows("Changes requested:");
    // Also while the client does not see it.
    let hidden = v1(&format!("/documents/{document}"));
    for visibility in ["internal", "client"] {
        manager.patch(&hidden, json!({ "visibility": visibility })).await.assert_status(200);
        assert_eq!(turn(&app, &people).await, "agency");
        portal.get("/").await.assert_shows("Changes requested:");
    }
    file(&app, &manager, PDF, json!({ "document_id": document })).await;
    assert_eq!(turn(&app, &people).await, "client");
    let approved = json!({ "document_id": document, "decision": "approved" });
    hers.post(&v1("/approvals"), approved).await.assert_status(201);

    // A message of the client's waits for an answer.
    let thread = made(&manager, &v1("/threads"), json!({ "kind": "client", "title": "Questions" })).await;
    let messages = v1(&format!("/threads/{thread}/messages"));
    hers.post(&messages, json!({ "body": "When do we begin?" })).await.assert_status(201);
    portal.get("/").await.assert_shows(&format!("Answer {}: Questions", client.name));
    manager.post(&messages, json!({ "body": "On Monday." })).await.assert_status(201);
    portal.get("/").await.assert_hides("Questions");

    // A task of the client's, open, and one of the agency's from its day on.
    let task = json!({ "title": "Sign the contract", "side": "client", "visibility": "client" });
    let task = made(&manager, &v1("/tasks"), task).await;
    let day = (app.clock().today() + Duration::days(2)).to_string();
    made(&manager, &v1("/tasks"), json!({ "title": "Send the invoice", "due_on": day })).await;
    assert_eq!(turn(&app, &people).await, "client");
    app.clock().advance(Duration::days(2));
    let (manager, hers) = (agency.api().await, client.api().await);
    assert_eq!(turn(&app, &[&manager, &hers]).await, "both");
    hers.patch(&v1(&format!("/tasks/{task}")), json!({ "done": true })).await.assert_status(200);
    assert_eq!(turn(&app, &[&manager, &hers]).await, "agency");
    app.run_jobs().await;
}

#[tokio::test]
async fn a_client_completes_and_reopens_the_client_s_tasks_and_edits_none() {
    let app = TestApp::start().await;
    let (agency, client) = (app.manager().await, app.client().await);
    let (manager, hers) = (agency.api().await, client.api().await);
    let path = app.project().v1("/tasks");
    let new = |title: &str, side: &str| json!({ "title": title, "side": side, "visibility": "client" });
    let task = made(&manager, &path, new("Sign the contract", "client")).await;
    let other = made(&manager, &path, new("Draw", "agency")).await;
    let one = format!("{path}/{task}");

    let done = hers.patch(&one, json!({ "done": true })).await.assert_status(200).json();
    assert_eq!((&done["done"], &done["done_by"]), (&json!(true), &json!(client.user)));
    assert_eq!(manager.get(&path).await.json()["items"][0]["done_by_name"], json!(client.name));
    agency.portal(app.project()).await.get("/plan").await.assert_shows(&format!("Done by {}", client.name));
    let open = hers.patch(&one, json!({ "done": false })).await.assert_status(200).json();
    assert_eq!((&open["done"], &open["done_by"]), (&json!(false), &Value::Null));
    let activity = manager.get(&app.project().v1("/activity")).await.json();
    let told: Vec<_> =
        (0..2).map(|at| (activity["items"][at]["kind"].clone(), activity["items"][at]["actor"].clone())).collect();
    assert_eq!(told[0].0, "task-reopened", "{activity}");
    assert_eq!(told[1].0, "task-done", "{activity}");
    assert!(told.iter().all(|(_, actor)| *actor == json!(client.name)), "{activity}");

    for body in [json!({ "title": "Mine" }), json!({ "done": true, "side": "agency" }), json!({ "due_on": null })] {
        assert_eq!(hers.patch(&one, body).await.problem(), "forbidden");
    }
    assert_eq!(hers.patch(&format!("{path}/{other}"), json!({ "done": true })).await.problem(), "forbidden");
    assert_eq!(hers.delete(&one).await.problem(), "forbidden");

    // The same from the pages: from home, which offers the way back, and from the plan.
    let mut web = client.portal(app.project()).await;
    let form = format!(".turn form[action='/plan/tasks/{task}/done']");
    web.get("/").await.assert_shows("Sign the contract");
    web.submit(&form, &[]).await.assert_status(200).assert_shows("“Sign the contract” is done.");
    assert!(web.page().url.query().unwrap_or_default().contains(&task));
    web.submit(&format!("form[action='/plan/tasks/{task}/done']"), &[]).await.assert_status(200);
    web.get("/plan").await.assert_status(200);
    web.submit(&format!("#t-{task} form"), &[]).await.assert_status(200).assert_shows("The task is done.");
    assert!(web.get("/plan").await.texts(&format!("#t-{other} form")).is_empty());
    web.get(&format!("/?done={other}")).await.assert_status(200).assert_hides("is done.");
    web.get("/?done=nothing").await.assert_status(200);
    app.run_jobs().await;
}

#[tokio::test]
async fn a_message_that_needs_no_answer_makes_it_nobody_s_turn() {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await, app.client().await);
    let (api, hers) = (manager.api().await, client.api().await);
    let v1 = |path: &str| app.project().v1(path);
    let thread = made(&api, &v1("/threads"), json!({ "kind": "client", "title": "Questions" })).await;
    let messages = v1(&format!("/threads/{thread}/messages"));
    let mut web = manager.portal(app.project()).await;
    let page = format!("/messages/{thread}");
    web.get(&page).await.assert_hides("No answer needed");
    hers.post(&messages, json!({ "body": "Thank you." })).await.assert_status(201);
    client.portal(app.project()).await.get(&page).await.assert_hides("No answer needed");
    web.get(&page).await.assert_shows("No answer needed");

    // Another one comes before the button is pressed: that one waits.
    let second = hers.post(&messages, json!({ "body": "One thing more?" })).await.assert_status(201).json();
    let form = "form[action$='/answered']";
    web.submit(form, &[])
        .await
        .assert_status(200)
        .assert_shows("Another message has come")
        .assert_shows("No answer needed");
    web.get("/").await.assert_shows("Answer ");
    web.get(&page).await;
    web.submit(form, &[]).await.assert_status(200).assert_shows("waits for no answer").assert_hides("No answer needed");
    web.get("/").await.assert_hides("Answer ");

    // By program alike; the client has no say in it.
    let third = hers.post(&messages, json!({ "body": "And this." })).await.assert_status(201).json();
    let path = v1(&format!("/threads/{thread}/answered"));
    let waits = async || api.get(&v1("/threads")).await.json()["items"][0]["awaits_answer"].clone();
    assert_eq!(waits().await, json!(true));
    assert_eq!(hers.put(&path, json!({ "last": third["id"] })).await.problem(), "forbidden");
    assert_eq!(api.put(&path, json!({ "last": second["id"] })).await.problem(), "state-conflict");
    api.put(&path, json!({ "last": third["id"] })).await.assert_status(204);
    assert_eq!(waits().await, json!(false));
    app.leave_jobs();
}
