//! Route table of a kind of host, in which middleware looks up the current route.

use std::{collections::HashMap, sync::Arc};

use axum::{
    extract::MatchedPath,
    http::{Extensions, Method},
};

use super::{RouteInfo, Trait};
use crate::telemetry::requests::{Requests, RouteName, RouteTimes};

/// The routes of one kind of host, for middleware to look up the one at hand. Cheap to clone.
#[derive(Clone, Debug)]
pub struct RouteTable(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    paths: HashMap<String, Methods>,
    /// Requests for what no route serves.
    other: Arc<RouteTimes>,
}

/// The methods served at a path.
type Methods = Vec<(Method, ServedRoute)>;

#[derive(Debug)]
struct ServedRoute {
    traits: Vec<Trait>,
    times: Arc<RouteTimes>,
}

impl RouteTable {
    /// Those of `routes`, mounted below `prefix` of this kind of host.
    pub(in crate::http) fn new(
        requests: &Requests,
        (mount, prefix): (&'static str, &str),
        routes: &[RouteInfo],
    ) -> Self {
        let mut paths: HashMap<String, Methods> = HashMap::new();
        let times = |method: &str, path: &str| {
            requests.route(RouteName { mount, method: method.to_owned(), path: path.to_owned() })
        };
        for route in routes {
            let path = format!("{prefix}{}", route.path);
            let served = ServedRoute { traits: route.traits.clone(), times: times(route.method.as_str(), &path) };
            paths.entry(path).or_default().push((route.method.clone(), served));
        }
        Self(Arc::new(Inner { paths, other: times("", "") }))
    }

    /// Whether the route that was matched has the trait.
    #[must_use]
    pub fn is(extensions: &Extensions, method: &Method, wanted: Trait) -> bool {
        Self::of(extensions, method).is_some_and(|traits| traits.contains(&wanted))
    }

    /// Whether the route that was matched answers GET as well: a form that is sent to its own page.
    #[must_use]
    pub fn is_own_form(extensions: &Extensions) -> bool {
        Self::of(extensions, &Method::GET).is_some()
    }

    /// `path` if GET opens it on this host, or else the nearest path above it that GET opens; at last `/`.
    #[must_use]
    pub fn openable<'a>(extensions: &Extensions, path: &'a str) -> &'a str {
        let Some(Self(table)) = extensions.get::<Self>() else { return "/" };
        let table = &table.paths;
        let fits = |(wanted, part): (&str, &str)| wanted == part || (wanted.starts_with('{') && !part.is_empty());
        let gets = |methods: &Methods| methods.iter().any(|(method, _)| method == Method::GET);
        let opens = |path: &str| match table.get(path) {
            // As the router does: a path that is written out goes before one with a parameter.
            Some(methods) => gets(methods),
            None => table.iter().any(|(pattern, methods)| {
                gets(methods)
                    && pattern.split('/').count() == path.split('/').count()
                    && pattern.split('/').zip(path.split('/')).all(fits)
            }),
        };
        let mut above = std::iter::successors(Some(path), |path| Some(path.rsplit_once('/')?.0));
        above.find(|path| opens(path)).unwrap_or("/")
    }

    /// Traits of the route that was matched.
    #[must_use]
    pub fn of<'a>(extensions: &'a Extensions, method: &Method) -> Option<&'a [Trait]> {
        let served = extensions.get::<Self>()?.served(extensions, method)?;
        Some(served.traits.as_slice())
    }

    /// Times of the route that was matched, or of what no route serves.
    pub(super) fn times(&self, extensions: &Extensions, method: &Method) -> Arc<RouteTimes> {
        self.served(extensions, method).map_or(&self.0.other, |served| &served.times).clone()
    }

    fn served(&self, extensions: &Extensions, method: &Method) -> Option<&ServedRoute> {
        let path = extensions.get::<MatchedPath>()?;
        // HEAD is served by GET's handler.
        let method = if method == Method::HEAD { &Method::GET } else { method };
        let methods = self.0.paths.get(path.as_str())?;
        methods.iter().find(|(served, _)| served == method).map(|(_, served)| served)
    }
}
