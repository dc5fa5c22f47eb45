//! The turn: the same in the project, in the list of projects and on the pages.

use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use serde_json::{Value, json};
use time::Duration;

use super::documents::{PDF, file};
use crate::support::{Api, TestApp, Web, fixture};

/// The turn as the project says it; the list of each of these people must agree.
async fn turn(app: &TestApp, people: &[&Api]) -> String {
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

async fn made(api: &Api, path: &str, body: Value) -> String {
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

/// Something at random that makes somebody's turn.
async fn happens(rng: &mut StdRng, app: &TestApp, [agency, client]: [&Api; 2], thread: &str) -> String {
    let v1 = |path: &str| app.project().v1(path);
    let today = app.clock().today();
    let ids = async |path: &str, wanted: &dyn Fn(&Value) -> bool| -> Vec<String> {
        let items = agency.get(&v1(path)).await.assert_status(200).json()["items"].as_array().unwrap().clone();
        items.iter().filter(|item| wanted(item)).map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    };
    match rng.random_range(0..8) {
        0 => made(agency, &v1("/file-requests"), json!({ "title": "Logo" })).await,
        1 => {
            let side = *["client", "agency"].choose(rng).unwrap();
            let visibility = if side == "client" { "client" } else { "internal" };
            let task = json!({ "title": "Sign", "side": side, "visibility": visibility, "due_on": today });
            made(agency, &v1("/tasks"), task).await
        }
        2 => file(app, agency, PDF, json!({ "kind": "deliverable", "visibility": "client" })).await,
        3 => made(client, &v1(&format!("/threads/{thread}/messages")), json!({ "body": "And now?" })).await,
        4 => file(app, client, PDF, json!({})).await,
        5 => {
            let awaited = ids("/file-requests", &|request| request["state"] == "open").await;
            let Some(request) = awaited.choose(rng) else { return "nothing awaited".to_owned() };
            file(app, client, PDF, json!({ "file_request_id": request })).await
        }
        6 => {
            let received = ids("/file-requests", &|request| request["state"] == "received").await;
            let Some(request) = received.choose(rng) else { return "nothing received".to_owned() };
            let back = json!({ "state": "open", "return_note": "Larger, please" });
            agency.patch(&v1(&format!("/file-requests/{request}")), back).await.assert_status(200);
            format!("sent back {request}")
        }
        _ => {
            let shown = ids("/documents", &|document| document["kind"] == "deliverable").await;
            let Some(document) = shown.choose(rng) else { return "nothing to decide".to_owned() };
            let asked = json!({ "document_id": document, "decision": "changes_requested", "comment": "Bigger" });
            // A decision that was made stays.
            let answer = client.post(&v1("/approvals"), asked).await;
            assert!([201, 409].contains(&answer.status), "{answer}");
            format!("decided on {document}")
        }
    }
}

/// Addresses of what the home offers its reader to do; empty unless it is their turn.
async fn offered(web: &mut Web) -> Vec<String> {
    let home = web.get("/").await.assert_status(200).html();
    let first = scraper::Selector::parse(".turn-you > ul.rows").unwrap();
    let links = scraper::Selector::parse("a.row-title").unwrap();
    let items = home.select(&first).next().map(|list| list.select(&links).collect::<Vec<_>>());
    items.unwrap_or_default().iter().map(|link| link.attr("href").unwrap().to_owned()).collect()
}

/// Does what an address of the home asks of a side.
async fn does(app: &TestApp, api: &Api, is_client: bool, way: &str) {
    let v1 = |path: String| app.project().v1(&path);
    let way = way.trim_end_matches("#new");
    let (place, id) = way.split_at(way.len() - 36);
    match (place.split(['/', '#']).nth(1).unwrap(), is_client) {
        ("plan", _) => drop(api.patch(&v1(format!("/tasks/{id}")), json!({ "done": true })).await.assert_status(200)),
        ("file-requests", true) => drop(file(app, api, PDF, json!({ "file_request_id": id })).await),
        ("file-requests", false) => {
            api.patch(&v1(format!("/file-requests/{id}")), json!({ "state": "accepted" })).await.assert_status(200);
        }
        ("documents", true) => {
            let approved = json!({ "document_id": id, "decision": "approved" });
            api.post(&v1("/approvals".to_owned()), approved).await.assert_status(201);
        }
        ("documents", false) => drop(file(app, api, PDF, json!({ "document_id": id })).await),
        ("messages", false) => {
            drop(made(api, &v1(format!("/threads/{id}/messages")), json!({ "body": "Soon." })).await);
        }
        other => panic!("{other:?} is offered by {way}"),
    }
}

#[tokio::test]
async fn what_the_home_offers_ends_the_turn_when_it_is_done() {
    for seed in 0..3 {
        let (mut rng, app) = (StdRng::seed_from_u64(seed), TestApp::start().await);
        let (manager, client) = (app.manager().await, app.client().await);
        let (agency, hers) = (manager.api().await, client.api().await);
        let (mut staff, mut web) = (manager.portal(app.project()).await, client.portal(app.project()).await);
        let thread =
            made(&agency, &app.project().v1("/threads"), json!({ "kind": "client", "title": "Questions" })).await;
        let mut story = Vec::new();
        for _ in 0..12 {
            story.push(happens(&mut rng, &app, [&agency, &hers], &thread).await);
            let turn = turn(&app, &[&agency, &hers]).await;
            let (ours, theirs) = (offered(&mut staff).await, offered(&mut web).await);
            assert_eq!(
                theirs.is_empty(),
                !["client", "both"].contains(&turn.as_str()),
                "{turn}, seed {seed}: {story:?}"
            );
            assert!(ours.is_empty() || ["agency", "both"].contains(&turn.as_str()), "{turn}, seed {seed}: {story:?}");
        }
        let mut done = 0;
        loop {
            let (ours, theirs) = (offered(&mut staff).await, offered(&mut web).await);
            let Some((way, is_client)) = theirs.first().map(|way| (way, true)).or(ours.first().map(|way| (way, false)))
            else {
                break;
            };
            does(&app, if is_client { &hers } else { &agency }, is_client, way).await;
            let left = offered(if is_client { &mut web } else { &mut staff }).await;
            assert!(!left.contains(way), "{way} is done and offered, seed {seed}: {story:?}");
            done += 1;
            assert!(done < 100, "it never ends, seed {seed}: {story:?}");
        }
        assert!(done > 0);
        assert_eq!(turn(&app, &[&agency, &hers]).await, "agency", "the project goes on");
        let mut tx = app.state().db.write(&fixture::scope(app.project().id)).await.unwrap();
        tx.announce_part();
        sqlx::query("UPDATE projects SET status = 'completed'").execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(
            turn(&app, &[&agency, &hers]).await,
            "nobody",
            "something waits and was offered to nobody: {story:?}"
        );
        app.leave_jobs();
    }
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
