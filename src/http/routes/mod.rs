//! Register of routes: `Pages` and `Operations` mount handlers and record method, path and required permission of each,
//! which is derived from the handler's argument types. The isolation check, the API's description and the tests read
//! these records; `src` has no other list of routes.

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

/// Properties of a route for middleware, besides its permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trait {
    /// An attempt to log in: counted at its address for every caller, unless it succeeds.
    LogIn,
    /// Sends mail, keeps a row or leads to another service for any caller: counted at its address when it succeeds.
    Asks,
    /// Called by a page's script while a form is filled in: not counted as an attempt.
    Helper,
    /// Answers with a secret, so that the answer is not stored for repetition.
    Secret,
    /// Ends the client's view, in which other changes are refused.
    LeavesView,
}

/// A route as it is mounted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteInfo {
    /// HTTP method.
    pub method: Method,
    /// The path below the router's prefix, with the parameters' names in braces.
    pub path: String,
    /// Permission that its handler's argument types require.
    pub need: Need,
    /// Whether the caller must have authenticated a moment ago as well.
    pub recent_auth: bool,
    /// Properties for middleware.
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
    pub fn mount<H, T>(mut self, (described, _): (UtoipaMethodRouter<AppState>, H)) -> Self
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

/// A described handler (`#[utoipa::path]`) for `Operations::mount`, named once.
macro_rules! operation {
    ($($handler:tt)+) => {
        (utoipa_axum::routes!($($handler)+), $($handler)+)
    };
}
pub(crate) use operation;
