//! The check that is lived: green on a sound service, and red for each kind of crossing, named.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderMap, StatusCode},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use fataplus::{
    config::{CacheBounds, Intake},
    http::{AppState, api::cache::Caches, state::Parts},
    ids::ProjectId,
    isolation_check::{self, Check},
    isolation_status::{Cause, Report, Status, Verdict},
    limits::{ProjectQuotas, RateLimits},
    metering::Meters,
    storage::{S3Config, Storage},
    telemetry::Telemetry,
};
use http_body_util::BodyExt;
use sqlx::AssertSqlSafe;
use tokio::net::TcpListener;

use crate::support::{TestApp, fixture, run, store};

/// The whole check, as the service runs it.
pub(super) async fn check(app: &TestApp) -> Report {
    check_through(app, fataplus::app::router(app.state())).await
}

pub(super) async fn check_through(app: &TestApp, router: Router) -> Report {
    Check::new(app.state().clone(), router).run(Cause::Demand).await
}

/// The part that blocks the start.
async fn at_start(app: &TestApp) -> Report {
    isolation_check::at_start(&app.state().db, app.clock().now()).await.unwrap()
}

/// As the owner of the schema.
pub async fn alter(app: &TestApp, statements: &str) {
    let mut owner = app.database().connect("fataplus_migrator").await;
    sqlx::raw_sql(AssertSqlSafe(statements.to_owned())).execute(&mut owner).await.unwrap();
}

#[track_caller]
pub(super) fn assert_names(report: &Report, what: &str) {
    assert_eq!(report.verdict(), Verdict::Red, "{report:#?}");
    assert!(report.lines().iter().any(|line| line.contains(what)), "{what:?} is not among {:#?}", report.lines());
}

/// The project of synthetic tenant `name`.
async fn synthetic(app: &TestApp, name: &str) -> ProjectId {
    let mut connection = app.database().connect("fataplus_platform").await;
    let project = sqlx::query_scalar::<_, String>("SELECT project_id FROM synthetic_tenants WHERE name = $1");
    project.bind(name).fetch_one(&mut connection).await.unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_sound_service_is_green_and_says_how_much_was_tried() {
    let app = TestApp::start().await;
    let first = check(&app).await;
    assert_eq!((first.verdict(), first.lines()), (Verdict::Green, Vec::new()));
    let tried = first.tried;
    assert!(tried.tables >= 16 && tried.routes > 70 && tried.requests > 500 && tried.objects == 13, "{tried:?}");
    let again = check(&app).await;
    assert_eq!((again.verdict(), again.tried), (Verdict::Green, tried));
    let mut connection = app.database().connect("fataplus_platform").await;
    let kept: Vec<(String, i32)> =
        sqlx::query_as("SELECT verdict, requests_tried FROM isolation_runs").fetch_all(&mut connection).await.unwrap();
    assert_eq!(kept, [(); 2].map(|()| ("green".to_owned(), i32::try_from(tried.requests).unwrap())));
}

/// Damage to the schema, the finding it must cause, and how it is undone.
const CROSSINGS: &[(&str, &[&str], &str)] = &[
    (
        "ALTER TABLE tasks DISABLE ROW LEVEL SECURITY",
        &[
            "catalogue: tasks: row-level security is off",
            "rows: tasks: rows of other projects are seen",
            "rows: tasks: rows of another project are changed",
            "rows: tasks: rows of another project are deleted",
            "rows: tasks: rows are seen with no project armed",
        ],
        "ALTER TABLE tasks ENABLE ROW LEVEL SECURITY",
    ),
    (
        "CREATE POLICY more ON milestones TO fataplus_app USING (true)",
        &[
            "catalogue: milestones: 2 permissive policies for fataplus_app instead of one",
            "rows: milestones: rows of other projects are seen",
            "rows: milestones: no policy keeps rows of another project from being deleted",
            "rows: milestones: a row is inserted for another project",
        ],
        "DROP POLICY more ON milestones",
    ),
    (
        "ALTER POLICY tenant ON messages WITH CHECK (true)",
        &["rows: messages: no policy keeps a row from being inserted for another project"],
        "ALTER POLICY tenant ON messages
             WITH CHECK (project_id = nullif(current_setting('app.project_id', true), ''))",
    ),
    (
        "CREATE POLICY more ON listings FOR SELECT TO fataplus_platform USING (project_id <> '')",
        &[
            "catalogue: listings: 2 permissive policies for fataplus_platform instead of one",
            "rows: listings: the platform sees rows of other projects than the person's",
            "rows: listings: the platform sees rows with nothing armed",
        ],
        "DROP POLICY more ON listings",
    ),
    (
        "CREATE POLICY more ON project_rules FOR SELECT TO fataplus_platform USING (project_id <> '')",
        &[
            "catalogue: project_rules: 2 permissive policies for fataplus_platform instead of one",
            "rows: project_rules: the platform sees rows of other projects than the person's",
            "rows: project_rules: the platform sees rows with nothing armed",
        ],
        "DROP POLICY more ON project_rules",
    ),
    (
        "ALTER POLICY judged ON members USING (user_id IS NULL)",
        &["rows: members: the platform sees no row of a person's own project, so nothing can be tried"],
        "ALTER POLICY judged ON members USING (project_id = nullif(current_setting('app.project_id', true), '')
             AND user_id = nullif(current_setting('app.user_id', true), '')::uuid)",
    ),
    (
        "GRANT SELECT (id, name) ON users TO fataplus_app",
        &["rows: users: the tenant side reads a table of no project"],
        "REVOKE SELECT (id, name) ON users FROM fataplus_app",
    ),
    (
        "CREATE POLICY more ON jobs FOR INSERT TO fataplus_app WITH CHECK (true)",
        &["rows: jobs: one is enqueued for another project"],
        "DROP POLICY more ON jobs",
    ),
    (
        "CREATE TABLE notes (project_id text COLLATE \"C\" NOT NULL REFERENCES projects, id uuid NOT NULL,
             PRIMARY KEY (project_id, id));
         ALTER TABLE notes ENABLE ROW LEVEL SECURITY; ALTER TABLE notes FORCE ROW LEVEL SECURITY;
         CREATE POLICY tenant ON notes TO fataplus_app
             USING (project_id = nullif(current_setting('app.project_id', true), ''))
             WITH CHECK (project_id = nullif(current_setting('app.project_id', true), ''));
         GRANT SELECT, INSERT ON notes TO fataplus_app",
        &["rows: notes: a synthetic tenant has no row in it, so nothing can be tried"],
        "DROP TABLE notes",
    ),
];

#[tokio::test]
async fn each_crossing_of_rows_is_named() {
    let app = TestApp::start().await;
    assert_eq!(at_start(&app).await.lines(), Vec::<String>::new());
    for (open, expected, close) in CROSSINGS {
        alter(&app, open).await;
        let report = at_start(&app).await;
        for line in *expected {
            assert!(report.lines().iter().any(|said| said == line), "{open}: {line:?} in {:#?}", report.lines());
        }
        let table = expected[0].split(": ").nth(1).unwrap();
        let others: Vec<_> =
            report.lines().into_iter().filter(|line| !line.contains(&format!(": {table}: "))).collect();
        assert!(others.is_empty(), "{open}: also {others:#?}");
        alter(&app, close).await;
        assert_eq!(at_start(&app).await.lines(), Vec::<String>::new(), "after {close}");
    }
}

#[tokio::test]
async fn a_route_that_leaks_is_named() {
    let app = TestApp::start().await;
    // Answers every caller.
    let open = fataplus::app::router(app.state()).layer(middleware::from_fn(async |request: Request, next: Next| {
        if request.uri().path().ends_with("/milestones") && request.method() == "GET" {
            return "[]".into_response();
        }
        next.run(request).await
    }));
    let report = check_through(&app, open).await;
    assert_names(
        &report,
        "routes: GET /v1/projects/{project_id}/milestones: answers 200 to somebody of another project",
    );
    assert!(report.lines().iter().all(|line| line.contains("/milestones")), "{:#?}", report.lines());
}

#[tokio::test]
async fn an_answer_kept_for_one_and_given_to_another_is_named() {
    let app = TestApp::start().await;
    assert_eq!(check(&app).await.lines(), Vec::<String>::new());
    // A cache that ignores the caller.
    let kept: Arc<Mutex<HashMap<String, Bytes>>> = Arc::default();
    let cache = move |request: Request, next: Next| {
        let kept = kept.clone();
        async move {
            let get = request.method() == "GET" && request.uri().path().ends_with("/documents");
            let key = format!("{:?}{}", request.headers().get("host"), request.uri());
            if let Some(answer) = kept.lock().unwrap().get(&key).filter(|_| get).cloned() {
                return answer.into_response();
            }
            let (parts, body) = next.run(request).await.into_parts();
            let bytes = body.collect().await.unwrap().to_bytes();
            if get && parts.status == StatusCode::OK {
                kept.lock().unwrap().insert(key, bytes.clone());
            }
            Response::from_parts(parts, Body::from(bytes))
        }
    };
    let router = fataplus::app::router(app.state()).layer(middleware::from_fn(cache));
    let report = check_through(&app, router).await;
    for route in ["GET /documents", "GET /api/v1/documents", "GET /v1/projects/{project_id}/documents"] {
        assert_names(&report, &format!("routes: {route}: shows somebody of another project what is in it"));
    }
}

#[tokio::test]
async fn a_route_that_changes_anothers_rows_is_named() {
    let app = TestApp::start().await;
    assert_eq!(check(&app).await.verdict(), Verdict::Green);
    let (state, victim) = (app.state().clone(), synthetic(&app, "b").await);
    let careless = move |request: Request, next: Next| {
        let state = state.clone();
        async move {
            if request.method() == "POST" && request.uri().path().ends_with("/done") {
                let mut tx = state.db.write(&fixture::scope(victim)).await.unwrap();
                sqlx::query("UPDATE tasks SET done_at = clock_timestamp()").execute(tx.conn()).await.unwrap();
                tx.commit().await.unwrap();
                return StatusCode::NOT_FOUND.into_response();
            }
            next.run(request).await
        }
    };
    let router = fataplus::app::router(app.state()).layer(middleware::from_fn(careless));
    let report = check_through(&app, router).await;
    assert_names(&report, "routes: tasks: another project's rows were changed through some route");
}

/// The same service on another object store.
fn with_store(app: &TestApp, endpoint: String) -> AppState {
    let parts = app.state();
    AppState::new(Parts {
        caches: Caches::new(parts.db.changes(), CacheBounds::NOTHING),
        quotas: ProjectQuotas::new(false, 1),
        meters: Meters::default(),
        reads: fataplus::audit::Reads::default(),
        telemetry: Telemetry::default(),
        rate_limits: RateLimits::new(false, 1),
        load: Arc::default(),
        db: parts.db.clone(),
        storage: Storage::new(&S3Config { endpoint: Some(endpoint), public_endpoint: None, ..run().s3.clone() }),
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
        intake: Intake::Open,
        default_manager: None,
        federation: fataplus::identity::Federation::default(),
        isolation: Status::default(),
        domains: parts.domains.clone(),
        dns: parts.dns.clone(),
        proxies: parts.proxies.clone(),
    })
}

#[tokio::test]
async fn without_the_store_it_is_amber_and_serves() {
    let app = TestApp::start().await;
    let state = with_store(&app, "http://127.0.0.1:9".to_owned());
    let report = Check::new(state.clone(), fataplus::app::router(&state)).run(Cause::Schedule).await;
    assert_eq!(report.verdict(), Verdict::Amber, "{report:#?}");
    assert_eq!(report.lines(), ["object store: the object store does not answer"]);
    assert!(!state.isolation.is_broken());
}

#[tokio::test]
async fn a_store_that_gives_to_anybody_is_named() {
    let app = TestApp::start().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let open = Router::new().fallback(async |request: Request| {
        let headers = HeaderMap::from_iter([("etag".parse().unwrap(), "\"1\"".parse().unwrap())]);
        let list = request.uri().query().is_some_and(|query| query.contains("list-type"));
        (headers, if list { "<ListBucketResult></ListBucketResult>" } else { "whatever it is" })
    });
    tokio::spawn(async move { axum::serve(listener, open).await });
    let state = with_store(&app, format!("http://{address}"));
    let report = Check::new(state.clone(), fataplus::app::router(&state)).run(Cause::Schedule).await;
    let objects: Vec<_> = report.lines().into_iter().filter(|line| line.starts_with("objects: ")).collect();
    assert_eq!(
        objects,
        [
            "objects: namespace: a signed address serves another object than it was signed for",
            "objects: namespace: given to anybody, unsigned",
            "objects: document: a signed address serves another object than it was signed for",
            "objects: document: given to anybody, unsigned",
            "objects: upload: a signed address serves another object than it was signed for",
            "objects: upload: given to anybody, unsigned",
            "objects: upload: a signed address overwrites another object than it was signed for",
            "objects: upload: a signed address takes x-amz-copy-source, which it does not sign",
            "objects: upload: a signed address takes x-amz-acl, which it does not sign",
            "objects: audit checkpoint: a signed address serves another object than it was signed for",
            "objects: audit checkpoint: given to anybody, unsigned",
            "objects: a project's objects are listed to anybody, unsigned",
        ],
        "{report:#?}"
    );
    assert!(state.isolation.is_broken());
}

/// A store that overlooks `x-amz-*` headers outside of a signature: they are gone when they reach the run's.
async fn forgiving_store() -> String {
    let door = async |mut request: Request| {
        if request.uri().query().is_some_and(|query| query.contains("X-Amz-Signature")) {
            request.headers_mut().remove("x-amz-copy-source");
            request.headers_mut().remove("x-amz-acl");
        }
        store::pass_on(request).await
    };
    store::before_the_store(Router::new().fallback(door)).await
}

#[tokio::test]
async fn a_store_that_takes_what_was_not_signed_is_named() {
    let app = TestApp::start().await;
    let state = with_store(&app, forgiving_store().await);
    let report = Check::new(state.clone(), fataplus::app::router(&state)).run(Cause::Schedule).await;
    assert_eq!(
        report.lines(),
        [
            "objects: upload: a signed address takes x-amz-copy-source, which it does not sign",
            "objects: upload: a signed address takes x-amz-acl, which it does not sign",
        ],
        "{report:#?}"
    );
    assert!(state.isolation.is_broken());
}

#[tokio::test]
async fn several_starts_at_once_make_two_tenants() {
    let app = TestApp::start().await;
    let reports = tokio::join!(at_start(&app), at_start(&app), at_start(&app), at_start(&app));
    for report in [reports.0, reports.1, reports.2, reports.3] {
        assert_eq!(report.lines(), Vec::<String>::new());
    }
    // Concurrent checks do not take each other's changes for a crossing.
    let (one, other) = tokio::join!(check(&app), check(&app));
    assert_eq!((one.lines(), other.lines()), (Vec::new(), Vec::new()));
    let mut connection = app.database().connect("fataplus_platform").await;
    let count = "SELECT (SELECT count(*) FROM synthetic_tenants),
                        (SELECT count(*) FROM users WHERE email LIKE '%@isolation.invalid')";
    assert_eq!(sqlx::query_as::<_, (i64, i64)>(count).fetch_one(&mut connection).await.unwrap(), (2, 2));
}
