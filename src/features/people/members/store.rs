//! Rows of members.

pub mod invitations;

use time::OffsetDateTime;

use crate::{
    access::{MemberRole, Membership, Role, role_of},
    db::{PersonRow, SampleRow, TenantTx},
    http::api::paging::Window,
    ids::UserId,
};

/// A row in each table, for tests and the isolation check.
pub const SAMPLES: &[SampleRow] = &[
    ("members (project_id, user_id, role, joined_at)", "project, person, 'admin', at"),
    (
        "invitations (project_id, id, email, name, role, language, token_hash, created_at, expires_at)",
        "project, id(invitation), 'invited-' || canary || '@isolation.invalid', canary, 'client', 'en', \
         sha256(canary::bytea), at, at + interval '100 years'",
    ),
    ("partner_shares (project_id, agency_id, agency, level, created_at)", "project, agency, canary, 'view', at"),
];

/// A member.
#[derive(Clone, Debug)]
pub struct Member {
    pub user_id: UserId,
    pub name: String,
    pub email: String,
    pub role: MemberRole,
    pub lead: bool,
    pub joined_at: OffsetDateTime,
}

impl Member {
    pub fn membership(&self) -> Membership {
        Membership::of(self.role, self.lead)
    }
}

/// The project's members.
pub async fn list(tx: &mut TenantTx, window: Window) -> Result<Vec<Member>, sqlx::Error> {
    select(tx, window, None).await
}

/// One member.
pub async fn find(tx: &mut TenantTx, user: UserId) -> Result<Option<Member>, sqlx::Error> {
    Ok(select(tx, Window::ALL, Some(user)).await?.pop())
}

async fn select(tx: &mut TenantTx, window: Window, only: Option<UserId>) -> Result<Vec<Member>, sqlx::Error> {
    let project = tx.project();
    let rows = sqlx::query!(
        r#"SELECT user_id AS "user_id: UserId", role AS "role: MemberRole", lead, joined_at FROM members
           WHERE project_id = $1 AND removed_at IS NULL AND ($2::uuid IS NULL OR user_id > $2)
             AND ($4::uuid IS NULL OR user_id = $4)
           ORDER BY user_id LIMIT $3"#,
        project.as_str(),
        window.after,
        window.limit,
        only.map(|user| user.0),
    )
    .fetch_all(tx.conn())
    .await?;
    let people = tx.people(rows.iter().map(|row| row.user_id).collect()).await?;
    let member = |row| {
        let (user_id, role, lead, joined_at) = row;
        let PersonRow { name, email, .. } = people.get(user_id)?.clone();
        Some(Member { user_id, name, email, role, lead, joined_at })
    };
    Ok(rows.into_iter().map(|row| (row.user_id, row.role, row.lead, row.joined_at)).filter_map(member).collect())
}

/// Whether a member (or a client, when only they are the asker's business) has this address.
pub async fn is_member(tx: &mut TenantTx, email: &str, clients_only: bool) -> Result<bool, sqlx::Error> {
    let members = list(tx, Window::ALL).await?;
    Ok(members.iter().any(|member| member.email == email && (!clients_only || member.role == MemberRole::Client)))
}

/// Present role of a member of agency or client; `None` if they were removed or are disabled.
pub async fn current_role(tx: &mut TenantTx, user: UserId) -> Result<Option<Role>, sqlx::Error> {
    let project = tx.project();
    let row = sqlx::query!(
        r#"SELECT m.role AS "role: MemberRole", m.lead, r.managers_invite AS "managers_invite?"
           FROM members m LEFT JOIN project_rules r ON r.project_id = $1
           WHERE m.project_id = $1 AND m.user_id = $2 AND m.removed_at IS NULL"#,
        project.as_str(),
        user.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    let managers_invite = row.as_ref().and_then(|row| row.managers_invite).unwrap_or_default();
    let member = row.map(|row| Membership::of(row.role, row.lead));
    let people = tx.people(vec![user]).await?;
    let role = people.enabled(user).and_then(|person| role_of(person.platform_role, member, None));
    Ok(role.map(|role| role.under(managers_invite)))
}

/// Removes a member; the name stays with what they wrote.
pub async fn remove(tx: &mut TenantTx, user: UserId, now: OffsetDateTime) -> Result<bool, sqlx::Error> {
    tx.announce_part();
    let project = tx.project();
    let removed = sqlx::query!(
        "UPDATE members SET removed_at = $3 WHERE project_id = $1 AND user_id = $2 AND removed_at IS NULL",
        project.as_str(),
        user.0,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(removed.rows_affected() == 1)
}

/// Adds a member, or restores a removed one, though not for their earlier tokens. A present member keeps their place.
pub async fn join(tx: &mut TenantTx, user: UserId, member: Membership, now: OffsetDateTime) -> Result<(), sqlx::Error> {
    tx.announce_part();
    let project = tx.project();
    sqlx::query!(
        "INSERT INTO members (project_id, user_id, role, lead, joined_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (project_id, user_id) DO UPDATE
            SET role = $3, lead = $4, joined_at = $5, returned_at = $5, removed_at = NULL
            WHERE members.removed_at IS NOT NULL",
        project.as_str(),
        user.0,
        member.role().as_str(),
        member.is_lead(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Gives a member another place.
pub async fn set_membership(tx: &mut TenantTx, user: UserId, member: Membership) -> Result<bool, sqlx::Error> {
    tx.announce_part();
    let project = tx.project();
    let changed = sqlx::query!(
        "UPDATE members SET role = $3, lead = $4 WHERE project_id = $1 AND user_id = $2 AND removed_at IS NULL",
        project.as_str(),
        user.0,
        member.role().as_str(),
        member.is_lead(),
    )
    .execute(tx.conn())
    .await?;
    Ok(changed.rows_affected() == 1)
}
