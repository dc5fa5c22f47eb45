use fataplus::{app::Mount, http::routes::Need};
use reqwest::Method;

use super::{MALFORMED, comparable, never_issued};
use crate::support::{
    Answer, Project, TestApp, Web, fixture,
    routes::{self, filled},
};

/// Pages of a tenant host that need no part in the project: log-in, log-out, language.
const OPEN_PAGES: &[&str] = &["/session", "/logout", "/language"];

async fn ask(web: &mut Web, method: &Method, path: &str) -> Answer {
    let request = web.fetch(method.clone(), path).header("content-type", "application/x-www-form-urlencoded");
    web.send(request).await
}

#[tokio::test]
async fn the_anonymous_are_sent_to_log_in_alike_whatever_the_label() {
    let app = TestApp::start().await;
    let made = fixture::furnish(app.state(), app.project()).await;
    let hosts = &app.state().hosts;
    let labels = [app.project().id.label(), never_issued().label()];
    let labels: Vec<String> = labels.into_iter().chain(MALFORMED.map(str::to_lowercase)).collect();
    for (path, methods) in routes::paths(Mount::TenantPage) {
        let path = filled(&path, &made);
        for method in methods {
            let mut first: Option<String> = None;
            for label in &labels {
                let mut web = app.anonymous();
                let host = hosts.tenant_label(label);
                // Gives the following requests this host as their origin.
                web.get_without_following(&format!("{host}/assets/nothing.css")).await;
                let answer = ask(&mut web, &method, &path).await;
                let target = answer.header("location").unwrap_or_default().replace(label, "LABEL");
                let target = target.split_once("binding=").map_or(target.clone(), |(before, rest)| {
                    format!("{before}{}", rest.split_once('&').map_or("", |(_, after)| after))
                });
                if !OPEN_PAGES.contains(&path.as_str()) {
                    answer.assert_status(303);
                    assert!(target.starts_with(&format!("{}/handoff?to=LABEL&", hosts.app)), "{answer}");
                }
                let seen = format!("{} {target}", answer.status);
                assert_eq!(first.get_or_insert_with(|| seen.clone()), &seen, "{method} {host}{path}");
            }
        }
    }
}

#[tokio::test]
async fn a_stranger_finds_no_page_whether_or_not_there_is_a_project() {
    let app = TestApp::start().await;
    let made = fixture::furnish(app.state(), app.project()).await;
    let neighbour = app.stranger().await;
    app.join(&neighbour, &app.another_project().await, "admin").await;
    let nowhere = Project { id: never_issued(), title: String::new() };
    let pages = routes::paths(Mount::TenantPage);
    for person in [app.stranger().await, neighbour, app.staff().await] {
        let mut here = person.portal(app.project()).await;
        let mut there = person.portal(&nowhere).await;
        for (path, methods) in &pages {
            if OPEN_PAGES.contains(&path.as_str()) {
                continue;
            }
            let path = filled(path, &made);
            for method in methods {
                let answer = ask(&mut here, method, &path).await;
                answer.assert_status(404).assert_hides(&app.project().title);
                assert_eq!(comparable(&answer), comparable(&ask(&mut there, method, &path).await), "{method} {path}");
            }
        }
    }
}

#[test]
fn every_open_page_is_open_by_its_handler() {
    let open = routes::mounted(Mount::TenantPage).filter(|route| route.need == Need::Nothing);
    let mut open: Vec<_> = open.map(|route| route.path).collect();
    open.sort();
    let mut listed = OPEN_PAGES.to_vec();
    listed.sort_unstable();
    assert_eq!(open, listed);
}
