//! The pages of a kind of host, from the register of routes: each path with its methods.

use std::collections::BTreeMap;

use fataplus::app::{self, Mount};

/// A path, and its methods in lower case.
pub type PageRoute = (String, Vec<&'static str>);

/// The pages that are mounted at `place`.
pub fn of(place: Mount) -> Vec<PageRoute> {
    let mut pages: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
    for (_, route) in app::routes().into_iter().filter(|(at, _)| *at == place) {
        let method = if route.method == "GET" { "get" } else { "post" };
        pages.entry(route.path).or_default().push(method);
    }
    assert!(pages.len() >= 5, "{place:?}: {pages:?}");
    pages.into_iter().collect()
}
