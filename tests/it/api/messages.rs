//! Threads and messages: visibility, unread counts, mails.

use fataplus::access::PartnerLevel;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, fixture};

fn id(answer: &Answer) -> String {
    answer.assert_status(201).json()["id"].as_str().unwrap().to_owned()
}

fn items(answer: &Answer) -> Vec<Value> {
    answer.assert_status(200).json()["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_thread_does_not_exist_outside_its_audience() {
    let app = TestApp::start().await;
    let manager = app.manager().await.api().await;
    let path = app.project().v1("/threads");
    let messages = |thread: &str| format!("{path}/{thread}/messages");
    let mut threads = Vec::new();
    for kind in ["internal", "partner", "shared", "client"] {
        let thread = id(&manager.post(&path, json!({ "kind": kind, "title": format!("About {kind}.") })).await);
        manager.post(&messages(&thread), json!({ "body": "Hello" })).await.assert_status(201);
        threads.push((kind, thread));
    }
    let never = ("", "01890000-0000-7000-8000-000000000000".to_owned());
    for (person, reads) in [
        (app.client().await, &["client", "shared"][..]),
        (app.partner(PartnerLevel::Edit).await, &["shared", "partner"]),
        (app.partner(PartnerLevel::Manage).await, &["shared", "partner"]),
        (app.admin().await, &["client", "shared", "partner", "internal"]),
    ] {
        let api = person.api().await;
        let listed = items(&api.get(&path).await);
        assert_eq!(listed.iter().map(|thread| thread["kind"].as_str().unwrap()).collect::<Vec<_>>(), reads);
        let mut web = person.portal(app.project()).await;
        for (kind, thread) in threads.iter().chain([&never]) {
            let hears = reads.contains(kind);
            let (seen, said) = if hears { (200, 201) } else { (404, 404) };
            api.get(&messages(thread)).await.assert_status(seen);
            api.post(&messages(thread), json!({ "body": "Hello" })).await.assert_status(said);
            let read = api.put(&format!("{path}/{thread}/read"), json!({})).await;
            read.assert_status(if hears { 204 } else { 404 });
            web.get(&format!("/messages/{thread}")).await.assert_status(seen);
            if !hears {
                web.get("/messages").await.assert_hides(&format!("About {kind}."));
            }
        }
        if reads.len() < 4 {
            assert_eq!(api.post(&path, json!({ "kind": "client", "title": "Mine" })).await.problem(), "forbidden");
        }
    }
    let onlooker = app.partner(PartnerLevel::View).await.api().await;
    assert_eq!(onlooker.get(&path).await.problem(), "forbidden");
    app.discard_jobs().await;
}

#[tokio::test]
async fn a_message_is_told_to_those_who_read_it() {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await, app.client().await);
    let (partner, onlooker) = (app.partner(PartnerLevel::Edit).await, app.partner(PartnerLevel::View).await);
    // A member of the client who also belongs to a partner agency counts for the client's side.
    let both = app.client().await;
    fixture::partner(app.state(), app.project(), both.user, PartnerLevel::Manage).await;
    let everybody = [&manager, &client, &partner, &onlooker, &both];
    let agency = manager.api().await;
    let path = app.project().v1("/threads");
    for (author, kind, told) in [
        (&manager, "client", [0, 1, 0, 0, 1]),
        (&manager, "shared", [0, 1, 1, 0, 1]),
        (&manager, "partner", [0, 0, 1, 0, 0]),
        (&manager, "internal", [0; 5]),
        (&client, "client", [1, 0, 0, 0, 0]),
        (&client, "shared", [1, 0, 1, 0, 0]),
        (&partner, "shared", [1, 1, 0, 0, 1]),
        (&partner, "partner", [1, 0, 0, 0, 0]),
    ] {
        let thread = id(&agency.post(&path, json!({ "kind": kind, "title": "Questions" })).await);
        let before = everybody.map(|person| app.mails_to(&person.email).len());
        let said = author.api().await.post(&format!("{path}/{thread}/messages"), json!({ "body": "Well?" })).await;
        said.assert_status(201);
        app.run_jobs().await;
        let after = everybody.map(|person| app.mails_to(&person.email).len());
        let new: Vec<_> = after.iter().zip(before).map(|(after, before)| after - before).collect();
        assert_eq!(new, told, "{} in {kind}", author.name);
    }
}

/// A person who has read everything, or was never mailed, is mailed at once; the others once in twelve hours.
#[tokio::test]
async fn nobody_is_left_in_silence_and_nobody_is_flooded() {
    let app = TestApp::start().await;
    let (manager, early) = (app.manager().await, app.client().await);
    let agency = manager.api().await;
    let path = app.project().v1("/threads");
    let thread = id(&agency.post(&path, json!({ "kind": "client", "title": "Questions" })).await);
    let say = async |hours: i64| {
        app.clock().advance(time::Duration::hours(hours));
        let agency = manager.api().await;
        agency.post(&format!("{path}/{thread}/messages"), json!({ "body": "Well?" })).await.assert_status(201);
        app.run_jobs().await;
    };
    say(0).await;
    assert_eq!(app.mails_to(&early.email).len(), 1);
    // The late member joins while a message is unread, and was mailed of nothing.
    let late = app.client().await;
    say(1).await;
    assert_eq!([&early, &late].map(|person| app.mails_to(&person.email).len()), [1, 1]);
    say(10).await;
    assert_eq!([&early, &late].map(|person| app.mails_to(&person.email).len()), [1, 1]);
    say(1).await;
    assert_eq!([&early, &late].map(|person| app.mails_to(&person.email).len()), [2, 1]);
    say(12).await;
    assert_eq!([&early, &late].map(|person| app.mails_to(&person.email).len()), [3, 2]);
    late.api().await.put(&format!("{path}/{thread}/read"), json!({})).await.assert_status(204);
    say(1).await;
    assert_eq!([&early, &late].map(|person| app.mails_to(&person.email).len()), [3, 3]);
}

#[tokio::test]
async fn each_thread_says_who_reads_it() {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await, app.client().await);
    let (partner, onlooker) = (app.partner(PartnerLevel::Edit).await, app.partner(PartnerLevel::View).await);
    let agency = manager.api().await;
    for (kind, label, read, unread) in [
        ("client", "Agency and client", vec![&manager, &client], vec![&partner, &onlooker]),
        ("partner", "Agency and partners", vec![&manager, &partner], vec![&client, &onlooker]),
        ("shared", "Agency, client and partners", vec![&manager, &client, &partner], vec![&onlooker]),
        ("internal", "Agency only", vec![&manager], vec![&client, &partner, &onlooker]),
    ] {
        let new = json!({ "kind": kind, "title": "Questions" });
        let thread = id(&agency.post(&app.project().v1("/threads"), new).await);
        let mut web = manager.portal(app.project()).await;
        let page = web.get(&format!("/messages/{thread}")).await.assert_status(200);
        let beside = page.texts("#body-hint").concat();
        assert!(page.texts(".meta .badge").contains(&label.to_owned()), "{page}");
        for person in read {
            assert!(beside.contains(&person.name), "{kind}: {beside}");
        }
        for person in unread {
            assert!(!beside.contains(&person.name), "{kind}: {beside}");
        }
        let choices = page.texts("#new-thread .choice");
        let choice = choices.iter().find(|choice| choice.starts_with(label)).unwrap();
        assert_eq!(choice.contains(&client.name), matches!(kind, "client" | "shared"), "{choice}");
    }
    let mut web = app.partner(PartnerLevel::Edit).await.portal(app.project()).await;
    web.get("/messages").await.assert_hides("Agency and client").assert_hides("Agency only");
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

#[tokio::test]
async fn an_author_changes_their_last_message_for_a_while() {
    let app = TestApp::start().await;
    let (client, manager) = (app.client().await, app.manager().await);
    let (api, other) = (client.api().await, manager.api().await);
    let path = app.project().v1("/threads");
    let thread = id(&other.post(&path, json!({ "kind": "client", "title": "Questions" })).await);
    let (messages, last) = (format!("{path}/{thread}/messages"), format!("{path}/{thread}/messages/last"));
    let first = id(&api.post(&messages, json!({ "body": "Helo" })).await);
    let change = |id: &str, body: &str| json!({ "id": id, "body": body });
    let changed = api.patch(&last, change(&first, " Hello ")).await.assert_status(200).json();
    assert_eq!((&changed["body"], changed["edited_at"].is_string()), (&json!("Hello"), true));
    assert_eq!(items(&other.get(&messages).await)[0]["body"], "Hello", "nobody reads the older text");
    assert_eq!(api.patch(&last, change(&first, "  ")).await.assert_status(422).problem(), "validation");

    // Not by others, not after somebody wrote, not later, not in a thread of others.
    assert_eq!(other.patch(&last, change(&first, "Mine")).await.assert_status(409).problem(), "state-conflict");
    let hidden = id(&other.post(&path, json!({ "kind": "internal", "title": "Us" })).await);
    api.patch(&format!("{path}/{hidden}/messages/last"), change(&first, "Mine")).await.assert_status(404);
    let second = id(&other.post(&messages, json!({ "body": "Yes?" })).await);
    assert_eq!(api.patch(&last, change(&first, "Late")).await.assert_status(409).problem(), "state-conflict");
    app.clock().advance(time::Duration::minutes(16));
    assert_eq!(other.patch(&last, change(&second, "Late")).await.assert_status(409).problem(), "state-conflict");
    app.discard_jobs().await;
}

#[tokio::test]
async fn the_page_changes_a_last_message_and_loses_no_text() {
    let app = TestApp::start().await;
    let (client, manager) = (app.client().await, app.manager().await.api().await);
    let path = app.project().v1("/threads");
    let thread = id(&manager.post(&path, json!({ "kind": "client", "title": "Questions" })).await);
    let (edit, mut web) = ("form[action$='/last']", client.portal(app.project()).await);
    let page = format!("/messages/{thread}");
    web.get(&page).await.assert_status(200);
    web.submit("#write", &[("body", "Helo")]).await.assert_status(200);
    web.submit(edit, &[("body", "Hello")]).await.assert_status(200);
    assert_eq!(web.page().texts(".message-body"), ["Hello"]);
    web.page().assert_shows("edited");
    let long = "x".repeat(10_001);
    web.submit(edit, &[("body", &long)]).await.assert_status(422).assert_shows("10000 characters");
    assert!(web.page().text().contains(&long));
    // Somebody writes meanwhile: the text is kept as a message to send.
    web.get(&page).await;
    manager.post(&format!("{path}/{thread}/messages"), json!({ "body": "Yes?" })).await.assert_status(201);
    web.submit(edit, &[("body", "Hello again")]).await.assert_status(422).assert_shows("can no longer be changed");
    assert_eq!(web.page().texts("#write textarea"), ["Hello again"]);
    assert!(web.get(&page).await.texts(edit).is_empty());
    app.discard_jobs().await;
}
