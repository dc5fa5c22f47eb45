//! Conversations on a telephone, in French, with the audience of each.

use fataplus::access::PartnerLevel;
use serde_json::json;

use super::{log_in, reads_french};
use crate::support::{Person, TestApp, browser::Browser};

async fn in_french(app: &TestApp, person: &Person) -> Browser {
    reads_french(person).await;
    let browser = Browser::narrow().await;
    log_in(&browser, app, &person.email).await;
    browser
}

#[tokio::test]
async fn a_partner_answers_what_is_shared_and_sees_nothing_of_the_client_s() {
    let app = TestApp::start().await;
    let (manager, client) = (app.manager().await, app.client().await);
    let partner = app.partner(PartnerLevel::Edit).await;
    let portal = app.state().hosts.tenant(app.project().id).to_string();
    let api = manager.api().await;
    let path = app.project().v1("/threads");
    let private = api.post(&path, json!({ "kind": "client", "title": "Client et agence" })).await.json();
    let private = private["id"].as_str().unwrap();
    let said = json!({ "body": "Le prix reste entre nous." });
    client.api().await.post(&format!("{path}/{private}/messages"), said).await.assert_status(201);

    let hers = in_french(&app, &manager).await;
    hers.goto(&format!("{portal}/messages")).await;
    hers.shows("Le prix reste entre nous.").await;
    hers.click("Nouvelle conversation").await;
    hers.fill("title", "Livraison du logo").await;
    hers.click("Agence, client et partenaires").await;
    hers.screenshot("threads-audience").await;
    hers.click_and_leave("Ouvrir la conversation").await;
    for reader in [&manager, &client, &partner] {
        hers.shows(&reader.name).await;
    }
    hers.fill("body", "Quand le logo est-il prêt ?").await;
    hers.click_and_leave("Envoyer").await;
    hers.close().await;

    let theirs = in_french(&app, &partner).await;
    theirs.goto(&format!("{portal}/messages")).await;
    theirs.shows("Quand le logo est-il prêt ?").await;
    theirs.hides("Client et agence").await;
    theirs.hides("Le prix reste entre nous.").await;
    theirs.shows(&format!("Visible par {}", manager.name)).await;
    theirs.fill("body", "Vendredi.").await;
    theirs.click_and_leave("Envoyer").await;
    theirs.shows("Votre message est envoyé.").await;
    theirs.screenshot("threads-partner").await;
    theirs.goto(&format!("{portal}/messages/{private}")).await;
    theirs.shows("404").await;
    theirs.hides("Le prix reste entre nous.").await;
    theirs.close().await;

    let third = in_french(&app, &client).await;
    third.goto(&format!("{portal}/")).await;
    third.shows("Vendredi.").await;
    third.hides("Agence seule").await;
    third.click_and_leave("Vendredi.").await;
    third.shows("Agence, client et partenaires").await;
    third.assert_no_errors().await;
    let wide = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth";
    assert_eq!(third.client().execute(wide, Vec::new()).await.unwrap(), json!(true));
    third.close().await;
    app.discard_jobs().await;
}
