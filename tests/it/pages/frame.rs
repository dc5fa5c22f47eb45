//! The frame of a portal's pages: numbers beside the tabs, news in the list of projects, days.

use fataplus::access::PartnerLevel;
use serde_json::json;
use time::Duration;

use crate::{
    api::documents::{PDF, file},
    support::{TestApp, Web},
};

/// Numbers beside the tabs, and those of the dock, which stands for them on a telephone.
async fn numbers(web: &mut Web, path: &str) -> [Vec<String>; 2] {
    let page = web.get(path).await;
    page.assert_status(200);
    [".tabs", ".dock"].map(|menu| page.texts(&format!("{menu} > a:has(.count)")))
}

#[tokio::test]
async fn numbers_say_what_waits_for_the_reader_alone() {
    let app = TestApp::start().await;
    let (manager, client, partner) = (app.manager().await, app.client().await, app.partner(PartnerLevel::Edit).await);
    let (api, v1) = (manager.api().await, |path: &str| app.project().v1(path));
    let mut web = client.portal(app.project()).await;
    let none: [Vec<String>; 2] = Default::default();
    assert_eq!(numbers(&mut web, "/").await, none);

    let task = json!({ "title": "Sign", "side": "client", "visibility": "client" });
    api.post(&v1("/tasks"), task).await.assert_status(201);
    api.post(&v1("/file-requests"), json!({ "title": "Your logo" })).await.assert_status(201);
    file(&app, &api, PDF, json!({ "kind": "deliverable", "visibility": "client" })).await;
    let thread = api.post(&v1("/threads"), json!({ "kind": "client", "title": "Questions" })).await.json();
    let thread = thread["id"].as_str().unwrap().to_owned();
    let messages = v1(&format!("/threads/{thread}/messages"));
    for body in ["One", "Two"] {
        api.post(&messages, json!({ "body": body })).await.assert_status(201);
    }
    let hidden = api.post(&v1("/threads"), json!({ "kind": "internal", "title": "Us" })).await.json();
    let hidden = v1(&format!("/threads/{}/messages", hidden["id"].as_str().unwrap()));
    api.post(&hidden, json!({ "body": "Not for them" })).await.assert_status(201);

    let tabs = ["Plan 1 waiting", "Documents 1 waiting", "Requested files 1 waiting", "Messages 2 waiting"];
    let dock = ["Plan 1 waiting", "Files 2 waiting", "Messages 2 waiting"];
    for path in ["/", "/plan", "/documents", "/file-requests", "/people", "/activity"] {
        assert_eq!(numbers(&mut web, path).await, [tabs.map(str::to_owned).to_vec(), dock.map(str::to_owned).to_vec()]);
    }
    // The writer has read their own words, and nothing of the client's waits for them or for a partner.
    assert_eq!(numbers(&mut manager.portal(app.project()).await, "/").await, none);
    assert_eq!(numbers(&mut partner.portal(app.project()).await, "/").await, none);

    // The list says the same, and puts the project first in which it is the reader's turn.
    let quiet = app.another_project().await;
    crate::support::fixture::member(app.state(), &quiet, client.user, "client", false).await;
    client.portal(&quiet).await.get("/").await.assert_status(200);
    let list = client.app().await.get("/projects").await.clone();
    list.assert_shows("2 unread messages, 1 file");
    assert_eq!(list.texts("a.card-link h2"), [app.project().title.as_str(), quiet.title.as_str()]);

    // Messages open at the first that is unread; read, they are counted no more.
    let page = web.get("/messages").await;
    assert_eq!(page.texts("#new"), ["New messages"]);
    assert_eq!(page.texts(".dock > a:has(.count)"), ["Plan 1 waiting", "Files 2 waiting"]);
    assert_eq!(page.texts("#new ~ .message .message-body"), ["One", "Two"]);
    assert_eq!(web.get("/messages").await.texts("#new"), [""]);
    assert!(!numbers(&mut web, "/").await[1].iter().any(|tab| tab.starts_with("Messages")));
    app.discard_jobs().await;
}

#[tokio::test]
async fn what_is_typed_is_led_to_only_where_it_is_safe() {
    let app = TestApp::start().await;
    let api = app.manager().await.api().await;
    let thread = api.post(&app.project().v1("/threads"), json!({ "kind": "client", "title": "Links" })).await.json();
    let path = app.project().v1(&format!("/threads/{}/messages", thread["id"].as_str().unwrap()));
    let body = "See https://example.mg/a?b=1&c=\"2\", rina@example.mg or +261 34 00 000 00, not javascript:alert(1)";
    api.post(&path, json!({ "body": body })).await.assert_status(201);
    let page = app.client().await.portal(app.project()).await.get("/messages").await.clone();
    assert_eq!(page.texts(".message-body").concat().replace(' ', ""), body.replace(' ', ""));
    assert_eq!(page.texts(".message-body a"), ["https://example.mg/a?b=1&c=", "rina@example.mg", "+261 34 00 000 00"]);
    assert_eq!(page.attribute(".message-body a", "rel"), "noopener noreferrer nofollow");
    app.discard_jobs().await;
}

#[tokio::test]
async fn all_that_happened_is_there_day_by_day() {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await, app.client().await);
    let add = async |titles: Vec<String>, visibility: &str| {
        let api = manager.api().await;
        for title in titles {
            let task = json!({ "title": title, "visibility": visibility });
            api.post(&app.project().v1("/tasks"), task).await.assert_status(201);
        }
    };
    let of = |when: &str| (0..30).map(|number| format!("{when} {number}.")).collect::<Vec<_>>();
    add(of("Early"), "client").await;
    app.clock().advance(Duration::DAY);
    add(of("Late"), "client").await;
    add(vec!["Among us".to_owned()], "internal").await;
    let mut web = client.portal(app.project()).await;
    let first = web.get("/activity").await.clone();
    first.assert_status(200).assert_hides("Among us");
    assert_eq!(first.texts("h2.day"), ["today", "yesterday"]);
    let mut texts = first.texts(".timeline li");
    assert_eq!(texts.len(), 50);
    let next = web.get(&first.attribute("a[rel=next]", "href")).await.clone();
    assert_eq!(next.texts("h2.day"), ["yesterday"]);
    texts.extend(next.texts(".timeline li"));
    for name in of("Early").into_iter().chain(of("Late")) {
        assert_eq!(texts.iter().filter(|text| text.contains(&name)).count(), 1, "{name}: {texts:#?}");
    }
    assert!(texts[0].contains("Late 29."), "{texts:#?}");
    web.get("/activity?before=nonsense").await.assert_status(400);
}

#[tokio::test]
async fn deliverables_say_how_they_stand() {
    let app = TestApp::start().await;
    let (api, client) = (app.manager().await.api().await, app.client().await);
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(file(&app, &api, PDF, json!({ "kind": "deliverable", "visibility": "client" })).await);
    }
    file(&app, &api, PDF, json!({ "kind": "contract", "visibility": "client" })).await;
    file(&app, &api, PDF, json!({ "kind": "deliverable", "visibility": "internal" })).await;
    let decide = |id: &str, decision: &str| json!({ "document_id": id, "decision": decision, "comment": "Larger" });
    let hers = client.api().await;
    hers.post(&app.project().v1("/approvals"), decide(&ids[0], "approved")).await.assert_status(201);
    hers.post(&app.project().v1("/approvals"), decide(&ids[1], "changes_requested")).await.assert_status(201);
    let mut web = client.portal(app.project()).await;
    let page = web.get("/documents").await;
    assert_eq!(page.texts(".rows .badge"), ["To be approved", "Changes asked for", "Approved"]);
    let filters = ["All 4", "To be approved 1", "Approved 1", "Changes asked for 1", "Contract 1", "Deliverable 3"];
    assert_eq!(page.texts(".filters:not(.only-dock) a"), filters);
    for (state, badge) in
        [("approved", "Approved"), ("to_approve", "To be approved"), ("changes_requested", "Changes asked for")]
    {
        let page = web.get(&format!("/documents?state={state}")).await;
        assert_eq!(page.texts(".rows .badge"), [badge]);
        assert!(page.texts(".filters a[aria-current]").iter().any(|current| current.starts_with(badge)), "{page}");
    }
    web.get("/documents?state=nonsense").await.assert_status(200).assert_shows("All");
    app.discard_jobs().await;
}
