//! `scripts/new-feature` in a copy of the sources. That its result builds and passes, `make new-feature-check` shows.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use tempfile::TempDir;

use crate::{
    docs::{files, root},
    house::imported_paths,
    templates::faults,
};

/// Files that the script reads and writes.
const COPIED: [&str; 11] = [
    "Cargo.lock",
    "Cargo.toml",
    "benches",
    "build.rs",
    "locales",
    "migrations",
    "rustfmt.toml",
    "scripts",
    "src",
    "templates",
    "tests",
];

fn copy() -> TempDir {
    let tree = tempfile::tempdir().unwrap();
    let copied = Command::new("cp").arg("-r").args(COPIED.map(|name| root().join(name))).arg(tree.path()).status();
    assert!(copied.unwrap().success());
    tree
}

/// Every file with its content.
fn contents(tree: &Path) -> BTreeMap<String, String> {
    let mut found = Vec::new();
    for folder in ["src", "tests", "migrations", "templates", "locales"] {
        files(&tree.join(folder), &|_| true, &mut found);
    }
    let read = |path: &std::path::PathBuf| {
        let name = path.strip_prefix(tree).unwrap().display().to_string();
        (name, String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned())
    };
    found.iter().map(read).collect()
}

/// Whether the script succeeds, and all it says.
fn run(tree: &Path, name: &str) -> (bool, String) {
    let output = Command::new(tree.join("scripts/new-feature")).arg(name).output().unwrap();
    (output.status.success(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

/// Names that a file of `src` imports from the crate and that the module's file does not have.
fn unknown_imports(name: &str, text: &str, files: &BTreeMap<String, String>) -> Vec<String> {
    if !name.starts_with("src/") || !name.ends_with(".rs") {
        return Vec::new();
    }
    let unknown = |path: &Vec<String>| {
        let (item, module) = path.split_last().unwrap();
        // The types of actions are made of their names by a macro.
        let module = module.strip_suffix(&["action".to_owned()]).unwrap_or(module);
        let at = ["src", &module[1..].join("/")].join("/");
        let found = [format!("{at}.rs"), format!("{at}/mod.rs"), "src/lib.rs".to_owned()];
        let file = found.iter().find_map(|file| files.get(file)).unwrap();
        !file.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == item)
    };
    let paths = imported_paths(text).into_iter().filter(|path| path[0] == "crate" && path.len() > 1);
    paths.filter(unknown).map(|path| path.join("::")).collect()
}

#[test]
fn an_import_of_something_that_is_not_there_is_found() {
    let files = BTreeMap::from([("src/a/mod.rs".to_owned(), "pub struct ActivityKind;".to_owned())]);
    let text = "use crate::a::{ActivityKind, Kind}; use std::fmt;";
    assert_eq!(unknown_imports("src/b.rs", text, &files), ["crate::a::Kind"]);
}

#[test]
fn a_feature_is_made_and_named_in_every_list() {
    let tree = copy();
    let before = contents(tree.path());
    let (made, said) = run(tree.path(), "work_orders");
    assert!(made, "{said}");
    let after = contents(tree.path());
    let new: Vec<_> = after.iter().filter(|(name, _)| !before.contains_key(*name)).collect();
    let changed = after.iter().filter(|(name, text)| before.get(*name).is_some_and(|before| before != *text)).count();
    let has_note = before["tests/support/bodies.rs"].contains("(\"note\", ");
    assert_eq!((new.len(), changed), (13, if has_note { 14 } else { 15 }), "{said}");
    for (name, text) in new {
        assert!(said.contains(name.as_str()) && name.contains("work_orders"), "{name}");
        assert!(!text.contains('@'), "a name is not filled in: {name}\n{text}");
        assert!(!name.ends_with(".html") || faults(text).is_empty(), "{name}: {:?}", faults(text));
        assert_eq!(unknown_imports(name, text, &after), Vec::<String>::new(), "{name}");
    }
    assert!(after["src/features/work/work_orders/mod.rs"].contains("pub struct WorkOrder {"));
    let format = Command::new("cargo").args(["fmt", "--check"]).current_dir(tree.path()).output().unwrap();
    assert!(format.status.success(), "{}", String::from_utf8_lossy(&format.stdout));

    let (again, said) = run(tree.path(), "work_orders");
    assert!(!again && said.contains("src/features/work/work_orders/mod.rs: it is there already"), "{said}");
    let (another, said) = run(tree.path(), "deliveries");
    assert!(another && said.contains("tests/it/api/deliveries.rs"), "{said}");
    assert!(contents(tree.path())["src/features/work/deliveries/mod.rs"].contains("pub struct Delivery {"));
}

#[test]
fn a_place_that_is_not_found_is_named_and_nothing_is_written() {
    let tree = copy();
    for (path, place) in
        [("src/app.rs", ".merge(messages::tenant_api())"), ("src/access/scope.rs", "Action::ViewProject")]
    {
        let whole = fs::read_to_string(tree.path().join(path)).unwrap();
        fs::write(tree.path().join(path), whole.replace(place, "")).unwrap();
        let before = contents(tree.path());
        let (made, said) = run(tree.path(), "work_orders");
        assert!(!made && said.contains(&format!("{path}: not exactly once: ")), "{said}");
        assert!(contents(tree.path()) == before, "something was written: {said}");
        fs::write(tree.path().join(path), whole).unwrap();
    }
    for name in ["", "Invoices", "invoice", "../invoices"] {
        assert!(!run(tree.path(), name).0, "{name}");
    }
}
