//! Names of the readers of threads of an audience.

use time::OffsetDateTime;

use super::super::action;
use crate::{
    access::{PartnerLevel, Role, RoleKind, Visibility, allows},
    db::TenantTx,
};

/// People of a project who read threads, each side in alphabetical order.
pub struct Readers(Vec<ThreadReader>);

struct ThreadReader {
    name: String,
    role: RoleKind,
}

impl Readers {
    /// Names of the readers of threads of `audience`, the agency's first. Platform admins, who read everything in every
    /// project, are not included.
    #[must_use]
    pub fn of(&self, audience: Visibility) -> Vec<&str> {
        let reads = |role: Role| allows(role, action(audience));
        let named = |reader: &&ThreadReader| match reader.role {
            RoleKind::Client => reads(Role::Client { lead: false }),
            RoleKind::Partner => reads(Role::Partner(PartnerLevel::Edit)),
            RoleKind::ProjectManager | RoleKind::Admin => reads(Role::ProjectManager),
        };
        self.0.iter().filter(named).map(|reader| reader.name.as_str()).collect()
    }
}

/// Readers in the transaction's project, at `now`.
pub async fn readers(tx: &mut TenantTx, now: OffsetDateTime) -> Result<Readers, sqlx::Error> {
    let project = tx.project();
    // A member who also belongs to a partner agency has the member's role.
    sqlx::query_as!(
        ThreadReader,
        r#"SELECT name AS "name!", role AS "role!: RoleKind" FROM (
               SELECT u.name, m.role FROM members m JOIN users u ON u.id = m.user_id
               WHERE m.project_id = $1 AND m.removed_at IS NULL AND u.disabled_at IS NULL
               UNION
               SELECT u.name, 'partner' FROM partner_shares s JOIN partner_agents a USING (agency_id)
               JOIN users u ON u.id = a.user_id
               WHERE s.project_id = $1 AND s.level IN ('edit', 'manage') AND (s.expires_at IS NULL OR s.expires_at > $2)
                 AND u.disabled_at IS NULL
                 AND NOT EXISTS (SELECT FROM members p
                                 WHERE p.project_id = $1 AND p.user_id = u.id AND p.removed_at IS NULL)) reader
           ORDER BY role IN ('client', 'partner'), role, name"#,
        project.as_str(),
        now,
    )
    .fetch_all(tx.conn())
    .await
    .map(Readers)
}
