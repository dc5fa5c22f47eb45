//! Rows of people with a platform role.

use time::OffsetDateTime;

use crate::{access::PlatformRole, db::PlatformTx, ids::UserId};

/// A person of the agency.
#[derive(Clone, Debug)]
pub struct StaffMember {
    pub id: UserId,
    pub name: String,
    pub email: String,
    pub role: PlatformRole,
    pub created_at: OffsetDateTime,
    pub is_disabled: bool,
    /// Last recorded use of any session.
    pub seen_at: Option<OffsetDateTime>,
    /// Whether the person has an authenticator app or a passkey.
    pub has_factor: bool,
}

/// People with a platform role after `after`, in the order their accounts were made.
pub async fn list(tx: &mut PlatformTx, after: Option<UserId>, limit: i64) -> Result<Vec<StaffMember>, sqlx::Error> {
    sqlx::query_as!(
        StaffMember,
        r#"SELECT u.id AS "id: UserId", u.name, u.email, u.platform_role AS "role: PlatformRole", u.created_at,
                  u.disabled_at IS NOT NULL AS "is_disabled!",
                  (SELECT max(s.last_seen_at) FROM sessions s WHERE s.user_id = u.id) AS seen_at,
                  (EXISTS (SELECT FROM totp_secrets t WHERE t.user_id = u.id AND t.confirmed_at IS NOT NULL)
                   OR EXISTS (SELECT FROM passkeys p WHERE p.user_id = u.id)) AS "has_factor!"
           FROM users u
           WHERE u.platform_role <> 'none' AND ($1::uuid IS NULL OR u.id > $1)
           ORDER BY u.id LIMIT $2"#,
        after.map(|after| after.0),
        limit,
    )
    .fetch_all(tx.conn())
    .await
}
