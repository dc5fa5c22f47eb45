//! How fast a tenant's pages and lists answer over HTTP, beside a handler that does nothing: medians and ratios, since the
//! machine's own speed is not the point. `make bench` prints a table.

use std::{
    net::SocketAddr,
    path::Path,
    time::{Duration, Instant},
};

use axum::{Router, routing::get};
use fataplus::{
    app,
    clock::Clock,
    config::{Hosts, Intake},
    db::{
        self, Db, DbConfig,
        embedded::{DATABASE, Durability, Embedded},
    },
    demo,
    http::{AppState, cache::Caches, fairness::Fairness, state::Parts},
    identity::{Keys, PasswordHasher},
    mail::Mailer,
    storage::{self, Storage},
};
use tokio::{net::TcpListener, sync::Notify};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// How long each figure is taken.
const SPAN: Duration = Duration::from_secs(3);
const CONNECTIONS: [usize; 3] = [1, 4, 16];
const PASSWORD: &str = "vary-mafana-amin'ny-8-maraina";

#[tokio::main]
async fn main() -> Result<(), Failure> {
    // `cargo test --benches` and the like ask for a list of tests: there are none.
    if std::env::args().any(|argument| argument == "--list" || argument == "--test") {
        return Ok(());
    }
    fataplus::telemetry::install_crypto();
    let folder = std::env::temp_dir().join(format!("fataplus-bench-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("mail"))?;
    let cluster = Embedded::start(&folder.join("postgres"), None, Durability::Disposable).await?;
    let measured = measure(&folder, &cluster).await;
    cluster.stop().await?;
    std::fs::remove_dir_all(&folder)?;
    measured
}

async fn measure(folder: &Path, cluster: &Embedded) -> Result<(), Failure> {
    db::migrate(&cluster.options("fataplus_migrator", DATABASE)).await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let state = state(folder, cluster, address).await?;
    let projects = demo::create(&state, &[PASSWORD; 4]).await.map_err(|error| format!("{error:?}"))?;
    let project = projects.first().ok_or("the demo has no project")?;
    let router = app::router(&state);
    tokio::spawn(async move { axum::serve(listener, router).await });
    let bare = TcpListener::bind("127.0.0.1:0").await?;
    let bare_address = bare.local_addr()?;
    let nothing = Router::new().route("/", get(|| async { axum::Json(serde_json::json!({ "items": [] })) }));
    tokio::spawn(async move { axum::serve(bare, nothing).await });

    let http = reqwest::Client::new();
    let login = serde_json::json!({ "email": demo::MANAGER, "password": PASSWORD });
    let url = |path: &str| format!("http://{address}{path}");
    let host = state.hosts.api.host().to_owned();
    let answer = http.post(url("/v1/auth/token")).header("host", &host).json(&login).send().await?;
    let tokens: serde_json::Value = answer.error_for_status()?.json().await?;
    let bearer = format!("Bearer {}", tokens.get("access_token").and_then(|token| token.as_str()).ok_or("no token")?);

    println!("| request | connections | requests/s | median | 99th | of the bare handler |");
    println!("|---|--:|--:|--:|--:|--:|");
    for connections in CONNECTIONS {
        let floor = rate(&http, &format!("http://{bare_address}/"), "localhost", "", connections).await?;
        for (name, path) in [
            ("project", format!("/v1/projects/{project}")),
            ("documents", format!("/v1/projects/{project}/documents")),
            ("my projects", "/v1/projects".to_owned()),
        ] {
            let seen = rate(&http, &url(&path), &host, &bearer, connections).await?;
            println!(
                "| {name} | {connections} | {:.0} | {:.2?} | {:.2?} | {:.2} |",
                seen.a_second,
                seen.median,
                seen.late,
                seen.a_second / floor.a_second
            );
        }
        println!(
            "| bare handler | {connections} | {:.0} | {:.2?} | {:.2?} | 1.00 |",
            floor.a_second, floor.median, floor.late
        );
    }
    Ok(())
}

struct Rate {
    a_second: f64,
    median: Duration,
    late: Duration,
}

/// Asks for `url` over and over on so many connections.
async fn rate(
    http: &reqwest::Client,
    url: &str,
    host: &str,
    bearer: &str,
    connections: usize,
) -> Result<Rate, Failure> {
    let begin = Instant::now();
    let workers: Vec<_> = (0..connections)
        .map(|_| {
            let request = http.get(url).header("host", host).header("authorization", bearer);
            tokio::spawn(async move {
                let mut times = Vec::new();
                while begin.elapsed() < SPAN {
                    let asked = Instant::now();
                    let request = request.try_clone().ok_or("a request that cannot be repeated")?;
                    request.send().await?.error_for_status()?.bytes().await?;
                    times.push(asked.elapsed());
                }
                Ok::<_, Failure>(times)
            })
        })
        .collect();
    let mut times = Vec::new();
    for worker in workers {
        times.extend(worker.await??);
    }
    let seconds = begin.elapsed().as_secs_f64();
    times.sort_unstable();
    let at = |part: usize| times.get(times.len() * part / 100).copied().unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "a count of requests")]
    Ok(Rate { a_second: times.len() as f64 / seconds, median: at(50), late: at(99) })
}

async fn state(folder: &Path, cluster: &Embedded, address: SocketAddr) -> Result<AppState, Failure> {
    let credentials = storage::embedded::EmbeddedCredentials {
        access_key_id: "bench".to_owned(),
        secret_access_key: "a secret of the benchmark alone".into(),
    };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let origins = storage::embedded::AllowedOrigins::new(|_| false);
    let store = storage::embedded::Embedded::start(&folder.join("s3"), listener, credentials, "bench", origins)?;
    let storage = Storage::new(store.config());
    // Serves until the process ends.
    std::mem::forget(store);
    let [app, platform] = ["fataplus_app", "fataplus_platform"].map(|role| cluster.options(role, DATABASE));
    let db = Db::new(DbConfig { app: app.clone(), platform, max_connections: 20 });
    let changes = db.changes().clone();
    tokio::spawn(async move { changes.listen(app).await });
    Ok(AppState::new(Parts {
        caches: Caches::new(db.changes(), Duration::from_hours(1)),
        fairness: Fairness::new(false, 1),
        db,
        storage_origin: storage.browser_origin().to_owned(),
        storage,
        mailer: Mailer::files(&folder.join("mail"), "Fataplus <no-reply@fata.plus>")?,
        keys: Keys::derive(&"the master key of the benchmark, 32+".into())?,
        passwords: PasswordHasher::new(2),
        clock: Clock::default(),
        hosts: Hosts::development(address.port()),
        cookie_suffix: String::new(),
        production: false,
        intake: Intake::Open,
        default_manager: None,
        wake_worker: Notify::new(),
    }))
}
