//! Names of the readers of threads of an audience.

use time::OffsetDateTime;

use super::super::action;
use crate::{
    access::{PartnerLevel, Role, RoleKind, Visibility, allows},
    db::TenantTx,
    features::shared::notify,
    ids::UserId,
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
            RoleKind::ProjectManager | RoleKind::Admin => reads(Role::MANAGER),
        };
        self.0.iter().filter(named).map(|reader| reader.name.as_str()).collect()
    }
}

/// Readers in the transaction's project, at `now`.
pub async fn readers(tx: &mut TenantTx, now: OffsetDateTime) -> Result<Readers, sqlx::Error> {
    let project = tx.project();
    let members = sqlx::query!(
        r#"SELECT user_id AS "user_id: UserId", role AS "role: RoleKind" FROM members
           WHERE project_id = $1 AND removed_at IS NULL"#,
        project.as_str(),
    );
    let mut readers: Vec<_> =
        members.fetch_all(tx.conn()).await?.into_iter().map(|row| (row.user_id, row.role)).collect();
    let agents = notify::agents_at(tx, &[PartnerLevel::Edit, PartnerLevel::Manage], now).await?;
    readers.extend(agents.into_iter().map(|agent| (agent, RoleKind::Partner)));
    let people = tx.people(readers.iter().map(|(person, _)| *person).collect()).await?;
    let named = |(person, role)| Some(ThreadReader { name: people.enabled(person)?.name.clone(), role });
    let mut readers: Vec<_> = readers.into_iter().filter_map(named).collect();
    readers.sort_by_cached_key(|ThreadReader { name, role }| {
        (matches!(role, RoleKind::Client | RoleKind::Partner), role.as_str(), name.to_lowercase())
    });
    Ok(Readers(readers))
}
