//! Style of comments: each names its subject, and a person is `they`.

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

/// Names of fields and parameters whose values are an enum of `access`.
const TYPED: [&str; 6] = ["role", "platform_role", "level", "partner_level", "workspace", "visibility"];
/// Texts under such a name, with the reason.
const TEXTS: [(&str, &str); 7] = [
    ("src/db/embedded/mod.rs: role", "a role of the database"),
    ("src/db/embedded/tests.rs: role", "a role of the database"),
    ("src/db/self_check.rs: role", "a role of the database"),
    ("src/features/documents/pages/forms.rs: visibility", "a form as typed"),
    ("src/features/documents/pages/mod.rs: visibility", "a form as typed"),
    ("src/features/members/pages/sharing.rs: level", "a form as typed"),
    ("src/features/plan/pages/tasks.rs: visibility", "a form as typed"),
];

/// Names among `TYPED` that are declared as text in a line.
fn declared_as_text(line: &str) -> Vec<&str> {
    let is_text = |declared: &str| {
        let declared = declared.trim_start().trim_start_matches("Option<").trim_start_matches('&');
        let declared = match declared.strip_prefix('\'') {
            Some(lifetime) => lifetime.split_once(' ').map_or("", |(_, rest)| rest),
            None => declared,
        };
        ["str", "String", "Cow<"].iter().any(|text| declared.starts_with(text))
    };
    let parts: Vec<&str> = line.split(": ").collect();
    let pairs = parts.windows(2).filter(|pair| is_text(pair[1]));
    pairs.filter_map(|pair| pair[0].rsplit([' ', '(', ',', '|']).next()).filter(|name| TYPED.contains(name)).collect()
}

#[test]
fn roles_levels_states_and_visibilities_are_no_texts() {
    let mut paths = Vec::new();
    files(&root().join("src"), &|name| name.ends_with(".rs"), &mut paths);
    assert!(paths.len() > 200, "{}", paths.len());
    let mut found = Vec::new();
    for path in paths {
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        if name.starts_with("src/access/") {
            continue;
        }
        let content = fs::read_to_string(&path).unwrap();
        let code = content.lines().filter(|line| comment(line).is_none());
        found.extend(code.flat_map(declared_as_text).map(|field| format!("{name}: {field}")));
    }
    found.sort();
    found.dedup();
    assert_eq!(found, TEXTS.map(|(text, _)| text));
}

#[test]
fn declarations_of_texts_are_recognised() {
    for line in [
        "    pub role: String,",
        "fn set(tx: &mut Tx, role: &str) {",
        "    role: Option<&'a str>,",
        "    pub(crate) role: &'static str,",
        "    let with = |role: &str| role.len();",
    ] {
        assert_eq!(declared_as_text(line), ["role"], "{line}");
    }
    for line in ["    role: Role,", "    role: \"admin\".to_owned(),", "    my_role: String,", "    role_name: &str,"] {
        assert_eq!(declared_as_text(line), Vec::<&str>::new(), "{line}");
    }
}
