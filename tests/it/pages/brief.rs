//! The brief: what a client answers about a project, after the intake form.

use fataplus::access::PartnerLevel;
use serde_json::json;

use crate::support::TestApp;

const FORM: &str = "main form";

#[tokio::test]
async fn a_client_answers_topic_by_topic_and_skips() {
    let app = TestApp::start().await;
    let mut web = app.client().await.portal(app.project()).await;
    web.get("/").await.assert_status(200).assert_shows("0 of 13 topics have an answer");
    web.get("/brief/contact").await.assert_status(200);
    assert!(!web.page().text().contains("name=\"email\""), "the address is not asked again");
    web.submit(FORM, &[("phone", "034 00 000 00")]).await.assert_status(200);
    assert!(web.page().url.path().ends_with("/brief/need"), "the next topic without an answer");

    // Going on without an answer keeps what was typed, and says nothing of what cannot be kept.
    web.submit(FORM, &[("problem", "Water"), ("skip", "true")]).await.assert_status(200);
    assert!(web.page().url.path().ends_with("/brief/audience"));
    web.get("/brief").await.assert_shows("Water");
    web.get("/brief/audience").await;
    web.submit(FORM, &[("audience", "Bakers"), ("estimated_users", "many"), ("skip", "true")]).await.assert_status(200);
    assert!(!web.page().url.path().ends_with("/brief/audience"));
    web.page().assert_shows("An answer did not fit");
    web.get("/brief").await.assert_shows("Bakers").assert_hides("many");

    // A wrong answer is named, and stays in its field.
    web.get("/brief/audience").await;
    web.submit(FORM, &[("audience", "Grocers"), ("estimated_users", "many")]).await.assert_status(422);
    web.page().assert_shows("Grocers").assert_shows("whole number");
    web.submit(FORM, &[("estimated_users", "1 200")]).await.assert_status(200);

    // A kind is asked about more closely, on the same page; it decides which topics follow.
    web.get("/brief/kind").await;
    web.submit(FORM, &[("project_types", "infrastructure")]).await.assert_status(200);
    assert!(web.page().url.path().ends_with("/brief/kind"));
    web.submit(FORM, &[("project_types", "infrastructure"), ("project_types", "cloud")]).await.assert_status(200);
    web.get("/brief/look").await.assert_status(404);
    web.get("/brief/spaceship").await.assert_status(404);
    web.get("/brief/modules").await;
    web.submit(FORM, &[("modules", "payments"), ("modules", "A calendar\nof our own")]).await.assert_status(200);

    web.get("/brief").await.assert_status(200);
    for shown in [
        "034 00 000 00",
        "Grocers",
        "1200",
        "Servers, data, maintenance: Hosting in the cloud",
        "Payment",
        "of our own",
    ] {
        web.page().assert_shows(shown);
    }
    web.get("/").await.assert_shows("5 of 11 topics have an answer");
    web.page().assert_shows("completed the request, “For whom?”");
}

#[tokio::test]
async fn two_tabs_change_what_was_changed_in_each() {
    let app = TestApp::start().await;
    let (mut first, manager) = (app.client().await.portal(app.project()).await, app.manager().await);
    let mut second = manager.portal(app.project()).await;
    first.get("/brief/goals").await;
    second.get("/brief/goals").await;
    first.submit(FORM, &[("goals", "Sell")]).await.assert_status(200);
    second.submit(FORM, &[("expected_impact", "Farther")]).await.assert_status(200);
    let brief = app.project().v1("/brief");
    let said = manager.api().await.get(&brief).await.assert_status(200).json();
    assert_eq!(said, json!({ "goals": "Sell", "expected_impact": "Farther" }));
    second.get("/brief").await.assert_shows("The client’s request");
}

#[tokio::test]
async fn programs_change_single_answers() {
    let app = TestApp::start().await;
    let (client, path) = (app.client().await.api().await, app.project().v1("/brief"));
    let answers = json!({ "goals": "Sell", "must_have": ["Payment"], "estimated_users": 12 });
    let changed = client.patch(&path, answers.clone()).await;
    assert_eq!(changed.assert_status(200).json(), answers);
    let changed = client.patch(&path, json!({ "goals": null, "must_have": [], "budget": "1m_5m" })).await;
    assert_eq!(changed.assert_status(200).json(), json!({ "estimated_users": 12, "budget": "1m_5m" }));
    let refused = client.patch(&path, json!({ "email": "other@people.test", "problem": null, "surprise": 1 })).await;
    let named = [("surprise", "unknown"), ("email", "fixed"), ("problem", "required")];
    assert_eq!(refused.assert_status(422).problem_fields(), named.map(|(a, b)| (a.to_owned(), b.to_owned())));
    let partner = app.partner(PartnerLevel::Manage).await;
    partner.api().await.get(&path).await.assert_status(403);
    partner.portal(app.project()).await.get("/").await.assert_status(200).assert_hides("/brief");
}
