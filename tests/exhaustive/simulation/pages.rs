//! Pages: every page of a portal by GET, the lists of the app host, and which the register has.

use fataplus::app::Mount;
use reqwest::Method;
use std::sync::LazyLock;

use super::{
    cast::{CAST, FORGETFUL, NOBODY},
    forms::is_page,
    program::Step,
    sending::Wire,
    world::{Window, World},
};
use crate::support::{Answer, routes};

/// A route of pages, on one of the hosts.
#[derive(Debug)]
pub struct Route {
    pub host: &'static str,
    pub path: String,
    pub methods: Vec<Method>,
}

pub const PUBLIC: &str = "public";
pub const APP: &str = "app";
pub const PORTAL: &str = "portal";

impl Route {
    pub fn name(&self, method: &str) -> String {
        format!("PAGE {} {} {}", self.host, method.to_uppercase(), self.path)
    }
}

/// Routes of pages that the simulation does not call.
pub const UNREACHED: &[&str] = &[
    // There is no provider; `federation/` has one.
    "PAGE app GET /login/oidc",
    "PAGE app GET /login/oidc/callback",
    "PAGE app GET /login/access",
    "PAGE app GET /account/identities/oidc",
    "PAGE app GET /account/identities/access",
    "PAGE app GET /account/identities/link",
    "PAGE app POST /account/identities/link",
    "PAGE app POST /account/identities/unlink",
    // Scripts ask for these, and a passkey is a browser's: `factors/browser.rs`.
    "PAGE app POST /login/passkey/start",
    "PAGE app POST /login/passkey/finish",
    "PAGE app POST /account/passkeys/start",
    "PAGE app POST /account/passkeys/finish",
    "PAGE app POST /account/passkeys/remove",
    "PAGE app POST /password/strength",
    // An app's code is good once in half a minute: `factors/app_codes.rs`.
    "PAGE app GET /login/second",
    "PAGE app POST /login/second",
    // Waits for a check that a service without its own loop never makes: `isolation/check.rs`.
    "PAGE app POST /admin/isolation",
    // Nothing has failed: `queue.rs`.
    "PAGE app POST /admin/jobs",
    "PAGE app POST /admin/jobs/discard",
    // Shown for ten minutes to who approved: `api/documents.rs`.
    "PAGE portal POST /documents/{document_id}/approval/undo",
    // A form with files; they go the API's way.
    "PAGE portal POST /documents/upload",
];

/// All routes of pages.
static ROUTES: LazyLock<Vec<Route>> = LazyLock::new(|| {
    let doors = [(PUBLIC, Mount::PublicPage), (APP, Mount::AppPage), (PORTAL, Mount::TenantPage)];
    let routes = doors.into_iter().flat_map(|(host, door)| routes::paths(door).into_iter().map(move |one| (host, one)));
    routes.map(|(host, (path, methods))| Route { host, path, methods }).collect()
});

/// Pages to begin with; a session is handed over between two hosts in one browser.
pub static GETS: LazyLock<Vec<&'static Route>> = LazyLock::new(|| {
    let begins = |route: &&Route| {
        route.methods.contains(&Method::GET)
            && !UNREACHED.contains(&route.name("get").as_str())
            && !matches!(route.path.as_str(), "/session" | "/handoff")
    };
    ROUTES.iter().filter(begins).collect()
});

/// The addresses of a tenant's pages.
static TENANT: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| GETS.iter().filter(|route| route.host == PORTAL).map(|route| route.path.as_str()).collect());

/// The names of all that the simulation must have done in the end.
pub fn reachable() -> impl Iterator<Item = String> {
    let names = ROUTES.iter().flat_map(|route| route.methods.iter().map(|method| route.name(method.as_str())));
    names.filter(|name| !UNREACHED.contains(&name.as_str()))
}

/// The route that answers at an address, the one with the fewest gaps first.
pub fn route(world: &World, method: &str, url: &reqwest::Url) -> Option<&'static Route> {
    let (hosts, at) = (&world.app.state().hosts, url.host_str().unwrap_or_default());
    let host = [(&hosts.public, PUBLIC), (&hosts.app, APP)].into_iter().find(|(host, _)| host.host() == at);
    let host = host.map_or(PORTAL, |(_, host)| host);
    let fits = |route: &&Route| {
        let (mut parts, mut given) = (route.path.split('/'), url.path().split('/'));
        route.host == host
            && route.methods.iter().any(|one| one.as_str().eq_ignore_ascii_case(method))
            && route.path.split('/').count() == url.path().split('/').count()
            && parts.all(|part| given.next().is_some_and(|given| part.starts_with('{') || part == given))
    };
    ROUTES.iter().filter(fits).min_by_key(|route| route.path.matches('{').count())
}

impl World {
    pub async fn page(&self, step: &Step) {
        let place = self.where_to(step);
        let template = TENANT[usize::from(step.pick) % TENANT.len()];
        let (path, foreign) = self.address(step, place, template);
        let Some(answer) = self.visit(step, Some(place), &path).await else { return };
        if foreign && answer.status == 200 {
            self.found(format!("a page of another project's row: {answer}"));
        }
    }

    /// The address with IDs of rows there are, and whether one is of elsewhere.
    pub fn address(&self, step: &Step, place: usize, template: &str) -> (String, bool) {
        let (mut path, mut foreign) = (template.to_owned(), false);
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
                "brief" => {
                    path.replace_range(from..=to, step.choose(6, &["need", "goals", "kind", "features", "notes"]));
                    continue;
                }
                other => panic!("no row to put after {other:?} in {template}"),
            };
            let thing = self.pick(step, place, kind);
            foreign |= thing.foreign;
            path.replace_range(from..=to, &thing.id);
        }
        (path, foreign)
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
        let wire = Wire::of(web.fetch(Method::GET, path).header("accept", "text/html"));
        let line = format!("[{}] {}: page {}", step.actor, CAST[who].called, wire.url);
        let answer = self.send(step.op, &line, &wire, step.cut).await?;
        self.count_page("get", &answer);
        self.scan(&window, &line, &answer);
        if answer.status == 200 && is_page(&answer) {
            self.forms_of(&answer);
        }
        if who == FORGETFUL && answer.status == 303 {
            self.log_in_again(who).await;
        } else if let Some(place) = place {
            self.check_page(who, &window, place, path, &line, &answer);
        }
        Some(answer)
    }

    /// Checks that a page was shown exactly to callers with a part.
    pub fn check_page(&self, who: usize, window: &Window, place: usize, path: &str, line: &str, answer: &Answer) {
        let (status, parts) = (answer.status, self.parts(window, place));
        if status == 503 || path == "/language" || who == FORGETFUL && leads_to_log_in(answer) {
            return;
        }
        let due = |part: bool| {
            if part { matches!(status, 200 | 303 | 403 | 404) && !leads_to_log_in(answer) } else { status == 404 }
        };
        if who == NOBODY && status != 303 || who != NOBODY && !parts.iter().any(|part| due(part.0.is_some())) {
            self.found(format!("{line}: not what is due to {parts:?}\n{answer}"));
        }
    }

    pub fn count_page(&self, method: &str, answer: &Answer) {
        if let Some(route) = route(self, method, &answer.url) {
            let asks = method == "get" && leads_to_log_in(answer);
            self.report.page(route.name(method), if asks { "log-in".to_owned() } else { answer.status.to_string() });
        }
    }
}

fn leads_to_log_in(answer: &Answer) -> bool {
    answer.header("location").is_some_and(|to| to.contains("/handoff?") || to.contains("/login?"))
}
