//! Every statement of the code names the project of each tenant table it touches, besides the policy that would hold it
//! anyway. Statements are read from `.sqlx`, which holds all checked ones; the offline check catches those that are
//! missing there.

use std::{collections::BTreeSet, fs, path::PathBuf};

use super::analysis::Reading;

/// People's lists, which run as the platform's role on the directory alone: its policy shows what a person holds.
const LISTS: &[&str] = &[
    "SELECT found.project_id AS \"project_id!\", found.created_at",
    "SELECT title, organisation FROM listings ORDER BY",
    "SELECT DISTINCT project_id FROM listings WHERE NOT archived",
    "SELECT project_id, title, level AS \"level!: PartnerLevel\", expires_at FROM listings",
    "SELECT platform_role <> 'none' OR EXISTS (SELECT FROM partner_agents WHERE user_id = $1) OR EXISTS",
    "SELECT CASE WHEN NOT archived THEN status END AS \"status?: Status\", count(*) AS \"count!\" FROM",
];

/// Tables and views of the platform that say something of one project, and are read for it; and views of tenants' rows.
const OF_PROJECTS: &[&str] = &[
    "allowances",
    "listings_due",
    "project_limits",
    "served_domains",
    "usage_days",
    "usage_documents",
    "usage_hours",
    "usage_people",
];

/// Statements that run before a project is known, or over all projects: by host name, for the table of names in memory,
/// for the queue, to write what all projects used in a second, to tell an operator of all, and to delete expired rows.
const BEFORE: &[&str] = &[
    "SELECT name, project_id FROM served_domains",
    "SELECT project_id, domain_id AS \"domain_id: DomainId\", token FROM served_domains WHERE name = $1",
    "UPDATE served_domains SET checked_at = $2, check_at = $3, failures = 0 WHERE name = $1",
    "UPDATE served_domains SET project_id = $2",
    "UPDATE served_domains SET check_at = $2",
    "INSERT INTO served_domains (name, project_id",
    "WITH lane AS MATERIALIZED (",
    "DELETE FROM handoffs WHERE expires_at < $1",
    "SELECT status, count(*) AS \"projects!\" FROM listings",
    "SELECT count(DISTINCT project_id) AS \"projects!\" FROM usage_days",
    "SELECT project_id AS \"project\", coalesce(sum(amount)",
    "INSERT INTO usage_hours AS u",
    "INSERT INTO usage_days AS u",
    "INSERT INTO usage_documents AS u",
    "INSERT INTO usage_people",
    "DELETE FROM usage_hours WHERE hour < $1",
    "DELETE FROM usage_days WHERE day < $1",
    "DELETE FROM usage_documents WHERE day < $1",
    "DELETE FROM usage_people WHERE day < $1",
];

/// Where the statements are described; `FATAPLUS_STATEMENTS` names another folder, to look at statements that are not
/// the code's.
fn folder() -> PathBuf {
    #[expect(clippy::disallowed_methods, reason = "a test's own settings")]
    let given = std::env::var_os("FATAPLUS_STATEMENTS");
    given.map_or_else(|| PathBuf::from(".sqlx"), PathBuf::from)
}

/// The statements, white space folded.
fn statements() -> Vec<String> {
    let texts = fs::read_dir(folder()).unwrap().map(|entry| {
        let described: serde_json::Value = serde_json::from_slice(&fs::read(entry.unwrap().path()).unwrap()).unwrap();
        described["query"].as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
    });
    texts.collect()
}

fn list(statement: &str) -> Option<&'static str> {
    LISTS.iter().copied().find(|list| statement.starts_with(list))
}

async fn tables() -> Vec<String> {
    let database = crate::support::Database::new().await;
    let mut connection = database.connect("fataplus_app").await;
    let mut tables = super::catalog::tenant_tables(&mut connection).await;
    tables.extend(OF_PROJECTS.iter().map(|table| (*table).to_owned()));
    tables
}

/// The statements that are to name their project.
fn bound() -> Vec<String> {
    let (before, bound): (Vec<_>, Vec<_>) =
        statements().into_iter().partition(|statement| BEFORE.iter().any(|before| statement.starts_with(before)));
    assert_eq!(before.len(), BEFORE.len(), "some of BEFORE are gone; still there: {before:#?}");
    bound
}

#[tokio::test]
async fn every_statement_names_its_project() {
    let tables = tables().await;
    let (mut touching, mut lists) = (0, BTreeSet::new());
    for statement in bound() {
        let list = list(&statement);
        lists.extend(list);
        let reading = Reading::of(&statement, &tables);
        let missing = reading.unbound(list.is_some());
        assert!(missing.is_empty(), "{missing:?} without project_id = $… in: {statement}");
        touching += usize::from(reading.touches_tenants());
    }
    assert!(touching > 50, "only {touching} statements on tenant tables were found");
    assert_eq!(lists.len(), LISTS.len(), "some of LISTS are gone; still there: {lists:?}");
}

/// Conditions that the test does not remove, and that bind no tenant table.
const UNREAD: &[&str] = &[
    // Set, not asked.
    "'accepted' , project_id = $2",
    "served_domains SET project_id = $2",
    // Of a table without a project's rows: IDs, sessions.
    "project_ids WHERE project_id = $1",
    "audience = found.project_id )",
    // The synthetic tenants, which are their own people's.
    "t WHERE t.project_id = $3 AND",
    // The position in a paged list.
    "created_at , project_id ) < (",
    // The one project that is looked for, in a person's list.
    "$1 AND project_id = upper (",
    // The synthetic tenants' rows, which no list holds.
    "t WHERE t.project_id = s.project_id )",
    "t.project_id = s.project_id ) AND (",
    // The queue, which is everybody's.
    "'ready' AND project_id > $2 AND",
    "ORDER BY project_id LIMIT 1 )",
    "'ready' AND next.project_id > step.project_id",
    "next.project_id > step.project_id ORDER",
    "ORDER BY next.project_id LIMIT",
    "step WHERE step.project_id IS NOT NULL",
    "step WHERE project_id IS NOT NULL",
    "GROUP BY project_id UNION ALL",
    "busy WHERE busy.project_id = asked.project_id",
    "busy.project_id = asked.project_id AND",
    "j WHERE j.project_id = lane.project_id",
    "j.project_id = lane.project_id AND",
    "j WHERE j.project_id IS NULL",
];

#[tokio::test]
async fn every_condition_on_a_project_is_read() {
    let tables = tables().await;
    let unread = statements().into_iter().flat_map(|statement| {
        let unread = Reading::of(&statement, &tables).unread();
        unread.into_iter().map(move |what| format!("{what} in: {statement}"))
    });
    let unread: Vec<String> = unread.collect();
    let new: Vec<_> = unread.iter().filter(|what| !UNREAD.iter().any(|known| what.starts_with(known))).collect();
    assert!(new.is_empty(), "no mutation takes these out: {new:#?}");
    let gone: Vec<_> = UNREAD.iter().filter(|known| !unread.iter().any(|what| what.starts_with(*known))).collect();
    assert!(gone.is_empty(), "take these off UNREAD: {gone:?}");
}

/// Removes each condition on the project alone.
#[tokio::test]
async fn every_forgotten_project_is_noticed() {
    let tables = tables().await;
    let (mut table, mut missed) = (super::mutation::Table::default(), Vec::new());
    for statement in bound() {
        let list = list(&statement).is_some();
        for (taken, mutated) in Reading::of(&statement, &tables).mutations() {
            let what = format!("{taken} of: {statement}");
            let unbound = Reading::of(&mutated, &tables).unbound(list);
            if unbound.is_empty() {
                missed.push(what);
            } else {
                table.row(&what, &format!("every_statement_names_its_project: {unbound:?}"));
            }
        }
    }
    table.print("statements", &missed);
    assert!(missed.is_empty(), "nobody notices that these are gone: {missed:#?}");
    assert!(table.len() > 100, "only {} mutations", table.len());
}
