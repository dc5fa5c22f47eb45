//! Rows of people to mail.

use time::OffsetDateTime;

use super::Recipient;
use crate::{
    access::{MemberRole, PartnerLevel},
    db::{PlatformTx, TenantTx},
    ids::UserId,
    text::Language,
};

/// The members who have one of `roles` in the transaction's project.
pub async fn members_with_roles(tx: &mut TenantTx, roles: &[MemberRole]) -> Result<Vec<Recipient>, sqlx::Error> {
    let project = tx.project();
    let roles: Vec<String> = roles.iter().map(ToString::to_string).collect();
    sqlx::query_as!(
        Recipient,
        r#"SELECT u.id AS "user_id: UserId", u.name, u.email, u.language AS "language: Language", u.muted
           FROM members m JOIN users u ON u.id = m.user_id
           WHERE m.project_id = $1 AND m.removed_at IS NULL AND m.role = ANY ($2) AND u.disabled_at IS NULL
           ORDER BY u.id"#,
        project.as_str(),
        &roles,
    )
    .fetch_all(tx.conn())
    .await
}

/// People of the agencies that have the transaction's project at one of `levels`, at `now`. A member who also belongs
/// to an agency has the member's part, and is not included.
pub async fn partners_at(
    tx: &mut TenantTx,
    levels: &[PartnerLevel],
    now: OffsetDateTime,
) -> Result<Vec<Recipient>, sqlx::Error> {
    let project = tx.project();
    let levels: Vec<String> = levels.iter().map(ToString::to_string).collect();
    sqlx::query_as!(
        Recipient,
        r#"SELECT DISTINCT u.id AS "user_id: UserId", u.name, u.email, u.language AS "language: Language", u.muted
           FROM partner_shares s JOIN partner_agents a USING (agency_id) JOIN users u ON u.id = a.user_id
           WHERE s.project_id = $1 AND s.level = ANY ($2) AND (s.expires_at IS NULL OR s.expires_at > $3)
             AND u.disabled_at IS NULL
             AND NOT EXISTS (SELECT FROM members m
                             WHERE m.project_id = $1 AND m.user_id = u.id AND m.removed_at IS NULL)
           ORDER BY u.id"#,
        project.as_str(),
        &levels,
        now,
    )
    .fetch_all(tx.conn())
    .await
}

/// The platform's admins.
pub async fn admins(tx: &mut PlatformTx) -> Result<Vec<Recipient>, sqlx::Error> {
    sqlx::query_as!(
        Recipient,
        r#"SELECT id AS "user_id: UserId", name, email, language AS "language: Language", muted FROM users
           WHERE platform_role = 'admin' AND disabled_at IS NULL"#
    )
    .fetch_all(tx.conn())
    .await
}

/// Agency staff with this address, if any.
pub async fn staff_at(tx: &mut PlatformTx, email: &str) -> Result<Option<Recipient>, sqlx::Error> {
    sqlx::query_as!(
        Recipient,
        r#"SELECT id AS "user_id: UserId", name, email, language AS "language: Language", muted FROM users
           WHERE email = $1 AND platform_role <> 'none' AND disabled_at IS NULL"#,
        email
    )
    .fetch_optional(tx.conn())
    .await
}
