//! A process may end anywhere while a project is made: there is no project, or one that finishes by itself.

use std::{
    collections::BTreeMap,
    future::poll_fn,
    pin::pin,
    sync::{Arc, Mutex},
    task::Poll,
    time::Instant,
};

use fataplus::{
    config::CacheBounds,
    db::PlatformScope,
    features::work::projects::provision::{self, NewProject, Person},
    http::{AppState, api::cache::Caches, state::Parts},
    jobs,
    limits::{ProjectQuotas, RateLimits},
    metering::Meters,
    storage::{S3Config, Storage},
    telemetry::Telemetry,
    text::Language,
    worker,
};
use serde_json::json;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::{Layer, layer::Context, prelude::*};

use crate::support::{TestApp, fixture, run};

/// A decision taken and committed, as intake or staff take it: an ID and the job.
async fn decide(app: &TestApp) -> NewProject {
    let client = app.stranger().await;
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
    let organisation_id = fataplus::ids::OrganisationId::new();
    sqlx::query("INSERT INTO organisations (id, name) VALUES ($1, 'Lamba SARL')")
        .bind(organisation_id.0)
        .execute(tx.conn())
        .await
        .unwrap();
    let new = NewProject {
        project_id: provision::issue_id(&mut tx, app.clock().today()).await.unwrap(),
        organisation_id,
        organisation: "Lamba SARL".to_owned(),
        title: "A shop for cloth".to_owned(),
        summary: String::new(),
        language: Language::En,
        brief: serde_json::json!({}),
        client: Some(Person { user_id: client.user, name: client.name.clone(), email: client.email.clone() }),
        invite: None,
        manager_id: Some(app.staff().await.user),
        made_by: None,
    };
    jobs::enqueue_platform(&mut tx, Some(new.project_id), &new).await.unwrap();
    tx.commit().await.unwrap();
    new
}

/// Runs the job's work and drops it at its `polls`th await, as the end of the process would: whether it had finished.
async fn die_after(app: &TestApp, new: &NewProject, polls: usize) -> bool {
    let (mut work, mut left) = (pin!(provision::provision(app.state(), new)), polls);
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        match work.as_mut().poll(context) {
            Poll::Ready(done) => {
                done.unwrap();
                Poll::Ready(true)
            }
            Poll::Pending if left == 0 => Poll::Ready(false),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// Rows of the project by table, and its workspace.
async fn standing(app: &TestApp, new: &NewProject) -> (Option<String>, Vec<i64>) {
    let mut tx = app.state().db.read(&fixture::scope(new.project_id)).await.unwrap();
    // One statement, one snapshot: a commit of a killed sender may still be under way.
    let seen = sqlx::query_as(
        "SELECT (SELECT workspace FROM projects),
                ARRAY[(SELECT count(*) FROM project_settings), (SELECT count(*) FROM members),
                      (SELECT count(*) FROM threads), (SELECT count(*) FROM milestones), (SELECT count(*) FROM activity)]",
    );
    seen.fetch_one(tx.conn()).await.unwrap()
}

const WHOLE: [i64; 5] = [1, 2, 2, 5, 1];

#[tokio::test]
async fn a_project_cut_off_anywhere_is_nothing_or_finishes_by_itself() {
    let app = TestApp::start().await;
    let mut polls = 1;
    loop {
        let new = decide(&app).await;
        let finished = die_after(&app, &new, polls).await;
        match standing(&app, &new).await {
            (None, counts) => {
                assert_eq!(counts, [0; 5], "rows without a project after {polls} polls");
            }
            (Some(_), counts) => assert_eq!(counts, WHOLE, "half a project after {polls} polls"),
        }
        assert_finishes(&app, &new).await;
        if finished {
            break;
        }
        polls += 1;
    }
    assert!(polls > 1, "the work was never cut off");
}

/// The next process finds the job and finishes it: the workspace is open, and its client was mailed once.
async fn assert_finishes(app: &TestApp, new: &NewProject) {
    app.run_jobs().await;
    assert_eq!(standing(app, new).await, (Some("active".to_owned()), WHOLE.to_vec()));
    assert_eq!(app.mails_to(&new.client.as_ref().unwrap().email).len(), 1);
}

#[tokio::test]
async fn a_project_stands_when_the_answer_says_so_however_fast_a_worker_is() {
    let app = TestApp::start().await;
    let staff = app.staff().await.api().await;
    let stop = CancellationToken::new();
    let hungry = tokio::spawn({
        let (state, stop) = (app.state().clone(), stop.clone());
        async move {
            while !stop.is_cancelled() {
                worker::run_due(&state).await.unwrap();
            }
        }
    });
    for number in 0..20 {
        let body = json!({ "title": format!("Shop {number}"), "organisation": "Lamba SARL", "summary": "" });
        let made = staff.post("/v1/projects", body).await.assert_status(201).json();
        staff.get(&format!("/v1/projects/{}", made["project_id"].as_str().unwrap())).await.assert_status(200);
    }
    stop.cancel();
    hungry.await.unwrap();
    app.run_jobs().await;
}

/// Counts the statements of this thread by their first words.
#[derive(Clone, Default)]
struct Statements(Arc<Mutex<BTreeMap<String, usize>>>);

impl<S: tracing::Subscriber> Layer<S> for Statements {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::query" {
            event.record(&mut |field: &tracing::field::Field, value: &dyn std::fmt::Debug| {
                if field.name() == "summary" {
                    *self.0.lock().unwrap().entry(format!("{value:?}")).or_default() += 1;
                }
            });
        }
    }
}

impl Statements {
    fn count(&self, words: &str) -> usize {
        let counted = self.0.lock().unwrap();
        counted.iter().filter(|(statement, _)| statement.contains(words)).map(|(_, count)| count).sum()
    }
}

#[tokio::test]
async fn a_project_costs_one_look_at_the_queue_and_a_statement_for_each_table() {
    const MADE: usize = 20;
    let app = TestApp::start().await;
    let (staff, stop, statements) = (app.staff().await.api().await, CancellationToken::new(), Statements::default());
    let _listening = tracing::subscriber::set_default(tracing_subscriber::registry().with(statements.clone()));
    let begun = Instant::now();
    let worker = tokio::spawn(worker::run(app.state().clone(), stop.clone()));
    for number in 0..MADE {
        let email = format!("rina{number}@people.test");
        let body = json!({ "title": "Shop", "organisation": "Lamba", "client_name": "Rina", "client_email": email });
        staff.post("/v1/projects", body).await.assert_status(201);
    }
    stop.cancel();
    worker.await.unwrap();
    // The first, and one a second while nothing wakes it.
    let idle = 1 + usize::try_from(begun.elapsed().as_secs()).unwrap();
    let looks = statements.count("WITH RECURSIVE head");
    assert!((1..=MADE + idle).contains(&looks), "{looks} looks for {MADE} projects, {idle} of them idle");
    for (table, each) in [("threads", 1), ("milestones", 1), ("activity", 1), ("invitations", 1), ("jobs", 3)] {
        assert_eq!(statements.count(&format!("INSERT INTO {table} ")), each * MADE, "{table}");
    }
    app.run_jobs().await;
}

#[tokio::test]
async fn a_workspace_opens_only_when_its_store_is_there() {
    let app = TestApp::start().await;
    let new = decide(&app).await;
    let parts = app.state();
    let nowhere =
        S3Config { endpoint: Some("http://127.0.0.1:9".to_owned()), public_endpoint: None, ..run().s3.clone() };
    let without_store = AppState::new(Parts {
        caches: Caches::new(parts.db.changes(), CacheBounds::NOTHING),
        quotas: ProjectQuotas::new(false, 1),
        meters: Meters::default(),
        reads: fataplus::audit::Reads::default(),
        telemetry: Telemetry::default(),
        rate_limits: RateLimits::new(false, 1),
        load: std::sync::Arc::default(),
        db: parts.db.clone(),
        storage: Storage::new(&nowhere),
        mailer: parts.mailer.clone(),
        keys: parts.keys.clone(),
        passwords: parts.passwords.clone(),
        clock: parts.clock.clone(),
        hosts: parts.hosts.clone(),
        storage_origin: parts.storage_origin.clone(),
        cookie_suffix: parts.cookie_suffix.clone(),
        production: false,
        require_mfa: parts.require_mfa,
        slow_down: parts.slow_down,
        intake: parts.intake,
        default_manager: None,
        domains: parts.domains.clone(),
        dns: parts.dns.clone(),
        proxies: parts.proxies.clone(),
        federation: fataplus::identity::Federation::default(),
        isolation: fataplus::isolation_status::Status::default(),
    });
    assert!(provision::provision(&without_store, &new).await.is_err());
    assert_eq!(standing(&app, &new).await, (Some("provisioning".to_owned()), WHOLE.to_vec()));
    assert!(app.mails_to(&new.client.as_ref().unwrap().email).is_empty());
    assert_finishes(&app, &new).await;
}
