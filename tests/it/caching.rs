//! Caches on the way may keep files under names of their content, and answers that say so, and nothing else.

use fataplus::app::Mount;
use reqwest::Method;

use crate::support::{
    Answer, TestApp, Web, fixture,
    routes::{self, filled},
};

const FORM: &str = "application/x-www-form-urlencoded";

#[track_caller]
fn assert_kept_by_nobody(answer: &Answer) {
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{answer}");
}

/// Path parameters filled with IDs of no existing row.
fn without_rows(path: &str) -> String {
    let path = path.replace("{token}", &"A".repeat(43)).replace("{step}", "2");
    path.replace("/submissions/{id}", "/submissions/00000000-0000-7000-8000-000000000000")
}

async fn ask(web: &mut Web, method: Method, path: &str) -> Answer {
    let request = web.fetch(method, path).header("content-type", FORM);
    web.send(request).await
}

/// Every page of every host, asked for by everybody: pages, redirects and refusals alike.
#[tokio::test]
async fn no_page_is_kept_on_the_way() {
    let app = TestApp::start().await;
    let made = fixture::furnish(app.state(), app.project()).await;
    let hosts = &app.state().hosts;
    let (admin, stranger) = (app.admin().await, app.stranger().await);
    let (mut seen, mut statuses) = (0, std::collections::BTreeSet::new());
    for (door, host) in [
        (Mount::PublicPage, hosts.public.to_string()),
        (Mount::AppPage, hosts.app.to_string()),
        (Mount::TenantPage, hosts.tenant(app.project().id).to_string()),
    ] {
        let visitors = match door {
            Mount::TenantPage => vec![admin.portal(app.project()).await, stranger.portal(app.project()).await],
            _ => vec![admin.app().await, stranger.app().await],
        };
        for mut web in visitors.into_iter().chain([app.anonymous()]) {
            // Gives the following requests this host as their origin.
            web.get_without_following(&format!("{host}/assets/nothing.css")).await;
            assert_kept_by_nobody(web.page());
            for (path, methods) in routes::paths(door) {
                let path = filled(&without_rows(&path).replace("{project_id}", app.project().id.as_str()), &made);
                for method in methods.into_iter().filter(|_| path != "/logout") {
                    let answer = ask(&mut web, method, &path).await;
                    assert_kept_by_nobody(&answer);
                    statuses.insert(answer.status);
                    seen += 1;
                }
            }
            for (method, path) in [(Method::GET, "/nothing-there"), (Method::DELETE, "/"), (Method::POST, "/")] {
                assert_kept_by_nobody(&ask(&mut web, method, path).await);
            }
        }
    }
    assert!(seen > 200 && [200, 303, 403, 404].iter().all(|status| statuses.contains(status)), "{seen} {statuses:?}");
    app.discard_jobs().await;
}

#[tokio::test]
async fn what_the_api_answers_is_nobodys_but_the_callers() {
    let app = TestApp::start().await;
    let made = fixture::furnish(app.state(), app.project()).await;
    let (admin, anonymous) = (app.admin().await.api().await, app.anonymous_api());
    let document = anonymous.get("/openapi.json").await.assert_status(200).json();
    for (path, item) in document["paths"].as_object().unwrap() {
        if item.get("get").is_none() {
            continue;
        }
        let path = filled(&without_rows(path).replace("{project_id}", app.project().id.as_str()), &made);
        for api in [&admin, &anonymous] {
            let answer = api.get(&path).await;
            let control = answer.header("cache-control").unwrap_or_default();
            assert!(control == "no-store" || control.starts_with("private"), "{answer}");
        }
    }
    for path in ["/v1/nothing", "/nothing", "/docs/nothing"] {
        assert_kept_by_nobody(&anonymous.get(path).await);
    }
    // The description of the API is everybody's, and changes with the program.
    for path in ["/openapi.json", "/docs/", "/docs/documents"] {
        let answer = anonymous.get(path).await;
        assert_eq!(answer.assert_status(200).header("cache-control"), Some("public, max-age=300"), "{path}");
        let tag = answer.header("etag").unwrap();
        let again = anonymous.send(anonymous.request(Method::GET, path).header("if-none-match", tag)).await;
        assert_eq!((again.assert_status(304).header("etag"), again.body.len()), (Some(tag), 0), "{path}");
    }
    let foreign =
        Answer::of(app.http().get(format!("{}/", app.state().hosts.public)).header("host", "a.example")).await;
    assert_kept_by_nobody(foreign.assert_status(421));
    for path in ["/health/live", "/health/ready"] {
        assert_kept_by_nobody(&Answer::of(app.http().get(format!("{}{path}", app.state().hosts.public))).await);
    }
}

#[tokio::test]
async fn a_projects_data_is_kept_by_its_reader_who_asks_each_time() {
    let app = TestApp::start().await;
    let api = app.client().await.api().await;
    for tail in ["", "/documents", "/tasks", "/activity"] {
        let path = app.project().v1(tail);
        let first = api.get(&path).await;
        assert_eq!(
            first.assert_status(200).header("cache-control"),
            Some("private, max-age=0, must-revalidate"),
            "{path}"
        );
        let tag = first.header("etag").unwrap();
        let again = api.send(api.request(Method::GET, &path).header("if-none-match", tag)).await;
        assert_eq!((again.assert_status(304).header("etag"), again.body.len()), (Some(tag), 0), "{path}");
    }
}

#[tokio::test]
async fn files_under_the_name_of_their_content_are_kept_for_good() {
    let app = TestApp::start().await;
    let mut web = app.anonymous();
    let page = web.get("/").await.assert_status(200).text();
    let start = page.find("/assets/").expect("no asset on the page");
    let path: String = page[start..].chars().take_while(|c| !['"', '#', '\'', ' '].contains(c)).collect();
    let file = web.get(&path).await.assert_status(200).clone();
    assert_eq!(file.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert_eq!(file.header("set-cookie"), None, "what a cache keeps carries nobody's cookie");
    let tag = file.header("etag").unwrap();
    let again = web.send(web.fetch(Method::GET, &path).header("if-none-match", tag)).await;
    assert_eq!((again.assert_status(304).header("etag"), again.body.len()), (Some(tag), 0));
    for encoding in ["br", "gzip"] {
        let packed = web.send(web.fetch(Method::GET, &path).header("accept-encoding", encoding)).await;
        assert_eq!(packed.assert_status(200).header("content-encoding"), Some(encoding));
        assert!(packed.body.len() < file.body.len(), "{} of {}", packed.body.len(), file.body.len());
    }
}

/// A missing file costs no rendered page: an attacker requests a thousand names a second.
#[tokio::test]
async fn an_unknown_file_is_said_in_a_word() {
    let app = TestApp::start().await;
    let hosts = &app.state().hosts;
    for host in [hosts.public.to_string(), hosts.app.to_string(), hosts.tenant(app.project().id).to_string()] {
        let mut web = app.anonymous();
        let missing = web.get(&format!("{host}/assets/nothing.0123456789.css")).await.assert_status(404);
        assert_eq!((missing.text().as_str(), missing.header("set-cookie")), ("Not Found", None));
    }
}
