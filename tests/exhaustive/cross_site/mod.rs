//! Attacks from a page on a sibling host against a tenant in a real browser. To the browser all hosts below one domain
//! are one site, so `SameSite` protects none of them from the others. Beside each attack stands the same action by a
//! permitted caller, so that a test that would pass for a wrong reason fails.

mod frames;
mod markup;
mod requests;
mod text_fields;

use axum::{Router, response::Html, routing::get};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::support::{PASSWORD, Person, TestApp, app::Options, browser::Browser, tls};

/// The service over TLS, the attacker's pages on a sibling host, and a victim's browser.
struct Scene {
    app: TestApp,
    /// The attacker's origin: below the same domain, with arbitrary pages.
    evil: String,
    browser: Browser,
    victim: Person,
}

impl Scene {
    /// The victim is the project's manager, logged in on the app host and the project's host.
    async fn set() -> Self {
        Self::with(Options::default()).await
    }

    async fn with(options: Options) -> Self {
        let app = TestApp::with(Options { tls: true, ..options }).await;
        let victim = app.manager().await;
        let browser = Browser::among_domains().await;
        log_in(&app, &browser, &victim).await;
        browser.goto(&home(&app)).await;
        browser.shows(&app.project().title).await;
        let evil = attackers_pages().await;
        Self { app, evil, browser, victim }
    }

    fn home(&self) -> String {
        home(&self.app)
    }

    /// Runs `script` on the page at hand.
    async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.browser.client().execute(script, arguments).await.unwrap()
    }

    /// Runs `script`, whose last argument is a callback for the result.
    async fn run_until_called(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.browser.client().execute_async(script, arguments).await.unwrap()
    }

    /// The titles of the project's milestones.
    async fn milestones(&self) -> Vec<String> {
        let listed = self.victim.api().await.get(&self.app.project().v1("/milestones")).await.assert_status(200).json();
        listed["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
    }
}

fn home(app: &TestApp) -> String {
    app.state().hosts.tenant(app.project().id).to_string()
}

async fn log_in(app: &TestApp, browser: &Browser, person: &Person) {
    browser.goto(&format!("{}/login", app.state().hosts.app)).await;
    browser.fill("email", &person.email).await;
    browser.fill("password", PASSWORD).await;
    browser.click_in("main", "Sign in").await;
    browser.leaves("/login").await;
}

/// Pages below the same domain that are not ours: no policy, no headers.
async fn attackers_pages() -> String {
    let page = || async { Html("<!doctype html><title>evil</title><p>the attacker's page</p>") };
    let router = Router::new().route("/", get(page)).route("/other", get(page));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("https://evil.{}:{}", tls::DOMAIN, listener.local_addr().unwrap().port());
    let stop = CancellationToken::new();
    tokio::spawn(fataplus::server::listener::accept(
        listener,
        router,
        Some(tls::acceptor()),
        fataplus::server::open_connections::Peers::default(),
        stop,
    ));
    origin
}

const NAME: &str = "portal.client.mg";

/// The client's own domain, verified, and the log-in that ends there.
#[tokio::test]
async fn a_log_in_on_a_clients_own_domain_ends_there() {
    let app = TestApp::with(Options { tls: true, ..Options::default() }).await;
    let api = app.admin().await.api().await;
    let domain = api.post(&app.project().v1("/domains"), json!({ "name": NAME })).await.assert_status(201).json();
    app.dns().set(&format!("_fataplus.{NAME}"), &[domain["challenge"]["value"].as_str().unwrap()]);
    let verify = app.project().v1(&format!("/domains/{}/verify", domain["id"].as_str().unwrap()));
    let verified = api.post(&verify, json!({})).await.assert_status(200).json();
    let address = app.state().hosts.custom(NAME).to_string();
    assert_eq!((verified["url"].as_str().unwrap(), &address[..8]), (address.as_str(), "https://"));

    let (browser, client) = (Browser::among_domains().await, app.client().await);
    browser.goto(&format!("{address}/people")).await;
    browser.arrives("/login").await;
    browser.fill("email", &client.email).await;
    browser.fill("password", PASSWORD).await;
    browser.click_in("main", "Sign in").await;
    browser.arrives(&format!("{address}/people")).await;
    browser.shows(&client.name).await;
    let cookies = browser.client().get_all_cookies().await.unwrap();
    let ours = cookies.iter().filter(|cookie| cookie.name().starts_with("__Host-fp-session"));
    let ours: Vec<_> = ours.map(|cookie| (cookie.http_only(), cookie.secure())).collect();
    assert_eq!(ours, [(Some(true), Some(true))], "{cookies:?}");
    // Actions work there, and logging out there is logging out everywhere.
    browser.goto(&format!("{address}/plan")).await;
    browser.shows(&app.project().title).await;
    browser.goto(&format!("{}/projects", app.state().hosts.app)).await;
    browser.shows(&app.project().title).await;
    browser.close().await;
}
