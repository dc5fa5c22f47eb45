//! Every route with its host and its requirement. API routes are read from the description, pages from the source; a
//! route without a known requirement fails the test.

use fataplus::{
    access::{Action, Scope},
    app::{openapi, required_action},
};
use reqwest::Method;
use serde_json::Value;

use super::{bodies, page_routes::behind};

pub const PROJECT: &str = "/v1/projects/{project_id}";

/// Where a route is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// `/v1/projects/{id}` of the API host.
    Api,
    /// `/api/v1` of the project's own host.
    TenantApi,
    /// A page of the project's own host.
    TenantPage,
    /// `/v1` of the API host, except the resources of a project.
    PlatformApi,
    /// A page of the app host.
    AppPage,
    /// A page of the public host.
    PublicPage,
}

impl Place {
    pub fn is_page(self) -> bool {
        matches!(self, Self::TenantPage | Self::AppPage | Self::PublicPage)
    }
}

/// Requirement of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: log-in pages and open ones.
    Nothing,
    /// A session.
    Session,
    /// A session, or a token with this scope or with any.
    Program(Option<Scope>),
    /// To look after a partner agency.
    AgencyAdmin,
    /// To be of the agency's staff.
    Staff,
    /// To be an admin of the platform.
    PlatformAdmin,
    /// Any part in the project, in any state of the project.
    Part,
    /// A part in the project that may do this.
    May(Action),
    /// The same, of a row that is its maker's alone.
    OfMaker(Action),
}

#[derive(Clone, Debug)]
pub struct Route {
    pub place: Place,
    pub method: Method,
    /// As it is written: with names in braces.
    pub path: String,
    pub needs: Needs,
    /// Request body in the API's description.
    pub body: Value,
}

impl Route {
    pub fn reads(&self) -> bool {
        self.method == Method::GET
    }

    /// Order of the call: routes that remove something others need come last.
    fn turn(&self) -> u8 {
        match self.path.rsplit('/').next().unwrap_or_default() {
            // A member's keys go with them.
            "remove" if self.path.starts_with("/people/") => 2,
            "delete" | "remove" | "revoke" | "end" | "others" => 1,
            "settings" | "workspace" if !self.reads() => 3,
            "view-as" => 4,
            "leave" => 5,
            "logout" => 6,
            _ => u8::from(self.method == Method::DELETE),
        }
    }
}

impl std::fmt::Display for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {} {}", self.place, self.method, self.path)
    }
}

/// Routes of `place`; those that remove something others need come last.
pub fn of(place: Place) -> Vec<Route> {
    let mut routes = match place {
        Place::Api | Place::TenantApi => described(|path| path.starts_with(PROJECT), place),
        Place::PlatformApi => described(|path| !path.starts_with(PROJECT), place),
        Place::TenantPage => pages("tenant_pages", place),
        Place::AppPage => pages("app_pages", place),
        Place::PublicPage => pages("public_pages", place),
    };
    assert!(routes.len() >= if place == Place::PublicPage { 5 } else { 20 }, "{place:?}: {routes:?}");
    routes.sort_by_key(Route::turn);
    routes
}

fn described(wanted: impl Fn(&str) -> bool, place: Place) -> Vec<Route> {
    let document = serde_json::to_value(openapi()).unwrap();
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap().iter().filter(|(path, _)| wanted(path)) {
        for (method, operation) in item.as_object().unwrap().iter().filter(|(_, value)| value["responses"].is_object())
        {
            let tail = path.strip_prefix(PROJECT);
            let needs = match tail {
                Some(tail) => required_action(method, tail).map(|action| on_row(action, tail)),
                None => of_platform_api(method, path, &operation["security"]),
            };
            routes.push(Route {
                place,
                method: method.to_uppercase().parse().unwrap(),
                path: tail.unwrap_or(path).to_owned(),
                needs: needs.unwrap_or_else(|| panic!("what does {method} {path} ask for?")),
                body: bodies::example(&document, method, operation),
            });
        }
    }
    routes
}

fn pages(door: &str, place: Place) -> Vec<Route> {
    let mut routes = Vec::new();
    for (path, methods) in behind(door) {
        for method in methods {
            let needs = match place {
                Place::TenantPage => of_tenant_page(method, &path),
                Place::AppPage => of_app_page(method, &path),
                _ => Some(Needs::Nothing),
            };
            routes.push(Route {
                place,
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                needs: needs.unwrap_or_else(|| panic!("what does the page {method} {path} ask for?")),
                body: Value::Null,
            });
        }
    }
    routes
}

/// Requirement if the row belongs to another person: permissions for own rows do not suffice.
fn on_row(action: Action, path: &str) -> Needs {
    if !path.contains('{') {
        return Needs::May(action);
    }
    match action {
        Action::EditOwnTasks | Action::CompleteOwnTasks => Needs::May(Action::EditPlan),
        Action::EditOwnDocument => Needs::May(Action::EditDocument),
        Action::UploadDocument => Needs::OfMaker(Action::ViewDocuments),
        action => Needs::May(action),
    }
}

fn of_tenant_page(method: &str, path: &str) -> Option<Needs> {
    let reads = method == "get";
    let mut parts = path.split('/').skip(1);
    let (first, second, last) =
        (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), path.rsplit('/').next()?);
    let action = match (first, second, reads) {
        ("session" | "logout" | "language", ..) => return Some(Needs::Nothing),
        ("", ..) | ("plan", "", true) | ("view-as", "leave", false) => Action::ViewProject,
        ("settings", "", false) => Action::EditProject,
        // The page needs any of its permissions, and the status is the lesser one.
        ("settings", "", true) | ("settings", "status", _) => Action::ChangeStatus,
        ("settings", "domains", _) => Action::EditSettings,
        ("plan", "milestones", _) => Action::EditPlan,
        ("plan", "tasks", false) if last == "done" => Action::CompleteOwnTasks,
        ("plan", "tasks", _) => Action::EditOwnTasks,
        ("documents", _, true) => Action::ViewDocuments,
        ("documents", "upload", false) => Action::UploadDocument,
        ("documents", ..) => match last {
            "publish" => Action::PublishDocument,
            "rename" | "delete" => Action::EditOwnDocument,
            "approval" => Action::DecideOnDeliverable,
            _ => return None,
        },
        ("file-requests", _, true) => Action::AnswerFileRequest,
        ("file-requests", _, false) => Action::RequestFiles,
        ("messages", "threads", _) => Action::UseInternalThreads,
        ("messages", ..) => Action::UseSharedThreads,
        ("people", "", true) => Action::ViewMembers,
        ("people" | "invitations", _, false) => Action::ManageClients,
        ("partners", _, false) => Action::ManageMembers,
        ("view-as", "", false) => Action::ViewAsClient,
        ("keys", ..) => Action::ViewOperations,
        _ => return None,
    };
    Some(on_row(action, path))
}

fn of_app_page(method: &str, path: &str) -> Option<Needs> {
    let mut parts = path.split('/').skip(1);
    Some(match (parts.next().unwrap_or_default(), parts.next().unwrap_or_default()) {
        ("" | "login" | "logout" | "password" | "language" | "invitation", _) => Needs::Nothing,
        ("account", _) => Needs::Session,
        ("handoff", _) => Needs::Part,
        ("projects", "") if method == "get" => Needs::Session,
        ("projects", "" | "new") | ("requests", _) => Needs::Staff,
        ("projects", "{project_id}") if path.ends_with("/portal") => Needs::Part,
        ("projects", "{project_id}") => Needs::May(Action::GovernProject),
        ("agency", _) => Needs::AgencyAdmin,
        ("admin", _) => Needs::PlatformAdmin,
        _ => return None,
    })
}

/// Requirement in the description; an open route states an empty security list.
fn of_platform_api(method: &str, path: &str, security: &Value) -> Option<Needs> {
    let open = security.as_array().is_some_and(|ways| ways.iter().any(|way| way.as_object().unwrap().is_empty()));
    Some(match (method, path.split('/').nth(2)?, path.split('/').nth(3)) {
        _ if open => Needs::Nothing,
        ("get", "me", None) => Needs::Program(None),
        ("get", "projects", None) => Needs::Program(Some(Scope::ProjectRead)),
        (_, "me", _) | ("get", "agency", None) | ("post", "auth", Some("logout")) => Needs::Session,
        ("post", "projects", None) | (_, "submissions", _) => Needs::Staff,
        (_, "partner-agencies", _) => Needs::PlatformAdmin,
        (_, "agency", Some(_)) => Needs::AgencyAdmin,
        _ => return None,
    })
}
