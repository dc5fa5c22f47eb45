//! Typed or copied text is normalised at the border, by one rule for pages and programs.

use fataplus::{
    access::PartnerLevel,
    db::{Change, PlatformScope},
    http::page::next::query,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, PASSWORD, Person, TestApp, fixture};

const PROFILE: &str = "form[action='/account']";
/// As telephones and messengers copy numbers.
const COPIED: [&str; 4] = [
    "\u{202D}+261 34 05 123 45\u{202C}",
    "\u{2068}+261\u{A0}34\u{202F}05 123 45\u{2069}",
    "＋２６１ 34 05 123 45",
    "tel:+261 34 05 123 45",
];
const NUMBER: &str = "+261 34 05 123 45";

/// The ways one mailbox is written by careless hands and programs.
fn written(email: &str) -> [String; 5] {
    let (local, domain) = email.split_once('@').unwrap();
    [
        format!("{email}\u{200B}"),
        format!("\u{FEFF}{}", email.to_uppercase()),
        format!("{local}\u{2060}@{domain}."),
        format!("{local}＠{domain}\u{202C}"),
        format!("mailto:{local}@peo\u{AD}ple.test"),
    ]
}

fn request(email: &str) -> Value {
    json!({
        "contact_name": "Voahangy", "email": email, "title": "Une boutique", "problem": "p", "solution": "s",
        "audience": "a", "consent": true,
    })
}

/// A person with this address.
async fn at(app: &TestApp, email: &str) -> Person {
    let mut person = app.stranger().await;
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
    tx.announce(Change::Everything);
    let moved = sqlx::query("UPDATE users SET email = $2, credential_epoch = credential_epoch + 1 WHERE id = $1")
        .bind(person.user.0)
        .bind(email);
    moved.execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
    person.email = email.to_owned();
    person
}

async fn log_in(app: &TestApp, email: &str) -> Answer {
    app.anonymous_api().post("/v1/auth/token", json!({ "email": email, "password": PASSWORD })).await
}

async fn people(app: &TestApp) -> i64 {
    app.database().count("users").await
}

#[tokio::test]
async fn a_copied_number_is_taken_everywhere_by_one_rule() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let (api, mut web, staff) = (person.api().await, person.app().await, app.staff().await.api().await);
    for typed in COPIED {
        let me = api.patch("/v1/me", json!({ "phone": typed })).await;
        assert_eq!(me.assert_status(200).json()["phone"], NUMBER, "{typed:?}");
        api.patch("/v1/me", json!({ "phone": "" })).await.assert_status(200);
        web.get("/account").await;
        web.submit(PROFILE, &[("phone", typed)]).await.assert_status(200);
        assert_eq!(api.get("/v1/me").await.json()["phone"], NUMBER, "{typed:?}");
        let mut asked = request("v@example.mg");
        asked["phone"] = json!(typed);
        let asked = app.anonymous_api().post("/v1/intake", asked).await;
        let id = asked.assert_status(202).json()["submission_id"].as_str().unwrap().to_owned();
        let kept = staff.get(&format!("/v1/submissions/{id}")).await.json();
        assert_eq!(kept["answers"]["phone"], NUMBER, "{typed:?}");
    }
    for dash in ["\u{2011}", "\u{2013}", "\u{2212}", "\u{FF0D}"] {
        let me = api.patch("/v1/me", json!({ "phone": format!("034{dash}05{dash}123") })).await;
        assert_eq!(me.assert_status(200).json()["phone"], "034-05-123", "{dash:?}");
    }
    for typed in ["call me", "+()-./ +()", "034 05 123 45 <b>"] {
        let mut asked = request("v@example.mg");
        asked["phone"] = json!(typed);
        for answer in
            [api.patch("/v1/me", json!({ "phone": typed })).await, app.anonymous_api().post("/v1/intake", asked).await]
        {
            assert_eq!(answer.assert_status(422).problem_fields(), [("phone".to_owned(), "phone".to_owned())]);
        }
    }
    app.discard_jobs().await;
}

#[tokio::test]
async fn what_nobody_sees_in_an_address_makes_no_other_account() {
    let app = TestApp::start().await;
    let (person, manager, admin) = (app.client().await, app.manager().await, app.platform_admin().await.api().await);
    let invite = manager.api().await;
    let mut web = app.anonymous().in_english();
    let login = format!("{}/login", app.state().hosts.app);
    let before = people(&app).await;
    for (round, typed) in written(&person.email).into_iter().enumerate() {
        log_in(&app, &typed).await.assert_status(200);
        let new = json!({ "email": typed, "role": "client" });
        let refused = invite.post(&app.project().v1("/invitations"), new).await;
        let known = [("email".to_owned(), "already-member".to_owned())];
        assert_eq!(refused.assert_status(422).problem_fields(), known, "{typed:?}");
        let name = format!("Studio {round}");
        let made = admin.post("/v1/partner-agencies", json!({ "name": name, "agents": [typed, person.email] })).await;
        assert_eq!(made.assert_status(201).json()["invited"], json!([person.email]), "{typed:?}");
        web.get(&login).await;
        web.submit("form[action='/login']", &[("email", &typed), ("password", PASSWORD)]).await.assert_status(200);
        assert_ne!(web.page().url.path(), "/login", "{typed:?}");
        web.clear_cookies();
    }
    assert_eq!(people(&app).await, before);
    app.discard_jobs().await;
}

#[tokio::test]
async fn a_domain_beyond_ascii_is_one_and_is_mailed_as_the_dns_has_it() {
    let app = TestApp::start().await;
    let person = at(&app, "r@société.mg").await;
    let spellings = ["r@société.mg", "R@SOCIÉTÉ.mg", "r@socie\u{301}te\u{301}.mg", "r@xn--socit-esab.mg"];
    let before = people(&app).await;
    for spelling in spellings {
        log_in(&app, spelling).await.assert_status(200);
        let asked = app.anonymous_api().post("/v1/intake", request(spelling)).await;
        let id = asked.assert_status(202).json()["submission_id"].as_str().unwrap().to_owned();
        app.run_jobs().await;
        let code = app.last_mail_to("r@xn--socit-esab.mg").code();
        let path = format!("/v1/intake/{id}/confirm");
        app.anonymous_api().post(&path, json!({ "code": code })).await.assert_status(201);
    }
    assert_eq!(people(&app).await, before);
    let api = person.api().await;
    assert_eq!(api.get("/v1/me").await.json()["email"], "r@société.mg");
    person.app().await.get("/account").await.assert_shows("r@société.mg").assert_hides("xn--");
    app.discard_jobs().await;
}

#[tokio::test]
async fn a_name_turns_nothing_around() {
    let app = TestApp::start().await;
    let (person, manager) = (app.client().await, app.manager().await.api().await);
    let mut web = person.app().await;
    let api = person.api().await;
    for typed in ["Rasoa\u{202E}", "\u{2067}Rasoa", "Ra\u{200B}soa\u{FEFF}", "Rasoa\u{200D}", "\u{202B}Ra\u{2066}soa"] {
        let me = api.patch("/v1/me", json!({ "name": typed })).await.assert_status(200).json();
        assert_eq!(me["name"], "Rasoa", "{typed:?}");
        api.patch("/v1/me", json!({ "name": "Somebody" })).await.assert_status(200);
        web.get("/account").await;
        web.submit(PROFILE, &[("name", typed)]).await.assert_status(200);
        assert_eq!(api.get("/v1/me").await.json()["name"], "Rasoa", "{typed:?}");
        let new = json!({ "email": "solo@baobab.test", "name": typed, "role": "client" });
        let made = manager.post(&app.project().v1("/invitations"), new).await.assert_status(201).json();
        assert_eq!(made["name"], "Rasoa", "{typed:?}");
    }
    app.run_jobs().await;
    assert!(app.last_mail_to("solo@baobab.test").text.starts_with("Hello Rasoa,"));
    let thread = json!({ "kind": "client", "title": "Re\u{301}seau\u{202E}" });
    let thread = manager.post(&app.project().v1("/threads"), thread).await.assert_status(201).json();
    assert_eq!(thread["title"], "Réseau");
}

#[tokio::test]
async fn blank_is_what_shows_nothing() {
    let app = TestApp::start().await;
    let (manager, staff) = (app.manager().await.api().await, app.staff().await.api().await);
    let thread = json!({ "kind": "client", "title": "Questions" });
    let thread = manager.post(&app.project().v1("/threads"), thread).await.assert_status(201).json();
    let messages = app.project().v1(&format!("/threads/{}/messages", thread["id"].as_str().unwrap()));
    let mut web = app.client().await.app().await;
    for blank in ["\u{200B}", "\u{2060}\u{FEFF}", "\u{3164}", "\u{115F}", "\u{2800}", "\u{FE0F}", "\u{A0}\u{202F}\n"] {
        let mut asked = request("v@example.mg");
        asked["title"] = json!(blank);
        let required = |field: &str| [(field.to_owned(), "required".to_owned())];
        for (field, answer) in [
            ("name", manager.patch("/v1/me", json!({ "name": blank })).await),
            ("title", manager.post(&app.project().v1("/tasks"), json!({ "title": blank, "side": "agency" })).await),
            ("title", manager.post(&app.project().v1("/threads"), json!({ "kind": "client", "title": blank })).await),
            ("body", manager.post(&messages, json!({ "body": blank })).await),
            ("title", app.anonymous_api().post("/v1/intake", asked).await),
            ("title", staff.post("/v1/projects", json!({ "title": blank, "organisation": "O" })).await),
        ] {
            assert_eq!(answer.assert_status(422).problem_fields(), required(field), "{blank:?}: {answer}");
        }
        web.get("/account").await;
        web.submit(PROFILE, &[("name", blank)]).await.assert_status(422);
    }
}

#[tokio::test]
async fn a_search_finds_what_is_meant() {
    let app = TestApp::start().await;
    let person = app.client().await;
    let api = person.api().await;
    let mut web = person.app().await;
    for title in ["Réseau", "Reseau", "Cœur d’Ambre", "Coeur d'ambre"] {
        let project = fixture::project(app.state(), title).await;
        app.join(&person, &project, "client").await;
    }
    let found = async |q: &str| {
        let found = api.get(&format!("/v1/projects?{}", query(&[("q", q)]))).await.assert_status(200).json();
        let mut titles: Vec<_> =
            found["items"].as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect();
        titles.sort();
        titles
    };
    for q in ["reseau", "Réseau", "RE\u{301}SEAU", "res\u{200B}eau"] {
        assert_eq!(found(q).await, ["Reseau", "Réseau"], "{q:?}");
    }
    for q in ["coeur", "cœur", "CŒUR", "d'ambre", "d’Ambre", "Dʼambre"] {
        assert_eq!(found(q).await, ["Coeur d'ambre", "Cœur d’Ambre"], "{q:?}");
    }
    assert_eq!(found("ambre COEUR").await, ["Coeur d'ambre", "Cœur d’Ambre"], "in any order");
    for q in ["coeur reseau", "%", "_", "c_ur", "\\"] {
        assert!(found(q).await.is_empty(), "{q:?}");
    }
    let page = web.get("/projects?q=reseau").await.assert_status(200);
    page.assert_shows("Réseau").assert_shows("Reseau");
}

#[tokio::test]
async fn the_agency_finds_a_project_by_the_client_s_people() {
    let app = TestApp::start().await;
    let (manager, admin) = (app.manager().await, app.platform_admin().await);
    let (client, partner) = (app.client().await, app.partner(PartnerLevel::Manage).await);
    let invited = json!({ "email": "noro@ravina.mg", "name": "Noro Rakoto", "role": "client" });
    let invitation =
        manager.api().await.post(&app.project().v1("/invitations"), invited).await.assert_status(201).json();
    let found = async |person: &Person, q: &str| {
        let list =
            person.api().await.get(&format!("/v1/projects?{}", query(&[("q", q)]))).await.assert_status(200).json();
        list["items"].as_array().unwrap().len()
    };
    for q in ["rakoto noro", "noro@ravina.mg"] {
        assert_eq!((found(&manager, q).await, found(&admin, q).await), (1, 1), "{q}");
        assert_eq!((found(&client, q).await, found(&partner, q).await), (0, 0), "{q}");
    }
    let revoked = app.project().v1(&format!("/invitations/{}", invitation["id"].as_str().unwrap()));
    manager.api().await.delete(&revoked).await.assert_status(204);
    assert_eq!(found(&manager, "noro").await, 0);
    app.run_jobs().await;
}

#[tokio::test]
async fn a_body_may_begin_with_a_byte_order_mark() {
    let app = TestApp::start().await;
    let api = app.client().await.api().await;
    let send = |body: &'static str| {
        let request = api.request(Method::PATCH, "/v1/me").header("content-type", "application/json").body(body);
        api.send(request)
    };
    assert_eq!(send("\u{FEFF}{ \"name\": \"Noro\" }").await.assert_status(200).json()["name"], "Noro");
    assert_eq!(send("\u{FEFF}\u{FEFF}{}").await.assert_status(400).problem(), "malformed-json");
    assert_eq!(send("\u{FEFF}").await.assert_status(400).problem(), "malformed-json");
}
