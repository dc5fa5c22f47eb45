//! The program's behaviour towards its surroundings: pipes, proxies, monitoring.

use std::{
    fs::File,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use reqwest::Method;

use crate::{
    isolation::check::alter,
    support::{Answer, TestApp, app::Options},
};

fn openapi() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fataplus"));
    command.env_clear().arg("openapi").stdin(Stdio::null()).stderr(Stdio::piped());
    command
}

#[test]
fn who_stops_reading_has_read_enough() {
    let mut child = openapi().stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success() && ended.stderr.is_empty(), "{ended:?}");
    // A write error is reported.
    let full = File::options().write(true).open("/dev/full").unwrap();
    let ended = openapi().stdout(full).output().unwrap();
    let told = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(ended.status.code() == Some(1) && told.starts_with("fataplus: "), "{ended:?}");
}

#[tokio::test]
async fn plain_http_is_led_to_tls_by_a_proxys_word() {
    let trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    let app = TestApp::with(Options { production: true, trusted_proxies, ..Options::default() }).await;
    let hosts = app.state().hosts.clone();
    let send = async |method: Method, url: String, told: &str| {
        Answer::of(app.http().request(method, url).header("x-forwarded-proto", told)).await
    };
    for host in [hosts.public.to_string(), hosts.app.to_string(), hosts.tenant(app.project().id).to_string()] {
        for method in [Method::GET, Method::HEAD] {
            let led = send(method, format!("{host}/login?next=%2Fa"), "http").await;
            let there = format!("{host}/login?next=%2Fa");
            assert_eq!(led.assert_status(308).header("location"), Some(there.as_str()));
        }
        let refused = send(Method::POST, format!("{host}/language"), "http, https").await;
        assert_eq!(refused.assert_status(400).problem(), "https-required");
    }
    let refused = send(Method::POST, format!("{}/v1/intake", hosts.api), "HTTP").await;
    assert_eq!(refused.assert_status(400).problem(), "https-required");
    send(Method::GET, format!("{}/", hosts.public), "https").await.assert_status(200);
    for path in ["/health/live", "/health/ready"] {
        send(Method::GET, format!("{}{path}", hosts.public), "http").await.assert_status(200);
    }
    // Only the trusted proxy's header counts, and not on a plain HTTP installation.
    let strange = TestApp::with(Options { production: true, ..Options::default() }).await;
    let development = TestApp::start().await;
    for app in [&strange, &development] {
        let request = app.http().get(format!("{}/", app.state().hosts.public)).header("x-forwarded-proto", "http");
        Answer::of(request).await.assert_status(200);
    }
}

#[tokio::test]
async fn it_is_ready_when_statements_succeed() {
    let app = TestApp::start().await;
    let url = format!("{}/health/ready", app.state().hosts.public);
    let until = async |status: u16| {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let answer = Answer::of(app.http().get(&url)).await;
            if answer.status == status {
                return answer.text();
            }
            assert!(Instant::now() < deadline, "still {answer}");
        }
    };
    until(200).await;
    for (broken, mended) in [
        ("REVOKE UPDATE ON projects FROM fataplus_app", "GRANT UPDATE ON projects TO fataplus_app"),
        ("REVOKE UPDATE ON jobs FROM fataplus_platform", "GRANT UPDATE ON jobs TO fataplus_platform"),
    ] {
        alter(&app, broken).await;
        assert_eq!(until(503).await, "database\n", "{broken}");
        alter(&app, mended).await;
        until(200).await;
    }
    // Locked: the look has a time.
    let mut other = app.database().connect("fataplus_migrator").await;
    let lock = "BEGIN; SET LOCAL ROLE fataplus_owner; LOCK TABLE jobs IN ACCESS EXCLUSIVE MODE";
    sqlx::raw_sql(lock).execute(&mut other).await.unwrap();
    assert_eq!(until(503).await, "database\n");
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.unwrap();
    until(200).await;
}
