//! Rows of people to mail.

use time::OffsetDateTime;

use super::Recipient;
use crate::{
    access::{MemberRole, PartnerLevel},
    db::{PlatformTx, TenantTx},
    ids::{AgencyId, UserId},
    text::Language,
};

/// The members who have one of `roles` in the transaction's project.
pub async fn members_with_roles(tx: &mut TenantTx, roles: &[MemberRole]) -> Result<Vec<Recipient>, sqlx::Error> {
    let project = tx.project();
    let roles: Vec<String> = roles.iter().map(ToString::to_string).collect();
    let members = sqlx::query_scalar!(
        r#"SELECT user_id AS "user_id: UserId" FROM members
           WHERE project_id = $1 AND removed_at IS NULL AND role = ANY ($2) ORDER BY user_id"#,
        project.as_str(),
        &roles,
    )
    .fetch_all(tx.conn())
    .await?;
    people(tx, members).await
}

/// People of the agencies that have the transaction's project at one of `levels`, at `now`. A member who also belongs
/// to an agency has the member's part, and is not included.
pub async fn partners_at(
    tx: &mut TenantTx,
    levels: &[PartnerLevel],
    now: OffsetDateTime,
) -> Result<Vec<Recipient>, sqlx::Error> {
    let agents = agents_at(tx, levels, now).await?;
    people(tx, agents).await
}

/// IDs of those people, each once.
pub async fn agents_at(
    tx: &mut TenantTx,
    levels: &[PartnerLevel],
    now: OffsetDateTime,
) -> Result<Vec<UserId>, sqlx::Error> {
    let project = tx.project();
    let levels: Vec<String> = levels.iter().map(ToString::to_string).collect();
    let agencies = sqlx::query_scalar!(
        r#"SELECT agency_id AS "agency_id: AgencyId" FROM partner_shares
           WHERE project_id = $1 AND level = ANY ($2) AND (expires_at IS NULL OR expires_at > $3)"#,
        project.as_str(),
        &levels,
        now,
    )
    .fetch_all(tx.conn())
    .await?;
    agents_of(tx, &agencies).await
}

/// IDs of the people of `agencies`, each once, without those who have a part as members.
pub async fn agents_of(tx: &mut TenantTx, agencies: &[AgencyId]) -> Result<Vec<UserId>, sqlx::Error> {
    let project = tx.project();
    let agents: Vec<_> = tx.agents(agencies).await?.into_iter().map(|agent| agent.0).collect();
    if agents.is_empty() {
        return Ok(Vec::new());
    }
    sqlx::query_scalar!(
        r#"SELECT DISTINCT agent AS "agent!: UserId" FROM unnest($2::uuid[]) agent
           WHERE NOT EXISTS (SELECT FROM members m
                             WHERE m.project_id = $1 AND m.user_id = agent AND m.removed_at IS NULL)
           ORDER BY 1"#,
        project.as_str(),
        &agents,
    )
    .fetch_all(tx.conn())
    .await
}

/// The agency's people, by name.
pub async fn staff(tx: &mut PlatformTx) -> Result<Vec<Recipient>, sqlx::Error> {
    sqlx::query_as!(
        Recipient,
        r#"SELECT id AS "user_id: UserId", name, email, language AS "language: Language", muted FROM users
           WHERE platform_role <> 'none' AND disabled_at IS NULL ORDER BY lower(name), id"#,
    )
    .fetch_all(tx.conn())
    .await
}

/// Those of these people whose accounts are not disabled.
pub async fn people(tx: &mut TenantTx, ids: Vec<UserId>) -> Result<Vec<Recipient>, sqlx::Error> {
    let accounts = tx.people(ids.clone()).await?;
    let recipient = |person| {
        let account = accounts.enabled(person)?;
        Some(Recipient {
            user_id: person,
            name: account.name.clone(),
            email: account.email.clone(),
            language: account.language,
            muted: account.muted.clone(),
        })
    };
    Ok(ids.into_iter().filter_map(recipient).collect())
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
