//! The demo that a first start creates.

use std::{
    fs,
    time::{Duration, Instant},
};

use fataplus::{cli, demo};

use crate::support::{
    TestApp,
    service::{PATIENCE, Service},
};

#[tokio::test]
async fn the_demo_is_played_to_its_end() {
    let app = TestApp::start().await;
    assert!(!demo::has_account_with_password(app.state()).await.unwrap(), "nobody of the test has a password");
    let passwords = demo::PEOPLE.map(|person| format!("tsara ny {} eto an-toerana", person.name));
    let made = demo::create(app.state(), &passwords.each_ref().map(String::as_str)).await.unwrap();
    assert_eq!(made.len(), 3);
    app.run_jobs().await;
    assert!(demo::has_account_with_password(app.state()).await.unwrap());
    let admin = app.platform_admin().await.api().await;
    for (project, status) in made.iter().zip(["in_progress", "planning", "completed"]) {
        let project = admin.get(&format!("/v1/projects/{project}")).await.assert_status(200).json();
        assert_eq!(project["status"], status, "{project}");
    }
}

#[tokio::test]
async fn a_start_killed_while_the_demo_is_made_loses_no_password() {
    let (app, dir) = (TestApp::start().await, tempfile::tempdir().unwrap());
    let file = dir.path().join("demo.json");
    let made = cli::load_or_create_demo(app.state(), dir.path()).await.unwrap();
    app.run_jobs().await;
    assert_eq!(made.logins.len(), 4);
    // The people exist, and the file was not yet renamed.
    fs::rename(&file, file.with_extension("new")).unwrap();
    let again = cli::load_or_create_demo(app.state(), dir.path()).await.unwrap();
    let passwords = |demo: &cli::DemoFile| demo.logins.iter().map(|login| login.password.clone()).collect::<Vec<_>>();
    assert_eq!(passwords(&again), passwords(&made));
    fs::write(&file, "{").unwrap();
    let damaged = cli::load_or_create_demo(app.state(), dir.path()).await.unwrap_err().to_string();
    assert!(damaged.ends_with("demo.json is damaged"), "{damaged}");
}

/// As `docker compose up` starts it: the database, the store and the mail server are given.
#[tokio::test]
async fn a_given_database_gets_the_demo_where_that_is_set() {
    let mut service = Service::new().await;
    service.set("FATAPLUS_DEMO", "on");
    service.set("SMTP_URL", "smtp://127.0.0.1:9");
    service.start();
    let (deadline, log) = (Instant::now() + PATIENCE * 3, service.folder.join("log"));
    let log = loop {
        let log = fs::read_to_string(&log).unwrap();
        if log.contains("Ctrl-C stops it") {
            break log;
        }
        assert!(!service.has_ended() && Instant::now() < deadline, "no demo: {log}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    assert!(log.contains("manager@fataplus.test") && !log.contains("Mail lands in"), "{log}");
    let told: serde_json::Value = serde_json::from_slice(&fs::read(service.folder.join("run.json")).unwrap()).unwrap();
    assert_eq!(told["urls"]["tenants"].as_array().unwrap().len(), 3, "{told}");
    let manager = told["logins"].as_array().unwrap().iter().find(|login| login["email"] == demo::MANAGER).unwrap();
    let answer = reqwest::Client::new()
        .post(format!("http://{}/v1/auth/token", service.listen))
        .header("host", format!("api.localhost:{}", service.listen.port()))
        .json(&serde_json::json!({ "email": demo::MANAGER, "password": manager["password"] }));
    assert_eq!(answer.send().await.unwrap().status(), 200);
}
