//! The register of routes: `Pages` and `Operations` mount handlers and note of each its method, its path and what it
//! needs, which is read from the handler's argument types. The isolation check, the API's description and the tests
//! walk these notes; nothing says a second time what a route is.

mod needs;
mod table;

use axum::{
    Router,
    handler::Handler,
    http::Method,
    routing::{MethodFilter, on},
};
use utoipa::openapi::{OpenApi, path::PathItem};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};

use super::AppState;

pub use needs::{HandlerNeeds, Need, Needs};
pub use table::RouteTable;

/// What middleware must know of a route besides its permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trait {
    /// A try to log in: counted at its address whoever sends it, until it turns out right.
    LogIn,
    /// Sends mail, keeps a row or leads to another service for anybody: counted at its address when it came to something.
    Asks,
    /// Asked by a page by itself, while a form is filled in: not counted as a try.
    Helper,
    /// Its answer holds a secret, which is not kept to be given again.
    Secret,
    /// Leaves the client's view, which otherwise changes nothing.
    LeavesView,
}

/// A route as it is mounted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteInfo {
    /// The method that is asked.
    pub method: Method,
    /// The path below the router's prefix, with the parameters' names in braces.
    pub path: String,
    /// The permission its handler's argument types ask for.
    pub need: Need,
    /// Whether the caller must have authenticated a moment ago as well.
    pub recent_auth: bool,
    /// What middleware must know of it.
    pub traits: Vec<Trait>,
}

impl RouteInfo {
    fn of<T: HandlerNeeds>(method: Method, path: &str) -> Self {
        Self { method, path: path.to_owned(), need: T::NEED, recent_auth: T::RECENT_AUTH, traits: Vec::new() }
    }
}

/// Pages of one kind of host.
#[derive(Default)]
pub struct Pages {
    router: Router<AppState>,
    routes: Vec<RouteInfo>,
}

impl Pages {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Mounts `handler` for GET, and so for HEAD.
    #[must_use]
    pub fn get<H: Handler<T, AppState>, T: HandlerNeeds>(self, path: &str, handler: H) -> Self {
        self.mount((Method::GET, MethodFilter::GET), path, handler)
    }

    /// Mounts `handler` for POST.
    #[must_use]
    pub fn post<H: Handler<T, AppState>, T: HandlerNeeds>(self, path: &str, handler: H) -> Self {
        self.mount((Method::POST, MethodFilter::POST), path, handler)
    }

    fn mount<H: Handler<T, AppState>, T: HandlerNeeds>(
        mut self,
        (method, filter): (Method, MethodFilter),
        path: &str,
        handler: H,
    ) -> Self {
        self.router = self.router.route(path, on(filter, handler));
        self.routes.push(RouteInfo::of::<T>(method, path));
        self
    }

    /// Gives the route mounted last a trait.
    #[must_use]
    pub fn with(mut self, given: Trait) -> Self {
        if let Some(route) = self.routes.last_mut() {
            route.traits.push(given);
        }
        self
    }

    /// Both.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.routes.extend(other.routes);
        self
    }

    /// The router, and what is mounted in it.
    #[must_use]
    pub fn split_for_parts(self) -> (Router<AppState>, Vec<RouteInfo>) {
        (self.router, self.routes)
    }
}

/// Operations of the JSON API, each with its description.
#[derive(Default)]
pub struct Operations {
    router: OpenApiRouter<AppState>,
    routes: Vec<RouteInfo>,
}

impl Operations {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Mounts a handler that `operation!` names.
    #[must_use]
    pub fn add<H, T>(mut self, (described, _): (UtoipaMethodRouter<AppState>, H)) -> Self
    where
        H: Handler<T, AppState>,
        T: HandlerNeeds,
    {
        for (path, item) in &described.1.paths {
            let path = if path.is_empty() { "/" } else { path };
            self.routes.extend(methods(item).into_iter().map(|method| RouteInfo::of::<T>(method, path)));
        }
        self.router = self.router.routes(described);
        self
    }

    /// Gives the route mounted last a trait.
    #[must_use]
    pub fn with(mut self, given: Trait) -> Self {
        if let Some(route) = self.routes.last_mut() {
            route.traits.push(given);
        }
        self
    }

    /// Both.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.routes.extend(other.routes);
        self
    }

    /// The router, its description, and what is mounted in it.
    #[must_use]
    pub fn split_for_parts(self) -> (Router<AppState>, OpenApi, Vec<RouteInfo>) {
        let (router, document) = self.router.split_for_parts();
        (router, document, self.routes)
    }
}

fn methods(item: &PathItem) -> Vec<Method> {
    let described = [
        (Method::GET, &item.get),
        (Method::PUT, &item.put),
        (Method::POST, &item.post),
        (Method::PATCH, &item.patch),
        (Method::DELETE, &item.delete),
    ];
    described.into_iter().filter(|(_, operation)| operation.is_some()).map(|(method, _)| method).collect()
}

/// A described handler (`#[utoipa::path]`) for `Operations::add`, named once.
macro_rules! operation {
    ($($handler:tt)+) => {
        (utoipa_axum::routes!($($handler)+), $($handler)+)
    };
}
pub(crate) use operation;
