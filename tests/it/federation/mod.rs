//! Federated log-in: a provider of our own that answers as a test wants, a certified one in a browser, and Cloudflare
//! Access.

mod access;
mod certified;
mod flows;
mod issuer;
mod keys;
mod linking;
mod refusals;

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use fataplus::identity::{Federation, cf_access::AccessTeam, external::Outbound, oidc::Provider};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

use crate::support::{Answer, Person, TestApp, Web, app::Options, run};
use issuer::Issuer;

const CLIENT: &str = "portal";
const SECRET: &str = "the client's secret";
const AUDIENCE: &str = "the tag of the application";

/// The service, with one issuer that is provider and Access team at once.
struct World {
    app: TestApp,
    issuer: Issuer,
    home: String,
}

impl World {
    async fn new() -> Self {
        let issuer = Issuer::start().await;
        let app = app_with(&issuer.url).await;
        let home = app.state().hosts.app.to_string();
        issuer.register(&format!("{home}/login/oidc/callback"));
        Self { app, issuer, home }
    }

    fn app_url(&self, path: &str) -> String {
        format!("{}{path}", self.home)
    }

    fn browser(&self) -> Web {
        self.app.anonymous().in_english()
    }

    /// Follows every redirect from the log-in page's link to where it ends.
    async fn log_in<'a>(&self, web: &'a mut Web) -> &'a Answer {
        web.get(&self.app_url("/login/oidc?next=/account")).await
    }

    /// The same, up to the address the provider sends the browser back to.
    async fn callback(&self, web: &mut Web) -> String {
        self.callback_of(web, "/login/oidc?next=/account").await
    }

    async fn callback_of(&self, web: &mut Web, path: &str) -> String {
        let there = location(web.get_without_following(&self.app_url(path)).await);
        location(web.get_without_following(&there).await)
    }

    /// `person` has linked the account the issuer vouches for, in the browser that is given back.
    async fn linked(&self, person: &Person) -> Web {
        let mut web = person.app().await;
        web.get(&self.app_url("/account/identities/oidc")).await.assert_status(200);
        let done = web.submit(CONSENT, &[]).await;
        done.assert_status(200).assert_shows("The account is linked.");
        self.app.run_jobs().await;
        web
    }

    async fn count(&self, table: &str) -> i64 {
        self.app.database().count(table).await
    }
}

const CONSENT: &str = "form[action='/account/identities/link']";
const LOGIN: &str = "form[action='/login']";

async fn app_with(issuer: &str) -> TestApp {
    TestApp::with(with_issuer(issuer, Options::default())).await
}

fn with_issuer(issuer: &str, options: Options) -> Options {
    // The provider of cryptography is installed with it.
    run();
    let http = Outbound::new().unwrap();
    let provider = Provider::new(issuer.to_owned(), CLIENT.to_owned(), SECRET.into(), http.clone());
    let access = AccessTeam::new(issuer.to_owned(), AUDIENCE.to_owned(), http);
    let federation = Federation { provider: Some(provider.into()), access: Some(access.into()) };
    Options { federation, ..options }
}

#[track_caller]
fn location(answer: &Answer) -> String {
    answer.header("location").unwrap_or_else(|| panic!("no redirect: {answer}")).to_owned()
}

/// Whether this browser holds a session on the app host.
fn is_in(world: &World, web: &Web) -> bool {
    web.cookie(world.app.state().hosts.app.host(), "session").is_some()
}

/// Everything that is logged on this thread, on which all of a test runs, however unimportant.
struct Log {
    text: Arc<Mutex<Vec<u8>>>,
    _guard: DefaultGuard,
}

impl Log {
    fn begin() -> Self {
        let text = Arc::<Mutex<Vec<u8>>>::default();
        let subscriber = tracing_subscriber::fmt()
            .with_env_filter(EnvFilter::new("trace"))
            .with_ansi(false)
            .with_writer(Lines(text.clone()))
            .finish();
        Self { text, _guard: tracing::subscriber::set_default(subscriber) }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.text.lock().unwrap()).into_owned()
    }

    /// Fails unless `reason` is given, and when anything of `secrets` is.
    #[track_caller]
    fn assert_tells(&self, reason: &str, secrets: &[String]) {
        let text = self.text();
        let told = text.lines().filter(|line| line.contains("a log-in an issuer should vouch for is refused"));
        let told: Vec<_> = told.collect();
        assert!(told.iter().any(|line| line.contains(&format!("reason={reason}"))), "{reason} is not in {told:#?}");
        assert!(!secrets.is_empty());
        for secret in secrets {
            let line = text.lines().find(|line| line.contains(secret.as_str()));
            assert_eq!(line, None, "{secret} is in the log");
        }
    }
}

#[derive(Clone)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
