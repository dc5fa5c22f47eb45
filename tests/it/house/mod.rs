//! Style of comments (each names its subject, and a person is `they`), what lies where in `src/http`, and in its
//! modules the imports and names of the whole source.

mod doors;
mod imports;
mod names;
mod source;

pub use source::imported_paths;

use std::fs;

use crate::docs::{files, root};

/// Folders whose comments are held to the style.
const FOLDERS: [&str; 6] = ["src", "tests", "benches", "migrations", "scripts", "static"];
/// First words of a clause that stands in for the subject.
const CLAUSES: [&str; 6] = ["Who", "What", "Whose", "Whom", "Whoever", "Whatever"];
/// Number of comment lines with a clause that is too many: a few are allowed.
const TOO_MANY: usize = 20;
/// Pronouns in place of `they` or the noun.
const PRONOUNS: [&str; 5] = ["she", "her", "hers", "herself", "whoever"];

/// Text of a line that is a comment as a whole.
fn comment(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let text = ["///", "//!", "//", "--", "# "].iter().find_map(|mark| line.strip_prefix(mark))?;
    Some(text.trim_start())
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphabetic())
}

/// Comment lines that satisfy `wanted`, with their places.
fn comments(wanted: fn(&str) -> bool) -> Vec<String> {
    let (mut paths, mut found, mut seen) = (Vec::new(), Vec::new(), 0);
    for folder in FOLDERS {
        files(&root().join(folder), &|_| true, &mut paths);
    }
    for path in paths {
        let Ok(content) = fs::read_to_string(&path) else { continue };
        let name = path.strip_prefix(root()).unwrap().display();
        for (index, line) in content.lines().enumerate() {
            let Some(text) = comment(line) else { continue };
            seen += 1;
            if wanted(text) {
                found.push(format!("{name}:{}: {text}", index + 1));
            }
        }
    }
    assert!(seen > 5000, "only {seen} comment lines were found");
    found
}

fn begins_with_a_clause(text: &str) -> bool {
    words(text).next().is_some_and(|word| CLAUSES.contains(&word))
}

fn holds_a_pronoun(text: &str) -> bool {
    words(text).any(|word| PRONOUNS.contains(&word.to_lowercase().as_str()))
}

#[test]
fn comments_name_their_subject() {
    let clauses = comments(begins_with_a_clause);
    assert!(clauses.len() < TOO_MANY, "comment lines that begin with a clause: {clauses:#?}");
}

#[test]
fn comments_call_a_person_they() {
    let pronouns = comments(holds_a_pronoun);
    assert!(pronouns.is_empty(), "comment lines with another pronoun: {pronouns:#?}");
}

#[test]
fn comments_are_recognised() {
    for line in ["    /// Rows.", "//! Rows.", "// Rows.", "  -- Rows.", "# Rows."] {
        assert_eq!(comment(line), Some("Rows."), "{line}");
    }
    for line in ["let rows = 1; // Rows.", "#[test]", "#!/bin/sh", ""] {
        assert_eq!(comment(line), None, "{line}");
    }
    assert!(
        begins_with_a_clause("What's left.") && !begins_with_a_clause("Whether it is so.") && !begins_with_a_clause("")
    );
    assert!(holds_a_pronoun("Sent to Her (again).") && !holds_a_pronoun("There, with other figures."));
}

/// Code of the Rust files below `folder`, without comment lines and unit tests.
fn code(folder: &str) -> Vec<(String, String)> {
    let mut paths = Vec::new();
    files(&root().join(folder), &|name| name.ends_with(".rs"), &mut paths);
    let read = |path: &std::path::PathBuf| {
        let content = fs::read_to_string(path).unwrap();
        let tested = content.split("#[cfg(test)]").next().unwrap_or_default();
        let lines: Vec<_> = tested.lines().filter(|line| comment(line).is_none()).collect();
        (path.strip_prefix(root()).unwrap().display().to_string(), lines.join("\n"))
    };
    paths.iter().map(read).collect()
}

#[test]
fn http_itself_is_no_drawer() {
    let loose: Vec<_> =
        code("src/http").into_iter().map(|(path, _)| path).filter(|path| path.matches('/').count() == 2).collect();
    assert!((3..=8).contains(&loose.len()), "{loose:?}");
}

/// Addresses in string literals: a slash and a letter, the assets' own excepted.
fn page_addresses(code: &str) -> Vec<&str> {
    let literals = code.split('"').skip(1).step_by(2);
    let address = |text: &&str| {
        let at = text.find('/').filter(|at| *at == 0 || text[..*at].ends_with('}'));
        at.is_some_and(|at| text[at + 1..].starts_with(|c: char| c.is_ascii_lowercase()))
            && !text.starts_with("/assets/")
    };
    literals.filter(address).collect()
}

#[test]
fn http_names_no_page_of_a_feature() {
    let named: Vec<_> = code("src/http")
        .iter()
        .flat_map(|(path, code)| page_addresses(code).into_iter().map(move |address| format!("{path}: {address}")))
        .collect();
    assert!(named.is_empty(), "addresses that pages lead to are in src/addresses.rs, traits at the mount: {named:#?}");
    assert_eq!(
        page_addresses("a(\"/login\"); b(\"{}/projects\"); c(\"text/html\", \"/\", \"/assets/\")"),
        ["/login", "{}/projects"]
    );
}
