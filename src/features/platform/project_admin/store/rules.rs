//! Rows of a project's access rules.

use time::OffsetDateTime;

use crate::db::{Rules, TenantTx};

/// The rules of the project the transaction is armed for.
pub async fn get(tx: &mut TenantTx) -> Result<Rules, sqlx::Error> {
    let project = tx.project();
    let row = sqlx::query!(
        "SELECT ip_allow, session_minutes, client_mfa, managers_invite FROM project_rules
         WHERE project_id = $1",
        project.as_str()
    )
    .fetch_optional(tx.conn())
    .await?;
    let rules = row.map(|row| Rules::of_row(&row.ip_allow, row.session_minutes, row.client_mfa, row.managers_invite));
    Ok(rules.unwrap_or_default())
}

/// Replaces the rules: networks, length of a log-in in minutes, second factor of clients, invitations by managers.
pub async fn put(
    tx: &mut TenantTx,
    (networks, minutes, client_mfa, managers_invite): (&[String], Option<i32>, bool, bool),
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    tx.announce_part();
    let project = tx.project();
    sqlx::query!(
        "INSERT INTO project_rules (project_id, ip_allow, session_minutes, client_mfa, managers_invite, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (project_id) DO UPDATE SET ip_allow = excluded.ip_allow,
             session_minutes = excluded.session_minutes, client_mfa = excluded.client_mfa,
             managers_invite = excluded.managers_invite, updated_at = excluded.updated_at",
        project.as_str(),
        networks,
        minutes,
        client_mfa,
        managers_invite,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
