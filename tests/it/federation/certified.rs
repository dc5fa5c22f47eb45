//! A certified provider (npm `oidc-provider`), and a real browser between it and the service.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
};

use fataplus::identity::{Federation, Secret, external::Outbound, oidc::Provider};
use sha2::{Digest, Sha256};

use crate::support::{PASSWORD, Person, TestApp, app::Options, browser::Browser, run, tools::tool};

/// The provider's process; it ends with its input.
struct Certified {
    issuer: String,
    process: Child,
    input: ChildStdin,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

/// The provider's packages: `oidc_provider_root` of scripts/lib.sh.
fn modules() -> PathBuf {
    let lock = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oidc-provider/package-lock.json")).unwrap();
    tool(&format!("oidc-provider-{}/node_modules", &fataplus::text::hex(&Sha256::digest(lock))[..12]))
}

impl Certified {
    fn start() -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oidc-provider/server.mjs");
        let mut command = Command::new("node");
        command.arg(script).arg(modules()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().expect("Node.js runs the provider: scripts/setup test");
        let (input, output) = (process.stdin.take().unwrap(), process.stdout.take().unwrap());
        let mut lines = BufReader::new(output).lines();
        let issuer = lines.next().unwrap().unwrap();
        Self { issuer, process, input, lines }
    }

    /// Opens, for a client that is sent back to `redirect`.
    fn open_for(&mut self, redirect: &str) {
        writeln!(self.input, "{redirect}").unwrap();
        assert_eq!(self.lines.next().unwrap().unwrap(), "ready");
    }
}

impl Drop for Certified {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn world() -> (Certified, TestApp, String) {
    run();
    let mut certified = Certified::start();
    let http = Outbound::new().unwrap();
    let provider = Provider::new(certified.issuer.clone(), "portal".to_owned(), "only-for-tests".into(), http);
    let federation = Federation { provider: Some(provider.into()), access: None };
    let app = TestApp::with(Options { federation, ..Options::default() }).await;
    let home = app.state().hosts.app.to_string();
    certified.open_for(&format!("{home}/login/oidc/callback"));
    (certified, app, home)
}

async fn log_in_with_password(browser: &Browser, home: &str, person: &Person) {
    browser.goto(&format!("{home}/login?next=/account")).await;
    browser.fill("email", &person.email).await;
    browser.fill("password", PASSWORD).await;
    browser.click_and_leave("Sign in").await;
    browser.shows(&person.email).await;
}

/// Goes through the provider's own pages: log-in, and consent for the portal.
async fn at_the_provider(browser: &Browser, certified: &Certified, name: &str) {
    browser.arrives(&certified.issuer).await;
    browser.fill("login", name).await;
    browser.fill("password", "anything will do").await;
    browser.click_and_leave("Sign-in").await;
    browser.click_and_leave("Continue").await;
}

#[tokio::test]
async fn linked_logged_out_and_let_in_by_a_certified_provider() {
    let (certified, app, home) = world().await;
    let person = app.client().await;
    let host = certified.issuer.trim_start_matches("http://").to_owned();
    let browser = Browser::start().await;

    log_in_with_password(&browser, &home, &person).await;
    browser.goto(&format!("{home}/account/identities")).await;
    browser.shows("No account is linked").await;
    browser.screenshot("identities-none").await;
    browser.click(&format!("Link an account at {host}")).await;
    // The person has another name there than here.
    at_the_provider(&browser, &certified, "rasoa@elsewhere.test").await;
    browser.shows("Link this account?").await;
    browser.shows("rasoa@elsewhere.test").await;
    browser.screenshot("identity-link").await;
    browser.click_and_leave("Link").await;
    browser.shows("The account is linked.").await;
    browser.assert_no_errors().await;
    browser.screenshot("identities").await;
    app.run_jobs().await;

    browser.client().delete_all_cookies().await.unwrap();
    browser.goto(&format!("{home}/account")).await;
    browser.arrives("/login").await;
    browser.screenshot("login-with-provider").await;
    browser.click(&format!("Sign in with {host}")).await;
    // The provider's own session lives on another host name, and still knows the person.
    browser.arrives("/account").await;
    browser.shows(&person.email).await;

    // A browser without any session.
    let other = Browser::start().await;
    other.goto(&format!("{home}/login?next=/account")).await;
    other.click(&format!("Sign in with {host}")).await;
    at_the_provider(&other, &certified, "rasoa@elsewhere.test").await;
    other.arrives("/account").await;
    other.shows(&person.email).await;
    other.close().await;
    browser.close().await;
}

#[tokio::test]
async fn a_log_in_given_up_at_a_certified_provider_changes_nothing() {
    let (certified, app, home) = world().await;
    let person = app.client().await;
    let host = certified.issuer.trim_start_matches("http://").to_owned();
    let browser = Browser::start().await;
    browser.goto(&format!("{home}/login?next=/account")).await;
    browser.click(&format!("Sign in with {host}")).await;
    browser.arrives(&certified.issuer).await;
    browser.click("[ Cancel ]").await;
    browser.shows("The sign-in at").await;
    browser.shows("was cancelled or refused there").await;
    browser.screenshot("sign-in-denied").await;
    browser.click_and_leave("Sign in with your password").await;
    browser.arrives("/login").await;

    // The person's own verified address there: the password is needed first, this once.
    browser.click(&format!("Sign in with {host}")).await;
    at_the_provider(&browser, &certified, &person.email).await;
    browser.shows("Sign in the way you usually do, this once.").await;
    browser.screenshot("login-link-first").await;
    browser.fill("email", &person.email).await;
    browser.fill("password", PASSWORD).await;
    browser.click_and_leave("Sign in").await;
    browser.shows("Link this account?").await;
    browser.click_and_leave("Link").await;
    browser.arrives("/projects").await;
    app.run_jobs().await;
    assert_eq!(app.last_mail_to(&person.email).subject, "A sign-in account was linked");
    // An address without an account here makes no account.
    let other = Browser::start().await;
    other.goto(&format!("{home}/login")).await;
    other.click(&format!("Sign in with {host}")).await;
    at_the_provider(&other, &certified, &format!("{}@elsewhere.test", &Secret::new().text()[..8])).await;
    other.shows("There is no account with this address").await;
    other.close().await;
    browser.close().await;
}
