//! The queue under failure: a mail server that is down, missing mailboxes, unknown jobs, and a very long queue.

use fataplus::{
    cli::{JobsCommand, RetryArgs, manage_jobs},
    db::{PlatformScope, PlatformTx},
    features::{files::documents::jobs::DeleteDocument, work::projects::provision::NewProject},
    ids::{DocumentId, OrganisationId, ProjectId},
    jobs::{self, Job, ProjectCursor},
    mail::Mail,
    text::Language,
    worker::{self, expiry},
};
use futures_util::FutureExt;
use serde_json::json;
use time::Duration;
use uuid::Uuid;

use crate::support::{TestApp, app::Options, fixture, mail, relay::Relay};

async fn platform(app: &TestApp) -> PlatformTx {
    app.state().db.platform(PlatformScope::Platform).await.unwrap()
}

async fn with_relay() -> (TestApp, Relay) {
    let relay = Relay::start().await;
    let app = TestApp::with(Options { smtp: Some(relay.url()), ..Options::default() }).await;
    (app, relay)
}

/// Runs due jobs until none is due; returns their number.
async fn run_all(app: &TestApp) -> usize {
    let mut ran = 0;
    loop {
        match worker::run_due(app.state()).await.unwrap() {
            0 => return ran,
            some => ran += some,
        }
    }
}

async fn put(app: &TestApp, job: &impl Job) -> Uuid {
    let mut tx = platform(app).await;
    let id = jobs::enqueue_platform(&mut tx, None, job).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// A project whose job fails: it is enqueued as the platform's own.
fn homeless() -> NewProject {
    NewProject {
        project_id: ProjectId::generate(2026, &mut rand::rng()),
        organisation_id: OrganisationId::new(),
        organisation: "Lamba SARL".to_owned(),
        title: "A shop for cloth".to_owned(),
        summary: String::new(),
        language: Language::En,
        brief: json!({}),
        client: None,
        invite: None,
        manager_id: None,
        made_by: None,
    }
}

/// State, tries and last error of each job, the oldest first.
async fn standing(app: &TestApp) -> Vec<(String, i32, Option<String>)> {
    let rows = "SELECT state, attempts, last_error FROM jobs ORDER BY created_at, id";
    sqlx::query_as(rows).fetch_all(platform(app).await.conn()).await.unwrap()
}

async fn count(app: &TestApp, what: &str) -> i64 {
    let rows = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {what}"));
    sqlx::query_scalar(rows).fetch_one(platform(app).await.conn()).await.unwrap()
}

async fn change(app: &TestApp, statement: &str) {
    // Bypasses the service's own connections, whose statements have a timeout.
    let mut database = app.database().connect("fataplus_platform").await;
    let statement = sqlx::AssertSqlSafe(format!("SET statement_timeout = 0; {statement}"));
    sqlx::raw_sql(statement).execute(&mut database).await.unwrap();
}

#[tokio::test]
async fn a_mail_server_away_for_six_hours_loses_nothing() {
    let (app, relay) = with_relay().await;
    relay.is_away(true);
    let manager = app.manager().await.api().await;
    for name in ["rasoa", "solo", "hery"] {
        let body = json!({ "email": format!("{name}@people.test"), "name": name, "role": "client" });
        manager.post(&app.project().v1("/invitations"), body).await.assert_status(201);
    }
    put(&app, &mail("lova@people.test", "A code")).await;
    for _ in 0..36 {
        run_all(&app).await;
        app.clock().advance(Duration::minutes(10));
    }
    let waiting = standing(&app).await;
    assert_eq!(waiting.len(), 4);
    for (state, tries, error) in &waiting {
        assert_eq!((state.as_str(), error.as_deref()), ("ready", Some("smtp-unreachable")));
        // A dozen within the first hour or so, then one an hour.
        assert!((14..=18).contains(tries), "{waiting:?}");
    }
    relay.is_away(false);
    app.clock().advance(Duration::hours(1));
    assert_eq!(run_all(&app).await, 4);
    for name in ["rasoa", "solo", "hery", "lova"] {
        assert_eq!(relay.count_to(&format!("{name}@people.test")), 1, "{name}");
    }
    assert_eq!(count(&app, "jobs WHERE state = 'done' AND payload = '{}'").await, 4);
}

#[tokio::test]
async fn a_mail_is_given_up_after_three_days_and_a_workspace_never_is() {
    let (app, relay) = with_relay().await;
    relay.is_away(true);
    put(&app, &mail("rasoa@people.test", "Hello")).await;
    put(&app, &homeless()).await;
    // The try before the last, and one of the sixth week.
    change(&app, "UPDATE jobs SET attempts = CASE kind WHEN 'provision' THEN 1100 ELSE 82 END").await;
    for _ in 0..2 {
        assert_eq!(run_all(&app).await, 2);
        app.clock().advance(Duration::HOUR);
    }
    let found = standing(&app).await;
    assert_eq!(found[0], ("dead".to_owned(), 84, Some("smtp-unreachable".to_owned())));
    assert_eq!(found[1], ("ready".to_owned(), 1102, Some("internal".to_owned())));
    // Dead is not the end: an operator has it tried again, and it has all its tries once more.
    relay.is_away(false);
    let retry = JobsCommand::Retry(RetryArgs { id: None, dead: true, all: false });
    assert_eq!(manage_jobs(app.state(), &retry).await.unwrap(), ["1 will be tried again at once"]);
    run_all(&app).await;
    assert_eq!(relay.count_to("rasoa@people.test"), 1);
    app.discard_jobs().await;
}

#[tokio::test]
async fn a_process_that_dies_with_a_job_does_not_take_it_up_for_ever() {
    let app = TestApp::start().await;
    put(&app, &mail("rasoa@people.test", "Hello")).await;
    change(&app, "UPDATE jobs SET attempts = 84").await;
    assert_eq!(run_all(&app).await, 0);
    assert_eq!(standing(&app).await, [("dead".to_owned(), 85, Some("lost".to_owned()))]);
    app.discard_jobs().await;
}

#[tokio::test]
async fn rows_of_a_later_version_are_set_aside_and_the_others_go_on() {
    let app = TestApp::start().await;
    let deep = format!("{}{}", "[".repeat(500), "]".repeat(500));
    for (kind, payload, project) in [
        ("teleport", json!({ "kind": "teleport" }).to_string(), "null"),
        ("send_mail", json!({ "kind": "send_mail", "to": ["a", "b"] }).to_string(), "null"),
        ("send_mail", "[]".to_owned(), "null"),
        ("send_mail", "{\"kind\": \"send_mail\", \"name\": 1e400}".to_owned(), "null"),
        ("provision", format!("{{\"kind\": \"provision\", \"x\": {deep}}}"), "null"),
        ("delete_upload", json!({ "kind": "delete_upload", "upload": Uuid::nil() }).to_string(), "'P-7'"),
    ] {
        let row = format!(
            "INSERT INTO jobs (id, project_id, kind, payload, created_at)
             VALUES (gen_random_uuid(), {project}, '{kind}', '{payload}', now() - interval '1 hour')"
        );
        change(&app, &row).await;
    }
    put(&app, &mail("rasoa@people.test", "Hello")).await;
    assert_eq!(run_all(&app).await, 1);
    assert_eq!(app.mails_to("rasoa@people.test").len(), 1);
    let aside = "jobs WHERE state = 'aside' AND attempts = 0 AND last_error = 'not-understood' AND payload <> '{}'";
    assert_eq!(count(&app, aside).await, 6);
    // This version looks again and again, and leaves them as they are.
    expiry::run_once(app.state()).await.unwrap();
    app.clock().advance(Duration::days(90));
    expiry::run_once(app.state()).await.unwrap();
    assert_eq!((run_all(&app).await, count(&app, aside).await), (0, 6));
    let listed = manage_jobs(app.state(), &JobsCommand::List { all: false }).await.unwrap();
    assert_eq!(listed.len(), 7, "{listed:#?}");
    assert!(listed[0].contains("aside") && listed[0].contains("not-understood"), "{listed:#?}");
    // To one that knows the kind it is a job like others.
    let known = serde_json::to_string(&mail("solo@people.test", "Later")).unwrap();
    change(&app, &format!("UPDATE jobs SET kind = 'send_mail', payload = '{known}' WHERE kind = 'teleport'")).await;
    expiry::run_once(app.state()).await.unwrap();
    assert_eq!((run_all(&app).await, count(&app, aside).await), (1, 5));
    assert_eq!(app.mails_to("solo@people.test").len(), 1);
    app.discard_jobs().await;
}

/// Rows of the queue that a claim of ten touches, and the projects of the ten.
async fn touched(app: &TestApp) -> (i64, Vec<String>) {
    let mut tx = platform(app).await;
    // The counters keep those of the connection's transactions before, until they are flushed (once a second).
    let before = rows_read(&mut tx).await;
    let claimed =
        jobs::claim(&mut tx, worker::kind, app.clock().now(), &mut ProjectCursor::default(), 10).await.unwrap();
    let rows = rows_read(&mut tx).await - before;
    let whose = claimed.iter().map(|job| job.project.map(|id| id.to_string()).unwrap_or_default());
    // Dropped, nothing was claimed.
    (rows, whose.collect())
}

async fn rows_read(tx: &mut PlatformTx) -> i64 {
    let rows = "SELECT coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::bigint
                FROM pg_stat_xact_user_tables WHERE relname = 'jobs'";
    sqlx::query_scalar(rows).fetch_one(tx.conn()).await.unwrap()
}

#[tokio::test]
async fn a_claim_looks_at_few_rows_however_many_wait() {
    let app = TestApp::start().await;
    // `projects` of them have the `jobs` in turn.
    let fill = async |jobs: u32, projects: &str| {
        let rows = format!(
            "INSERT INTO jobs (id, project_id, kind, payload, run_at)
             SELECT gen_random_uuid(), {projects}, 'delete_upload',
                    jsonb_build_object('kind', 'delete_upload', 'upload', gen_random_uuid()), now() - interval '1 hour'
             FROM generate_series(1, {jobs}) AS n"
        );
        change(&app, &rows).await;
    };
    let (one, many) = ("'FP-2026-BUSY00000'", "'FP-2026-' || lpad(upper(to_hex(n)), 9, '0')");
    fill(100, one).await;
    let (few, whose) = touched(&app).await;
    // As many as the plan lets run at a time.
    assert_eq!(whose, vec!["FP-2026-BUSY00000"; 3]);
    fill(100_000, one).await;
    let quiet = app.project().id;
    let mut tx = app.state().db.write(&fixture::scope(quiet)).await.unwrap();
    jobs::enqueue(&mut tx, &mail("rasoa@people.test", "Hello")).await.unwrap();
    tx.commit().await.unwrap();
    let (of_one, whose) = touched(&app).await;
    // The last to come is not behind the hundred thousand jobs of another project.
    assert!(whose.contains(&quiet.to_string()) && whose.len() == 4, "{whose:?}");
    fill(100_000, many).await;
    let (of_many, whose) = touched(&app).await;
    assert_eq!(whose.len(), 10, "{whose:?}");
    for rows in [of_one, of_many] {
        assert!(rows < 2 * few + 100, "{few} rows with a hundred waiting; {of_one} and {of_many} with very many");
    }
    app.leave_jobs();
}

/// A round passes by every project, so that none with very many keeps the others waiting for ever.
#[tokio::test]
async fn a_round_comes_to_every_project() {
    let app = TestApp::start().await;
    // One has all the first rows and all that may run of it under way; fifty others come after.
    change(
        &app,
        "INSERT INTO jobs (id, project_id, kind, payload, run_at)
         SELECT gen_random_uuid(), CASE WHEN n <= 100 THEN 'FP-2026-BUSY00000' ELSE 'FP-2026-' || lpad(n::text, 9, '0') END,
                'delete_upload', jsonb_build_object('kind', 'delete_upload', 'upload', gen_random_uuid()),
                now() - interval '2 hours' + make_interval(secs => n)
         FROM generate_series(1, 150) AS n",
    )
    .await;
    let (mut round, mut whose) = (ProjectCursor::default(), Vec::new());
    for _ in 0..8 {
        let mut tx = platform(&app).await;
        let claimed = jobs::claim(&mut tx, worker::kind, app.clock().now(), &mut round, 100).await.unwrap();
        tx.commit().await.unwrap();
        whose.extend(claimed.into_iter().filter_map(|job| job.project));
    }
    whose.sort_unstable_by_key(ToString::to_string);
    assert_eq!(whose.len(), 53, "three of the busy one, one of each other");
    whose.dedup();
    assert_eq!(whose.len(), 51);
    app.discard_jobs().await;
}

#[tokio::test]
async fn a_claim_tells_whether_it_left_due_jobs() {
    let app = TestApp::start().await;
    let (mut round, project) = (ProjectCursor::default(), fixture::scope(app.project().id));
    let mut claim = async |most| {
        let mut tx = platform(&app).await;
        let claimed = jobs::claim(&mut tx, worker::kind, app.clock().now(), &mut round, most).await.unwrap();
        tx.commit().await.unwrap();
        (claimed.len(), round.has_more())
    };
    let job = DeleteDocument { document: DocumentId::new() };
    for _ in 0..2 {
        put(&app, &job).await;
    }
    assert_eq!([claim(1).await, claim(1).await, claim(1).await], [(1, true), (1, false), (0, false)]);
    let mut tx = app.state().db.write(&project).await.unwrap();
    for _ in 0..4 {
        jobs::enqueue(&mut tx, &job).await.unwrap();
    }
    tx.commit().await.unwrap();
    // The plan lets three run at a time, and the fourth stays due.
    assert_eq!([claim(10).await, claim(10).await], [(3, true), (0, true)]);
    app.discard_jobs().await;
}

#[tokio::test]
async fn a_held_job_is_found_when_its_holder_has_died() {
    let app = TestApp::start().await;
    let mut tx = platform(&app).await;
    let job = mail("rasoa@people.test", "Hello");
    let held = jobs::enqueue_held(&mut tx, app.clock().now(), app.project().id, &job).await.unwrap();
    tx.commit().await.unwrap();
    app.clock().advance(Duration::HOUR);
    assert_eq!(run_all(&app).await, 0, "while it is held");
    change(&app, "UPDATE jobs SET lease_until = now() - interval '1 second'").await;
    assert_eq!((run_all(&app).await, app.mails_to("rasoa@people.test").len()), (1, 1));
    // Its first holder comes back too late.
    let mut tx = platform(&app).await;
    assert!(!jobs::finish(&mut tx, held.id, held.lease).await.unwrap());
}

/// Its commits wait for no notice.
#[tokio::test]
async fn changes_of_the_queue_are_not_announced() {
    let app = TestApp::start().await;
    assert_eq!(count(&app, "pg_trigger WHERE tgrelid = 'jobs'::regclass AND NOT tgisinternal").await, 0);
}

#[tokio::test]
async fn a_mailbox_that_is_gone_is_said_at_once_where_its_sender_looks() {
    let (app, relay) = with_relay().await;
    relay.refuse("gone@", "550 5.1.1 <gone@people.test>: no such mailbox");
    let manager = app.manager().await;
    let body = json!({ "email": "gone@people.test", "name": "Lova", "role": "client" });
    let invitations = app.project().v1("/invitations");
    let api = manager.api().await;
    api.post(&invitations, body).await.assert_status(201);
    assert_eq!(run_all(&app).await, 1);
    assert_eq!(standing(&app).await, [("dead".to_owned(), 1, Some("smtp-550 5.1.1".to_owned()))]);
    let listed = api.get(&invitations).await.json();
    assert_eq!(listed["items"][0]["state"], "pending");
    assert!(listed["items"][0]["undelivered_at"].is_string(), "{listed}");
    let mut portal = manager.portal(app.project()).await;
    portal.get("/people").await.assert_status(200).assert_shows("Could not be delivered");

    // Platform admins see it and have it tried again; for others of the agency there is no such page.
    manager.app().await.get("/admin/jobs").await.assert_status(404);
    let mut admin = app.platform_admin().await.app().await;
    let page = admin.get("/admin/jobs").await;
    page.assert_status(200).assert_shows("gone@people.test").assert_shows("smtp-550 5.1.1").assert_shows("Given up");
    relay.refuse("", "");
    let form = "form[action='/admin/jobs']:has(button.btn-quiet)";
    admin.submit(form, &[]).await.assert_status(200).assert_shows("It is being tried again.");
    assert_eq!(run_all(&app).await, 1);
    assert_eq!(relay.count_to("gone@people.test"), 1);
    assert!(api.get(&invitations).await.json()["items"][0].get("undelivered_at").is_none());
    admin.get("/admin/jobs").await.assert_shows("Nothing has failed");
}

#[tokio::test]
async fn a_refusal_that_is_about_us_waits_for_its_mending() {
    let (app, relay) = with_relay().await;
    put(&app, &mail("rasoa@people.test", "Hello")).await;
    let answers = [
        ("550 5.7.1 relaying denied", "smtp-550 5.7.1"),
        ("554 5.7.1 <no-reply@fata.plus>: sender blocked", "smtp-554 5.7.1"),
        ("554 5.7.23 SPF validation failed", "smtp-554 5.7.23"),
        ("554 this server is on a list", "smtp-554"),
    ];
    for (tries, (answer, shown)) in (1..).zip(answers) {
        relay.refuse("", answer);
        assert_eq!(run_all(&app).await, 1, "{answer}");
        assert_eq!(standing(&app).await, [("ready".to_owned(), tries, Some(shown.to_owned()))]);
        app.clock().advance(Duration::MINUTE);
    }
    relay.refuse("", "");
    app.clock().advance(Duration::MINUTE);
    assert_eq!((run_all(&app).await, relay.count_to("rasoa@people.test")), (1, 1));
}

#[tokio::test]
async fn a_mail_that_goes_out_twice_is_one_to_its_reader() {
    let (app, relay) = with_relay().await;
    let subject = format!("{} é", "A very long subject ".repeat(20));
    let mut long = serde_json::to_value(mail("rasoa@people.test", &subject)).unwrap();
    long["text"] = json!(format!("{}\n", "word ".repeat(2000)));
    let id = put(&app, &serde_json::from_value::<Mail>(long).unwrap()).await;
    let mut tx = platform(&app).await;
    let claimed = jobs::claim_one(&mut tx, worker::kind, app.clock().now(), id).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    let again = claimed.read::<Mail>().unwrap();
    app.state().mailer.send(claimed.id, claimed.created_at, &again).await.unwrap();
    // The process ends before it notes that; another takes the job up.
    app.clock().advance(Duration::HOUR);
    worker::settle(app.state(), claimed).await.unwrap();
    let [first, second] = &relay.received()[..] else { panic!("{:?}", relay.received()) };
    assert_eq!(first, second);
    let id = format!("Message-ID: <{id}@fata.plus>");
    for header in [id.as_str(), "Auto-Submitted: auto-generated", "Date: ", "From: Fataplus <no-reply@fata.plus>"] {
        assert!(first.lines().any(|line| line.starts_with(header)), "no {header} in {first}");
    }
    // RFC 5322 §2.1.1, and nothing but ASCII before the body.
    assert!(first.lines().all(|line| line.len() <= 78 && line.is_ascii()), "{first}");
}

#[tokio::test]
async fn what_is_over_is_forgotten() {
    let app = TestApp::start().await;
    let user = app.stranger().await.user;
    change(
        &app,
        &format!(
            "INSERT INTO password_tokens (token_hash, user_id, expires_at, epoch)
                 VALUES ('a', '{user}', now() + interval '1 day', 0);
             INSERT INTO email_changes (token_hash, user_id, email, expires_at, epoch)
                 VALUES ('a', '{user}', 'x@people.test', now() + interval '1 day', 0);
             INSERT INTO sessions (id, root_id, user_id, audience, created_at, last_seen_at, expires_at)
                 VALUES ('{user}', '{user}', '{user}', 'api', now(), now(), now() + interval '1 day');
             INSERT INTO refresh_tokens (token_hash, session_id, expires_at) VALUES ('a', '{user}', now() + interval '1 day');
             INSERT INTO handoffs (code_hash, root_id, user_id, project_id, binding_hash, expires_at)
                 VALUES ('a', '{user}', '{user}', '{}', 'a', now() + interval '1 day');
             INSERT INTO jobs (id, kind, payload, state, finished_at)
                 SELECT gen_random_uuid(), 'send_mail', '{{\"text\": \"link\"}}', state, now()
                 FROM unnest(array['done', 'dead']) AS state",
            app.project().id
        ),
    )
    .await;
    let tables = ["password_tokens", "email_changes", "refresh_tokens", "handoffs", "jobs"];
    for (days, left) in [(0, 1), (2, 0), (8, 0)] {
        app.clock().advance(Duration::days(days));
        expiry::run_once(app.state()).await.unwrap();
        for table in tables {
            let left = if table == "jobs" { i64::from(days < 8) * 2 } else { left };
            assert_eq!(count(&app, table).await, left, "{table} after {days} days more");
        }
    }
}

#[tokio::test]
async fn the_worker_wakes_when_a_job_is_committed_and_only_then() {
    let app = TestApp::start().await;
    let woken = || app.state().db.changes().jobs().notified().now_or_never().is_some();
    let job = DeleteDocument { document: DocumentId::new() };
    woken();
    let mut tx = platform(&app).await;
    jobs::enqueue_platform(&mut tx, None, &job).await.unwrap();
    assert!(!woken(), "before the commit");
    drop(tx);
    assert!(!woken(), "rolled back");
    platform(&app).await.commit().await.unwrap();
    assert!(!woken(), "without a job");
    let mut tx = platform(&app).await;
    jobs::enqueue_platform(&mut tx, None, &job).await.unwrap();
    tx.commit().await.unwrap();
    assert!(woken(), "of the platform");
    let mut tx = app.state().db.write(&fixture::scope(app.project().id)).await.unwrap();
    jobs::enqueue(&mut tx, &job).await.unwrap();
    tx.commit().await.unwrap();
    assert!(woken(), "of a project");
    let mut tx = platform(&app).await;
    jobs::enqueue_held(&mut tx, app.clock().now(), app.project().id, &job).await.unwrap();
    tx.commit().await.unwrap();
    assert!(!woken(), "held by the one who enqueued it");
    jobs::retry(&mut platform(&app).await, app.state().clock.now(), jobs::Which::All).await.unwrap();
    assert!(!woken(), "not committed");
    app.discard_jobs().await;
}
