//! Threads and messages: who knows of which, what is unread, who is told.

use fataplus::access::PartnerLevel;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

fn id(answer: &Answer) -> String {
    answer.assert_status(201).json()["id"].as_str().unwrap().to_owned()
}

fn items(answer: &Answer) -> Vec<Value> {
    answer.assert_status(200).json()["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn an_internal_thread_does_not_exist_outside_the_agency() {
    let app = TestApp::start().await;
    let manager = app.manager().await.api().await;
    let path = app.project().v1("/threads");
    let shared = id(&manager.post(&path, json!({ "kind": "client", "title": "Questions" })).await);
    let internal = id(&manager.post(&path, json!({ "kind": "internal", "title": "Price" })).await);
    let messages = |thread: &str| format!("{path}/{thread}/messages");
    manager.post(&messages(&internal), json!({ "body": "Too cheap" })).await.assert_status(201);

    let never = "01890000-0000-7000-8000-000000000000";
    for person in [app.client().await, app.partner(PartnerLevel::Edit).await, app.partner(PartnerLevel::Manage).await] {
        let api = person.api().await;
        let threads = items(&api.get(&path).await);
        assert_eq!(threads.len(), 1);
        assert_eq!((&threads[0]["id"], &threads[0]["unread"]), (&json!(shared), &json!(0)));
        for thread in [internal.as_str(), never] {
            assert_eq!(api.get(&messages(thread)).await.problem(), "not-found");
            assert_eq!(api.post(&messages(thread), json!({ "body": "Hello" })).await.problem(), "not-found");
            assert_eq!(api.put(&format!("{path}/{thread}/read"), json!({})).await.problem(), "not-found");
        }
        let new = json!({ "kind": "client", "title": "Mine" });
        assert_eq!(api.post(&path, new).await.problem(), "forbidden");
    }
    let onlooker = app.partner(PartnerLevel::View).await.api().await;
    assert_eq!(onlooker.get(&path).await.problem(), "forbidden");
    let mut web = app.client().await.portal(app.project()).await;
    web.get(&format!("/messages/{internal}")).await.assert_status(404);
    web.get("/messages").await.assert_status(200).assert_hides("Price");
    assert_eq!(items(&app.admin().await.api().await.get(&path).await).len(), 2);
}

#[tokio::test]
async fn unread_counts_until_the_page_is_opened_and_mail_goes_once() {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await, app.client().await);
    let (agency, api) = (manager.api().await, client.api().await);
    let path = app.project().v1("/threads");
    let thread = id(&agency.post(&path, json!({ "kind": "client", "title": "Questions" })).await);
    let messages = format!("{path}/{thread}/messages");
    let long = format!("First\n\n{}", "word ".repeat(100));
    for body in [long.as_str(), "Second"] {
        agency.post(&messages, json!({ "body": body })).await.assert_status(201);
        app.clock().advance(time::Duration::minutes(1));
    }
    app.run_jobs().await;
    assert_eq!(app.mails_to(&client.email).len(), 1);
    let mail = app.last_mail_to(&client.email);
    assert!(mail.text.contains("First word") && !mail.text.contains(&"word ".repeat(50)), "{mail:?}");
    assert!(mail.link().ends_with(&format!("/messages/{thread}")), "{mail:?}");

    let unread = |answer: &Answer| items(answer)[0]["unread"].clone();
    assert_eq!((unread(&api.get(&path).await), unread(&agency.get(&path).await)), (json!(2), json!(0)));
    let mut web = client.portal(app.project()).await;
    let page = web.get("/messages").await;
    assert_eq!(page.assert_status(200).texts(".message-body").len(), 2);
    assert_eq!(unread(&api.get(&path).await), json!(0));

    agency.post(&messages, json!({ "body": "Third" })).await.assert_status(201);
    app.run_jobs().await;
    assert_eq!(app.mails_to(&client.email).len(), 2);
    assert_eq!(app.mails_to(&manager.email).len(), 0);

    api.put(&format!("{path}/{thread}/read"), json!({})).await.assert_status(204);
    assert_eq!(unread(&api.get(&path).await), json!(0));
    web.get("/messages").await;
    web.submit("#write", &[("body", "  Thank you,\r\nall  ")]).await.assert_status(200).assert_shows("Thank you");
    app.run_jobs().await;
    assert_eq!(app.mails_to(&manager.email).len(), 1);
    assert_eq!(items(&api.get(&messages).await)[0]["body"], "Thank you,\nall");
}

#[tokio::test]
async fn messages_come_newest_first_in_pages() {
    let app = TestApp::start().await;
    let manager = app.manager().await;
    let api = manager.api().await;
    let path = app.project().v1("/threads");
    let thread = id(&api.post(&path, json!({ "kind": "internal", "title": "Notes" })).await);
    let messages = format!("{path}/{thread}/messages");
    for number in 1..=52 {
        api.post(&messages, json!({ "body": format!("note {number}.") })).await.assert_status(201);
    }
    let first = api.get(&format!("{messages}?limit=50")).await;
    assert_eq!((items(&first).len(), &items(&first)[0]["body"]), (50, &json!("note 52.")));
    let cursor = first.json()["next_cursor"].as_str().unwrap().to_owned();
    let second = items(&api.get(&format!("{messages}?limit=50&cursor={cursor}")).await);
    let bodies: Vec<_> = second.iter().map(|message| message["body"].clone()).collect();
    assert_eq!(bodies, ["note 2.", "note 1."]);

    let mut web = manager.portal(app.project()).await;
    let page = web.get(&format!("/messages/{thread}")).await;
    assert_eq!(page.texts(".message-body").first().map(String::as_str), Some("note 3."));
    let page = web.get(&format!("/messages/{thread}?cursor={cursor}")).await;
    assert_eq!(page.assert_status(200).texts(".message-body"), ["note 1.", "note 2."]);

    for (body, code) in [(" \n ", "required"), (&*"x".repeat(10_001), "too-long")] {
        let answer = api.post(&messages, json!({ "body": body })).await;
        assert_eq!(answer.assert_status(422).problem_fields(), [("body".to_owned(), code.to_owned())]);
    }
}
