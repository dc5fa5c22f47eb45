//! Imports below `src`: no circle of files, and features only use those below them.

use std::collections::BTreeSet;

use super::source::{Route, Sources};

/// The features from the top down: each may use those below it and none above. `project_admin` shows what documents
/// take up, so `platform` stands above `files`.
const FEATURES: &[&str] = &[
    "front::site",
    "front::intake",
    "work::projects",
    "work::brief",
    "work::plan",
    "work::messages",
    "platform::project_admin",
    "platform::usage",
    "platform::audit",
    "platform::health",
    "platform::domains",
    "platform::isolation",
    "platform::jobs",
    "files::documents",
    "files::requests",
    "people::members",
    "people::partners",
    "people::invitations",
    "people::staff",
    "people::account",
    "people::credentials",
    "people::sign_in",
    "people::linked_accounts",
    "people::mfa",
    "shared::runs",
    "shared::notify",
    "shared::activity",
    "shared::frame",
    "shared::chart",
];

/// Whether one module holds the other: a `mod.rs` lists its children, and they use its words.
fn are_parent_and_child(one: &Route, other: &Route) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

/// Groups of files that use each other, directly or through further files.
fn circles(sources: &Sources) -> Vec<BTreeSet<&str>> {
    let imports = sources.imports();
    let counted =
        |from: usize, to: &usize| !are_parent_and_child(&sources.files[from].module, &sources.files[*to].module);
    let reached = |start: usize| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![start]);
        while let Some(place) = next.pop() {
            for to in imports[place].iter().filter(|to| counted(place, to)) {
                if seen.insert(*to) {
                    next.push(*to);
                }
            }
        }
        seen
    };
    let reached: Vec<_> = (0..sources.files.len()).map(reached).collect();
    let mut circles = BTreeSet::new();
    for place in (0..reached.len()).filter(|place| reached[*place].contains(place)) {
        let mutual = reached[place].iter().filter(|other| reached[**other].contains(&place));
        circles.insert(mutual.map(|other| sources.files[*other].path.as_str()).collect::<BTreeSet<_>>());
    }
    circles.into_iter().collect()
}

#[test]
fn files_import_without_circles() {
    let sources = Sources::read();
    let circles = circles(&sources);
    assert!(circles.is_empty(), "files that use each other; move what ties them below both: {circles:#?}");
}

#[test]
fn circles_are_found_through_what_modules_hand_on() {
    let sources = Sources::of(&[
        ("src/lib.rs", "mod a; mod b; mod c;"),
        ("src/a/mod.rs", "mod inner; pub use inner::Thing;"),
        ("src/a/inner.rs", "use crate::c; pub struct Thing; fn f() { c::g() }"),
        ("src/b.rs", "use crate::a::Thing; pub fn h(_: Thing) {}"),
        ("src/c.rs", "use crate::b::{self, h}; pub fn g() { fn k() { use std::fmt; } }"),
    ]);
    assert_eq!(circles(&sources), [BTreeSet::from(["src/a/inner.rs", "src/b.rs", "src/c.rs"])]);
    let straight = Sources::of(&[
        ("src/lib.rs", "mod a; mod b;"),
        ("src/a.rs", "use crate::b; use std::fmt; fn f() { b::g(); fmt::g() }"),
        ("src/b.rs", "pub fn g() {}"),
    ]);
    assert!(circles(&straight).is_empty());
}

/// Feature of a module, with its wing; nothing for the lists of modules themselves.
fn feature(module: &[String]) -> Option<String> {
    match module {
        [features, wing, feature, ..] if features == "features" => Some(format!("{wing}::{feature}")),
        _ => None,
    }
}

#[test]
fn features_use_only_those_below_them() {
    let sources = Sources::read();
    let level = |feature: &str| FEATURES.iter().position(|known| *known == feature);
    let mut ways_up = Vec::new();
    for (source, targets) in sources.files.iter().zip(sources.imports()) {
        let Some(own) = feature(&source.module) else { continue };
        assert!(level(&own).is_some(), "{own} stands nowhere in FEATURES");
        for target in targets.iter().map(|target| &sources.files[*target]) {
            if let Some(other) = feature(&target.module)
                && level(&other) < level(&own)
            {
                ways_up.push(format!("{} uses {}, which stands above it", source.path, target.path));
            }
        }
    }
    assert!(ways_up.is_empty(), "{ways_up:#?}");
    let known: BTreeSet<_> = sources.files.iter().filter_map(|source| feature(&source.module)).collect();
    let gone: Vec<_> = FEATURES.iter().filter(|feature| !known.contains(**feature)).collect();
    assert!(gone.is_empty(), "no longer features: {gone:?}");
}
