//! Every route there is, where it is asked, and what it must ask for. The routes come from the register; what they must
//! ask for stands in `expected`, by hand. A route that is missing there fails the tests that read this.

use std::fmt::Write as _;

use fataplus::{
    access::{Action, TokenScope},
    app::{self, openapi},
    http::routes::{Need, RouteInfo},
};
use reqwest::Method;
use serde_json::Value;

use super::expected::{expected_need, on_row};
use crate::support::{
    bodies,
    routes::{mounted, path_at},
};

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
    /// Where the register has its routes.
    fn mounted(self) -> app::Mount {
        match self {
            Self::Api | Self::TenantApi => app::Mount::TenantApi,
            Self::TenantPage => app::Mount::TenantPage,
            Self::PlatformApi => app::Mount::PlatformApi,
            Self::AppPage => app::Mount::AppPage,
            Self::PublicPage => app::Mount::PublicPage,
        }
    }

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
    Program(Option<TokenScope>),
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
    fn of(place: Place, route: &RouteInfo, document: &Value) -> Self {
        let path = path_at(place.mounted(), route);
        let described = match place {
            Place::Api | Place::TenantApi => format!("{PROJECT}{path}"),
            _ => path.clone(),
        };
        let method = route.method.as_str().to_lowercase();
        let operation = &document["paths"][&described][&method];
        let body = if place.is_page() { Value::Null } else { bodies::example(document, &method, operation) };
        Self {
            place,
            needs: on_row(expected_need(place.mounted(), route), &path),
            method: route.method.clone(),
            path,
            body,
        }
    }

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
    let document = serde_json::to_value(openapi()).unwrap();
    let mut routes: Vec<_> = mounted(place.mounted()).map(|route| Route::of(place, &route, &document)).collect();
    assert!(routes.len() >= if place == Place::PublicPage { 5 } else { 20 }, "{place:?}: {routes:?}");
    routes.sort_by(|a, b| (a.turn(), &a.path).cmp(&(b.turn(), &b.path)));
    routes
}

/// Permission by the handler's argument types.
fn registered_need(route: &RouteInfo) -> Needs {
    match route.need {
        Need::Nothing => Needs::Nothing,
        Need::SessionBeforeMfa | Need::Session => Needs::Session,
        Need::Program(scope) => Needs::Program(scope),
        Need::AgencyAdmin => Needs::AgencyAdmin,
        Need::Staff => Needs::Staff,
        Need::PlatformAdmin => Needs::PlatformAdmin,
        Need::Part => Needs::Part,
        Need::Govern => Needs::May(Action::GovernProject),
        Need::May(action) | Need::Seen(_, action) | Need::OnRow(_, action) => Needs::May(action),
    }
}

#[test]
fn each_handler_asks_for_what_is_expected() {
    let routes = app::routes();
    let wrong: Vec<_> = routes
        .iter()
        .map(|(place, route)| (place, route, registered_need(route), expected_need(*place, route)))
        .filter(|(_, _, registered, expected)| registered != expected)
        .map(|(place, route, registered, expected)| {
            format!("{place:?} {} {}: its handler says {registered:?}, not {expected:?}", route.method, route.path)
        })
        .collect();
    assert!(wrong.is_empty() && routes.len() > 200, "{} of {}:\n{}", wrong.len(), routes.len(), wrong.join("\n"));
}

/// The table of contents: a reviewer sees here what a change mounts, moves or asks for.
#[test]
fn the_register_of_routes() {
    let mut routes = app::routes();
    routes.sort_by(|(a, left), (b, right)| {
        (a, &left.path, left.method.as_str()).cmp(&(b, &right.path, right.method.as_str()))
    });
    let mut text = String::new();
    for (place, RouteInfo { method, path, need, recent_auth, traits }) in &routes {
        let recent = if *recent_auth { ", recent authentication" } else { "" };
        let _ = write!(text, "{:11} {:6} {path:58} {need:?}{recent}", format!("{place:?}"), method.as_str());
        for given in traits {
            let _ = write!(text, ", {given:?}");
        }
        text.push('\n');
    }
    insta::assert_snapshot!(text);
}
