//! Rows of invitations into a partner agency.

use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{
    db::PlatformTx,
    features::people::invitations::{InvitationState, quotas::SentMail},
    ids::{AgencyId, InvitationId, UserId},
    text::Language,
};

/// An unanswered invitation.
#[derive(Clone, Debug)]
pub struct Pending {
    /// Invitation id.
    pub id: InvitationId,
    /// Address that the link was mailed to.
    pub email: String,
    /// The person's name, if known.
    pub name: String,
    /// Whether the person shall be an admin.
    pub admin: bool,
    /// Language of its mails.
    pub language: Language,
    /// Expiry of the link.
    pub expires_at: OffsetDateTime,
    /// Time its last mail came back as undeliverable.
    pub undelivered_at: Option<OffsetDateTime>,
}

impl Pending {
    /// Whether its link is still usable.
    pub fn state(&self, now: OffsetDateTime) -> InvitationState {
        if self.expires_at <= now { InvitationState::Expired } else { InvitationState::Pending }
    }
}

/// Unanswered invitations into an agency, expired ones included: all, or one.
pub async fn pending(
    tx: &mut PlatformTx,
    agency: AgencyId,
    one: Option<InvitationId>,
) -> Result<Vec<Pending>, sqlx::Error> {
    sqlx::query_as!(
        Pending,
        r#"SELECT id AS "id: InvitationId", email, name, admin, language AS "language: Language", expires_at,
                  undelivered_at
           FROM agency_invitations
           WHERE agency_id = $1 AND accepted_at IS NULL AND revoked_at IS NULL AND ($2::uuid IS NULL OR id = $2)
           ORDER BY id"#,
        agency.0,
        one.map(|id| id.0),
    )
    .fetch_all(tx.conn())
    .await
}

/// The agency's mails of the last day, the first one first.
pub async fn mails_of_the_day(
    tx: &mut PlatformTx,
    agency: AgencyId,
    now: OffsetDateTime,
) -> Result<Vec<SentMail>, sqlx::Error> {
    sqlx::query_as!(
        SentMail,
        r#"SELECT sent AS "at!", i.email FROM agency_invitations i, unnest(i.sent_at) AS sent
           WHERE i.agency_id = $1 AND sent > $2 ORDER BY sent"#,
        agency.0,
        now - Duration::DAY,
    )
    .fetch_all(tx.conn())
    .await
}

/// Records the invitation's mail.
pub async fn mailed(tx: &mut PlatformTx, id: InvitationId, mail: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query!("UPDATE agency_invitations SET mail_id = $2, undelivered_at = NULL WHERE id = $1", id.0, mail)
        .execute(tx.conn())
        .await
        .map(drop)
}

/// Records that the mail could not be delivered, or was delivered after all. Other mails match no row.
pub async fn note_delivery(
    tx: &mut PlatformTx,
    mail: Uuid,
    undelivered_at: Option<OffsetDateTime>,
) -> Result<(), sqlx::Error> {
    sqlx::query!("UPDATE agency_invitations SET undelivered_at = $2 WHERE mail_id = $1", mail, undelivered_at)
        .execute(tx.conn())
        .await
        .map(drop)
}

/// An invitation to add.
#[derive(Debug)]
pub struct NewInvitation<'a> {
    pub id: InvitationId,
    pub agency: AgencyId,
    pub email: &'a str,
    pub name: &'a str,
    pub admin: bool,
    pub language: Language,
    pub token_hash: [u8; 32],
    pub invited_by: UserId,
    pub now: OffsetDateTime,
    pub expires_at: OffsetDateTime,
}

/// Adds an invitation; it replaces an unanswered one to the same address.
pub async fn invite(tx: &mut PlatformTx, new: &NewInvitation<'_>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE agency_invitations SET revoked_at = $3
         WHERE agency_id = $1 AND email = $2 AND accepted_at IS NULL AND revoked_at IS NULL",
        new.agency.0,
        new.email,
        new.now,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "INSERT INTO agency_invitations
            (id, agency_id, email, name, admin, language, token_hash, invited_by, created_at, expires_at, sent_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, ARRAY[$9::timestamptz])",
        new.id.0,
        new.agency.0,
        new.email,
        new.name,
        new.admin,
        new.language.tag(),
        new.token_hash.as_slice(),
        new.invited_by.0,
        new.now,
        new.expires_at,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Gives an unanswered invitation a new token and lifetime; the old link becomes invalid.
pub async fn renew(
    tx: &mut PlatformTx,
    agency: AgencyId,
    id: InvitationId,
    token_hash: [u8; 32],
    (now, expires_at): (OffsetDateTime, OffsetDateTime),
) -> Result<bool, sqlx::Error> {
    let renewed = sqlx::query!(
        "UPDATE agency_invitations SET token_hash = $3, expires_at = $4,
                sent_at = ARRAY(SELECT sent FROM unnest(sent_at) AS sent WHERE sent > $6) || $5::timestamptz
         WHERE agency_id = $1 AND id = $2 AND accepted_at IS NULL AND revoked_at IS NULL",
        agency.0,
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
pub async fn revoke(
    tx: &mut PlatformTx,
    agency: AgencyId,
    id: InvitationId,
    now: OffsetDateTime,
) -> Result<bool, sqlx::Error> {
    let revoked = sqlx::query!(
        "UPDATE agency_invitations SET revoked_at = $3
         WHERE agency_id = $1 AND id = $2 AND accepted_at IS NULL AND revoked_at IS NULL",
        agency.0,
        id.0,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(revoked.rows_affected() == 1)
}

/// Revokes a removed person's invitations, and those to their own address: nobody joins by an invitation of a removed
/// person, and they themselves only by a new one.
pub async fn revoke_of(
    tx: &mut PlatformTx,
    agency: AgencyId,
    gone: UserId,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE agency_invitations SET revoked_at = $3
         WHERE agency_id = $1 AND (invited_by = $2 OR email = (SELECT email FROM users WHERE id = $2))
           AND accepted_at IS NULL AND revoked_at IS NULL",
        agency.0,
        gone.0,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// An invitation for its bearer.
#[derive(Debug)]
pub struct TeamOffer {
    pub agency: AgencyId,
    pub agency_name: String,
    pub email: String,
    pub name: String,
    pub language: Language,
    pub admin: bool,
}

/// Live invitation of a token, while its sender is admin of the agency, or of the platform.
pub async fn offer(
    tx: &mut PlatformTx,
    token_hash: [u8; 32],
    now: OffsetDateTime,
) -> Result<Option<TeamOffer>, sqlx::Error> {
    sqlx::query_as!(
        TeamOffer,
        r#"SELECT i.agency_id AS "agency: AgencyId", a.name AS agency_name, i.email, i.name,
                  i.language AS "language: Language", i.admin
           FROM agency_invitations i JOIN partner_agencies a ON a.id = i.agency_id
           WHERE i.token_hash = $1 AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > $2
             AND (i.invited_by IS NULL OR EXISTS (
                 SELECT FROM users u LEFT JOIN partner_agents pa ON pa.agency_id = i.agency_id AND pa.user_id = u.id
                 WHERE u.id = i.invited_by AND u.disabled_at IS NULL AND (u.platform_role = 'admin' OR pa.admin)))"#,
        token_hash.as_slice(),
        now,
    )
    .fetch_optional(tx.conn())
    .await
}

/// Whether the invitation of a token was accepted.
pub async fn was_accepted(tx: &mut PlatformTx, token_hash: [u8; 32]) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM agency_invitations
                          WHERE token_hash = $1 AND accepted_at IS NOT NULL) AS "accepted!""#,
        token_hash.as_slice(),
    )
    .fetch_one(tx.conn())
    .await
}

/// Records that the invitation of a token was accepted; of concurrent tries one succeeds.
pub async fn accept(tx: &mut PlatformTx, token_hash: [u8; 32], now: OffsetDateTime) -> Result<bool, sqlx::Error> {
    let accepted = sqlx::query!(
        "UPDATE agency_invitations SET accepted_at = $2
         WHERE token_hash = $1 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $2",
        token_hash.as_slice(),
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(accepted.rows_affected() == 1)
}
