//! Partner agencies with admins of their own.

use fataplus::access::PartnerLevel;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use super::token;
use crate::support::{Api, PASSWORD, Person, TestApp, Web, fixture};

/// Founds an agency as the platform's admin; its first admin accepts by mail. Returns the agency's ID.
async fn founded(app: &TestApp, name: &str, first: &Person) -> (Web, String) {
    let mut root = app.platform_admin().await.app().await;
    root.get("/admin/agencies").await.assert_status(200);
    let made = root.submit("form[action='/admin/agencies']", &[("agency", name), ("email", &first.email)]).await;
    made.assert_status(200).assert_shows("The agency is made");
    app.run_jobs().await;
    let mut web = first.app().await;
    web.get("/agency").await.assert_status(404);
    web.get(&app.last_mail_to(&first.email).link()).await.assert_status(200).assert_shows(name);
    web.submit("form[action='/invitation']", &[]).await.assert_status(200);
    let page = web.get("/agency").await;
    page.assert_status(200).assert_shows(name);
    let form = page.html();
    let form = form.select(&scraper::Selector::parse("form[action$='/invite']").unwrap()).next().unwrap();
    let id = form.attr("action").unwrap().split('/').nth(2).unwrap().to_owned();
    (web, id)
}

async fn share(app: &TestApp, agency: &str) {
    let path = app.project().v1(&format!("/partners/{agency}"));
    app.admin().await.api().await.put(&path, json!({ "level": "edit" })).await.assert_status(200);
}

#[tokio::test]
async fn no_two_agencies_have_the_same_name() {
    let app = TestApp::start().await;
    let admin = app.platform_admin().await;
    let mut root = admin.app().await;
    root.get("/admin/agencies").await.assert_status(200);
    let form = "form[action='/admin/agencies']";
    let made = root.submit(form, &[("agency", "Studio Ravinala"), ("email", "first@ravinala.test")]).await;
    made.assert_status(200).assert_shows("One invitation waits for an answer").assert_hides("Nobody yet");
    let twice = root.submit(form, &[("agency", " studio ravinala"), ("email", "other@ravinala.test")]).await;
    twice.assert_status(422).assert_shows("There is an agency of this name already.");
    let twice = admin.api().await.post("/v1/partner-agencies", json!({ "name": "Studio Ravinala" })).await;
    assert_eq!(twice.problem_fields(), [("name".to_owned(), "agency-exists".to_owned())]);
    app.run_jobs().await;
    assert!(app.last_mail_to("first@ravinala.test").text.starts_with("Hello,"), "she gave no name");
}

#[tokio::test]
async fn her_admin_brings_colleagues_in_and_takes_them_out() {
    let app = TestApp::start().await;
    let (first, colleague) = (app.stranger().await, app.stranger().await);
    let (mut web, agency) = founded(&app, "Studio Ravinala", &first).await;
    share(&app, &agency).await;
    web.get("/agency").await.assert_shows(&app.project().title);
    let invite = format!("form[action='/agency/{agency}/invite']");
    web.submit(&invite, &[("email", &colleague.email)]).await.assert_status(200).assert_shows("on its way");
    app.run_jobs().await;
    let hers = colleague.api().await;
    let members = app.project().v1("/members");
    assert_eq!(hers.get(&members).await.problem(), "not-found", "invited is not one of them yet");

    let body = json!({ "token": token(&app.last_mail_to(&colleague.email).link()) });
    let answers = join_all((0..50).map(|_| hers.post("/v1/invitations/accept", body.clone()))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1, "{answers:#?}");
    hers.get(&members).await.assert_status(200);
    colleague.app().await.get("/agency").await.assert_status(404);

    web.get("/agency").await.assert_shows(&colleague.email);
    let remove = format!("form[action='/agency/{agency}/people/{}/remove']", colleague.user);
    web.submit(&remove, &[]).await.assert_status(200).assert_hides(&colleague.email);
    let gone = async || hers.get(&members).await.status == 404;
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(1);
    while !gone().await {
        assert!(std::time::Instant::now() < deadline, "her reach did not end within a second");
    }
}

#[tokio::test]
async fn a_new_colleague_makes_her_account_by_the_link() {
    let app = TestApp::start().await;
    let (mut web, agency) = founded(&app, "Studio Ravinala", &app.stranger().await).await;
    share(&app, &agency).await;
    let invite = format!("form[action='/agency/{agency}/invite']");
    web.submit(&invite, &[("email", "new@ravinala.test"), ("name", "Noro")]).await.assert_status(200);
    app.run_jobs().await;
    let link = app.last_mail_to("new@ravinala.test").link();
    let mut noro = app.anonymous();
    noro.get(&link).await.assert_status(200);
    let typed = [("name", "Noro"), ("password", PASSWORD)];
    let home = noro.submit("form[action='/invitation']", &typed).await;
    home.assert_status(200).assert_shows(&app.project().title);
    assert_eq!(app.anonymous().get(&link).await.assert_status(200).url.path(), "/login", "a used link leads on");
}

#[tokio::test]
async fn an_agency_s_admin_reaches_no_other_agency_and_no_more_of_a_project() {
    let app = TestApp::start().await;
    let (one, other) = (app.stranger().await, app.stranger().await);
    let (mut hers, own) = founded(&app, "Studio Ravinala", &one).await;
    let (mut theirs, foreign) = founded(&app, "Atelier Baobab", &other).await;
    share(&app, &foreign).await;
    let neighbour = app.another_project().await;
    fixture::partner(app.state(), &neighbour, app.stranger().await.user, PartnerLevel::Manage).await;
    let page = hers.get("/agency").await;
    for secret in ["Atelier Baobab", other.email.as_str(), other.name.as_str(), &app.project().title, &neighbour.title]
    {
        page.assert_hides(secret);
    }
    let invite = format!("form[action='/agency/{foreign}/invite']");
    theirs.get("/agency").await.assert_status(200);
    theirs.submit(&invite, &[("email", "solo@baobab.test")]).await.assert_status(200);
    app.run_jobs().await;
    let open = theirs.page().html();
    let open = open.select(&scraper::Selector::parse("form[action$='/resend']").unwrap()).next().unwrap();
    let open = open.attr("action").unwrap().split('/').nth(4).unwrap().to_owned();

    hers.get("/agency").await;
    let csrf = hers.page().html();
    let csrf = csrf.select(&scraper::Selector::parse("[name=csrf]").unwrap()).next().unwrap();
    let csrf = csrf.attr("value").unwrap().to_owned();
    for path in [
        format!("/agency/{foreign}/invite"),
        format!("/agency/{foreign}/people/{}/remove", other.user),
        format!("/agency/{own}/people/{}/remove", other.user),
        format!("/agency/{foreign}/invitations/{open}/resend"),
        format!("/agency/{own}/invitations/{open}/resend"),
        format!("/agency/{foreign}/invitations/{open}/revoke"),
        format!("/agency/{own}/invitations/{open}/revoke"),
        format!("/admin/agencies/{foreign}/admin"),
        "/admin/agencies".to_owned(),
    ] {
        let fields = [("csrf", csrf.as_str()), ("email", "x@baobab.test"), ("agency", "Mine")];
        hers.post(&path, &fields).await.assert_status(404);
    }
    hers.get("/admin/agencies").await.assert_status(404);
    let api = one.api().await;
    for path in ["", "/members", "/documents"] {
        assert_eq!(api.get(&app.project().v1(path)).await.problem(), "not-found");
    }
    // The last admin cannot remove themselves by accident.
    let myself = format!("/agency/{own}/people/{}/remove", one.user);
    hers.post(&myself, &[("csrf", &csrf)]).await.assert_status(403);
    // Nor does running an agency open more of a project than the share does.
    let partner = other.api().await;
    assert_eq!(partner.get(&app.project().v1("/invitations")).await.problem(), "forbidden");
    partner.get(&app.project().v1("/members")).await.assert_status(200).assert_hides("@");
}

/// `GET /v1/agency/…` and its list.
async fn listed(api: &Api, path: &str) -> Vec<Value> {
    api.get(path).await.assert_status(200).json()["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn programs_of_an_agency_s_admin_do_the_same() {
    let app = TestApp::start().await;
    let (first, colleague) = (app.stranger().await, app.stranger().await);
    let (_, agency) = founded(&app, "Studio Ravinala", &first).await;
    share(&app, &agency).await;
    let api = first.api().await;
    assert_eq!(listed(&api, "/v1/agency").await, [json!({ "id": agency, "name": "Studio Ravinala" })]);
    let at = |tail: &str| format!("/v1/agency/{agency}{tail}");
    let shared = listed(&api, &at("/projects")).await;
    let [project] = shared.as_slice() else { panic!("{shared:?}") };
    let known = (&project["id"], &project["title"], &project["level"], &project["expires_at"]);
    let (id, title) = (json!(app.project().id.to_string()), json!(app.project().title));
    assert_eq!(known, (&id, &title, &json!("edit"), &Value::Null));

    let made = api.post(&at("/invitations"), json!({ "email": colleague.email, "name": "Noro" })).await;
    let made = made.assert_status(201).json();
    assert_eq!((&made["state"], &made["admin"]), (&json!("pending"), &json!(false)));
    app.run_jobs().await;
    let dead = token(&app.last_mail_to(&colleague.email).link());
    let one = at(&format!("/invitations/{}", made["id"].as_str().unwrap()));
    app.clock().advance(time::Duration::days(8));
    assert_eq!(listed(&first.api().await, &at("/invitations")).await[0]["state"], json!("expired"));
    let api = first.api().await;
    api.post(&format!("{one}/resend"), json!({})).await.assert_status(200);
    app.run_jobs().await;
    let live = token(&app.last_mail_to(&colleague.email).link());
    let hers = colleague.api().await;
    assert_eq!(hers.post("/v1/invitations/accept", json!({ "token": dead })).await.problem(), "link-expired");
    hers.post("/v1/invitations/accept", json!({ "token": live })).await.assert_status(200);
    assert_eq!(listed(&api, &at("/invitations")).await, Vec::<Value>::new());
    let again = api.post(&at("/invitations"), json!({ "email": colleague.email })).await;
    assert_eq!(again.assert_status(422).problem(), "validation");

    let taken = api.post(&at("/invitations"), json!({ "email": "late@ravinala.test" })).await.assert_status(201).json();
    app.run_jobs().await;
    let one = at(&format!("/invitations/{}", taken["id"].as_str().unwrap()));
    let ended = join_all((0..50).map(|_| api.delete(&one))).await;
    assert_eq!(ended.iter().filter(|answer| answer.status == 204).count(), 1);
    assert_eq!(api.post(&format!("{one}/resend"), json!({})).await.problem(), "not-found");

    let people = listed(&api, &at("/people")).await;
    let emails: Vec<_> = people.iter().map(|person| (person["email"].clone(), person["admin"].clone())).collect();
    assert_eq!(emails, [(json!(first.email), json!(true)), (json!(colleague.email), json!(false))]);
    hers.get(&app.project().v1("/members")).await.assert_status(200);
    api.delete(&at(&format!("/people/{}", first.user))).await.assert_status(403);
    api.delete(&at(&format!("/people/{}", colleague.user))).await.assert_status(204);
    assert_eq!(listed(&api, &at("/people")).await.len(), 1);
    assert_eq!(hers.get(&at("/people")).await.problem(), "not-found");
}

#[tokio::test]
async fn to_everybody_else_an_agency_is_not_there() {
    let app = TestApp::start().await;
    let (one, other, colleague) = (app.stranger().await, app.stranger().await, app.stranger().await);
    let (_, own) = founded(&app, "Studio Ravinala", &one).await;
    let (_, foreign) = founded(&app, "Atelier Baobab", &other).await;
    share(&app, &foreign).await;
    let theirs = other.api().await;
    let path = format!("/v1/agency/{foreign}/invitations");
    theirs.post(&path, json!({ "email": colleague.email })).await.assert_status(201);
    let open = theirs.post(&path, json!({ "email": "solo@baobab.test" })).await.assert_status(201).json();
    app.run_jobs().await;
    let link = token(&app.last_mail_to(&colleague.email).link());
    colleague.api().await.post("/v1/invitations/accept", json!({ "token": link })).await.assert_status(200);
    let open = open["id"].as_str().unwrap();

    for (who, agency) in
        [(&one, &foreign), (&colleague, &foreign), (&app.platform_admin().await, &foreign), (&one, &own)]
    {
        let (api, at) = (who.api().await, |tail: &str| format!("/v1/agency/{agency}{tail}"));
        if agency != &own {
            for tail in ["/people", "/invitations", "/projects"] {
                assert_eq!(api.get(&at(tail)).await.problem(), "not-found", "{}", who.email);
            }
            let invited = api.post(&at("/invitations"), json!({ "email": "x@baobab.test" })).await;
            assert_eq!(invited.problem(), "not-found");
        }
        // Nor may the admin of one agency change another agency's people.
        let (resend, revoke) = (at(&format!("/invitations/{open}/resend")), at(&format!("/invitations/{open}")));
        assert_eq!(api.post(&resend, json!({})).await.problem(), "not-found");
        assert_eq!(api.delete(&revoke).await.problem(), "not-found");
        assert_eq!(api.delete(&at(&format!("/people/{}", other.user))).await.problem(), "not-found");
    }
    assert_eq!(listed(&app.stranger().await.api().await, "/v1/agency").await, Vec::<Value>::new());
    assert_eq!(app.anonymous_api().get("/v1/agency").await.problem(), "authentication-required");
    let people = listed(&theirs, &format!("/v1/agency/{foreign}/people")).await;
    assert!(people.iter().any(|person| person["email"] == json!(colleague.email)), "{people:?}");
    theirs.post(&format!("/v1/agency/{foreign}/invitations/{open}/resend"), json!({})).await.assert_status(200);
    app.run_jobs().await;
}

#[tokio::test]
async fn whom_a_removed_admin_invited_does_not_come_in() {
    let app = TestApp::start().await;
    let (first, second, third) = (app.stranger().await, app.stranger().await, app.stranger().await);
    let (_, agency) = founded(&app, "Studio Ravinala", &first).await;
    let invitations = format!("/v1/agency/{agency}/invitations");
    let (one, two, three) = (first.api().await, second.api().await, third.api().await);
    one.post(&invitations, json!({ "email": second.email, "admin": true })).await.assert_status(201);
    app.run_jobs().await;
    let body = json!({ "token": token(&app.last_mail_to(&second.email).link()) });
    two.post("/v1/invitations/accept", body).await.assert_status(200);
    two.post(&invitations, json!({ "email": third.email, "admin": true })).await.assert_status(201);
    app.run_jobs().await;
    let body = json!({ "token": token(&app.last_mail_to(&third.email).link()) });
    one.delete(&format!("/v1/agency/{agency}/people/{}", second.user)).await.assert_status(204);
    assert_eq!(three.post("/v1/invitations/accept", body).await.problem(), "link-expired");
    assert_eq!(one.get(&invitations).await.json()["items"], json!([]));
}

#[tokio::test]
async fn an_agency_sends_a_hundred_a_day_and_no_web_address() {
    let app = TestApp::start().await;
    let first = app.stranger().await;
    let (_, agency) = founded(&app, "Studio Ravinala", &first).await;
    let (api, path) = (first.api().await, format!("/v1/agency/{agency}/invitations"));
    let said = json!({ "email": "solo@baobab.test", "name": "Won 1000 at https://evil.example" });
    assert_eq!(api.post(&path, said).await.json()["errors"][0]["field"], "name");
    for number in 0..5 {
        api.post(&path, json!({ "email": format!("solo+{number}@baobab.test") })).await.assert_status(201);
    }
    let one_more = api.post(&path, json!({ "email": "solo@baobab.test" })).await;
    assert_eq!(one_more.problem(), "too-many-mails", "it is one mailbox");
    // The mail that founded the agency counts as well.
    for number in 6..100 {
        api.post(&path, json!({ "email": format!("somebody{number}@baobab.test") })).await.assert_status(201);
    }
    let one_more = api.post(&path, json!({ "email": "another@baobab.test" })).await;
    assert_eq!(one_more.problem(), "too-many-mails");
    app.run_jobs().await;
}

#[tokio::test]
async fn what_she_was_answered_as_its_admin_is_forgotten_with_her_part() {
    let app = TestApp::start().await;
    let first = app.stranger().await;
    let (_, agency) = founded(&app, "Studio Ravinala", &first).await;
    let (api, path) = (first.api().await, format!("/v1/agency/{agency}/invitations"));
    let invite = async || {
        let request = api.request(Method::POST, &path).header("idempotency-key", "miora");
        api.send(request.json(&json!({ "email": "miora@ravinala.test", "name": "Miora" }))).await
    };
    let made = invite().await.assert_status(201).json();
    let again = invite().await;
    assert_eq!(again.assert_status(201).json(), made, "the same request once more");
    assert!(again.header("idempotent-replayed").is_some(), "{again}");

    let second = app.stranger().await;
    fixture::agency_admin(app.state(), second.user, agency.parse().ok()).await;
    let person = format!("/v1/agency/{agency}/people/{}", first.user);
    second.api().await.delete(&person).await.assert_status(204);
    assert_eq!(invite().await.assert_status(404).problem(), "not-found");
    app.run_jobs().await;
}

#[tokio::test]
async fn an_agency_made_by_a_program_begins_as_one_made_on_the_page() {
    let app = TestApp::start().await;
    let (root, first, second) = (app.platform_admin().await.api().await, app.stranger().await, app.stranger().await);
    let agents = [first.email.to_uppercase(), second.email.clone(), format!(" {}", first.email)];
    let made = root.post("/v1/partner-agencies", json!({ "name": " Studio  Ravinala", "agents": agents })).await;
    let made = made.assert_status(201).json();
    let agency = made["id"].as_str().unwrap();
    let invited = json!([first.email, second.email]);
    assert_eq!((&made["name"], &made["agents"], &made["invited"]), (&json!("Studio Ravinala"), &json!([]), &invited));
    app.run_jobs().await;
    share(&app, agency).await;
    let project = app.project().v1("");
    let people = format!("/v1/agency/{agency}/people");
    for (person, admin) in [(&second, false), (&first, true)] {
        let hers = person.api().await;
        assert_eq!(hers.get(&project).await.problem(), "not-found", "invited is not one of them yet");
        let mail = app.last_mail_to(&person.email);
        assert!(mail.link().contains("/invitation?token=agency."), "{}", mail.text);
        hers.post("/v1/invitations/accept", json!({ "token": token(&mail.link()) })).await.assert_status(200);
        hers.get(&project).await.assert_status(200);
        assert_eq!(hers.get(&people).await.status, if admin { 200 } else { 404 });
    }
    let listed = listed(&root, "/v1/partner-agencies").await;
    let known = listed.iter().find(|one| one["id"] == agency).unwrap();
    let mut both = [first.email.clone(), second.email.clone()];
    both.sort_unstable();
    assert_eq!((&known["agents"], &known["invited"]), (&json!(both), &json!([])));
    let wrong = root.post("/v1/partner-agencies", json!({ "name": "Atelier", "agents": ["nobody"] })).await;
    assert_eq!(wrong.problem_fields(), [("agents".to_owned(), "email".to_owned())]);
    let flood: Vec<String> = (0..6).map(|nth| format!("solo+{nth}@baobab.test")).collect();
    let flood = root.post("/v1/partner-agencies", json!({ "name": "Atelier", "agents": flood })).await;
    assert_eq!(flood.assert_status(429).problem(), "too-many-mails");
    assert!(!root.get("/v1/partner-agencies").await.text().contains("Atelier"), "no half of it is made");
}
