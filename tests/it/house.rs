//! Style of comments: each names its subject, and a person is `they`.

use std::fs;

use crate::docs::{files, root};

/// Folders whose comments are held to the style.
const FOLDERS: [&str; 6] = ["src", "tests", "benches", "migrations", "scripts", "static"];
/// First words of a clause that stands in for the subject.
const CLAUSES: [&str; 6] = ["Who", "What", "Whose", "Whom", "Whoever", "Whatever"];
/// Number of comment lines that is too many: a few are allowed.
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
    assert!(pronouns.len() < TOO_MANY, "comment lines with another pronoun: {pronouns:#?}");
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
