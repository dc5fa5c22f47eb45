//! Everything there is to do, with how often it is done: the API's operations as the register has them, and three kinds
//! of steps on pages.

use std::sync::LazyLock;

use fataplus::{
    app::{self, Mount},
    http::routes::{RouteInfo, Trait},
};

use super::tenant::PREFIX;
use crate::support::routes::path_at;

/// Kind of a step.
#[derive(Clone, Copy)]
pub struct Op {
    pub method: &'static str,
    /// As the API's description has it.
    pub path: &'static str,
    /// How often it is done, compared with others.
    pub weight: usize,
    /// Where it is in the register; nowhere for steps on pages.
    pub route: Option<(Mount, &'static RouteInfo)>,
}

impl Op {
    /// Whether its answers hold secrets, so that they are not kept for repetition.
    pub fn is_secret(self) -> bool {
        self.route.is_some_and(|(_, route)| route.traits.contains(&Trait::Secret))
    }

    fn of(place: Mount, route: RouteInfo) -> Self {
        let prefix = if place == Mount::TenantApi { PREFIX } else { "" };
        let path: &str = format!("{prefix}{}", path_at(place, &route)).leak();
        let route: &RouteInfo = Box::leak(Box::new(route));
        let method = route.method.as_str();
        Self { method, path, weight: weight(method, path), route: Some((place, route)) }
    }
}

/// Makers of rows and lists of them are the most wanted; steps on pages stand for many routes each.
fn weight(method: &str, path: &str) -> usize {
    match (method, path.strip_prefix(PREFIX)) {
        ("PAGE", _) if path == "a tenant's" => 14,
        ("FORM", _) => 20,
        ("GET", Some("" | "/tasks" | "/documents" | "/activity")) => 8,
        ("POST", Some("/tasks" | "/uploads" | "/invitations" | "/threads/{id}/messages")) => 6,
        ("PATCH", Some(tail)) if tail.starts_with("/tasks") || tail.starts_with("/documents") => 6,
        ("DELETE", Some("/members/{user_id}")) => 5,
        ("PAGE", _) | ("GET", Some(_)) => 4,
        ("POST" | "PATCH" | "PUT", Some(_)) => 3,
        ("GET", None) if path == "/v1/projects" => 6,
        ("POST", None) if path.ends_with("/confirm") || path.ends_with("/accept") => 4,
        _ => 2,
    }
}

pub static OPS: LazyLock<Vec<Op>> = LazyLock::new(|| {
    let operations =
        app::routes().into_iter().filter(|(place, _)| matches!(place, Mount::PlatformApi | Mount::TenantApi));
    let of_pages = [("PAGE", "a tenant's"), ("PAGE", "the app's"), ("FORM", "of a page")];
    let of_pages = of_pages.map(|(method, path)| Op { method, path, weight: weight(method, path), route: None });
    operations.map(|(place, route)| Op::of(place, route)).chain(of_pages).collect()
});

/// The place of an operation in `OPS`.
pub fn op(method: &str, path: &str) -> usize {
    OPS.iter().position(|op| (op.method, op.path) == (method, path)).unwrap_or_else(|| panic!("no op {method} {path}"))
}
