//! Platform rows of the synthetic tenants: rows that a route outside of projects could reach by ID.

use sqlx::AssertSqlSafe;
use time::OffsetDateTime;

use super::tenants::{row_id, statement};
use crate::db::{Change, Db, DbError, PlatformScope, SyntheticTenant};

/// Table and columns; their values, as in `SampleRow`; the conflict clause that restores a changed row, so that the
/// next check finds the same way open; and the condition for the tenant's rows. The log-in cannot be used, and the
/// request is a declined one, which staff lists leave out.
const ROWS: &[(&str, &str, &str, &str)] = &[
    (
        "partner_agents (agency_id, user_id, admin, joined_at)",
        "agency, person, true, at",
        "DO NOTHING",
        "agency_id = agency",
    ),
    (
        "agency_invitations (id, agency_id, email, name, language, token_hash, created_at, expires_at)",
        "id(invitation), agency, 'colleague-' || canary || '@isolation.invalid', canary, 'en', sha256(canary::bytea), at, \
         at + interval '100 years'",
        "(id) DO UPDATE SET revoked_at = NULL WHERE agency_invitations.revoked_at IS NOT NULL",
        "agency_id = agency",
    ),
    (
        "personal_tokens (id, user_id, token_hash, name, scopes, created_at, expires_at)",
        "id(token), person, sha256(canary::bytea), canary, array['project:read'], at, at + interval '1 day'",
        "(id) DO UPDATE SET revoked_at = NULL WHERE personal_tokens.revoked_at IS NOT NULL",
        "user_id = person",
    ),
    (
        "sessions (id, root_id, user_id, audience, created_at, last_seen_at, expires_at)",
        "id(session), id(session), person, 'isolation', at, at, at",
        "(id) DO UPDATE SET ended_at = NULL WHERE sessions.ended_at IS NOT NULL",
        "id = id(session)",
    ),
    (
        "submissions (id, state, answers, email, project_id, decline_reason, created_at, updated_at, submitted_at)",
        "id(submission), 'declined', jsonb_build_object('title', canary), canary || '@isolation.invalid', project, canary, at, \
         at, at",
        "DO NOTHING",
        "project_id = project",
    ),
];

/// Whether the tenants have a row of this name among the platform's.
#[must_use]
pub fn has(row: &str) -> bool {
    let marker = format!("id({row})");
    ROWS.iter().any(|(_, values, ..)| values.contains(&marker))
}

/// Inserts missing rows and restores changed ones.
pub async fn furnish(db: &Db, tenant: &SyntheticTenant, now: OffsetDateTime) -> Result<(), DbError> {
    let batch: String =
        ROWS.iter().map(|(into, values, conflict, _)| statement(tenant, into, values, conflict, now)).collect();
    let mut tx = db.platform(PlatformScope::Person(tenant.user)).await?;
    tx.announce(Change::Account(tenant.user));
    sqlx::raw_sql(AssertSqlSafe(batch)).execute(tx.conn()).await?;
    tx.commit().await
}

/// All of these rows as one value for each table.
pub async fn fingerprint(db: &Db, tenant: &SyntheticTenant) -> Result<Vec<(String, String)>, DbError> {
    let parts = ROWS.iter().map(|(into, _, _, these)| {
        let table = into.split(' ').next().unwrap_or_default();
        format!(
            "SELECT '{table}', coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {table} t, given WHERE t.{these}"
        )
    });
    let given = format!(
        "WITH given (project, person, agency) AS (VALUES ('{}'::text, '{}'::uuid, '{}'::uuid)) ",
        tenant.project, tenant.user, tenant.agency
    );
    let statement = given + &parts.collect::<Vec<_>>().join(" UNION ALL ");
    let statement = statement.replace("id(session)", &format!("'{}'", row_id(tenant, "session")));
    let mut tx = db.platform(PlatformScope::Person(tenant.user)).await?;
    Ok(sqlx::query_as(AssertSqlSafe(statement)).fetch_all(tx.conn()).await?)
}
