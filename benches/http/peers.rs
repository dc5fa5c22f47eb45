//! The same two reads by other servers: `PostGraphile` on the service's rows under its policies, Directus on rows of
//! its own with the same words, of which each person may read those of their projects. `benches/peers/` has their
//! settings.

use std::{
    fmt::Write,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

use fataplus::clock::Clock;
use jsonwebtoken::{EncodingKey, Header, encode};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use crate::{
    Failure,
    cluster::{Cluster, Service, free_address},
    figures::{Rounds, millis, rate, ratio},
    load::{Client, Load},
    plan::{Plan, database, progress},
    requests::{self, Read},
    round,
    seed::{Asker, DOCUMENTS, MANAGED, MANAGERS},
    speed::UNCACHED,
};

const SECRET: &str = "the secret of the peers of the benchmark";
/// Role of all people in Directus; `benches/peers/directus/rows.sql` makes it.
const ROLE: &str = "00000000-0000-4000-8000-000000000001";
const CONNECTIONS: [usize; 2] = [1, 16];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Peer {
    PostGraphile,
    Directus,
}

impl Peer {
    /// The request for project `number`, as its client or manager.
    fn request(self, port: u16, read: Read, number: u32) -> Result<Vec<u8>, Failure> {
        let Asker { project, user, .. } = Asker::of(number)?;
        let until = Clock::default().now().unix_timestamp() + 3600;
        let (claims, method, target, body) = match self {
            Self::PostGraphile => {
                let body = json!({ "query": query(read), "variables": { "project": project } });
                (json!({ "project": project, "exp": until }), "POST", "/graphql".to_owned(), body.to_string())
            }
            Self::Directus => {
                let claims = json!({ "id": user, "role": ROLE, "app_access": false, "admin_access": false,
                                     "iss": "directus", "exp": until });
                let target = match read {
                    Read::Project => format!("/items/projects/{project}"),
                    Read::Documents => {
                        format!("/items/documents?limit=20&sort=-id&filter[project][_eq]={project}")
                    }
                };
                (claims, "GET", target, String::new())
            }
        };
        let token = encode(&Header::default(), &claims, &EncodingKey::from_secret(SECRET.as_bytes()))?;
        Ok(requests::bearer(method, port, &target, &token, "", &body))
    }

    fn load(self, service: &Service, read: Read, projects: u32) -> Result<Load, Failure> {
        let port = service.address.port();
        let requests: Result<Vec<_>, _> = (1..=projects).map(|number| self.request(port, read, number)).collect();
        Ok(Load::busy(service.address, Arc::new(requests?), 1))
    }
}

fn query(read: Read) -> &'static str {
    match read {
        Read::Project => {
            "query Project($project: String!) { projectByProjectId(projectId: $project) { projectId organisation title \
             summary status statusChangedAt workspace createdAt updatedAt } }"
        }
        Read::Documents => {
            "query Documents { allDocuments(first: 20, orderBy: PRIMARY_KEY_DESC) { nodes { id kind name visibility \
             currentVersion fileRequestId createdBy createdAt updatedAt \
             documentVersionsByProjectIdAndDocumentId(last: 1) { nodes { version size contentType } } } } }"
        }
    }
}

/// The programs, as `scripts/setup peers` installs them.
fn folder() -> Result<PathBuf, Failure> {
    let output = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/setup")).arg("peers").output()?;
    let said = String::from_utf8(output.stdout)?;
    let last = said.lines().last().filter(|_| output.status.success());
    Ok(last.ok_or_else(|| format!("scripts/setup peers: {said}"))?.into())
}

fn node(folder: &Path, script: &str) -> Command {
    let mut command = Command::new("node");
    command.current_dir(folder).arg(script).env("NODE_ENV", "production");
    command
}

async fn postgraphile(cluster: &Cluster, folder: &Path, database: &str) -> Result<Service, Failure> {
    let (address, options) = (free_address()?, cluster.options("fataplus_app", database));
    let connection = json!({ "host": options.get_socket(), "port": options.get_port(),
                             "user": "fataplus_app", "database": database });
    let mut command = node(&folder.join("postgraphile"), "server.js");
    command.env("PEER_PORT", address.port().to_string()).env("PEER_SECRET", SECRET);
    command.env("PEER_DATABASE", connection.to_string());
    Service::spawn(command, address, &cluster.folder.join("postgraphile.log"), "ready").await
}

async fn directus(cluster: &Cluster, folder: &Path, projects: u32) -> Result<Service, Failure> {
    const DATABASE: &str = "bench_directus";
    let (address, options) = (free_address()?, cluster.options("postgres", DATABASE));
    sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE {DATABASE}")))
        .execute(&mut cluster.superuser("postgres").await?)
        .await?;
    let socket = options.get_socket().ok_or("the cluster has no socket")?.display().to_string();
    let (listen, port) = (address.port().to_string(), options.get_port().to_string());
    let settings = [
        ("HOST", "127.0.0.1"),
        ("PORT", &listen),
        ("SECRET", SECRET),
        ("DB_CLIENT", "pg"),
        ("DB_HOST", &socket),
        ("DB_PORT", &port),
        ("DB_DATABASE", DATABASE),
        ("DB_USER", "postgres"),
        ("DB_PASSWORD", "none"),
        ("LOG_LEVEL", "warn"),
        ("TELEMETRY", "false"),
        ("ADMIN_EMAIL", "admin@example.com"),
        ("ADMIN_PASSWORD", "a password of the benchmark"),
        ("RATE_LIMITER_ENABLED", "false"),
    ];
    let folder = folder.join("directus");
    let mut bootstrap = node(&folder, "node_modules/directus/cli.js");
    bootstrap.arg("bootstrap").envs(settings);
    let made = tokio::task::spawn_blocking(move || bootstrap.output()).await??;
    if !made.status.success() {
        return Err(format!("directus bootstrap: {made:?}").into());
    }
    let sql = include_str!("../peers/directus/rows.sql")
        .replace(":projects", &projects.to_string())
        .replace(":documents", &DOCUMENTS.to_string())
        .replace(":managers", &MANAGERS.to_string())
        .replace(":managed", &MANAGED.to_string())
        .replace(":role", &format!("'{ROLE}'::uuid"));
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut cluster.superuser(DATABASE).await?).await?;
    let mut command = node(&folder, "server.js");
    command.envs(settings);
    Service::spawn(command, address, &cluster.folder.join("directus.log"), "ready").await
}

/// Length of a peer's answer; fails unless it holds the rows that were asked for.
async fn honest(service: &Service, peer: Peer, read: Read) -> Result<usize, Failure> {
    let mut client = Client::connect(service.address).await?;
    client.ask(&peer.request(service.address.port(), read, 1)?).await?;
    let answer: Value = serde_json::from_slice(client.body())?;
    let (of, list) = match peer {
        Peer::PostGraphile => ("/data/projectByProjectId/title", "/data/allDocuments/nodes"),
        Peer::Directus => ("/data/title", "/data"),
    };
    let whole = match read {
        Read::Project => answer.pointer(of) == Some(&json!("Project number 1")),
        Read::Documents => answer.pointer(list).and_then(Value::as_array).is_some_and(|rows| rows.len() == 20),
    };
    if !whole {
        return Err(format!("not the rows that were asked for: {answer}").into());
    }
    Ok(client.body().len())
}

/// The table of peers; also the text around it.
pub async fn measure(plan: &Plan, cluster: &Cluster) -> Result<String, Failure> {
    let folder = tokio::task::spawn_blocking(folder).await??;
    let (projects, database) = (plan.usual, database(plan.usual));
    progress("starting the peers");
    let own = [Service::start(cluster, &database, &UNCACHED).await?, Service::start(cluster, &database, &[]).await?];
    let peers = [
        (Peer::PostGraphile, postgraphile(cluster, &folder, &database).await?),
        (Peer::Directus, directus(cluster, &folder, projects).await?),
    ];
    let mut text = include_str!("peers.md").to_owned();
    for read in Read::ALL {
        let mut bytes = [0; 2];
        for ((peer, service), bytes) in peers.iter().zip(&mut bytes) {
            *bytes = honest(service, *peer, read).await?;
        }
        let of_own = |service: &Service| {
            let requests = requests::all(service.address.port(), read, projects)?;
            Ok::<_, Failure>(Load::busy(service.address, requests, 1))
        };
        let loads = [
            of_own(&own[0])?,
            of_own(&own[1])?,
            peers[0].0.load(&peers[0].1, read, projects)?,
            peers[1].0.load(&peers[1].1, read, projects)?,
        ];
        let services = [&own[0], &own[1], &peers[0].1, &peers[1].1];
        for load in &loads {
            load.warm().await?;
        }
        let mut cells = vec![[const { Rounds::new() }; 4]; CONNECTIONS.len()];
        for number in 0..plan.rounds {
            progress(&format!("peers, {}, round {} of {}", read.name(), number + 1, plan.rounds));
            for (connections, cell) in CONNECTIONS.iter().zip(&mut cells) {
                for ((load, service), rounds) in loads.iter().zip(services).zip(cell) {
                    let load = Load { connections: *connections, ..load.clone() };
                    rounds.add(round::round(cluster, service, &load, plan.span).await?);
                }
            }
        }
        write(&mut text, read, bytes, &cells)?;
    }
    for service in own.into_iter().chain(peers.map(|(_, service)| service)) {
        service.stop().await?;
    }
    Ok(text)
}

fn write(
    text: &mut String,
    read: Read,
    [postgraphile, directus]: [usize; 2],
    cells: &[[Rounds; 4]],
) -> Result<(), Failure> {
    writeln!(
        text,
        "\n## {}\n\nBytes of an answer: PostGraphile {postgraphile}, Directus {directus}.\n\n\
         | connections | | requests/s | median ms | 99th ms | ours, uncached, to it | ours, cached, to it |\n\
         |--:|---|--:|--:|--:|--:|--:|",
        read.name(),
    )?;
    for (connections, cell) in CONNECTIONS.iter().zip(cells) {
        let [uncached, cached, ..] = cell;
        for (name, rounds) in ["uncached", "cached", "PostGraphile", "Directus"].iter().zip(cell) {
            let figures = rounds.median();
            let to = |own: &Rounds| ratio(own.ratio(rounds, |figures| figures.rate));
            writeln!(
                text,
                "| {connections} | {name} | {} | {} | {} | {} | {} |",
                rate(figures.rate),
                millis(figures.median),
                millis(figures.late),
                to(uncached),
                to(cached),
            )?;
        }
    }
    Ok(())
}
