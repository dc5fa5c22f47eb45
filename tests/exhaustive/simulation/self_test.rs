//! That the simulation notices: services that leak on purpose.

use std::{collections::HashMap, sync::Mutex};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, Method, StatusCode},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};

use fataplus::{access::Action, app::Mount, http::routes::RouteInfo};

use super::{PLAN, Plan, Report, run};
use crate::access_matrix::{expected::expected_need, routes::Needs};

type Kept = HashMap<String, (HeaderMap, Vec<u8>)>;

/// A cache in front of the service that ignores the caller and the project.
async fn careless_cache(request: Request, next: Next) -> Response {
    static KEPT: Mutex<Option<Kept>> = Mutex::new(None);
    let path = request.uri().path().to_owned();
    let tail =
        path.strip_prefix("/v1/projects/").and_then(|rest| rest.split_once('/')).map(|(_, tail)| tail.to_owned());
    let Some(tail) = tail.filter(|_| *request.method() == Method::GET) else { return next.run(request).await };
    let kept = KEPT.lock().unwrap().get_or_insert_default().get(&tail).cloned();
    let response = next.run(request).await;
    if response.status() != StatusCode::OK {
        return response;
    }
    if let Some(kept) = kept {
        return kept.into_response();
    }
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
    KEPT.lock().unwrap().get_or_insert_default().insert(tail, (parts.headers.clone(), bytes.clone()));
    Response::from_parts(parts, Body::from(bytes))
}

/// An answer that is served to any caller who knows its tag.
async fn careless_tags(request: Request, next: Next) -> Response {
    let known = request.headers().contains_key("if-none-match");
    let response = next.run(request).await;
    if known && response.status() == StatusCode::OK { StatusCode::NOT_MODIFIED.into_response() } else { response }
}

#[track_caller]
fn assert_noticed(plan: Plan, word: &str) {
    let fault = (1..=3).find_map(|seed| run(seed, plan, &[], &Report::default()).err());
    let fault = fault.expect("the simulation noticed nothing");
    assert!(fault.contains(word), "another fault than was made: {fault}");
    println!("noticed:\n{}", fault.chars().take(3000).collect::<String>());
}

#[test]
fn a_cache_that_forgets_the_project_is_noticed() {
    let wrap = |router: Router| router.layer(middleware::from_fn(careless_cache));
    assert_noticed(Plan { wrap: Some(wrap), ..PLAN }, "shows Canary");
}

#[test]
fn tags_that_are_good_everywhere_are_noticed() {
    let wrap = |router: Router| router.layer(middleware::from_fn(careless_tags));
    assert_noticed(Plan { wrap: Some(wrap), ..PLAN }, "304 for the tag of another");
}

/// Replaces the timeline by a view of its owner's, which no policy binds, that assigns every row to the asker's
/// project: row-level security is gone, and so is each statement's condition on its project.
const ONE_TIMELINE: &str = "
    ALTER TABLE activity RENAME TO everybodys_activity;
    ALTER TABLE everybodys_activity DISABLE ROW LEVEL SECURITY;
    ALTER TABLE everybodys_activity DISABLE TRIGGER USER;
    CREATE VIEW activity AS SELECT current_setting('app.project_id', true) AS project_id, id, actor_id, kind, subject_id,
                                   detail, visibility, created_at, key_id FROM everybodys_activity;
    CREATE RULE record AS ON INSERT TO activity DO INSTEAD INSERT INTO everybodys_activity
        (project_id, id, actor_id, kind, subject_id, detail, visibility, created_at, key_id) VALUES
        (new.project_id, new.id, new.actor_id, new.kind, new.subject_id, new.detail, new.visibility, new.created_at,
         new.key_id);
    GRANT SELECT, INSERT ON activity, everybodys_activity TO fataplus_app;
    GRANT SELECT ON activity TO fataplus_platform;";

#[test]
fn a_table_without_policy_and_predicate_is_noticed() {
    assert_noticed(Plan { damage: Some(ONE_TIMELINE), ..PLAN }, "shows Canary");
}

/// Handlers that ask for less than they must: here the expectation asks for more than they do.
#[test]
fn handlers_that_ask_for_too_little_are_noticed() {
    let expects = |place: Mount, route: &RouteInfo| match route.path.strip_prefix("/threads") {
        Some(_) => Needs::May(Action::UseInternalThreads),
        None => expected_need(place, route),
    };
    assert_noticed(Plan { expects, ..PLAN }, "not what is due");
}

/// The same outside of projects.
#[test]
fn a_handler_open_to_all_staff_is_noticed() {
    let expects = |place: Mount, route: &RouteInfo| match (route.method.as_str(), route.path.as_str()) {
        ("GET", "/submissions") => Needs::PlatformAdmin,
        _ => expected_need(place, route),
    };
    assert_noticed(Plan { expects, ..PLAN }, "was taken");
}
