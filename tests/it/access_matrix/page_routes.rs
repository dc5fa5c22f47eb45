//! Routes of pages, parsed from the source because a router does not list them.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A route as it is written: path and methods.
pub type PageRoute = (String, Vec<&'static str>);

/// All routes behind the door `door` of `app.rs` (`tenant_pages` …).
pub fn behind(door: &str) -> Vec<PageRoute> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let app = fs::read_to_string(source.join("app.rs")).unwrap();
    let mut routes = Vec::new();
    for merged in merges(body(&app, door).unwrap_or_else(|| panic!("no fn {door} in app.rs"))) {
        let (feature, function) = merged;
        follow(&source.join("features").join(&feature), &function, &mut routes);
    }
    routes
}

/// Follows the function `name` of a folder (or of the file of that name beside it) and its `merge` calls.
fn follow(folder: &Path, name: &str, routes: &mut Vec<PageRoute>) {
    let files = files(folder);
    let found = files.iter().find_map(|(path, text)| Some((path, body(text, name)?)));
    let (path, body) = found.unwrap_or_else(|| panic!("no fn {name} in {}", folder.display()));
    routes.extend(written(body));
    for (module, function) in merges(body) {
        let beside = path.parent().unwrap();
        // `pages.rs` may have its parts in `pages/` or beside it.
        let inside = beside.join(path.file_stem().unwrap());
        let home =
            [beside, &inside].into_iter().map(|home| home.join(&module)).find(|home| !self::files(home).is_empty());
        follow(&home.unwrap_or_else(|| panic!("{module} of {} not found", path.display())), &function, routes);
    }
}

/// `x/` with all below it, and `x.rs`.
fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let file = folder.with_extension("rs");
    if let Ok(text) = fs::read_to_string(&file) {
        found.push((file, text));
    }
    for entry in fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push((path.clone(), fs::read_to_string(path).unwrap()));
        }
    }
    found
}

fn body<'a>(text: &'a str, function: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("fn {function}("))?;
    rest.split("\n}").next()
}

fn merges(body: &str) -> Vec<(String, String)> {
    let called = |text: &str| {
        let (module, function) = text.split(')').next()?.trim_end_matches('(').rsplit_once("::")?;
        Some((module.rsplit("::").next()?.to_owned(), function.to_owned()))
    };
    body.split(".merge(").skip(1).filter_map(called).collect()
}

fn written(body: &str) -> Vec<PageRoute> {
    let parse = |text: &str| {
        let (path, rest) = text.trim_start().strip_prefix('"')?.split_once('"')?;
        let rest = rest.split(".merge(").next()?;
        let has = |method: &&str| rest.contains(&format!("{method}("));
        Some((path.to_owned(), ["get", "post", "put", "patch", "delete"].into_iter().filter(has).collect()))
    };
    body.split(".route(").skip(1).filter_map(parse).collect()
}

#[test]
fn routes_are_read_as_they_are_written() {
    let text = "pub fn tenant_pages() -> Router<AppState> {\n    Router::new()\n        .route(\"/a/{id}\", get(x).post(y))
        .route(\n            \"/b\",\n            post(z),\n        )\n        .merge(settings::routes())\n}\nfn other() {}";
    let body = body(text, "tenant_pages").unwrap();
    assert_eq!(written(body), [("/a/{id}".to_owned(), vec!["get", "post"]), ("/b".to_owned(), vec!["post"])]);
    assert_eq!(merges(body), [("settings".to_owned(), "routes".to_owned())]);
}
