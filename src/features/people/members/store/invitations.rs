//! Rows of invitations into a project.

use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{
    access::{MemberRole, Membership, Role},
    db::TenantTx,
    features::people::invitations::{InvitationState, quotas::SentMail},
    http::api::paging::Window,
    ids::{InvitationId, UserId},
    text::Language,
};

/// An invitation.
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
    pub accepted_at: Option<OffsetDateTime>,
    pub revoked_at: Option<OffsetDateTime>,
    /// Time its last mail came back as undeliverable.
    pub undelivered_at: Option<OffsetDateTime>,
}

impl Invitation {
    pub fn membership(&self) -> Membership {
        Membership::of(self.role, self.lead)
    }

    pub fn state(&self, now: OffsetDateTime) -> InvitationState {
        match (self.accepted_at, self.revoked_at) {
            (Some(_), _) => InvitationState::Accepted,
            (None, Some(_)) => InvitationState::Revoked,
            (None, None) if self.expires_at <= now => InvitationState::Expired,
            (None, None) => InvitationState::Pending,
        }
    }
}

/// The project's mails of the last day, the first one first.
pub async fn mails_of_the_day(tx: &mut TenantTx, now: OffsetDateTime) -> Result<Vec<SentMail>, sqlx::Error> {
    let project = tx.project();
    sqlx::query_as!(
        SentMail,
        r#"SELECT sent AS "at!", i.email FROM invitations i, unnest(i.sent_at) AS sent
           WHERE i.project_id = $1 AND sent > $2 ORDER BY sent"#,
        project.as_str(),
        now - Duration::DAY,
    )
    .fetch_all(tx.conn())
    .await
}

/// Records the invitation's mail.
pub async fn mailed(tx: &mut TenantTx, id: InvitationId, mail: Uuid) -> Result<(), sqlx::Error> {
    let project = tx.project();
    sqlx::query!(
        "UPDATE invitations SET mail_id = $3, undelivered_at = NULL WHERE project_id = $1 AND id = $2",
        project.as_str(),
        id.0,
        mail,
    )
    .execute(tx.conn())
    .await
    .map(drop)
}

/// Records that the mail could not be delivered, or was delivered after all. Other mails match no row.
pub async fn note_delivery(
    tx: &mut TenantTx,
    mail: Uuid,
    undelivered_at: Option<OffsetDateTime>,
) -> Result<(), sqlx::Error> {
    let project = tx.project();
    sqlx::query!(
        "UPDATE invitations SET undelivered_at = $3 WHERE project_id = $1 AND mail_id = $2",
        project.as_str(),
        mail,
        undelivered_at,
    )
    .execute(tx.conn())
    .await
    .map(drop)
}

/// Choice of invitations.
#[derive(Clone, Copy, Debug)]
pub struct InvitationFilter {
    /// Only those of plain clients, which a lead client manages.
    pub clients_only: bool,
    /// Accepted and revoked ones too.
    pub answered: bool,
}

/// The project's invitations.
pub async fn list(tx: &mut TenantTx, window: Window, filter: InvitationFilter) -> Result<Vec<Invitation>, sqlx::Error> {
    select(tx, window, filter, None).await
}

/// One invitation that is unanswered.
pub async fn find(tx: &mut TenantTx, id: InvitationId, clients_only: bool) -> Result<Option<Invitation>, sqlx::Error> {
    let filter = InvitationFilter { clients_only, answered: false };
    Ok(select(tx, Window::ALL, filter, Some(id)).await?.pop())
}

async fn select(
    tx: &mut TenantTx,
    window: Window,
    filter: InvitationFilter,
    only: Option<InvitationId>,
) -> Result<Vec<Invitation>, sqlx::Error> {
    let project = tx.project();
    sqlx::query_as!(
        Invitation,
        r#"SELECT id AS "id: InvitationId", email, name, role AS "role: MemberRole", lead,
                  language AS "language: Language", invited_by AS "invited_by: UserId", created_at, expires_at,
                  accepted_at, revoked_at, undelivered_at
           FROM invitations
           WHERE project_id = $1 AND ($6 OR accepted_at IS NULL AND revoked_at IS NULL)
             AND ($2::uuid IS NULL OR id > $2)
             AND ($4::uuid IS NULL OR id = $4) AND (NOT $5 OR role = 'client' AND NOT lead)
           ORDER BY id LIMIT $3"#,
        project.as_str(),
        window.after,
        window.limit,
        only.map(|id| id.0),
        filter.clients_only,
        filter.answered,
    )
    .fetch_all(tx.conn())
    .await
}

/// Adds an invitation; it replaces an unanswered one to the same address, if `by` may revoke that.
pub async fn invite(
    tx: &mut TenantTx,
    by: Role,
    invitation: &Invitation,
    token_hash: [u8; 32],
) -> Result<(), sqlx::Error> {
    // Listings are found by the people a project invites.
    tx.announce_part();
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
    let insert = sqlx::query!(
        "INSERT INTO invitations
            (project_id, id, email, name, role, lead, language, token_hash, invited_by, created_at, expires_at,
             sent_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, ARRAY[$10::timestamptz])",
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
    );
    tx.insert("invitations", insert).await?;
    Ok(())
}

/// Gives an unanswered invitation a new token and lifetime; the old link becomes invalid.
pub async fn renew(
    tx: &mut TenantTx,
    id: InvitationId,
    token_hash: [u8; 32],
    (now, expires_at): (OffsetDateTime, OffsetDateTime),
) -> Result<bool, sqlx::Error> {
    let project = tx.project();
    let renewed = sqlx::query!(
        "UPDATE invitations SET token_hash = $3, expires_at = $4,
                sent_at = ARRAY(SELECT sent FROM unnest(sent_at) AS sent WHERE sent > $6) || $5::timestamptz
         WHERE project_id = $1 AND id = $2 AND accepted_at IS NULL AND revoked_at IS NULL",
        project.as_str(),
        id.0,
        token_hash.as_slice(),
        expires_at,
        now,
        now - Duration::DAY,
    )
    .execute(tx.conn())
    .await?;
    Ok(renewed.rows_affected() == 1)
}

/// Revokes an unanswered invitation.
pub async fn revoke(tx: &mut TenantTx, id: InvitationId, now: OffsetDateTime) -> Result<bool, sqlx::Error> {
    tx.announce_part();
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

/// An invitation for its bearer.
#[derive(Clone, Debug)]
pub struct InvitationOffer {
    pub email: String,
    pub name: String,
    pub role: MemberRole,
    pub lead: bool,
    pub language: Language,
    pub project_title: String,
    pub invited_by: Option<UserId>,
}

impl InvitationOffer {
    pub fn membership(&self) -> Membership {
        Membership::of(self.role, self.lead)
    }
}

/// Live invitation of a token, if its project can be joined and its sender may still give the place.
pub async fn offer(
    tx: &mut TenantTx,
    token_hash: [u8; 32],
    now: OffsetDateTime,
) -> Result<Option<InvitationOffer>, sqlx::Error> {
    let project = tx.project();
    let offer = sqlx::query_as!(
        InvitationOffer,
        r#"SELECT i.email, i.name, i.role AS "role: MemberRole", i.lead,
                  i.language AS "language: Language", p.title AS project_title,
                  i.invited_by AS "invited_by: UserId"
           FROM invitations i JOIN projects p ON p.project_id = i.project_id
           WHERE i.project_id = $1 AND i.token_hash = $2 AND i.accepted_at IS NULL AND i.revoked_at IS NULL
             AND i.expires_at > $3 AND p.workspace IN ('provisioning', 'active')"#,
        project.as_str(),
        token_hash.as_slice(),
        now,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(offer) = offer else { return Ok(None) };
    let gives = match offer.invited_by {
        Some(by) => super::current_role(tx, by).await?.is_some_and(|role| offer.membership().offered_by(role)),
        // Sent by the platform itself.
        None => true,
    };
    Ok(gives.then_some(offer))
}

/// Whether the invitation of a token was accepted.
pub async fn was_accepted(tx: &mut TenantTx, token_hash: [u8; 32]) -> Result<bool, sqlx::Error> {
    let project = tx.project();
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM invitations
                          WHERE project_id = $1 AND token_hash = $2 AND accepted_at IS NOT NULL) AS "accepted!""#,
        project.as_str(),
        token_hash.as_slice(),
    )
    .fetch_one(tx.conn())
    .await
}

/// Records that the invitation of a token was accepted; of concurrent tries one succeeds.
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

/// Whether an invitation of a client waits for an answer.
pub async fn awaits_client(tx: &mut TenantTx, now: OffsetDateTime) -> Result<bool, sqlx::Error> {
    let project = tx.project();
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM invitations
             WHERE project_id = $1 AND role = 'client' AND accepted_at IS NULL AND revoked_at IS NULL
               AND expires_at > $2) AS "awaits!""#,
        project.as_str(),
        now,
    )
    .fetch_one(tx.conn())
    .await
}
