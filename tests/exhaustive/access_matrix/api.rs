use fataplus::app::Mount::TenantApi;
use reqwest::Method;

use super::{MALFORMED, comparable, never_issued};
use crate::support::{
    Answer, Api, TestApp, fixture,
    routes::{self, filled},
};

const METHODS: [Method; 5] = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

async fn ask(app: &TestApp, api: &Api, method: &Method, url: &str) -> Answer {
    let mut request = app.http().request(method.clone(), url);
    request = if let Some(token) = api.token() {
        request.bearer_auth(token)
    } else {
        // As a page of that very host would ask: so that it is not the missing proof of that which is answered.
        let origin = url.parse::<reqwest::Url>().unwrap().origin().ascii_serialization();
        request.header("origin", origin).header("sec-fetch-site", "same-origin")
    };
    if method != Method::GET {
        request = request.json(&serde_json::json!({}));
    }
    Answer::of(request).await
}

/// Where the same route answers for each project: on the API host, and on the tenant's own.
fn addresses(app: &TestApp, project: &str, path: &str) -> [String; 2] {
    let hosts = &app.state().hosts;
    [
        format!("{}/v1/projects/{project}{path}", hosts.api),
        format!("{}/api/v1{path}", hosts.tenant_label(&project.to_lowercase())),
    ]
}

#[tokio::test]
async fn who_has_no_part_in_a_project_learns_nothing_of_it() {
    let app = TestApp::start().await;
    let victim = app.project().id.to_string();
    let made = fixture::furnish(app.state(), app.project()).await;
    let neighbour = app.stranger().await;
    let neighbouring = app.another_project().await;
    fixture::furnish(app.state(), &neighbouring).await;
    app.join(&neighbour, &neighbouring, "admin").await;
    let nobodies = [
        ("anonymous", app.anonymous_api(), 401, "authentication-required"),
        ("a stranger", app.stranger().await.api().await, 404, "not-found"),
        ("an admin of another project", neighbour.api().await, 404, "not-found"),
        ("staff without membership", app.staff().await.api().await, 404, "not-found"),
    ];
    let never = never_issued().to_string();
    let others: Vec<&str> = [never.as_str()].into_iter().chain(MALFORMED).collect();

    for (path, methods) in routes::paths(TenantApi) {
        let path = filled(&path, &made);
        for (who, api, status, problem) in &nobodies {
            for method in METHODS {
                let at_victim = addresses(&app, &victim, &path);
                for (place, url) in at_victim.iter().enumerate() {
                    let answer = ask(&app, api, &method, url).await;
                    let described = methods.contains(&method);
                    if described {
                        assert!(answer.status == *status && answer.problem() == *problem, "{who}: {answer}");
                    } else {
                        assert!(answer.status >= 400, "{who}: {answer}");
                    }
                    // A method that is not there cannot look at rows: one comparison is enough.
                    for other in &others[..if described { others.len() } else { 1 }] {
                        let elsewhere = ask(&app, api, &method, &addresses(&app, other, &path)[place]).await;
                        assert_eq!(comparable(&answer), comparable(&elsewhere), "{who}: {url} against {other}");
                    }
                }
            }
        }
    }
}

/// The same requests by a member: with wrongly filled paths everything above would be 404 for everybody.
#[tokio::test]
async fn the_same_routes_are_there_for_who_has_a_part() {
    let app = TestApp::start().await;
    let made = fixture::furnish(app.state(), app.project()).await;
    let admin = app.admin().await.api().await;
    for (path, methods) in routes::paths(TenantApi) {
        let path = filled(&path, &made);
        for url in addresses(&app, app.project().id.as_str(), &path) {
            if methods.contains(&Method::GET) {
                let answer = ask(&app, &admin, &Method::GET, &url).await;
                assert!(matches!(answer.status, 200..=399), "{answer}");
            }
        }
    }
}

#[tokio::test]
async fn a_token_of_another_place_is_refused() {
    let app = TestApp::start().await;
    let client = app.client().await;
    let mut portal = client.portal(app.project()).await;
    let host = format!("{}.localhost", app.project().id.label());
    let page_token = portal.cookie(&host, "session").unwrap().to_owned();
    let answer = Answer::of(
        app.http().get(addresses(&app, app.project().id.as_str(), "/activity")[0].as_str()).bearer_auth(&page_token),
    )
    .await;
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (401, "invalid-token"),
        "a page's session on the API: {answer}"
    );

    // A browser would not send one host's cookie to another; an attacker with a stolen cookie would.
    let other = app.another_project().await;
    let name = format!("__Host-fp-session{}", app.state().cookie_suffix);
    let url = format!("{}/api/v1/activity", app.state().hosts.tenant(other.id));
    let answer = Answer::of(app.http().get(url).header("cookie", format!("{name}={page_token}"))).await;
    assert_eq!(answer.assert_status(401).problem(), "invalid-token");
    let own = portal.fetch(Method::GET, "/api/v1/activity");
    portal.send(own).await.assert_status(200);
}

/// Unsafe requests with a cookie need the page's own origin and its form token.
#[tokio::test]
async fn a_cookie_alone_changes_nothing() {
    let app = TestApp::start().await;
    let made = fixture::furnish(app.state(), app.project()).await;
    let mut portal = app.admin().await.portal(app.project()).await;
    for (path, methods) in routes::paths(TenantApi) {
        let path = format!("/api/v1{}", filled(&path, &made));
        for method in methods.into_iter().filter(|method| method != Method::GET) {
            let request = portal.fetch(method, &path).json(&serde_json::json!({}));
            let answer = portal.send(request).await;
            assert_eq!(answer.assert_status(403).problem(), "form-expired", "{answer}");
        }
    }
}
