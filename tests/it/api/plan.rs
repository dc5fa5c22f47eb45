//! Milestones and tasks: permission to see, make and complete them.

use fataplus::access::PartnerLevel;
use serde_json::{Value, json};

use crate::support::{Answer, Person, TestApp};

fn titles(answer: &Answer) -> Vec<String> {
    let items = answer.assert_status(200).json()["items"].as_array().unwrap().clone();
    items.iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
}

fn id(answer: &Answer) -> String {
    answer.assert_status(201).json()["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn milestones_are_made_moved_reached_and_deleted() {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await.api().await, app.client().await.api().await);
    let path = app.project().v1("/milestones");
    let mut ids = Vec::new();
    for title in ["Scope", "Build", "Deliver"] {
        let new = json!({ "title": format!(" {title} "), "weight": 30, "due_on": "2025-03-31" });
        ids.push(id(&manager.post(&path, new).await));
    }
    let one = |index: usize| format!("{path}/{}", ids[index]);

    manager.patch(&one(2), json!({ "position": 1 })).await.assert_status(200);
    assert_eq!(titles(&client.get(&path).await), ["Deliver", "Scope", "Build"]);

    let done = manager.patch(&one(0), json!({ "done": true, "due_on": null })).await.assert_status(200).json();
    assert_eq!((&done["done"], &done["due_on"], &done["weight"]), (&json!(true), &Value::Null, &json!(30)));
    let kept = manager.patch(&one(1), json!({ "weight": 5 })).await.assert_status(200).json();
    assert_eq!((&kept["due_on"], &kept["overdue"]), (&json!("2025-03-31"), &json!(true)));
    manager.patch(&one(0), json!({ "done": false })).await.assert_status(200);

    let answer = manager.patch(&one(1), json!({ "title": " ", "weight": 101 })).await;
    assert_eq!(
        answer.assert_status(422).problem_fields(),
        [("title".to_owned(), "required".to_owned()), ("weight".to_owned(), "range".to_owned())]
    );

    let task = json!({ "title": "Draw", "milestone_id": ids[1] });
    let task = id(&manager.post(&app.project().v1("/tasks"), task).await);
    manager.delete(&one(1)).await.assert_status(204);
    assert_eq!(manager.delete(&one(1)).await.problem(), "not-found");
    let tasks = manager.get(&app.project().v1("/tasks")).await.json();
    assert_eq!((&tasks["items"][0]["id"], &tasks["items"][0]["milestone_id"]), (&json!(task), &Value::Null));

    assert_eq!(client.post(&path, json!({ "title": "Mine" })).await.problem(), "forbidden");
    assert_eq!(client.patch(&one(0), json!({ "done": true })).await.problem(), "forbidden");
    let activity = client.get(&app.project().v1("/activity")).await.json();
    let kinds: Vec<_> = activity["items"].as_array().unwrap().iter().map(|item| item["kind"].clone()).collect();
    assert_eq!(
        kinds,
        ["milestone-reopened", "milestone-done", "milestone-added", "milestone-added", "milestone-added"]
    );
}

#[tokio::test]
async fn milestones_come_in_pages() {
    let app = TestApp::start().await;
    let manager = app.manager().await.api().await;
    let path = app.project().v1("/milestones");
    for title in ["One", "Two", "Three"] {
        id(&manager.post(&path, json!({ "title": title })).await);
    }
    let first = manager.get(&format!("{path}?limit=2")).await;
    assert_eq!(titles(&first), ["One", "Two"]);
    let cursor = first.json()["next_cursor"].as_str().unwrap().to_owned();
    let second = manager.get(&format!("{path}?limit=2&cursor={cursor}")).await;
    assert_eq!((titles(&second), second.json()["next_cursor"].clone()), (vec!["Three".to_owned()], Value::Null));
}

#[tokio::test]
async fn each_role_sees_the_tasks_that_are_for_it() {
    let app = TestApp::start().await;
    let manager = app.manager().await.api().await;
    let path = app.project().v1("/tasks");
    let mut ids = Vec::new();
    for visibility in ["internal", "client", "partner", "shared"] {
        ids.push(id(&manager.post(&path, json!({ "title": visibility, "visibility": visibility })).await));
    }
    assert_eq!(titles(&manager.get(&path).await), ["internal", "client", "partner", "shared"]);
    let client = app.client().await.api().await;
    assert_eq!(titles(&client.get(&path).await), ["client", "shared"]);
    for level in [PartnerLevel::View, PartnerLevel::Edit, PartnerLevel::Manage] {
        assert_eq!(titles(&app.partner(level).await.api().await.get(&path).await), ["partner", "shared"]);
    }
    let partner = app.partner(PartnerLevel::Manage).await.api().await;
    for (index, status) in [(0, 404), (1, 404), (2, 200), (3, 200)] {
        let url = format!("{path}/{}", ids[index]);
        partner.patch(&url, json!({ "done": true })).await.assert_status(status);
    }
    assert_eq!(client.patch(&format!("{path}/{}", ids[1]), json!({ "done": true })).await.problem(), "forbidden");
    assert_eq!(titles(&manager.get(&format!("{path}?state=done")).await), ["partner", "shared"]);
    assert_eq!(titles(&manager.get(&format!("{path}?state=open&limit=1")).await), ["internal"]);
    manager.get(&format!("{path}?state=late")).await.assert_status(422);
    app.run_jobs().await;
}

#[tokio::test]
async fn a_partner_who_edits_has_her_own_tasks() {
    let app = TestApp::start().await;
    let manager = app.manager().await.api().await;
    let person = app.partner(PartnerLevel::Edit).await;
    let partner = person.api().await;
    let path = app.project().v1("/tasks");

    let made = partner.post(&path, json!({ "title": "Translate" })).await;
    assert_eq!(made.assert_status(201).json()["visibility"], "partner");
    let own = format!("{path}/{}", id(&made));
    let wider = partner.post(&path, json!({ "title": "Translate", "visibility": "shared" })).await;
    assert_eq!(wider.assert_status(422).problem_fields(), [("visibility".to_owned(), "choice".to_owned())]);

    let given = json!({ "title": "Review", "visibility": "shared", "assignee_id": person.user });
    let given = format!("{path}/{}", id(&manager.post(&path, given).await));
    let foreign = json!({ "title": "Pay", "visibility": "shared" });
    let foreign = format!("{path}/{}", id(&manager.post(&path, foreign).await));
    partner.patch(&own, json!({ "title": "Translate all", "done": true })).await.assert_status(200);
    partner.patch(&given, json!({ "done": true })).await.assert_status(200);
    assert_eq!(partner.patch(&foreign, json!({ "done": true })).await.problem(), "forbidden");
    assert_eq!(partner.delete(&given).await.problem(), "forbidden");
    partner.delete(&own).await.assert_status(204);
    assert_eq!(partner.post(&app.project().v1("/milestones"), json!({ "title": "Ours" })).await.problem(), "forbidden");
    app.run_jobs().await;
}

#[tokio::test]
async fn a_task_is_given_to_somebody_of_the_project_only() {
    let app = TestApp::start().await;
    let manager = app.manager().await.api().await;
    let path = app.project().v1("/tasks");
    for person in [app.client().await, app.partner(PartnerLevel::Edit).await] {
        let mut task = json!({ "title": "Draw", "visibility": "internal", "assignee_id": person.user });
        let unseen = manager.post(&path, task.clone()).await;
        assert_eq!(unseen.assert_status(422).problem_fields(), [("visibility".to_owned(), "task-unseen".to_owned())]);
        task["visibility"] = json!("shared");
        let answer = manager.post(&path, task).await;
        assert_eq!(answer.assert_status(201).json()["assignee"], json!(person.name));
    }
    for person in [app.stranger().await, app.staff().await] {
        let answer = manager.post(&path, json!({ "title": "Draw", "assignee_id": person.user })).await;
        assert_eq!(answer.assert_status(422).problem_fields(), [("assignee_id".to_owned(), "choice".to_owned())]);
    }
    app.run_jobs().await;
}

#[tokio::test]
async fn those_whose_turn_it_is_are_told_of_tasks_that_were_done_or_reopened() {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await, app.client().await);
    let (agency, hers) = (manager.api().await, client.api().await);
    let path = app.project().v1("/tasks");
    let day = app.clock().today() + time::Duration::days(3);
    let task =
        json!({ "title": "Sign", "details": "All pages.", "side": "client", "visibility": "client", "due_on": day });
    let task = format!("{path}/{}", id(&agency.post(&path, task).await));
    let told = async |person: &Person| {
        app.run_jobs().await;
        app.mails_to(&person.email).pop().map(|mail| mail.text).unwrap_or_default()
    };
    let given = told(&client).await;
    assert!(given.contains("All pages.") && given.contains(&format!("{} ", day.day())), "{given}");
    hers.patch(&task, json!({ "done": true })).await.assert_status(200);
    let done = told(&manager).await;
    assert!(done.contains("Sign") && done.contains("/plan#t-"), "{done}");
    let mails = app.mails_to(&client.email).len();
    // The client's own undo is no news to the client.
    hers.patch(&task, json!({ "done": false })).await.assert_status(200);
    hers.patch(&task, json!({ "done": true })).await.assert_status(200);
    app.run_jobs().await;
    assert_eq!(app.mails_to(&client.email).len(), mails);
    agency.patch(&task, json!({ "done": false })).await.assert_status(200);
    app.run_jobs().await;
    assert_eq!(app.mails_to(&client.email).len(), mails + 1);
    // The agency's own completion is mailed to nobody.
    let before = app.mails_to(&manager.email).len();
    agency.patch(&task, json!({ "done": true })).await.assert_status(200);
    app.run_jobs().await;
    assert_eq!(app.mails_to(&manager.email).len(), before);
}
