//! Everything the database does to keep tenants apart, taken away piece by piece: each piece must be missed.
//! `make mutate` prints the whole table.

use std::{borrow::Cow, fmt::Write as _, io::Write as _};

use sqlx::{
    AssertSqlSafe, Connection, SqlSafeStr,
    migrate::{Migration, MigrationType, Migrator},
};

use super::catalog::violations;
use crate::support::Database;

/// Mutations, with the checks that noticed each.
#[derive(Default)]
pub struct Table {
    rows: Vec<(String, String)>,
}

impl Table {
    pub fn row(&mut self, mutation: &str, noticed: &str) {
        self.rows.push((mutation.to_owned(), noticed.to_owned()));
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Prints the table with the unnoticed mutations; also to the file that `FATAPLUS_MUTATIONS` names.
    pub fn print(&self, of: &str, missed: &[String]) {
        let mut text = String::new();
        for (mutation, noticed) in &self.rows {
            let _ = writeln!(text, "{mutation}\n    → {noticed}");
        }
        for mutation in missed {
            let _ = writeln!(text, "{mutation}\n    → NOT NOTICED");
        }
        let all = self.len() + missed.len();
        let _ = writeln!(text, "{of}: {} of {all} mutations were noticed", self.len());
        #[expect(clippy::disallowed_methods, reason = "a test's own settings")]
        let file = std::env::var_os("FATAPLUS_MUTATIONS");
        if let Some(file) = file {
            let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file).unwrap();
            file.write_all(text.as_bytes()).unwrap();
        }
        println!("{text}");
    }
}

/// A policy of the schema: table, name, and whether it has each half.
type Policy = (String, String, Option<String>, Option<String>);

#[tokio::test]
async fn every_weakening_of_the_schema_is_noticed() {
    let database = Database::new().await;
    let mut connection = database.connect("fataplus_migrator").await;
    let policies: Vec<Policy> = sqlx::query_as(
        "SELECT tablename::text, policyname::text, qual, with_check FROM pg_policies WHERE schemaname = 'public' ORDER BY 1, 2",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    let secured: Vec<String> = sqlx::query_scalar(
        "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity ORDER BY 1",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    let mut mutations = Vec::new();
    for (table, policy, using, check) in &policies {
        mutations.push(format!("DROP POLICY {policy} ON {table}"));
        mutations.push(format!("ALTER POLICY {policy} ON {table} TO public"));
        // A condition that is `true` cannot be weakened.
        for (half, clause) in [(using, "USING"), (check, "WITH CHECK")] {
            if half.as_ref().is_some_and(|expression| expression != "true") {
                mutations.push(format!("ALTER POLICY {policy} ON {table} {clause} (true)"));
            }
        }
    }
    for table in &secured {
        mutations.push(format!("ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"));
        mutations.push(format!("ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"));
    }
    assert!(policies.len() > 30 && secured.len() > 20, "{policies:?} {secured:?}");
    let (mut table, mut missed) = (Table::default(), Vec::new());
    for mutation in mutations {
        let mut tx = connection.begin().await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(mutation.clone())).execute(&mut *tx).await.unwrap();
        match violations(&mut tx).await.first() {
            Some(violation) => table.row(&mutation, &format!("fataplus doctor: {violation}")),
            None => missed.push(mutation),
        }
        tx.rollback().await.unwrap();
    }
    table.print("schema", &missed);
    assert!(missed.is_empty(), "nobody notices these: {missed:#?}");
}

/// A future migration, written carelessly.
const CARELESS: &str = "create table notes (
        project_id text collate \"C\" not null references projects (project_id),
        id uuid not null,
        body text not null,
        primary key (project_id, id)
    );
    grant select, insert on notes to fataplus_app;";

#[tokio::test]
async fn a_migration_that_forgets_policy_and_list_is_named() {
    let database = Database::new().await;
    let mut connection = database.connect("fataplus_migrator").await;
    let mut migrator = Migrator::new(std::path::Path::new("migrations")).await.unwrap();
    let last = migrator.iter().map(|migration| migration.version).max().unwrap();
    let careless = Migration::new(
        last + 1,
        Cow::Borrowed("notes"),
        MigrationType::Simple,
        AssertSqlSafe(CARELESS).into_sql_str(),
        false,
    );
    migrator.migrations = migrator.iter().cloned().chain([careless]).collect();
    migrator.run(&mut connection).await.unwrap();
    assert_eq!(
        violations(&mut connection).await,
        [
            "notes: 0 permissive policies for fataplus_app instead of one",
            "notes: INSERT is granted to fataplus_app and not listed",
            "notes: SELECT is granted to fataplus_app and not listed",
            "notes: row-level security is not forced",
            "notes: row-level security is off",
        ]
    );
}
