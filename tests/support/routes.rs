//! The register of routes as tests walk it, and its paths with rows in them.

use std::collections::BTreeMap;

use fataplus::{
    app::{self, Mount},
    http::routes::RouteInfo,
    isolation_check,
};

use super::fixture::Furniture;

/// A path, and its methods.
pub type Routes = Vec<(String, Vec<reqwest::Method>)>;

/// All that is mounted at `place`.
pub fn mounted(place: Mount) -> impl Iterator<Item = RouteInfo> {
    app::routes().into_iter().filter(move |(at, _)| *at == place).map(|(_, route)| route)
}

/// The paths of `place`, each with its methods. That of a project itself is empty in its API.
pub fn paths(place: Mount) -> Routes {
    let mut paths = BTreeMap::<_, Vec<_>>::new();
    for route in mounted(place) {
        paths.entry(path_at(place, &route)).or_default().push(route.method);
    }
    assert!(paths.len() >= 5, "{place:?}: {paths:?}");
    paths.into_iter().collect()
}

/// The route's path as it is asked: the API's with its version, but for that of a project, which stands below its prefix.
pub fn path_at(place: Mount, route: &RouteInfo) -> String {
    match place {
        Mount::PlatformApi => format!("/v1{}", route.path),
        Mount::TenantApi => route.path.trim_end_matches('/').to_owned(),
        _ => route.path.clone(),
    }
}

/// The path with IDs of rows that exist: a route that looked before it asked would be caught.
pub fn filled(path: &str, made: &Furniture) -> String {
    let mut before = "";
    let mut parts = Vec::new();
    for part in path.split('/') {
        parts.push(match part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            None => part.to_owned(),
            Some(name) => {
                let subject = name.trim_end_matches("_id");
                let subject = if subject == "id" { before.trim_end_matches('s') } else { subject };
                id_of(subject, made).unwrap_or_else(|| {
                    panic!("no row to put for {{{subject}}} in {path}: add it to the samples of its feature")
                })
            }
        });
        before = part;
    }
    parts.join("/")
}

/// The ID of the row that stands for `subject`.
pub fn id_of(subject: &str, made: &Furniture) -> Option<String> {
    let subject = subject.replace('-', "_");
    let row = match subject.as_str() {
        "version" | "step" => return Some("1".to_owned()),
        "topic" => return Some("goals".to_owned()),
        "user" | "member" | "people" | "assignee" => return Some(made.tenant.user.to_string()),
        "agency" | "partner" => return Some(made.tenant.agency.to_string()),
        "request" => "file_request",
        // Submissions and log-ins belong to no project; this ID names none.
        "message" | "submission" | "session" => "thread",
        "key" | "token" => "api_key",
        "decision" => "approval",
        row => row,
    };
    isolation_check::has(row).then(|| made.id(row).to_string())
}
