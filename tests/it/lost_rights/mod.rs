//! A permission may be lost between admission and action: then the action fails.

mod keyed;
mod slow;
mod streams;

use fataplus::{
    access::TokenScope,
    db::{Change, PlatformScope},
};
use reqwest::Method;
use serde_json::json;
use sqlx::AssertSqlSafe;
use strum::VariantArray;

use crate::{
    support::{Person, TestApp, Web, bodies, fixture},
    tokens,
};
use slow::Slow;

/// Rows of one of the project's tables.
pub async fn rows(app: &TestApp, table: &str) -> i64 {
    let mut tx = app.state().db.read(&fixture::scope(app.project().id)).await.unwrap();
    sqlx::query_scalar(AssertSqlSafe(format!("SELECT count(*) FROM {table}"))).fetch_one(tx.conn()).await.unwrap()
}

/// A change of the project's own rows.
pub async fn change(app: &TestApp, statement: &str, person: &Person) {
    let mut tx = app.state().db.write(&fixture::scope(app.project().id)).await.unwrap();
    tx.announce_part();
    let statement = statement.replace("$person", &format!("'{}'", person.user.0));
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
}

/// A change of the platform's.
async fn change_platform(app: &TestApp, statement: &str, person: &Person) {
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
    tx.announce(Change::Account(person.user));
    let statement = statement.replace("$person", &format!("'{}'", person.user.0));
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
}

pub const REMOVED: &str = "UPDATE members SET removed_at = now() WHERE user_id = $person";
const DEMOTED: &str = "UPDATE members SET role = 'client' WHERE user_id = $person";
const SUSPENDED: &str = "UPDATE projects SET workspace = 'suspended'";
const KEPT_OUT: &str = "INSERT INTO project_rules (project_id, ip_allow, updated_at)
                        SELECT project_id, '{203.0.113.0/24}', now() FROM projects
                        ON CONFLICT (project_id) DO UPDATE SET ip_allow = excluded.ip_allow";
const LOGGED_OUT: &str = "UPDATE sessions SET ended_at = now() WHERE user_id = $person";
const DISABLED: &str =
    "UPDATE users SET disabled_at = now(), credential_epoch = credential_epoch + 1 WHERE id = $person";

#[derive(Clone, Copy, Debug)]
enum Way {
    /// JSON with a bearer token on the API host; under an idempotency key.
    Api,
    Keyed,
    /// JSON with the page's cookies on the project's own.
    Portal,
    Form,
    Upload,
}

impl Way {
    const ALL: [Self; 5] = [Self::Api, Self::Keyed, Self::Portal, Self::Form, Self::Upload];

    fn table(self) -> &'static str {
        match self {
            Self::Api | Self::Keyed | Self::Portal => "tasks",
            Self::Form => "milestones",
            Self::Upload => "documents",
        }
    }

    async fn begin(self, app: &TestApp, person: &Person) -> Slow {
        let (task, path) = (json!({ "title": "Order the panels" }), app.project().v1("/tasks"));
        if let Self::Api | Self::Keyed = self {
            let request = person.api().await.request(Method::POST, &path).json(&task);
            let keyed = matches!(self, Self::Keyed);
            return Slow::begin(if keyed { request.header("idempotency-key", "slow") } else { request }).await;
        }
        let mut web = person.portal(app.project()).await;
        let csrf = csrf(&mut web).await;
        Slow::begin(match self {
            Self::Form => {
                let form = [("csrf", csrf.as_str()), ("title", "Panels"), ("weight", "1"), ("due_on", "")];
                web.fetch(Method::POST, "/plan/milestones")
                    .header("content-type", "application/x-www-form-urlencoded")
                    .body(serde_html_form::to_string(form).unwrap())
            }
            Self::Upload => {
                let (kind, body) = bodies::with_file(&csrf);
                web.fetch(Method::POST, "/documents/upload").header("content-type", kind).body(body)
            }
            _ => web.fetch(Method::POST, "/api/v1/tasks").header("x-csrf-token", csrf).json(&task),
        })
        .await
    }
}

async fn csrf(web: &mut Web) -> String {
    let page = web.get("/plan").await.assert_status(200).html();
    let field = scraper::Selector::parse("input[name=csrf]").unwrap();
    page.select(&field).next().unwrap().attr("value").unwrap().to_owned()
}

#[tokio::test]
async fn a_body_that_comes_later_is_taken() {
    let app = TestApp::start().await;
    let manager = app.manager().await;
    for (way, status) in Way::ALL.into_iter().zip([201, 201, 201, 303, 303]) {
        let before = rows(&app, way.table()).await;
        let slow = way.begin(&app, &manager).await;
        // Another person's change does not matter.
        app.client().await;
        let (answered, answer) = slow.end().await;
        assert_eq!((answered, rows(&app, way.table()).await), (status, before + 1), "{way:?}: {answer}");
    }
    app.run_jobs().await;
}

/// Each kind of change, with each way of losing the permission while the body is on its way.
#[tokio::test]
async fn who_may_no_longer_when_the_body_has_come_did_nothing() {
    let app = TestApp::start().await;
    for way in Way::ALL {
        for (end, platform, statuses) in [
            (REMOVED, false, [404, 404]),
            (DEMOTED, false, [403, 403]),
            (KEPT_OUT, false, [403, 403]),
            (SUSPENDED, false, [403, 403]),
            (LOGGED_OUT, true, [401, 303]),
            (DISABLED, true, [401, 303]),
        ] {
            let manager = app.manager().await;
            let slow = way.begin(&app, &manager).await;
            if platform {
                change_platform(&app, end, &manager).await;
            } else {
                change(&app, end, &manager).await;
            }
            let (status, answer) = slow.end().await;
            let expected = statuses[usize::from(matches!(way, Way::Form | Way::Upload))];
            assert_eq!((status, rows(&app, way.table()).await), (expected, 0), "{way:?} after {end}: {answer}");
            change(&app, "UPDATE projects SET workspace = 'active'", &manager).await;
            change(&app, "UPDATE project_rules SET ip_allow = '{}'", &manager).await;
        }
    }
    app.run_jobs().await;
}

#[tokio::test]
async fn a_key_or_token_taken_back_meanwhile_does_nothing() {
    let app = TestApp::start().await;
    let manager = app.manager().await;
    let task = json!({ "title": "Order the panels" });
    let url = format!("{}{}", app.state().hosts.api, app.project().v1("/tasks"));
    let key = tokens::key(&app, app.project(), manager.user, TokenScope::VARIANTS, &[]).await;
    for end in [
        "UPDATE api_keys SET revoked_at = now()",
        "UPDATE api_keys SET revoked_at = NULL, networks = '{203.0.113.0/24}'",
        // Its maker.
        REMOVED,
    ] {
        change(&app, "UPDATE api_keys SET revoked_at = NULL, networks = '{}'", &manager).await;
        let slow = Slow::begin(app.http().post(&url).bearer_auth(&key).json(&task)).await;
        change(&app, end, &manager).await;
        let (status, answer) = slow.end().await;
        assert!(matches!(status, 401 | 403) && rows(&app, "tasks").await == 0, "{end}: {answer}");
    }
    let manager = app.manager().await;
    let mut tx = app.state().db.platform(PlatformScope::Platform).await.unwrap();
    tx.announce(Change::Everything);
    let made = app.state().keys.make_personal_token();
    sqlx::query(
        "INSERT INTO personal_tokens (id, user_id, token_hash, name, scopes, created_at, expires_at)
         VALUES (gen_random_uuid(), $1, $2, 'Backup', $3, now(), now() + interval '1 day')",
    )
    .bind(manager.user.0)
    .bind(made.hash.as_slice())
    .bind(TokenScope::VARIANTS.iter().map(|scope| scope.as_str()).collect::<Vec<_>>())
    .execute(tx.conn())
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let token = secrecy::ExposeSecret::expose_secret(&made.text).to_owned();
    let slow = Slow::begin(app.http().post(&url).bearer_auth(&token).json(&task)).await;
    change_platform(&app, "UPDATE personal_tokens SET revoked_at = now() WHERE user_id = $person", &manager).await;
    let (status, answer) = slow.end().await;
    assert_eq!((status, rows(&app, "tasks").await), (401, 0), "{answer}");
}

/// Outside of projects: one's own account, and actions of the agency's people.
#[tokio::test]
async fn whose_log_in_or_place_is_over_changes_nothing_of_the_platforms() {
    let app = TestApp::start().await;
    let (person, admin) = (app.client().await, app.platform_admin().await);
    let request = person.api().await.request(Method::PATCH, "/v1/me").json(&json!({ "name": "Somebody else" }));
    let slow = Slow::begin(request).await;
    change_platform(&app, LOGGED_OUT, &person).await;
    assert_eq!(slow.end().await.0, 401);
    assert_eq!(person.api().await.get("/v1/me").await.json()["name"], person.name.as_str());

    let new = json!({ "title": "A new project", "organisation": "Mada Solar" });
    let slow = Slow::begin(admin.api().await.request(Method::POST, "/v1/projects").json(&new)).await;
    change_platform(&app, "UPDATE users SET platform_role = 'none' WHERE id = $person", &admin).await;
    let before = app.database().count("project_ids").await;
    let (status, answer) = slow.end().await;
    assert_eq!((status, app.database().count("project_ids").await), (404, before), "{answer}");
}

/// Removed while the transaction waits for another: asked again before it is committed.
#[tokio::test]
async fn who_is_removed_while_it_is_done_did_nothing() {
    let app = TestApp::start().await;
    let manager = app.manager().await;
    let mut other = app.database().connect("fataplus_app").await;
    let lock = format!("BEGIN; SET LOCAL app.project_id = '{}'; SELECT 1 FROM projects FOR UPDATE", app.project().id);
    sqlx::raw_sql(AssertSqlSafe(lock)).execute(&mut other).await.unwrap();
    let api = manager.api().await;
    let path = app.project().v1("/tasks");
    let (task, removal) = (json!({ "title": "Order the panels" }), async {
        waiting(&app).await;
        change(&app, REMOVED, &manager).await;
        sqlx::raw_sql("ROLLBACK").execute(&mut other).await.unwrap();
    });
    let (answer, ()) = tokio::join!(api.post(&path, task), removal);
    answer.assert_status(404);
    assert_eq!(rows(&app, "tasks").await, 0);
}

/// Until a statement waits for another's lock.
pub async fn waiting(app: &TestApp) {
    let mut looking = app.database().connect("fataplus_app").await;
    let count = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while sqlx::query_scalar::<_, i64>(count).fetch_one(&mut looking).await.unwrap() == 0 {
        assert!(std::time::Instant::now() < deadline, "nobody waits");
        tokio::task::yield_now().await;
    }
}
