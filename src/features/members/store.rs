//! The rows of members and invitations.

use time::OffsetDateTime;
use uuid::Uuid;

use super::{MemberRole, Place};
use crate::{
    access::Role,
    db::{PlatformTx, TenantTx},
    ids::{InvitationId, UserId},
    text::Language,
};

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
    pub fn place(&self) -> Place {
        Place { role: self.role, lead: self.lead }
    }
}

/// An invitation nobody has answered yet.
#[derive(Clone, Debug)]
pub struct Invitation {
    pub id: InvitationId,
    pub email: String,
    pub name: String,
    pub role: MemberRole,
    pub lead: bool,
    pub language: Language,
    pub invited_by: Option<UserId>,
    pub created_at: OffsetDateTime,
    pub expires_at: OffsetDateTime,
}

impl Invitation {
    pub fn place(&self) -> Place {
        Place { role: self.role, lead: self.lead }
    }
}

/// The members after `after`, or one of them.
pub async fn members(
    tx: &mut TenantTx,
    after: Option<Uuid>,
    limit: Option<i64>,
    only: Option<UserId>,
) -> Result<Vec<Member>, sqlx::Error> {
    let project = tx.project();
    sqlx::query_as!(
        Member,
        r#"SELECT m.user_id AS "user_id: UserId", u.name, u.email, m.role AS "role: MemberRole", m.lead, m.joined_at
           FROM members m JOIN users u ON u.id = m.user_id
           WHERE m.project_id = $1 AND m.removed_at IS NULL AND ($2::uuid IS NULL OR m.user_id > $2)
             AND ($4::uuid IS NULL OR m.user_id = $4)
           ORDER BY m.user_id LIMIT $3"#,
        project.as_str(),
        after,
        limit,
        only.map(|user| user.0),
    )
    .fetch_all(tx.conn())
    .await
}

/// Whether a member (or a client, when only they are the asker's business) has this address.
pub async fn is_member(tx: &mut TenantTx, email: &str, clients_only: bool) -> Result<bool, sqlx::Error> {
    let project = tx.project();
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM members m JOIN users u ON u.id = m.user_id
                          WHERE m.project_id = $1 AND m.removed_at IS NULL AND u.email = $2
                            AND (NOT $3 OR m.role = 'client')) AS "is!""#,
        project.as_str(),
        email,
        clients_only,
    )
    .fetch_one(tx.conn())
    .await
}

/// Takes a member out; her name stays with what she wrote.
pub async fn remove(tx: &mut TenantTx, user: UserId, now: OffsetDateTime) -> Result<bool, sqlx::Error> {
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

/// Makes somebody a member, again if she was one before. Whoever is one keeps the place she has.
pub async fn join(tx: &mut TenantTx, user: UserId, place: Place, now: OffsetDateTime) -> Result<(), sqlx::Error> {
    let project = tx.project();
    sqlx::query!(
        "INSERT INTO members (project_id, user_id, role, lead, joined_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (project_id, user_id) DO UPDATE SET role = $3, lead = $4, joined_at = $5, removed_at = NULL
            WHERE members.removed_at IS NOT NULL",
        project.as_str(),
        user.0,
        place.role.as_str(),
        place.lead,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The unanswered invitations after `after`, late ones too, or one of them; of plain clients only for a lead client.
pub async fn invitations(
    tx: &mut TenantTx,
    after: Option<Uuid>,
    limit: Option<i64>,
    only: Option<InvitationId>,
    clients_only: bool,
) -> Result<Vec<Invitation>, sqlx::Error> {
    let project = tx.project();
    sqlx::query_as!(
        Invitation,
        r#"SELECT id AS "id: InvitationId", email, name, role AS "role: MemberRole", lead,
                  language AS "language: Language", invited_by AS "invited_by: UserId", created_at, expires_at
           FROM invitations
           WHERE project_id = $1 AND accepted_at IS NULL AND revoked_at IS NULL AND ($2::uuid IS NULL OR id > $2)
             AND ($4::uuid IS NULL OR id = $4) AND (NOT $5 OR role = 'client' AND NOT lead)
           ORDER BY id LIMIT $3"#,
        project.as_str(),
        after,
        limit,
        only.map(|id| id.0),
        clients_only,
    )
    .fetch_all(tx.conn())
    .await
}

/// Adds an invitation; an unanswered one to the same address makes room for it, if it is `by`'s to take back.
pub async fn invite(
    tx: &mut TenantTx,
    by: Role,
    invitation: &Invitation,
    token_hash: [u8; 32],
) -> Result<(), sqlx::Error> {
    let project = tx.project();
    sqlx::query!(
        "UPDATE invitations SET revoked_at = $3
         WHERE project_id = $1 AND email = $2 AND accepted_at IS NULL AND revoked_at IS NULL
           AND ($4 OR role = 'client' AND ($5 OR NOT lead))",
        project.as_str(),
        invitation.email,
        invitation.created_at,
        by == Role::Admin,
        by.is_agency(),
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "INSERT INTO invitations
            (project_id, id, email, name, role, lead, language, token_hash, invited_by, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        project.as_str(),
        invitation.id.0,
        invitation.email,
        invitation.name,
        invitation.role.as_str(),
        invitation.lead,
        invitation.language.tag(),
        token_hash.as_slice(),
        invitation.invited_by.map(|user| user.0),
        invitation.created_at,
        invitation.expires_at,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Gives an unanswered invitation a new token and new time; the old link is dead.
pub async fn renew(
    tx: &mut TenantTx,
    id: InvitationId,
    token_hash: [u8; 32],
    expires_at: OffsetDateTime,
) -> Result<bool, sqlx::Error> {
    let project = tx.project();
    let renewed = sqlx::query!(
        "UPDATE invitations SET token_hash = $3, expires_at = $4
         WHERE project_id = $1 AND id = $2 AND accepted_at IS NULL AND revoked_at IS NULL",
        project.as_str(),
        id.0,
        token_hash.as_slice(),
        expires_at,
    )
    .execute(tx.conn())
    .await?;
    Ok(renewed.rows_affected() == 1)
}

/// Takes an unanswered invitation back.
pub async fn revoke(tx: &mut TenantTx, id: InvitationId, now: OffsetDateTime) -> Result<bool, sqlx::Error> {
    let project = tx.project();
    let revoked = sqlx::query!(
        "UPDATE invitations SET revoked_at = $3
         WHERE project_id = $1 AND id = $2 AND accepted_at IS NULL AND revoked_at IS NULL",
        project.as_str(),
        id.0,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(revoked.rows_affected() == 1)
}

/// An invitation as its bearer sees it.
#[derive(Clone, Debug)]
pub struct Offer {
    pub email: String,
    pub name: String,
    pub role: MemberRole,
    pub lead: bool,
    pub language: Language,
    pub project_title: String,
}

/// The live invitation of a token, if its project is one that can be joined.
pub async fn offer(tx: &mut TenantTx, token_hash: [u8; 32], now: OffsetDateTime) -> Result<Option<Offer>, sqlx::Error> {
    let project = tx.project();
    sqlx::query_as!(
        Offer,
        r#"SELECT i.email, i.name, i.role AS "role: MemberRole", i.lead,
                  i.language AS "language: Language", p.title AS project_title
           FROM invitations i JOIN projects p ON p.project_id = i.project_id
           WHERE i.project_id = $1 AND i.token_hash = $2 AND i.accepted_at IS NULL AND i.revoked_at IS NULL
             AND i.expires_at > $3 AND p.workspace IN ('provisioning', 'active')"#,
        project.as_str(),
        token_hash.as_slice(),
        now,
    )
    .fetch_optional(tx.conn())
    .await
}

/// Notes that the invitation of a token was accepted; of any number of tries at the same time one succeeds.
pub async fn accept(tx: &mut TenantTx, token_hash: [u8; 32], now: OffsetDateTime) -> Result<bool, sqlx::Error> {
    let project = tx.project();
    let accepted = sqlx::query!(
        "UPDATE invitations SET accepted_at = $3
         WHERE project_id = $1 AND token_hash = $2 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $3",
        project.as_str(),
        token_hash.as_slice(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(accepted.rows_affected() == 1)
}

/// What is known of the person with an address.
#[derive(Clone, Debug)]
pub struct Known {
    pub name: String,
    pub has_password: bool,
    pub disabled: bool,
}

/// The person with an address.
pub async fn known(tx: &mut PlatformTx, email: &str) -> Result<Option<Known>, sqlx::Error> {
    sqlx::query_as!(
        Known,
        r#"SELECT name, password_hash IS NOT NULL AS "has_password!",
                  disabled_at IS NOT NULL AS "disabled!" FROM users WHERE email = $1"#,
        email,
    )
    .fetch_optional(tx.conn())
    .await
}

/// Makes the person with this password, or gives it to one who has none; `None` when she has one already.
pub async fn add_person(
    tx: &mut PlatformTx,
    email: &str,
    name: &str,
    language: Language,
    password_hash: &str,
) -> Result<Option<UserId>, sqlx::Error> {
    let id = sqlx::query_scalar!(
        "INSERT INTO users (id, email, name, language, password_hash) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (email) DO UPDATE SET name = $3, password_hash = $5
            WHERE users.password_hash IS NULL AND users.disabled_at IS NULL
         RETURNING id",
        UserId::new().0,
        email,
        name,
        language.tag(),
        password_hash,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.map(UserId))
}
