//! Transactions of one synthetic tenant, tried on the other's rows. The tables come from the catalogue, so that none
//! can be forgotten; each role does its part in one round trip, inside a transaction that is rolled back.

use sqlx::{AssertSqlSafe, PgConnection, Row};
use uuid::Uuid;

use super::PLATFORM_TABLES;
use crate::{
    db::{Db, DbError, PlatformScope, Scope},
    ids::{ProjectId, UserId},
};

/// A tenant that exists only for the check.
#[derive(Clone, Debug)]
pub struct SyntheticTenant {
    /// Its project.
    pub project: ProjectId,
    /// Its one person, admin of the project.
    pub user: UserId,
    /// Its company.
    pub organisation: Uuid,
    /// The partner agency it is shared with.
    pub agency: Uuid,
    /// Marker in every text of the tenant.
    pub canary: String,
}

/// A row of a feature's table in a project: table and columns, and their values. In these `project`, `person`,
/// `organisation`, `agency`, `canary` and `at` are the tenant's, and `id(what)` is its row of that name; a path's `{id}`
/// after `whats`, or `{what_id}`, is filled with it. Rows are visible to every role of the project, so that only the
/// isolation of projects can hide them.
pub type SampleRow = (&'static str, &'static str);

/// Result of the tries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crossings {
    /// Tables with the fault found in each.
    pub found: Vec<String>,
    /// Number of tenant tables tried.
    pub tables: usize,
}

impl Db {
    /// Tries, as the service's own roles, to reach rows of `foreign` from where only those of `own` may be visible.
    pub async fn isolation_crossings(
        &self,
        own: &SyntheticTenant,
        foreign: &SyntheticTenant,
    ) -> Result<Crossings, DbError> {
        let settings = settings(own, foreign);
        // One after the other: a small pool has one place for a project.
        let tenant_side = async {
            let mut tx = self.write(&Scope::authorised(own.project)).await?;
            let mut seen = run(tx.conn(), format!("{settings}; {}", include_str!("armed.sql"))).await?;
            drop(tx);
            let mut tx = self.write(&Scope::authorised(own.project)).await?;
            // Alone: Citus hands the whole message on to its nodes.
            sqlx::raw_sql("SET LOCAL app.project_id = ''").execute(tx.conn()).await?;
            let unarmed = run(tx.conn(), format!("{settings}; {}", include_str!("unarmed.sql"))).await?;
            seen.found.extend(unarmed.found);
            Ok(seen)
        };
        let platform_side = async {
            let mut tx = self.platform(PlatformScope::Person(own.user)).await?;
            run(tx.conn(), format!("{settings}; {}", include_str!("person.sql"))).await
        };
        let (mut seen, lists) = tokio::try_join!(Box::pin(tenant_side), Box::pin(platform_side))?;
        seen.found.extend(lists.found);
        Ok(seen)
    }
}

/// Statement that sets the batch's inputs. Each value is an ID by its type, or a table name of ours: nothing from
/// outside is interpolated.
fn settings(own: &SyntheticTenant, foreign: &SyntheticTenant) -> String {
    let given = [
        ("own", own.project.to_string()),
        ("foreign", foreign.project.to_string()),
        ("platform_tables", PLATFORM_TABLES.join(",")),
    ];
    let set = given.map(|(name, value)| format!("set_config('isolation.{name}', '{value}', true)"));
    // Keeps the planner from sequential scans: no try may read a whole table.
    format!("SELECT {}, set_config('enable_seqscan', 'off', true)", set.join(", "))
}

async fn run(connection: &mut PgConnection, batch: String) -> Result<Crossings, DbError> {
    // The simple protocol: several statements in one message.
    sqlx::raw_sql(AssertSqlSafe(batch)).execute(&mut *connection).await?;
    let row = sqlx::query("SELECT current_setting('isolation.found'), current_setting('isolation.tried')::int")
        .fetch_one(connection)
        .await?;
    let (found, tables): (String, i32) = (row.try_get(0)?, row.try_get(1)?);
    Ok(Crossings {
        found: found.lines().map(str::to_owned).collect(),
        tables: usize::try_from(tables).unwrap_or_default(),
    })
}
