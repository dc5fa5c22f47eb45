//! Rules of tenant isolation, checked against the catalogue.

use sqlx::PgConnection;

use super::{DbError, connections::RolePool};

mod grants;
mod rows;

pub use grants::grants;
pub use rows::{Crossings, SampleRow, SyntheticTenant};

/// Tables that belong to no tenant. Every other table must satisfy the rules of a tenant table.
pub const PLATFORM_TABLES: &[&str] = &[
    "_sqlx_migrations",
    "agency_invitations",
    "allowances",
    "email_changes",
    "failures",
    "handoffs",
    "idempotency_keys",
    "identities",
    "isolation_runs",
    "jobs",
    "mail_logins",
    "organisations",
    "partner_agencies",
    "partner_agents",
    "passkey_ceremonies",
    "passkeys",
    "password_tokens",
    "pending_logins",
    "personal_tokens",
    "plans",
    "platform_audit",
    "platform_audit_chain",
    "platform_audit_loose",
    "production_mark",
    "project_ids",
    "recovery_codes",
    "refresh_tokens",
    "served_domains",
    "sessions",
    "sign_in_flows",
    "signing_keys",
    "submissions",
    "synthetic_tenants",
    "totp_secrets",
    "usage_days",
    "usage_documents",
    "usage_hours",
    "usage_people",
    "users",
];

/// Permitted SECURITY DEFINER functions, as `name(argument types)`. Each must belong to a role that owns nothing else,
/// with its `search_path` pinned. None so far.
const DEFINER_FUNCTIONS: &[&str] = &[];

/// Breaches of the rules of tenant isolation that the catalogue shows, a line each.
pub async fn breaches(connection: &mut PgConnection) -> Result<Vec<String>, sqlx::Error> {
    let [tables, roles, rights] = grants();
    sqlx::query_scalar(include_str!("isolation.sql"))
        .bind(PLATFORM_TABLES)
        .bind(DEFINER_FUNCTIONS)
        .bind(tables)
        .bind(roles)
        .bind(rights)
        .fetch_all(connection)
        .await
}

pub(super) async fn check(pool: &RolePool) -> Result<Vec<String>, DbError> {
    let mut connection = pool.acquire().await?;
    let there: bool =
        sqlx::query_scalar("SELECT to_regclass('public.projects') IS NOT NULL").fetch_one(&mut *connection).await?;
    if !there {
        // An empty schema has no breaches but must not count as isolated.
        return Ok(vec!["the schema is not there: run fataplus migrate".to_owned()]);
    }
    Ok(breaches(&mut connection).await?)
}
