//! Pages: every page of a portal by GET, the lists of the app, and a form.

use reqwest::Method;
use std::sync::LazyLock;

use super::{
    cast::{CAST, FORGETFUL, NOBODY},
    program::Step,
    sending::Wire,
    world::World,
};
use crate::{access_matrix::page_routes, support::Answer};

/// The addresses of a tenant's pages, as the source writes them.
static TENANT: LazyLock<Vec<String>> = LazyLock::new(|| {
    let routes = page_routes::behind("tenant_pages").into_iter();
    // The hand-over of a session is between two hosts and one browser.
    let pages = routes.filter(|(path, methods)| methods.contains(&"get") && path != "/session" && path != "/logout");
    pages.map(|(path, _)| path).collect()
});

impl World {
    pub async fn page(&self, step: &Step) {
        let place = self.where_to(step);
        let template = &TENANT[usize::from(step.pick) % TENANT.len()];
        let mut path = template.clone();
        let mut foreign = false;
        while let Some((from, to)) = path.find('{').zip(path.find('}')) {
            let before = path[..from].trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            let kind = match before {
                "documents" => "document",
                "file-requests" => "request",
                "milestones" => "milestone",
                "tasks" => "task",
                "messages" | "threads" => "thread",
                "invitations" => "invitation",
                "versions" => {
                    path.replace_range(from..=to, "1");
                    continue;
                }
                other => panic!("no row to put after {other:?} in {template}"),
            };
            let thing = self.pick(step, place, kind);
            foreign |= thing.foreign;
            path.replace_range(from..=to, &thing.id);
        }
        let Some(answer) = self.visit(step, Some(place), &path).await else { return };
        if foreign && answer.status == 200 {
            self.found(format!("a page of another project's row: {answer}"));
        }
    }

    pub async fn app_page(&self, step: &Step) {
        let path = step.choose(
            4,
            &[
                "/",
                "/projects",
                "/projects?q=zq7",
                "/projects/new",
                "/requests",
                "/account",
                "/agency",
                "/account/identities",
            ],
        );
        self.visit(step, None, path).await;
    }

    async fn visit(&self, step: &Step, place: Option<usize>, path: &str) -> Option<Answer> {
        let (who, window) = (step.who, self.window(step.who));
        let web = self.web(who, place).await;
        let request = web.fetch(Method::GET, path).header("accept", "text/html").build().unwrap();
        let text = |value: &reqwest::header::HeaderValue| value.to_str().unwrap_or_default().to_owned();
        let wire = Wire {
            method: Method::GET,
            url: request.url().to_string(),
            headers: request.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
            body: Vec::new(),
        };
        let line = format!("[{}] {}: page {}", step.actor, CAST[who].called, wire.url);
        let answer = self.send(step.op, &line, &wire, step.cut).await?;
        self.scan(&window, &line, &answer);
        let (status, to_log_in) = (answer.status, answer.header("location").is_some_and(|to| to.contains("handoff")));
        if who == FORGETFUL && status == 303 {
            self.log_in_again(who).await;
            return Some(answer);
        }
        if let Some(place) = place.filter(|_| status != 503) {
            let parts = self.parts(&window, place);
            let due =
                |part: bool| if part { matches!(status, 200 | 303 | 403 | 404) && !to_log_in } else { status == 404 };
            let open = matches!(path, "/language");
            if !open
                && (who == NOBODY && status != 303 || who != NOBODY && !parts.iter().any(|part| due(part.0.is_some())))
            {
                self.found(format!("{line}: not what is due to {parts:?}\n{answer}"));
            }
        }
        Some(answer)
    }

    /// Writes a message with the page's own form.
    pub async fn form(&self, step: &Step) {
        let place = self.where_to(step);
        let thread = self.pick(step, place, "thread");
        if self.persons[step.who].is_none() || thread.foreign {
            return;
        }
        let window = self.window(step.who);
        let mut web = self.persons[step.who].as_ref().unwrap().portal(&self.place(place).project).await;
        let line = format!("[{}] {}: form /messages/{}", step.actor, CAST[step.who].called, thread.id);
        let page = web.get(&format!("/messages/{}", thread.id)).await;
        self.report.called(step.op, page.status, line.clone());
        self.scan(&window, &line, page);
        if page.status != 200 || !page.text().contains("id=\"write\"") {
            return;
        }
        let word = self.word(&self.place(place).tag, &thread.class);
        let answer = web.submit("form#write", &[("body", &word)]).await;
        self.report.called(step.op, answer.status, line.clone());
        self.scan(&window, &line, answer);
    }
}
