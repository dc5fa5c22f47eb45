//! The service, killed again and again while people ask for projects: an acknowledged request comes to be, whole and
//! once, by the next process alone.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use mail_parser::MessageParser;
use rand::Rng;
use serde_json::{Value, json};

use crate::{
    simulation::setting,
    support::service::{PATIENCE, Service},
};

const CLIENTS: usize = 4;
/// Rows of a project, whole: settings, members, threads, milestones, activity.
const WHOLE: [i64; 5] = [1, 1, 2, 5, 1];

/// Acknowledgements given to people.
#[derive(Clone, Default)]
struct Told {
    /// Submissions that were acknowledged, with the address their code goes to.
    submissions: BTreeMap<String, String>,
    /// Confirmed requests, with the project each was given.
    projects: BTreeMap<String, String>,
}

/// State shared by visitors.
struct Shared {
    client: reqwest::Client,
    base: String,
    mails: PathBuf,
    told: Mutex<Told>,
    codes: Mutex<Codes>,
}

/// The codes that came by mail, each file read once.
#[derive(Default)]
struct Codes {
    read: BTreeSet<PathBuf>,
    /// By address; each asks once.
    codes: BTreeMap<String, String>,
}

impl Codes {
    fn of(&mut self, folder: &Path, address: &str) -> Option<String> {
        for entry in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
            let path = entry.path();
            if path.extension().is_none_or(|end| end != "eml") || self.read.contains(&path) {
                continue;
            }
            let Ok(bytes) = fs::read(&path) else { continue };
            let Some(mail) = MessageParser::default().parse(&bytes) else { continue };
            let to = mail.to().and_then(|to| to.first()).and_then(|to| to.address()).unwrap_or_default();
            let text = mail.body_text(0).unwrap_or_default();
            let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit());
            if let Some(code) = text.lines().map(str::trim).find(is_code) {
                self.codes.insert(to.to_owned(), code.to_owned());
            } else if !text.trim_end().ends_with("fata.plus") && entry.metadata().is_ok_and(|data| fresh(&data)) {
                // It may still be being written.
                continue;
            }
            self.read.insert(path);
        }
        self.codes.get(address).cloned()
    }
}

fn fresh(data: &fs::Metadata) -> bool {
    data.modified().is_ok_and(|at| at.elapsed().is_ok_and(|since| since < Duration::from_secs(2)))
}

/// A visitor at the form: asks, waits for the mail, types the code; over and over until the service is gone.
async fn visitor(with: Arc<Shared>, stop: Arc<AtomicBool>) {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let Shared { client, base, mails, told, codes } = &*with;
    let post = async |path: &str, body: Value| {
        let request = client.post(format!("{base}{path}")).header("host", "api.localhost").json(&body);
        let answer = request.timeout(Duration::from_secs(20)).send().await.ok()?;
        Some((answer.status().as_u16(), answer.json::<Value>().await.ok()?))
    };
    while !stop.load(Ordering::Relaxed) {
        // An interrupted visitor continues; otherwise a new one comes.
        let waiting = {
            let mut told = told.lock().unwrap();
            let of = told.submissions.keys().find(|id| !told.projects.contains_key(*id)).cloned();
            of.and_then(|id| told.submissions.remove_entry(&id))
        };
        let (id, email) = if let Some(waiting) = waiting {
            waiting
        } else {
            let email = format!("visitor-{}@people.test", COUNT.fetch_add(1, Ordering::Relaxed));
            let body = json!({ "contact_name": "Hery", "email": email, "title": "A shop", "problem": "Far away.",
                               "solution": "Sell online.", "audience": "Shops", "project_types": ["shop"],
                               "must_have": ["Payment"], "consent": true, "language": "en" });
            let Some((202, answer)) = post("/v1/intake", body).await else { continue };
            (answer["submission_id"].as_str().unwrap().to_owned(), email)
        };
        // The next visitor takes it up again unless it is confirmed here.
        let deadline = Instant::now() + PATIENCE;
        let code = loop {
            let code = codes.lock().unwrap().of(mails, &email);
            match code {
                Some(code) => break Some(code),
                None if stop.load(Ordering::Relaxed) => break None,
                None if Instant::now() > deadline => panic!("no code came to {email}"),
                None => tokio::time::sleep(Duration::from_millis(5)).await,
            }
        };
        let confirmed = match code {
            Some(code) => post(&format!("/v1/intake/{id}/confirm"), json!({ "code": code })).await,
            None => None,
        };
        let mut told = told.lock().unwrap();
        told.submissions.insert(id.clone(), email);
        match confirmed {
            Some((201, made)) => {
                let project = made["project_id"].as_str().unwrap().to_owned();
                let before = told.projects.insert(id, project.clone());
                assert!(before.is_none_or(|before| before == project), "two projects of one submission");
            }
            Some((status, answer)) if status != 503 => panic!("a code was refused: {status} {answer}"),
            _ => {}
        }
    }
}

/// Everything that was acknowledged is there, whole and open, and nothing else is.
async fn check(service: &Service, told: &Told) -> usize {
    let mut platform = service.platform().await;
    let mut tenant = service.database.connect("fataplus_app").await;
    let deadline = Instant::now() + PATIENCE;
    // A due job runs without any request.
    loop {
        let due = "SELECT count(*) FROM jobs WHERE state = 'ready' AND run_at < now() + interval '5 minutes'";
        let due: i64 = sqlx::query_scalar(due).fetch_one(&mut platform).await.unwrap();
        if due == 0 {
            break;
        }
        assert!(Instant::now() < deadline, "{due} jobs are left:\n{}", service.log());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let dead: i64 =
        sqlx::query_scalar("SELECT count(*) FROM jobs WHERE state = 'dead'").fetch_one(&mut platform).await.unwrap();
    assert_eq!(dead, 0, "jobs were given up:\n{}", service.log());

    let accepted: Vec<(String, String, String)> =
        sqlx::query_as("SELECT id::text, project_id, email FROM submissions WHERE state = 'accepted'")
            .fetch_all(&mut platform)
            .await
            .unwrap();
    for (id, email) in &told.submissions {
        let there: bool =
            sqlx::query_scalar("SELECT EXISTS (SELECT FROM submissions WHERE id::text = $1 AND email = $2)")
                .bind(id)
                .bind(email)
                .fetch_one(&mut platform)
                .await
                .unwrap();
        assert!(there, "the acknowledged submission {id} is lost");
    }
    for (id, project) in &told.projects {
        assert!(accepted.iter().any(|(of, made, _)| of == id && made == project), "{project} of {id} is lost");
    }
    let issued: Vec<String> = sqlx::query_scalar(
        "SELECT project_id FROM project_ids EXCEPT SELECT project_id FROM synthetic_tenants ORDER BY 1",
    )
    .fetch_all(&mut platform)
    .await
    .unwrap();
    let mut made: Vec<&String> = accepted.iter().map(|(_, project, _)| project).collect();
    made.sort();
    assert_eq!(issued.iter().collect::<Vec<_>>(), made, "project IDs without a submission, or two of one");

    for (_, project, email) in &accepted {
        let client: String = sqlx::query_scalar("SELECT id::text FROM users WHERE email = $1")
            .bind(email)
            .fetch_one(&mut platform)
            .await
            .unwrap();
        let mut tx = sqlx::Connection::begin(&mut tenant).await.unwrap();
        sqlx::query("SELECT set_config('app.project_id', $1, true)").bind(project).execute(&mut *tx).await.unwrap();
        let seen: (Option<String>, Vec<i64>, Option<String>) = sqlx::query_as(
            "SELECT (SELECT workspace FROM projects),
                    ARRAY[(SELECT count(*) FROM project_settings), (SELECT count(*) FROM members),
                          (SELECT count(*) FROM threads), (SELECT count(*) FROM milestones), (SELECT count(*) FROM activity)],
                    (SELECT user_id::text FROM members WHERE role = 'client')",
        )
        .fetch_one(&mut *tx)
        .await
        .unwrap();
        assert_eq!(seen, (Some("active".to_owned()), WHOLE.to_vec(), Some(client)), "{project}\n{}", service.log());
    }
    accepted.len()
}

async fn kill_again_and_again(rounds: u64) {
    let (mut service, start, mut half_made, mut projects) = (Service::new().await, Instant::now(), 0, 0);
    let shared = Arc::new(Shared {
        client: reqwest::Client::builder().no_proxy().build().unwrap(),
        base: format!("http://{}", service.listen),
        mails: service.folder.join("mail"),
        told: Mutex::default(),
        codes: Mutex::default(),
    });
    service.start();
    service.ready(&shared.client).await;
    for round in 1..=rounds {
        let stop = Arc::new(AtomicBool::new(false));
        let visitors = (0..CLIENTS).map(|_| tokio::spawn(visitor(shared.clone(), stop.clone())));
        let visitors: Vec<_> = visitors.collect();
        // The moment is the point of it: anywhere from the first request to many projects later.
        let moment = rand::rng().random_range(1_000..900_000);
        tokio::time::sleep(Duration::from_micros(moment)).await;
        service.kill();
        stop.store(true, Ordering::Relaxed);
        for visitor in visitors {
            visitor.await.unwrap();
        }
        half_made += service.half_made().await;
        service.let_a_minute_pass().await;
        service.start();
        service.ready(&shared.client).await;
        let told = shared.told.lock().unwrap().clone();
        projects = check(&service, &told).await;
        if round % 10 == 0 {
            let took = start.elapsed();
            println!("kill: {round} of {rounds} rounds, {projects} projects, {half_made} found half made, {took:?}");
        }
    }
    assert!(u64::try_from(projects).unwrap() >= rounds && half_made > 0, "{projects} projects, {half_made} half made");
}

#[tokio::test]
async fn a_service_killed_at_any_moment_loses_no_project() {
    kill_again_and_again(10).await;
}

#[tokio::test]
#[ignore = "takes minutes: make soak"]
async fn a_service_killed_two_hundred_times_loses_no_project() {
    kill_again_and_again(setting("FATAPLUS_SOAK_KILLS").unwrap_or(200)).await;
}

/// A request under an idempotency key is carried out to its end, also when its client hung up and the service is told to
/// end meanwhile.
#[tokio::test]
async fn work_that_a_client_left_is_done_before_the_service_ends() {
    let mut service = Service::new().await;
    service.start();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    service.ready(&client).await;
    // Somebody else holds the rows it needs.
    let mut holder = service.database.connect("postgres").await;
    sqlx::raw_sql("BEGIN; LOCK TABLE submissions IN ACCESS EXCLUSIVE MODE").execute(&mut holder).await.unwrap();
    let body = json!({ "contact_name": "Hery", "email": "hery@people.test", "title": "A shop", "problem": "Far away.",
                       "solution": "Sell online.", "audience": "Shops", "project_types": ["shop"],
                       "must_have": ["Payment"], "consent": true, "language": "en" });
    let asked = client
        .post(format!("http://{}/v1/intake", service.listen))
        .header("host", "api.localhost")
        .header("idempotency-key", "left")
        .json(&body)
        .send();
    let asked = tokio::spawn(asked);
    let mut platform = service.platform().await;
    let (deadline, begun) = (Instant::now() + PATIENCE, "SELECT count(*) FROM idempotency_keys WHERE key = 'left'");
    while sqlx::query_scalar::<_, i64>(begun).fetch_one(&mut platform).await.unwrap() == 0 {
        assert!(Instant::now() < deadline && !asked.is_finished(), "{}", service.log());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    asked.abort();
    let _ = asked.await;
    drop(client);
    service.terminate();
    // It takes no connections any more.
    while std::net::TcpStream::connect(service.listen).is_ok() {
        assert!(Instant::now() < deadline, "{}", service.log());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    sqlx::raw_sql("COMMIT").execute(&mut holder).await.unwrap();
    while !service.has_ended() {
        assert!(Instant::now() < deadline + PATIENCE, "{}", service.log());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let kept = "SELECT status FROM idempotency_keys WHERE key = 'left'";
    assert_eq!(sqlx::query_scalar::<_, Option<i32>>(kept).fetch_one(&mut platform).await.unwrap(), Some(202));
    let made: i64 = sqlx::query_scalar("SELECT count(*) FROM submissions").fetch_one(&mut platform).await.unwrap();
    assert_eq!(made, 1);
}
