//! Every statement of the code names the project of each tenant table it touches, beside the policy that would hold it
//! anyway. Read from `.sqlx`, where all checked statements stand; what isn't there is caught by the offline check.

use std::{collections::BTreeSet, fs};

/// People's lists, which run as the platform's role: a policy of their own shows a person's projects only.
const LISTS: &[&str] = &[
    "SELECT p.project_id, p.title, o.name AS organisation, p.status",
    "SELECT project_id FROM projects WHERE workspace IN",
    "SELECT p.status, count(*) AS \"count!\" FROM projects p",
];

/// The statements, white space folded.
fn statements() -> Vec<String> {
    let texts = fs::read_dir(".sqlx").unwrap().map(|entry| {
        let described: serde_json::Value = serde_json::from_slice(&fs::read(entry.unwrap().path()).unwrap()).unwrap();
        described["query"].as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
    });
    texts.collect()
}

/// What a statement fails to say of each use of a tenant table: `alias.project_id` compared with a parameter or with
/// another table's, or given a value in an insert.
fn unbound(statement: &str, tables: &[String]) -> Vec<String> {
    let words: Vec<&str> = statement.split([' ', ',', '(', ')']).filter(|word| !word.is_empty()).collect();
    let mut missing = Vec::new();
    for (place, word) in words.iter().enumerate() {
        let before = place.checked_sub(1).map(|place| words[place].to_uppercase()).unwrap_or_default();
        if !tables.iter().any(|table| table == word) || !["FROM", "JOIN", "UPDATE", "INTO"].contains(&before.as_str()) {
            continue;
        }
        let bound = if before == "INTO" {
            words.get(place + 1) == Some(&"project_id")
        } else {
            let next = words.get(place + 1).copied().unwrap_or_default();
            let keyword = next.is_empty() || next.chars().all(|c| c.is_ascii_uppercase());
            let compared = |name: &str| {
                [format!("{name}project_id = $"), format!("= {name}project_id")]
                    .iter()
                    .any(|way| statement.contains(way))
                    || statement.contains(&format!("{name}project_id = ")) && !name.is_empty()
            };
            if keyword {
                compared("")
            } else {
                compared(&format!("{next}.")) || statement.contains("USING (project_id")
            }
        };
        if !bound {
            missing.push((*word).to_owned());
        }
    }
    missing
}

#[tokio::test]
async fn every_statement_names_its_project() {
    let database = crate::support::Database::new().await;
    let mut connection = database.connect("fataplus_app").await;
    let tables = super::catalog::tenant_tables(&mut connection).await;
    let (mut touching, mut exempt) = (0, BTreeSet::new());
    for statement in statements() {
        if let Some(list) = LISTS.iter().find(|list| statement.starts_with(**list)) {
            exempt.insert(*list);
            continue;
        }
        let missing = unbound(&statement, &tables);
        assert!(missing.is_empty(), "{missing:?} without project_id = $… in: {statement}");
        touching += usize::from(tables.iter().any(|table| statement.contains(table.as_str())));
    }
    assert!(touching > 50, "only {touching} statements on tenant tables were found");
    assert_eq!(exempt.len(), LISTS.len(), "some of LISTS are gone; still there: {exempt:?}");
}

#[test]
fn a_forgotten_project_is_seen() {
    let tables = ["tasks".to_owned(), "documents".to_owned()];
    let missing = |statement| unbound(statement, &tables);
    assert_eq!(missing("SELECT id FROM tasks WHERE id = $1"), ["tasks"]);
    assert_eq!(missing("SELECT id FROM tasks WHERE project_id = $1"), [""; 0]);
    assert_eq!(
        missing("SELECT t.id FROM tasks t JOIN documents d ON d.id = t.id WHERE t.project_id = $1"),
        ["documents"]
    );
    assert_eq!(missing("UPDATE tasks SET done_at = $2 WHERE id = $1"), ["tasks"]);
    assert_eq!(missing("DELETE FROM documents WHERE project_id = $1 AND id = $2"), [""; 0]);
    assert_eq!(missing("INSERT INTO tasks (id, title) VALUES ($1, $2)"), ["tasks"]);
    assert_eq!(missing("INSERT INTO tasks (project_id, id) VALUES ($1, $2)"), [""; 0]);
    assert_eq!(missing("SELECT name FROM users WHERE id = $1"), [""; 0]);
}
