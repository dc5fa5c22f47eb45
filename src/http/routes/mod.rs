//! Register of routes: `Pages` and `Operations` mount handlers and record method, path and required permission of each,
//! which is derived from the handler's argument types. The isolation check, the API's description and the tests read
//! these records; `src` has no other list of routes.

mod measure;
mod needs;
mod table;

use axum::{
    Router,
    handler::Handler,
    http::Method,
    middleware,
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
    /// Its answer is kept in memory while its project's rows and people do not change: a read that leaves no mark, and
    /// depends on nothing else but the day.
    Kept(KeptFor),
    /// Ends the client's view, in which other changes are refused.
    LeavesView,
}

/// People whom a kept answer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptFor {
    /// All of one role, with the same scopes.
    Role,
    /// One person.
    Person,
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

/// Handlers mounted on a router, with the register's record of each. Only `router` gives the router out, with the route
/// table that middleware looks things up in.
#[derive(Clone, Default)]
pub struct Mounted<R> {
    mounted: R,
    routes: Vec<RouteInfo>,
}

/// Pages of one kind of host.
pub type Pages = Mounted<Router<AppState>>;

/// Operations of the JSON API, each with its description.
pub type Operations = Mounted<OpenApiRouter<AppState>>;

/// The two kinds of router.
trait Mounts: Default {
    fn merged(self, other: Self) -> Self;
    fn plain(self) -> Router<AppState>;
}

impl Mounts for Router<AppState> {
    fn merged(self, other: Self) -> Self {
        self.merge(other)
    }

    fn plain(self) -> Router<AppState> {
        self
    }
}

impl Mounts for OpenApiRouter<AppState> {
    fn merged(self, other: Self) -> Self {
        self.merge(other)
    }

    fn plain(self) -> Router<AppState> {
        self.into()
    }
}

#[expect(private_bounds, reason = "implemented for the two aliases")]
impl<R: Mounts> Mounted<R> {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
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
    pub fn merge(self, other: Self) -> Self {
        let routes = self.routes.into_iter().chain(other.routes).collect();
        Self { mounted: self.mounted.merged(other.mounted), routes }
    }

    /// Mounted routes.
    #[must_use]
    pub fn routes(&self) -> &[RouteInfo] {
        &self.routes
    }

    /// The routes below `prefix` (`/v1`, or nothing), within `layers`, each of which may look up the route that was
    /// matched. Their requests are measured under the name of the kind of host, `mount`.
    pub fn router(
        self,
        (mount, prefix): (&'static str, &str),
        state: &AppState,
        layers: impl FnOnce(Router<AppState>) -> Router<AppState>,
    ) -> Router<AppState> {
        let table = RouteTable::new(&state.telemetry.requests, (mount, prefix), &self.routes);
        let routes = self.mounted.plain();
        let routes = if prefix.is_empty() { routes } else { Router::new().nest(prefix, routes) };
        // Outermost, so that the table is there for every layer.
        layers(routes).layer(middleware::from_fn_with_state((state.clone(), table), measure::measure))
    }
}

impl Pages {
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
        self.mounted = self.mounted.route(path, on(filter, handler));
        self.routes.push(RouteInfo::of::<T>(method, path));
        self
    }
}

impl Operations {
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
        self.mounted = self.mounted.routes(described);
        self
    }

    /// The description of all operations.
    #[must_use]
    pub fn description(&self) -> OpenApi {
        self.mounted.get_openapi().clone()
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
