//! Route table of a kind of host, in which middleware looks up the current route.

use std::{collections::HashMap, sync::Arc};

use axum::{
    extract::MatchedPath,
    http::{Extensions, Method},
};

use super::{RouteInfo, Trait};

/// The routes of one kind of host, for middleware to look up the one at hand. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct RouteTable(Arc<HashMap<String, Methods>>);

/// The methods served at a path, with the traits of each route.
type Methods = Vec<(Method, Vec<Trait>)>;

impl RouteTable {
    /// Those of `routes`, mounted below `prefix`.
    pub(in crate::http) fn new(prefix: &str, routes: &[RouteInfo]) -> Self {
        let mut table: HashMap<String, Vec<_>> = HashMap::new();
        for route in routes {
            let methods = table.entry(format!("{prefix}{}", route.path)).or_default();
            methods.push((route.method.clone(), route.traits.clone()));
        }
        Self(Arc::new(table))
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
        let (Self(table), path) = (extensions.get::<Self>()?, extensions.get::<MatchedPath>()?);
        // HEAD is served by GET's handler.
        let method = if method == Method::HEAD { &Method::GET } else { method };
        let methods = table.get(path.as_str())?;
        methods.iter().find(|(served, _)| served == method).map(|(_, traits)| traits.as_slice())
    }
}
