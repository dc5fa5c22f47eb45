//! Clients' own domains: claimed, proven, served, lost; and that a domain opens nothing its label host does not.

use axum::{body::Body, http::Request};
use fataplus::features::platform::domains::CheckDomain;
use reqwest::Method;
use serde_json::{Value, json};
use time::Duration;
use tower::ServiceExt;

use crate::support::{Answer, Api, PASSWORD, Project, TestApp, Web, app::Options, fixture, replica::Replica};

const NAME: &str = "portal.client.mg";
const CHALLENGE: &str = "_fataplus.portal.client.mg";
const LOGIN: &str = "form[action='/login']";

/// The address of a page at `host`.
fn at(app: &TestApp, host: &str, path: &str) -> String {
    format!("http://{host}:{}{path}", app.state().hosts.public.port().unwrap())
}

async fn front(app: &TestApp, host: &str) -> Answer {
    Answer::of(app.http().get(at(app, host, "/"))).await
}

async fn claim(api: &Api, project: &Project, name: &str) -> Value {
    api.post(&project.v1("/domains"), json!({ "name": name })).await.assert_status(201).json()
}

async fn verify(api: &Api, project: &Project, domain: &Value) -> Answer {
    let id = domain["id"].as_str().unwrap();
    api.post(&project.v1(&format!("/domains/{id}/verify")), json!({})).await
}

fn value(domain: &Value) -> &str {
    domain["challenge"]["value"].as_str().unwrap()
}

/// Puts `NAME` on service for the app's project; the claim.
async fn serve(app: &TestApp) -> Value {
    let api = app.admin().await.api().await;
    let domain = claim(&api, app.project(), NAME).await;
    app.dns().set(CHALLENGE, &[value(&domain)]);
    verify(&api, app.project(), &domain).await.assert_status(200).json()
}

#[tokio::test]
async fn a_name_is_served_from_its_proof_on() {
    let app = TestApp::start().await;
    let (admin, project) = (app.admin().await.api().await, app.project().clone());
    for api in [app.manager().await.api().await, app.lead_client().await.api().await] {
        assert_eq!(api.post(&project.v1("/domains"), json!({ "name": NAME })).await.problem(), "forbidden");
        api.get(&project.v1("/domains")).await.assert_status(403);
    }
    let unknown = front(&app, NAME).await;
    let domain = claim(&admin, &project, "Portal.Client.MG.").await;
    assert_eq!((domain["name"].as_str(), domain["state"].as_str()), (Some(NAME), Some("pending")));
    assert_eq!(domain["challenge"]["name"], CHALLENGE);
    assert!(value(&domain).starts_with("fataplus-verification=") && value(&domain).len() > 60, "{domain}");
    assert_eq!(domain["target"], project.id.label() + ".localhost");

    // No record, another record, no answer: three different results, and nothing is served.
    let outcome = async || {
        let answer = verify(&admin, &project, &domain).await;
        let domain = answer.assert_status(200).json();
        assert_eq!(domain["state"], "pending");
        let (check, front) = (domain["check"].clone(), front(&app, NAME).await);
        assert_eq!((front.status, front.text()), (421, unknown.text()));
        (check["outcome"].as_str().unwrap().to_owned(), check["found"].clone())
    };
    assert_eq!(outcome().await, ("missing".to_owned(), json!([])));
    app.dns().set(CHALLENGE, &["v=spf1 -all", "fataplus-verification=another"]);
    assert_eq!(outcome().await, ("different".to_owned(), json!(["v=spf1 -all", "fataplus-verification=another"])));
    app.dns().set(CHALLENGE, &[&value(&domain)[..60]]);
    assert_eq!(outcome().await.0, "different");
    app.dns().fail(CHALLENGE);
    assert_eq!(outcome().await, ("unreachable".to_owned(), json!([])));
    // Upper case is another value: it is compared byte for byte.
    app.dns().set(CHALLENGE, &[&value(&domain).to_uppercase()]);
    assert_eq!(outcome().await.0, "different");

    app.dns().set(CHALLENGE, &["v=spf1 -all", value(&domain)]);
    let served = verify(&admin, &project, &domain).await.assert_status(200).json();
    assert_eq!((served["state"].as_str(), served["check"]["outcome"].as_str()), (Some("verified"), Some("verified")));
    let address = app.state().hosts.custom(NAME).to_string();
    assert_eq!(served["url"], address);
    front(&app, NAME).await.assert_status(303);
    front(&app, "PORTAL.client.mg").await.assert_status(303);
    for other in ["client.mg", "www.portal.client.mg", "portal.client.mg."] {
        front(&app, other).await.assert_status(421);
    }
    let listed = admin.get(&project.v1("/domains")).await.assert_status(200).json();
    assert_eq!(listed["items"][0]["id"], served["id"]);
    let events = admin.get(&project.v1("/activity")).await.json().to_string();
    assert!(events.contains("domain-added") && events.contains("domain-verified"), "{events}");
}

#[tokio::test]
async fn an_unknown_host_answers_byte_for_byte_alike() {
    let app = TestApp::start().await;
    let api = app.admin().await.api().await;
    claim(&api, app.project(), "claimed.client.mg").await;
    let removed = serve(&app).await;
    let path = app.project().v1(&format!("/domains/{}", removed["id"].as_str().unwrap()));
    assert_eq!(api.delete(&path).await.status, 204);
    let mut first = None;
    for host in ["claimed.client.mg", NAME, "never.heard.of.example", "client.mg", "xn--zzz.example"] {
        for path in ["/", "/session?code=x", "/api/v1", "/assets/x"] {
            let answer = Answer::of(app.http().get(at(&app, host, path))).await;
            let mut headers: Vec<_> = answer.headers.iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
            headers.retain(|header| !header.starts_with("date:") && !header.starts_with("x-request-id:"));
            let seen = (answer.assert_status(421).status, headers, answer.body.clone());
            assert_eq!(first.get_or_insert_with(|| seen.clone()), &seen, "{host}{path}");
        }
    }
}

#[tokio::test]
async fn what_may_not_be_claimed_is_named() {
    let app = TestApp::start().await;
    let (api, project) = (app.admin().await.api().await, app.project().clone());
    let refused = async |name: &str| {
        let answer = api.post(&project.v1("/domains"), json!({ "name": name })).await;
        assert_eq!(answer.assert_status(422).problem(), "validation");
        answer.problem_fields().pop().unwrap().1
    };
    for name in ["", "mg", "10.0.0.1", "portal.client.mg:443", "a b.mg", "*.client.mg"] {
        assert_eq!(refused(name).await, "domain", "{name}");
    }
    for name in ["app.localhost", "APP.localhost.", &format!("{}.localhost", project.id.label()), "a.b.localhost"] {
        assert_eq!(refused(name).await, "domain-ours", "{name}");
    }
    claim(&api, &project, NAME).await;
    assert_eq!(refused("PORTAL.client.mg").await, "domain-claimed");
    for number in 1..5 {
        claim(&api, &project, &format!("p{number}.client.mg")).await;
    }
    assert_eq!(refused("p5.client.mg").await, "domain-limit");
    let keyed = api.request(Method::POST, &app.another_project().await.v1("/domains")).header("idempotency-key", "k");
    assert_eq!(api.send(keyed.json(&json!({ "name": NAME }))).await.problem(), "not-found");
}

#[tokio::test]
async fn a_repeated_claim_under_its_key_is_answered_again() {
    let app = TestApp::start().await;
    let (api, project) = (app.admin().await.api().await, app.project().clone());
    let send = async || {
        let request = api.request(Method::POST, &project.v1("/domains")).header("idempotency-key", "once");
        api.send(request.json(&json!({ "name": NAME }))).await.assert_status(201).json()
    };
    assert_eq!(send().await, send().await);
}

#[tokio::test]
async fn one_question_is_in_flight_at_a_time() {
    let app = TestApp::start().await;
    let (api, project) = (app.admin().await.api().await, app.project().clone());
    let domain = claim(&api, &project, NAME).await;
    let turn = app.state().domains.turn(project.id);
    let refused = verify(&api, &project, &domain).await;
    assert_eq!((refused.problem().as_str(), refused.header("retry-after")), ("domain-checking", Some("2")));
    assert_eq!(app.dns().asked(), 0);
    drop(turn);
    verify(&api, &project, &domain).await.assert_status(200);
    assert_eq!(app.dns().asked(), 1);
}

#[tokio::test]
async fn the_admin_does_it_all_on_the_settings_page() {
    let app = TestApp::start().await;
    let manager = app.manager().await;
    let settings = manager.portal(app.project()).await.get("/settings").await.assert_status(200).text();
    assert!(!settings.contains("/settings/domains"), "a manager is led to what she may not do");
    manager.portal(app.project()).await.get("/settings/domains").await.assert_status(403);

    let mut web = app.admin().await.portal(app.project()).await;
    web.get("/settings").await.assert_status(200).assert_shows("Manage domains");
    web.get("/settings/domains").await.assert_status(200).assert_shows("No domain yet");
    let wrong = web.submit("form[action='/settings/domains']", &[("name", "not a <name>")]).await;
    wrong.assert_status(422).assert_shows("Write a domain name such as portal.client.mg");
    assert!(wrong.text().contains("value=\"not a &#60;name&#62;\""), "what was typed is gone: {wrong}");
    web.submit("form[action='/settings/domains']", &[("name", "https://portal.client.mg/")]).await;
    let page = web.page().assert_status(200).assert_shows("Waiting for proof").assert_shows(CHALLENGE);
    let expected = page.texts("dd code").into_iter().find(|text| text.starts_with("fataplus-verification=")).unwrap();

    let check = "form[action$='/check']";
    web.submit(check, &[]).await.assert_shows("No TXT record stands at this name yet.");
    app.dns().set(CHALLENGE, &["<b>fataplus-verification=old</b>"]);
    let different = web.submit(check, &[]).await;
    different.assert_shows("with another value than the one expected").assert_shows("<b>fataplus-verification=old</b>");
    app.dns().set(CHALLENGE, &[&expected]);
    web.submit(check, &[]).await.assert_shows("The domain is proven.").assert_shows("In service");
    front(&app, NAME).await.assert_status(303);
    app.dns().set(CHALLENGE, &[]);
    web.submit(check, &[]).await.assert_shows("after 3 more daily checks").assert_shows("In service");
    web.submit("form[action$='/remove']", &[])
        .await
        .assert_shows("The domain was removed.")
        .assert_shows("No domain yet");
    front(&app, NAME).await.assert_status(421);
}

/// Whether the policy of a page lets its forms lead to `target`.
fn forms_may_lead_to(page: &Answer, target: &str) -> bool {
    let policy = page.header("content-security-policy").unwrap();
    let forms = policy.split(';').find_map(|part| part.trim().strip_prefix("form-action ")).unwrap();
    forms.split(' ').any(|source| source == target)
}

#[tokio::test]
async fn logging_in_leads_back_to_the_domain_the_visitor_came_from() {
    let app = TestApp::start().await;
    serve(&app).await;
    let (client, home) = (app.client().await, app.state().hosts.custom(NAME).to_string());
    let mut web = app.anonymous();
    let login = web.get(&at(&app, NAME, "/people?x=1")).await.assert_status(200);
    assert_eq!((login.url.host_str(), login.url.path()), (Some("app.localhost"), "/login"));
    assert!(forms_may_lead_to(login, &home), "{login}");
    let wrong = web.submit(LOGIN, &[("email", &client.email), ("password", "wrong")]).await;
    assert!(forms_may_lead_to(wrong.assert_status(401), &home), "{wrong}");
    let page = web.submit(LOGIN, &[("email", &client.email), ("password", PASSWORD)]).await;
    assert_eq!(page.assert_status(200).url.as_str(), at(&app, NAME, "/people?x=1"));
    page.assert_shows(&client.name);
    assert!(!forms_may_lead_to(page, &home), "a page of the domain itself is its own 'self'");
    assert!(web.cookie(NAME, "session").is_some() && web.cookie("app.localhost", "session").is_some());

    // Its own pages, forms and API, within the one session of this host.
    web.get("/messages").await.assert_status(200);
    let changed = web.submit("form[action='/language']", &[("language", "fr")]).await;
    assert_eq!(changed.url.as_str(), at(&app, NAME, "/messages"));
    let request = web.fetch(Method::GET, "/api/v1");
    assert_eq!(web.send(request).await.assert_status(200).json()["id"], app.project().id.as_str());
    let token = web.get("/messages").await.texts("title").len();
    assert_eq!(token, 1);
    let out = web.submit("form[action='/logout']", &[]).await;
    assert_eq!((out.url.host_str(), out.url.path()), (Some("app.localhost"), "/login"));
    assert_eq!(web.get(&at(&app, NAME, "/")).await.url.path(), "/login");
}

#[tokio::test]
async fn a_mailed_log_in_leads_to_the_domain_in_any_browser() {
    let app = TestApp::start().await;
    serve(&app).await;
    let (client, home) = (app.client().await, app.state().hosts.custom(NAME).to_string());
    let mut asking = app.anonymous();
    let login = asking.get(&at(&app, NAME, "/people")).await.url.clone();
    let by_mail = format!("{}/login/mail?{}", app.state().hosts.app, login.query().unwrap());
    asking.get(&by_mail).await.assert_status(200);
    let asked = asking.submit("form[action='/login/mail']", &[("email", &client.email)]).await;
    assert!(forms_may_lead_to(asked.assert_status(200), &home), "the code leads there as well: {asked}");
    let written = async {
        loop {
            app.run_jobs().await;
            if let Some(mail) = app.mails_to(&client.email).pop() {
                return mail.link();
            }
            app.state().db.changes().jobs().notified().await;
        }
    };
    let link = tokio::time::timeout(std::time::Duration::from_secs(30), written).await.unwrap();
    let mut phone = app.anonymous();
    assert!(forms_may_lead_to(phone.get(&link).await.assert_status(200), &home));
    let page = phone.submit("form[action='/login/link']", &[]).await;
    assert_eq!(page.assert_status(200).url.as_str(), at(&app, NAME, "/people"));
}

#[tokio::test]
async fn a_proof_asked_for_on_the_domain_leads_back_to_it() {
    let app = TestApp::start().await;
    serve(&app).await;
    let (manager, home) = (app.manager().await, app.state().hosts.custom(NAME).to_string());
    let (keys, form) = (at(&app, NAME, "/keys"), "form[action='/keys']");
    let typed = [("name", "Nightly backup"), ("scopes", "project:read")];
    let mut web = app.anonymous();
    web.get(&keys).await.assert_status(200);
    web.submit(LOGIN, &[("email", &manager.email), ("password", PASSWORD)]).await.assert_status(200);
    app.clock().advance(time::Duration::minutes(11));
    let asked = web.submit(form, &typed).await.assert_status(200);
    assert_eq!((asked.url.host_str(), asked.url.path()), (Some("app.localhost"), "/account/confirm"));
    assert!(forms_may_lead_to(asked, &home), "{asked}");
    let back = web.submit("form[action='/account/confirm']", &[("password", PASSWORD)]).await;
    assert_eq!(back.assert_status(200).url.as_str(), keys);
    assert_eq!(web.submit(form, &typed).await.assert_status(200).texts("#fresh code").len(), 1);
    app.run_jobs().await;
}

#[tokio::test]
async fn removing_the_domain_one_is_at_leads_to_the_projects_own_host() {
    let app = TestApp::start().await;
    serve(&app).await;
    let mut web = app.admin().await.app().await;
    web.get(&at(&app, NAME, "/settings/domains")).await.assert_status(200);
    let page = web.submit("form[action$='/remove']", &[]).await;
    page.assert_status(200).assert_shows("No domain yet");
    assert_eq!(page.url.as_str(), format!("{}/settings/domains", app.state().hosts.tenant(app.project().id)));
}

#[tokio::test]
async fn the_log_in_page_opens_its_forms_to_verified_domains_only() {
    let app = TestApp::start().await;
    let domain = serve(&app).await;
    let login = |to: &str| {
        format!("{}/login?next=%2Fhandoff%3Fto%3D{to}%26binding%3D{}", app.state().hosts.app, "A".repeat(43))
    };
    let port = app.state().hosts.public.port().unwrap();
    let mut web = app.anonymous();
    assert!(forms_may_lead_to(web.get(&login(NAME)).await, &format!("http://{NAME}:{port}")));
    for to in ["evil.example", "client.mg", "evil.example%26to%3Dportal.client.mg", "portal.client.mg.evil.example"] {
        let page = web.get(&login(to)).await;
        let policy = page.assert_status(200).header("content-security-policy").unwrap();
        assert!(!policy.contains("evil") && !policy.contains("client.mg"), "{to}: {policy}");
    }
    // A logged-in person is not led to a host that is no verified domain, nor to one of another person's project.
    let mut member = app.client().await.app().await;
    let handoff = |to: &str| format!("{}/handoff?to={to}&binding={}&next=/", app.state().hosts.app, "A".repeat(43));
    let led = member.get_without_following(&handoff(NAME)).await.assert_status(303).header("location").unwrap();
    assert!(led.starts_with(&at(&app, NAME, "/session?code=")), "{led}");
    member.get_without_following(&handoff("evil.example")).await.assert_status(404);
    let mut stranger = app.stranger().await.app().await;
    let foreign = stranger.get_without_following(&handoff(NAME)).await.assert_status(404).text();
    assert_eq!(stranger.get_without_following(&handoff("evil.example")).await.assert_status(404).text(), foreign);
    // Removed, it is a target no more.
    let api = app.admin().await.api().await;
    api.delete(&app.project().v1(&format!("/domains/{}", domain["id"].as_str().unwrap()))).await.assert_status(204);
    member.get_without_following(&handoff(NAME)).await.assert_status(404);
    assert!(!forms_may_lead_to(web.get(&login(NAME)).await, &format!("http://{NAME}:{port}")));
}

/// Sends the session cookie `web` holds for `from` to `to`, as a thief would.
async fn smuggled(app: &TestApp, web: &Web, from: &str, to: &str, path: &str) -> Answer {
    let name = format!("__Host-fp-session{}", app.state().cookie_suffix);
    let request = app.http().get(at(app, to, path));
    Answer::of(request.header("cookie", format!("{name}={}", web.cookie(from, "session").unwrap()))).await
}

#[tokio::test]
async fn a_session_of_one_project_is_nothing_on_anothers_domain() {
    let app = TestApp::start().await;
    serve(&app).await;
    let (other, elsewhere) = (app.another_project().await, "portal.other.mg");
    let admin = app.platform_admin().await.api().await;
    let claimed = claim(&admin, &other, elsewhere).await;
    app.dns().set("_fataplus.portal.other.mg", &[value(&claimed)]);
    verify(&admin, &other, &claimed).await.assert_status(200);

    // A person who may enter both: the cookie belongs to one host all the same.
    let client = app.client().await;
    app.join(&client, &other, "client").await;
    let mut web = client.app().await;
    web.get(&at(&app, NAME, "/")).await.assert_status(200).assert_shows(&app.project().title);
    web.get(&at(&app, elsewhere, "/")).await.assert_status(200).assert_shows(&other.title);
    assert_eq!(smuggled(&app, &web, NAME, elsewhere, "/api/v1").await.assert_status(401).problem(), "invalid-token");
    let page = smuggled(&app, &web, NAME, elsewhere, "/").await;
    assert!(page.assert_status(303).header("location").unwrap().contains("/handoff?to=portal.other.mg&"), "{page}");
    // The domain and the label are one project's: the audience is the project.
    let label = format!("{}.localhost", app.project().id.label());
    smuggled(&app, &web, NAME, &label, "/api/v1").await.assert_status(200);

    // A person without a part logs in and gets 404, as at a label.
    let mut stranger = app.stranger().await.app().await;
    let at_domain = stranger.get(&at(&app, NAME, "/people")).await.assert_status(404).text();
    let at_label = stranger.get(&at(&app, &label, "/people")).await.assert_status(404).text();
    assert_eq!(at_domain, at_label);
    let api = Answer::of(app.http().get(at(&app, NAME, "/api/v1/domains"))).await;
    assert_eq!(api.assert_status(401).problem(), "authentication-required");
}

#[tokio::test]
async fn only_the_domains_own_pages_may_send_its_forms() {
    let app = TestApp::start().await;
    serve(&app).await;
    let mut web = app.admin().await.app().await;
    web.get(&at(&app, NAME, "/settings/domains")).await.assert_status(200);
    let token = web.page().html();
    let token = token
        .select(&scraper::Selector::parse("input[name=csrf]").unwrap())
        .next()
        .unwrap()
        .attr("value")
        .unwrap()
        .to_owned();
    let label = app.state().hosts.tenant(app.project().id).to_string();
    let send = async |web: &mut Web, origin: Option<&str>, site: Option<&str>| {
        let mut request = app.http().post(at(&app, NAME, "/settings/domains"));
        let cookies = ["session", "visitor"]
            .map(|name| format!("__Host-fp-{name}{}={}", app.state().cookie_suffix, web.cookie(NAME, name).unwrap()));
        request = request.header("cookie", cookies.join("; "));
        for (name, value) in [("origin", origin), ("sec-fetch-site", site)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let body = serde_html_form::to_string([("csrf", token.as_str()), ("name", "mg")]).unwrap();
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
        Answer::of(request).await.status
    };
    let own = at(&app, NAME, "");
    let https = own.replace("http:", "https:");
    for origin in ["http://evil.example", label.as_str(), &https, "http://portal.client.mg", "null"] {
        assert_eq!(send(&mut web, Some(origin), None).await, 403, "{origin}");
        assert_eq!(send(&mut web, Some(origin), Some("same-origin")).await, 403, "{origin}");
    }
    assert_eq!(send(&mut web, None, None).await, 403);
    assert_eq!(send(&mut web, Some(&own), Some("cross-site")).await, 403);
    // The right origin reaches the handler, which refuses the name.
    assert_eq!(send(&mut web, Some(&own), Some("same-origin")).await, 422);
}

#[tokio::test]
async fn the_dns_decides_between_two_projects_that_claim_one_name() {
    let app = TestApp::start().await;
    let (a, b) = (app.project().clone(), app.another_project().await);
    let (of_a, of_b) = (app.admin().await, app.stranger().await);
    app.join(&of_b, &b, "admin").await;
    let (api_a, api_b) = (of_a.api().await, of_b.api().await);
    let (in_a, in_b) = (claim(&api_a, &a, NAME).await, claim(&api_b, &b, NAME).await);
    assert_ne!(value(&in_a), value(&in_b));
    let mut visitor = of_b.app().await;
    let mut leads_to = async || visitor.get(&at(&app, NAME, "/people")).await.status;

    app.dns().set(CHALLENGE, &[value(&in_a)]);
    let theirs = verify(&api_b, &b, &in_b).await.assert_status(200).json();
    assert_eq!(theirs["check"]["outcome"], "different", "the other's value proves nothing");
    verify(&api_a, &a, &in_a).await.assert_status(200);
    assert_eq!(leads_to().await, 404, "it is A's");
    let listed = api_b.get(&b.v1("/domains")).await.json().to_string();
    assert!(listed.contains("pending") && !listed.contains(a.id.as_str()), "{listed}");

    // Both proofs: it stays where it is.
    app.dns().set(CHALLENGE, &[value(&in_a), value(&in_b)]);
    let conflict = verify(&api_b, &b, &in_b).await;
    assert_eq!((conflict.assert_status(409).problem().as_str(), leads_to().await), ("domain-elsewhere", 404));
    conflict.assert_hides(a.id.as_str());

    // B's record alone: the domain moves, and A's people get a mail.
    app.dns().set(CHALLENGE, &[value(&in_b)]);
    let moved = verify(&api_b, &b, &in_b).await.assert_status(200).json();
    assert_eq!((moved["state"].as_str(), leads_to().await), (Some("verified"), 200));
    let lost = api_a.get(&a.v1("/domains")).await.json();
    assert_eq!(lost["items"][0]["state"], "pending");
    app.run_jobs().await;
    let mail = app.last_mail_to(&of_a.email);
    assert!(mail.text.contains(NAME) && mail.text.contains(a.id.as_str()) && !mail.text.contains(b.id.as_str()));
    assert!(mail.text.contains(&app.state().hosts.tenant(a.id).to_string()), "links lead to the project's own host");
    // A's deleted entry is a mere claim by now.
    assert_eq!(api_a.delete(&a.v1(&format!("/domains/{}", in_a["id"].as_str().unwrap()))).await.status, 204);
    assert_eq!(leads_to().await, 200);
    // Nor can one project act on the other's claim.
    let foreign = a.v1(&format!("/domains/{}", in_b["id"].as_str().unwrap()));
    assert_eq!(api_a.delete(&foreign).await.problem(), "not-found");
    assert_eq!(api_a.post(&format!("{foreign}/verify"), json!({})).await.problem(), "not-found");
}

#[tokio::test]
async fn a_proof_that_is_gone_three_days_in_a_row_takes_the_domain_off() {
    let app = TestApp::start().await;
    let (domain, manager) = (serve(&app).await, app.manager().await);
    let member = fixture::account(app.state(), "none").await;
    fixture::member(app.state(), app.project(), member.user, "admin", false).await;
    let day = async || {
        app.clock().advance(Duration::hours(25));
        fataplus::features::platform::domains::enqueue_due(app.state()).await.unwrap();
        app.run_jobs().await;
        front(&app, NAME).await.status
    };
    let asked = app.dns().asked();
    assert_eq!((day().await, app.dns().asked()), (303, asked + 1));
    // Two bad days and a good one: counting begins anew.
    app.dns().set(CHALLENGE, &[]);
    assert_eq!([day().await, day().await], [303, 303]);
    app.dns().set(CHALLENGE, &[value(&domain)]);
    assert_eq!(day().await, 303);
    // A missing answer proves nothing about the domain.
    app.dns().fail(CHALLENGE);
    assert_eq!([day().await, day().await, day().await, day().await], [303; 4]);
    app.dns().set(CHALLENGE, &["fataplus-verification=other"]);
    assert_eq!([day().await, day().await], [303, 303]);
    // The same day's check twice counts once.
    app.run_job(app.project().id, &CheckDomain { domain: domain["id"].as_str().unwrap().parse().unwrap() }).await;
    assert_eq!(front(&app, NAME).await.status, 303);
    assert_eq!(day().await, 421);
    app.run_jobs().await;
    for address in [&manager.email, &member.email] {
        assert_eq!(app.mails_to(address).len(), 1, "one mail about one loss");
    }
    assert_eq!(app.last_mail_to(&manager.email).subject, "portal.client.mg no longer leads to your portal");
    // It is back with its proof.
    app.dns().set(CHALLENGE, &[value(&domain)]);
    let api = app.admin().await.api().await;
    verify(&api, app.project(), &domain).await.assert_status(200);
    front(&app, NAME).await.assert_status(303);
}

#[tokio::test]
async fn a_domain_is_on_and_off_on_every_replica() {
    let app = TestApp::start().await;
    let replica = Replica::of(&app).await;
    let becomes = async |status| {
        let begun = std::time::Instant::now();
        loop {
            let asked = begun.elapsed();
            if replica.status_at(NAME).await == status {
                return;
            }
            assert!(asked < std::time::Duration::from_secs(1), "not yet {status} when asked after {asked:?}");
        }
    };
    replica.listening().await;
    becomes(421).await;
    let domain = serve(&app).await;
    becomes(303).await;
    // The same without change notices.
    replica.go_deaf();
    let api = app.admin().await.api().await;
    api.delete(&app.project().v1(&format!("/domains/{}", domain["id"].as_str().unwrap()))).await.assert_status(204);
    front(&app, NAME).await.assert_status(421);
    becomes(421).await;
}

#[tokio::test]
async fn a_domain_leads_to_what_the_label_leads_to() {
    let app = TestApp::start().await;
    serve(&app).await;
    let client = app.client().await;
    for (workspace, served) in [("provisioning", false), ("suspended", false), ("archived", false), ("active", true)] {
        let mut tx = app.state().db.write(&fixture::scope(app.project().id)).await.unwrap();
        tx.announce_part();
        sqlx::query("UPDATE projects SET workspace = $1").bind(workspace).execute(tx.conn()).await.unwrap();
        tx.commit().await.unwrap();
        let mut web = client.app().await;
        let label = app.state().hosts.tenant(app.project().id).to_string();
        let at_domain = web.get(&at(&app, NAME, "/people")).await;
        let at_domain = (at_domain.status, at_domain.texts("h1"));
        let at_label = web.get(&format!("{label}/people")).await;
        assert_eq!(at_domain, (at_label.status, at_label.texts("h1")), "{workspace}");
        assert_eq!(at_domain.0 == 200, served, "{workspace}");
    }
}

#[tokio::test]
async fn a_clients_domain_is_not_told_what_to_do_with_its_other_hosts() {
    let app = TestApp::with(Options { production: true, ..Options::default() }).await;
    serve(&app).await;
    let hsts = async |host: &str| front(&app, host).await.header("strict-transport-security").unwrap().to_owned();
    assert_eq!(hsts(NAME).await, "max-age=63072000");
    assert_eq!(hsts("app.localhost").await, "max-age=63072000; includeSubDomains");
}

#[tokio::test]
async fn a_proxy_may_ask_which_names_to_get_certificates_for() {
    let app = TestApp::start().await;
    serve(&app).await;
    for (query, status) in [
        ("?domain=portal.client.mg", 200),
        ("?domain=PORTAL.client.mg", 200),
        ("?domain=client.mg", 404),
        ("?domain=app.localhost", 404),
        ("?domain=", 404),
        ("", 404),
    ] {
        let request = Request::get(format!("/health/domain{query}")).body(Body::empty()).unwrap();
        let answer = fataplus::app::metrics(app.state()).oneshot(request).await.unwrap();
        assert_eq!(answer.status().as_u16(), status, "{query}");
    }
}
