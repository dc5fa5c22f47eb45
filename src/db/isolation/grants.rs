//! Permitted rights of the service's roles.

/// Permitted rights of the service's roles; any other grant is a breach. A migration that grants a right needs its line
/// here. Brackets list columns.
const GRANTS: &[(&str, App, Platform)] = &[
    ("activity", "SELECT, INSERT, DELETE", ""),
    ("agency_invitations", "", "SELECT, INSERT, UPDATE"),
    ("allowances", "SELECT", "SELECT, INSERT, UPDATE"),
    ("api_keys", "SELECT, INSERT, UPDATE", ""),
    ("approvals", "SELECT, INSERT, DELETE", ""),
    ("audit", "SELECT, INSERT", ""),
    ("document_versions", "SELECT, INSERT, DELETE", ""),
    ("documents", "SELECT, INSERT, UPDATE", ""),
    ("domains", "SELECT, INSERT, UPDATE, DELETE", ""),
    ("email_changes", "", "SELECT, INSERT, UPDATE, DELETE"),
    ("failures", "", "SELECT, INSERT, UPDATE, DELETE"),
    ("file_requests", "SELECT, INSERT, UPDATE, DELETE", ""),
    ("handoffs", "", "SELECT, INSERT, UPDATE, DELETE"),
    ("idempotency_keys", "", "SELECT, INSERT, UPDATE, DELETE"),
    ("identities", "", "SELECT, INSERT, UPDATE (email last_used_at), DELETE"),
    ("invitations", "SELECT, INSERT, UPDATE", ""),
    ("isolation_runs", "", "SELECT, INSERT, DELETE"),
    ("jobs", "INSERT", "SELECT, INSERT, UPDATE, DELETE"),
    ("listings", "SELECT, INSERT, UPDATE, DELETE", "SELECT"),
    ("listings_due", "SELECT", ""),
    ("mail_logins", "", "SELECT, INSERT, UPDATE, DELETE"),
    ("members", "SELECT, INSERT, UPDATE", "SELECT (project_id user_id role lead removed_at returned_at)"),
    ("messages", "SELECT, INSERT, UPDATE (body edited_at)", ""),
    ("milestones", "SELECT, INSERT, UPDATE, DELETE", ""),
    ("organisations", "", "SELECT, INSERT"),
    ("partner_agencies", "", "SELECT, INSERT, UPDATE"),
    ("partner_agents", "", "SELECT, INSERT, UPDATE (admin), DELETE"),
    ("partner_shares", "SELECT, INSERT, UPDATE, DELETE", "SELECT (project_id agency_id level expires_at)"),
    ("passkey_ceremonies", "", "SELECT, INSERT, UPDATE, DELETE"),
    ("passkeys", "", "SELECT, INSERT, UPDATE, DELETE"),
    ("password_tokens", "", "SELECT, INSERT, UPDATE, DELETE"),
    ("pending_logins", "", "SELECT, INSERT, UPDATE, DELETE"),
    ("personal_tokens", "", "SELECT, INSERT, UPDATE"),
    ("plans", "SELECT", "SELECT, INSERT, UPDATE"),
    ("platform_audit", "", "SELECT, INSERT"),
    ("platform_audit_chain", "", "SELECT, INSERT"),
    ("platform_audit_loose", "", "SELECT, INSERT, DELETE"),
    ("production_mark", "", "SELECT, INSERT"),
    ("project_ids", "SELECT", "SELECT, INSERT"),
    ("project_limits", "SELECT", "SELECT"),
    (
        "project_rules",
        "SELECT, INSERT, UPDATE",
        "SELECT (project_id ip_allow session_minutes client_mfa managers_invite)",
    ),
    ("project_settings", "SELECT, INSERT, UPDATE", ""),
    ("projects", "SELECT, INSERT, UPDATE", "SELECT (project_id title workspace)"),
    ("recovery_codes", "", "SELECT, INSERT, UPDATE, DELETE"),
    ("refresh_tokens", "", "SELECT, INSERT, UPDATE, DELETE"),
    ("row_counts", "SELECT, INSERT, UPDATE", ""),
    ("served_domains", "SELECT (name project_id domain_id failures)", "SELECT, INSERT, UPDATE, DELETE"),
    ("sessions", "", "SELECT, INSERT, UPDATE"),
    ("sign_in_flows", "", "SELECT, INSERT, UPDATE, DELETE"),
    ("signing_keys", "", "SELECT, INSERT, UPDATE"),
    ("submissions", "", "SELECT, INSERT, UPDATE, DELETE"),
    ("synthetic_tenants", "", "SELECT, INSERT"),
    ("tasks", "SELECT, INSERT, UPDATE, DELETE", ""),
    ("thread_reads", "SELECT, INSERT, UPDATE", ""),
    ("threads", "SELECT, INSERT, UPDATE", ""),
    ("totp_secrets", "", "SELECT, INSERT, UPDATE, DELETE"),
    ("uploads", "SELECT, INSERT, UPDATE, DELETE", ""),
    ("usage_days", "SELECT", "SELECT, INSERT, UPDATE, DELETE"),
    ("usage_documents", "SELECT", "SELECT, INSERT, UPDATE, DELETE"),
    ("usage_hours", "SELECT", "SELECT, INSERT, UPDATE, DELETE"),
    ("usage_people", "SELECT", "SELECT, INSERT, DELETE"),
    ("users", "", "SELECT, INSERT, UPDATE"),
];

/// Rights of `fataplus_app`.
type App = &'static str;
/// Rights of `fataplus_platform`.
type Platform = &'static str;

/// The list in the catalogue's form, an entry for each right: tables, roles, and rights like `SELECT` or `SELECT
/// (name)`.
#[must_use]
pub fn grants() -> [Vec<String>; 3] {
    let mut listed = [Vec::new(), Vec::new(), Vec::new()];
    let mut add =
        |right: [&str; 3]| listed.iter_mut().zip(right).for_each(|(column, part)| column.push(part.to_owned()));
    for (table, app, platform) in GRANTS {
        for (role, rights) in [("fataplus_app", app), ("fataplus_platform", platform)] {
            for right in rights.split(", ").filter(|right| !right.is_empty()) {
                match right.trim_end_matches(')').split_once(" (") {
                    None => add([table, role, right]),
                    Some((right, columns)) => {
                        columns.split(' ').for_each(|column| add([table, role, &format!("{right} ({column})")]));
                    }
                }
            }
        }
    }
    listed
}
