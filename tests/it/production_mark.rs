//! Production marks its database and its bucket; development starts on neither.

use std::time::{Duration, Instant};

use fataplus::storage::{
    S3Config, Storage,
    embedded::{AllowedOrigins, Embedded, EmbeddedCredentials},
};
use secrecy::ExposeSecret;
use sqlx::raw_sql;
use tokio::net::TcpListener;

use crate::support::service::{PATIENCE, Service};

const ROLES: (&str, &str) = ("fataplus_app", "fataplus_platform");

/// A store of its own: the mark would close the one that all tests share.
async fn store(service: &Service) -> Embedded {
    let credentials = EmbeddedCredentials { access_key_id: "mark".to_owned(), secret_access_key: "for-a-test".into() };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origins = AllowedOrigins::new(|_| false);
    Embedded::start(&service.folder.join("objects"), listener, credentials, "documents", origins).unwrap()
}

fn set_store(service: &mut Service, s3: &S3Config) {
    service.set("S3_ENDPOINT", s3.endpoint.as_deref().unwrap());
    service.set("S3_BUCKET", &s3.bucket);
    service.set("AWS_ACCESS_KEY_ID", &s3.access_key_id);
    service.set("AWS_SECRET_ACCESS_KEY", s3.secret_access_key.expose_secret());
}

fn set_production(service: &mut Service) {
    for (name, value) in [
        ("FATAPLUS_ENV", "production"),
        ("FATAPLUS_PUBLIC_URL", "https://agency.test"),
        ("FATAPLUS_APP_URL", "https://app.agency.test"),
        ("FATAPLUS_API_URL", "https://api.agency.test"),
        ("FATAPLUS_TENANT_DOMAIN", "agency.test"),
        ("FATAPLUS_MASTER_KEY", "only-for-tests-but-long-enough-for-a-key"),
        ("FATAPLUS_RATE_LIMITS", "on"),
        ("SMTP_URL", "smtp://127.0.0.1:9"),
    ] {
        service.set(name, value);
    }
}

/// The command ends with an error that holds `reason`, and tells no secret.
async fn refuses(service: &mut Service, arguments: &[&str], reason: &str) {
    let (status, said) = service.run(arguments, ROLES.0, ROLES.1).await;
    assert_eq!(status.code(), Some(1), "{arguments:?}: {said}");
    assert!(said.contains(reason) && said.contains("FATAPLUS_ENV=production"), "{arguments:?}: {said}");
    assert!(!said.contains("postgres://") && !said.contains("for-a-test"), "{said}");
}

#[tokio::test]
async fn development_starts_on_nothing_that_production_has_marked() {
    let client = reqwest::Client::new();
    let mut service = Service::new().await;
    let store = store(&service).await;
    let storage = Storage::new(store.config());
    set_store(&mut service, store.config());
    service.start();
    service.ready(&client).await;
    service.kill();
    assert_eq!((service.database.count("production_mark").await, storage.is_production().await), (0, Ok(false)));

    set_production(&mut service);
    // The second start finds the mark of the first.
    for _ in 0..2 {
        service.start();
        service.ready(&client).await;
        service.kill();
        assert_eq!((service.database.count("production_mark").await, storage.is_production().await), (1, Ok(true)));
    }

    service.set("FATAPLUS_ENV", "development");
    let owner = service.database_url("fataplus_migrator");
    service.set("DATABASE_OWNER_URL", &owner);
    let database = "the database of DATABASE_URL is production's";
    let create = ["user", "create", "somebody@agency.test"];
    for arguments in [&["serve"][..], &["worker"], &["demo"], &["migrate"], &["doctor", "--quick"], &create] {
        refuses(&mut service, arguments, database).await;
    }
    assert_eq!(service.database.count("users WHERE password_hash IS NOT NULL").await, 0);

    // As the error says, and the bucket is found by itself.
    let mut owner = service.database.connect("fataplus_migrator").await;
    raw_sql("DELETE FROM production_mark").execute(&mut owner).await.unwrap();
    for command in ["serve", "worker", "demo"] {
        refuses(&mut service, &[command], "the bucket of S3_BUCKET is production's").await;
    }
    // A command on rows alone asks no store, and the diagnosis is for any.
    for arguments in [&create[..], &["doctor", "--quick"]] {
        let (status, said) = service.run(arguments, ROLES.0, ROLES.1).await;
        assert!(status.success(), "{arguments:?}: {said}");
    }

    store.stop().await;
    let (status, said) = service.run(&["serve"], ROLES.0, ROLES.1).await;
    assert!(status.code() == Some(1) && said.contains("could not be asked"), "{said}");
}

#[tokio::test]
async fn production_starts_while_its_store_is_down() {
    let mut service = Service::new().await;
    set_production(&mut service);
    service.set("S3_ENDPOINT", "http://127.0.0.1:9");
    service.start();
    let live = format!("http://{}/health/live", service.listen);
    let client = reqwest::Client::new();
    let deadline = Instant::now() + PATIENCE;
    while !client.get(&live).send().await.is_ok_and(|answer| answer.status() == 200) {
        assert!(!service.has_ended() && Instant::now() < deadline, "{}", service.log());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(service.log().contains("could not be marked as production's"), "{}", service.log());
    assert_eq!(service.database.count("production_mark").await, 1);
}

#[tokio::test]
async fn production_makes_no_demo() {
    let mut service = Service::new().await;
    set_production(&mut service);
    service.set("FATAPLUS_DEMO", "on");
    let (status, said) = service.run(&["serve"], ROLES.0, ROLES.1).await;
    assert!(status.code() == Some(2) && said.contains("FATAPLUS_DEMO cannot be on in production"), "{said}");
}
