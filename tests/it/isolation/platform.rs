//! The live check outside of projects names each platform route that answers a caller without permission.

use axum::{
    extract::Request,
    http::StatusCode,
    middleware::{self, Next},
    response::IntoResponse,
};
use fataplus::{
    db::{Change, PlatformScope},
    http::AppState,
};

use super::check::{assert_names, check, check_through};
use crate::support::TestApp;

async fn canary(app: &TestApp) -> String {
    let mut connection = app.database().connect("fataplus_platform").await;
    let canary = sqlx::query_scalar("SELECT canary FROM synthetic_tenants WHERE name = 'b'");
    canary.fetch_one(&mut connection).await.unwrap()
}

/// Revokes the token, regardless of its owner.
async fn revoke(state: &AppState, id: &str) {
    let mut tx = state.db.platform(PlatformScope::Platform).await.unwrap();
    tx.announce(Change::Everything);
    let revoked = "UPDATE personal_tokens SET revoked_at = now() WHERE id = $1::uuid AND revoked_at IS NULL";
    sqlx::query(revoked).bind(id).execute(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_route_that_forgets_whose_token_it_is_is_named_each_time() {
    let app = TestApp::start().await;
    let state = app.state().clone();
    let careless = move |request: Request, next: Next| {
        let state = state.clone();
        async move {
            let (method, path) = (request.method().clone(), request.uri().path().to_owned());
            match path.strip_prefix("/v1/me/tokens/").filter(|_| method == "DELETE") {
                Some(id) if request.headers().contains_key("authorization") => {
                    revoke(&state, id).await;
                    StatusCode::NOT_FOUND.into_response()
                }
                _ => next.run(request).await,
            }
        }
    };
    let router = fataplus::app::router(app.state()).layer(middleware::from_fn(careless));
    for _ in 0..2 {
        let report = check_through(&app, router.clone()).await;
        assert_eq!(report.lines(), ["routes: personal_tokens: another project's rows were changed through some route"]);
    }
}

#[tokio::test]
async fn a_route_of_the_platform_that_leaks_is_named() {
    let app = TestApp::start().await;
    check(&app).await;
    let canary = canary(&app).await;
    let leaks = move |request: Request, next: Next| {
        let canary = canary.clone();
        async move {
            let (path, query) = (request.uri().path(), request.uri().query());
            let signed_in = ["cookie", "authorization"].iter().any(|name| request.headers().contains_key(*name));
            let people = path.starts_with("/v1/agency/") && path.ends_with("/people");
            let request_of = path.starts_with("/requests/") && request.method() == "GET";
            if path.starts_with("/v1/submissions/") && path.ends_with("/accept") && signed_in {
                return StatusCode::CONFLICT.into_response();
            }
            if signed_in && (people || request_of || path == "/projects" && query.is_some()) {
                return canary.into_response();
            }
            next.run(request).await
        }
    };
    let router = fataplus::app::router(app.state()).layer(middleware::from_fn(leaks));
    let report = check_through(&app, router).await;
    for (route, how) in [
        ("GET /v1/agency/{agency_id}/people", "shows another project's row under its own"),
        ("GET /requests/{id}", "shows another project's row under its own"),
        ("POST /v1/submissions/{id}/accept", "answers 409 for another project's row"),
        ("GET /projects", "shows what is another project's"),
    ] {
        assert_names(&report, &format!("routes: {route}: {how}"));
    }
    assert!(report.lines().len() < 8, "{:#?}", report.lines());
}
