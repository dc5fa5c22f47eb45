//! The plan with a script: ticks, moves and additions leave the reader where they are.

use serde_json::json;

use super::{hands::Hands, log_in};
use crate::support::{TestApp, browser::Browser};

/// The milestones' names, from above.
async fn names(browser: &Browser) -> Vec<String> {
    let script = "return [...document.querySelectorAll('[data-place] h2')].map(name => name.textContent)";
    serde_json::from_value(browser.client().execute(script, Vec::new()).await.unwrap()).unwrap()
}

/// Waits until the milestones stand in this order.
async fn stand(browser: &Browser, order: &[&str]) {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while names(browser).await != order {
        assert!(std::time::Instant::now() < deadline, "the milestones do not come to stand so: {order:?}");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

async fn is_the_same_page(browser: &Browser) -> bool {
    browser.client().execute("return window.stays === true", Vec::new()).await.unwrap() == json!(true)
}

async fn focus(browser: &Browser) -> String {
    let id = browser.client().execute("return document.activeElement.id", Vec::new()).await.unwrap();
    id.as_str().unwrap_or_default().to_owned()
}

/// On a telephone, in French: a task, a tick, a milestone moved on its own page.
async fn arranges(browser: Browser) {
    let app = TestApp::start().await;
    let manager = app.manager().await;
    let api = manager.api().await;
    for title in ["Dessin", "Réalisation"] {
        api.post(&app.project().v1("/milestones"), json!({ "title": title, "weight": 10 })).await.assert_status(201);
    }
    let hands = Hands::new(browser, false);
    hands.arrive(&app, &manager, "/").await;
    hands.go("Planning").await;
    hands.open("Ajouter une tâche à\u{a0}: Réalisation").await;
    hands.write("title", "Poser les briques").await;
    hands.open("Ajouter").await;
    hands.browser.shows("Poser les briques").await;
    hands.took("add a task to a milestone", 3);
    hands.open("Fait\u{a0}: Poser les briques").await;
    hands.browser.shows("Fait par").await;
    hands.took("complete it", 1);
    hands.go("Modifier Réalisation").await;
    hands.go("Monter").await;
    hands.browser.arrives("/plan").await;
    stand(&hands.browser, &["Réalisation", "Dessin"]).await;
    hands.took("move the milestone", 2);
    hands.browser.assert_no_errors().await;
    hands.browser.close().await;
    app.leave_jobs();
}

#[tokio::test]
async fn the_plan_is_arranged_on_a_telephone() {
    arranges(Browser::narrow().await).await;
}

#[tokio::test]
async fn the_plan_is_arranged_without_a_script() {
    arranges(Browser::narrow_without_script(false).await).await;
}

#[tokio::test]
async fn what_is_done_in_the_plan_leaves_the_reader_where_they_are() {
    let app = TestApp::start().await;
    let manager = app.manager().await;
    let api = manager.api().await;
    let mut ids = Vec::new();
    for title in ["Draw", "Build", "Deliver"] {
        let made = api.post(&app.project().v1("/milestones"), json!({ "title": title, "weight": 10 })).await;
        ids.push(made.assert_status(201).json()["id"].as_str().unwrap().to_owned());
    }
    let browser = Browser::start().await;
    log_in(&browser, &app, &manager.email).await;
    browser.goto(&format!("{}/plan", app.state().hosts.tenant(app.project().id))).await;
    stand(&browser, &["Draw", "Build", "Deliver"]).await;
    browser.client().execute("window.stays = true", Vec::new()).await.unwrap();

    // Two tasks one after the other, by keyboard.
    browser.key("Add a task to: Build").await;
    browser.type_into(&format!("task-{}", ids[1]), "Lay the bricks").await;
    browser.key("Add").await;
    browser.shows("Lay the bricks").await;
    assert_eq!(focus(&browser).await, format!("task-{}", ids[1]));
    browser.type_into(&format!("task-{}", ids[1]), "Paint the walls").await;
    browser.key("Add").await;
    browser.shows("Paint the walls").await;

    browser.key("Done: Lay the bricks").await;
    browser.shows("Done by").await;
    assert!(focus(&browser).await.starts_with("tick-"));

    // Up by its button; at the top the focus goes to the other one.
    browser.key("Move up: Build").await;
    stand(&browser, &["Build", "Draw", "Deliver"]).await;
    assert_eq!(focus(&browser).await, format!("down-{}", ids[1]));

    // By its handle, as a hand would.
    let drag = "const [from, to] = [...arguments].map(id => document.getElementById('m-' + id));
        const carried = new DataTransfer();
        const fire = (at, kind, y) => at.dispatchEvent(
          new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: carried, clientY: y }));
        const handle = from.querySelector('[data-drag]'), place = to.getBoundingClientRect();
        fire(handle, 'dragstart', 0); fire(to, 'dragover', place.top + 2); fire(to, 'drop', place.top + 2);
        fire(handle, 'dragend', place.top + 2);";
    browser.client().execute(drag, vec![json!(ids[2]), json!(ids[1])]).await.unwrap();
    browser.shows("The plan is saved").await;
    stand(&browser, &["Deliver", "Build", "Draw"]).await;
    assert!(is_the_same_page(&browser).await, "the page was loaded anew");
    let stored = api.get(&app.project().v1("/milestones")).await.json();
    let stored: Vec<_> = stored["items"].as_array().unwrap().iter().map(|one| one["title"].clone()).collect();
    assert_eq!(stored, ["Deliver", "Build", "Draw"]);

    // A refused form opens the page of its errors.
    browser.client().execute("document.querySelector('#new-milestone').open = true", Vec::new()).await.unwrap();
    browser.fill("title", "Far away").await;
    browser
        .client()
        .execute("document.querySelector('#new-milestone form').noValidate = true", Vec::new())
        .await
        .unwrap();
    browser.fill("weight", "500").await;
    browser.click_and_leave("Add the milestone").await;
    browser.shows("within the permitted range").await;
    browser.assert_no_errors().await;
    browser.close().await;
    app.leave_jobs();
}
