//! The rows of partner agencies' people and of invitations to become one.

use time::{Duration, OffsetDateTime};

use crate::{
    db::PlatformTx,
    ids::{AgencyId, InvitationId, ProjectId, UserId},
    text::Language,
};

/// Somebody of an agency.
#[derive(Clone, Debug)]
pub struct Agent {
    /// The person.
    pub user_id: UserId,
    /// Her name.
    pub name: String,
    /// Her address.
    pub email: String,
    /// Whether she invites and removes people.
    pub admin: bool,
    /// Since when.
    pub joined_at: OffsetDateTime,
}

/// An invitation nobody has answered yet.
#[derive(Clone, Debug)]
pub struct Pending {
    /// Its row.
    pub id: InvitationId,
    /// Where the link went.
    pub email: String,
    /// The person's name, if known.
    pub name: String,
    /// Whether she is to be an admin.
    pub admin: bool,
    /// The language of its mails.
    pub language: Language,
    /// Until when the link can be used.
    pub expires_at: OffsetDateTime,
}

/// A project an agency has a share of.
#[derive(Clone, Debug)]
pub struct SharedProject {
    /// Which.
    pub id: ProjectId,
    /// Its title.
    pub title: String,
    /// `view`, `edit` or `manage`.
    pub level: String,
    /// When the share ends by itself.
    pub expires_at: Option<OffsetDateTime>,
}

/// The agencies somebody is an admin of, with their names.
pub async fn of_admin(tx: &mut PlatformTx, user: UserId) -> Result<Vec<(AgencyId, String)>, sqlx::Error> {
    let rows = sqlx::query!(
        "SELECT a.id, a.name FROM partner_agents pa JOIN partner_agencies a ON a.id = pa.agency_id
         WHERE pa.user_id = $1 AND pa.admin ORDER BY a.name, a.id",
        user.0,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id.into(), row.name)).collect())
}

/// Whether somebody is an admin of an agency.
pub async fn is_admin(tx: &mut PlatformTx, agency: AgencyId, user: UserId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM partner_agents WHERE agency_id = $1 AND user_id = $2 AND admin) AS "is!""#,
        agency.0,
        user.0,
    )
    .fetch_one(tx.conn())
    .await
}

/// Whether the person of an address is one of an agency's.
pub async fn is_agent(tx: &mut PlatformTx, agency: AgencyId, email: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM partner_agents pa JOIN users u ON u.id = pa.user_id
                          WHERE pa.agency_id = $1 AND u.email = $2) AS "is!""#,
        agency.0,
        email,
    )
    .fetch_one(tx.conn())
    .await
}

/// Makes others who change this agency's people wait; whether there is such an agency.
pub async fn lock(tx: &mut PlatformTx, agency: AgencyId) -> Result<bool, sqlx::Error> {
    let found = sqlx::query_scalar!("SELECT id FROM partner_agencies WHERE id = $1 FOR UPDATE", agency.0)
        .fetch_optional(tx.conn())
        .await?;
    Ok(found.is_some())
}

/// An agency's name.
pub async fn name(tx: &mut PlatformTx, agency: AgencyId) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!("SELECT name FROM partner_agencies WHERE id = $1", agency.0).fetch_optional(tx.conn()).await
}

/// An agency's people, its admins first.
pub async fn agents(tx: &mut PlatformTx, agency: AgencyId) -> Result<Vec<Agent>, sqlx::Error> {
    sqlx::query_as!(
        Agent,
        r#"SELECT u.id AS "user_id: UserId", u.name, u.email, pa.admin, pa.joined_at
           FROM partner_agents pa JOIN users u ON u.id = pa.user_id
           WHERE pa.agency_id = $1 ORDER BY pa.admin DESC, u.name, u.id"#,
        agency.0,
    )
    .fetch_all(tx.conn())
    .await
}

/// Makes the person of an address, if she is one of the agency's, an admin of it; whether she is one.
pub async fn promote(tx: &mut PlatformTx, agency: AgencyId, email: &str) -> Result<bool, sqlx::Error> {
    let promoted = sqlx::query!(
        "UPDATE partner_agents pa SET admin = true FROM users u
         WHERE pa.agency_id = $1 AND u.id = pa.user_id AND u.email = $2",
        agency.0,
        email,
    )
    .execute(tx.conn())
    .await?;
    Ok(promoted.rows_affected() == 1)
}

/// Makes somebody one of an agency's people; an admin stays one.
pub async fn join(
    tx: &mut PlatformTx,
    agency: AgencyId,
    user: UserId,
    admin: bool,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "INSERT INTO partner_agents (agency_id, user_id, admin, joined_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (agency_id, user_id) DO UPDATE SET admin = partner_agents.admin OR excluded.admin",
        agency.0,
        user.0,
        admin,
        now,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes somebody out of an agency.
pub async fn remove(tx: &mut PlatformTx, agency: AgencyId, user: UserId) -> Result<bool, sqlx::Error> {
    let removed = sqlx::query!("DELETE FROM partner_agents WHERE agency_id = $1 AND user_id = $2", agency.0, user.0)
        .execute(tx.conn())
        .await?;
    Ok(removed.rows_affected() == 1)
}

/// The projects an agency has a share of. The transaction must be that of one of its people, whose policies show no others.
pub async fn projects(
    tx: &mut PlatformTx,
    agency: AgencyId,
    now: OffsetDateTime,
) -> Result<Vec<SharedProject>, sqlx::Error> {
    let rows = sqlx::query!(
        "SELECT s.project_id, p.title, s.level, s.expires_at
         FROM partner_shares s JOIN projects p ON p.project_id = s.project_id
         WHERE s.agency_id = $1 AND (s.expires_at IS NULL OR s.expires_at > $2)
           AND p.workspace IN ('provisioning', 'active', 'suspended')
         ORDER BY p.title, p.project_id",
        agency.0,
        now,
    )
    .fetch_all(tx.conn())
    .await?;
    let project = |row: (String, String, String, Option<OffsetDateTime>)| {
        let (id, title, level, expires_at) = row;
        Some(SharedProject { id: id.parse().ok()?, title, level, expires_at })
    };
    Ok(rows.into_iter().filter_map(|row| project((row.project_id, row.title, row.level, row.expires_at))).collect())
}

/// The unanswered invitations into an agency, late ones too.
pub async fn pending(tx: &mut PlatformTx, agency: AgencyId) -> Result<Vec<Pending>, sqlx::Error> {
    sqlx::query_as!(
        Pending,
        r#"SELECT id AS "id: InvitationId", email, name, admin, language AS "language: Language", expires_at
           FROM agency_invitations WHERE agency_id = $1 AND accepted_at IS NULL AND revoked_at IS NULL ORDER BY id"#,
        agency.0,
    )
    .fetch_all(tx.conn())
    .await
}

/// When the mails went out that an address was sent within the last day, the first one first.
pub async fn mails_of_the_day(
    tx: &mut PlatformTx,
    agency: AgencyId,
    email: &str,
    now: OffsetDateTime,
) -> Result<Vec<OffsetDateTime>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"SELECT sent AS "sent!" FROM agency_invitations i, unnest(i.sent_at) AS sent
           WHERE i.agency_id = $1 AND i.email = $2 AND sent > $3 ORDER BY sent"#,
        agency.0,
        email,
        now - Duration::DAY,
    )
    .fetch_all(tx.conn())
    .await
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

/// Adds an invitation; an unanswered one to the same address makes room for it.
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

/// Gives an unanswered invitation a new token and new time; the old link is dead.
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

/// Takes an unanswered invitation back.
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

/// An invitation as its bearer sees it.
#[derive(Debug)]
pub struct Offer {
    pub agency: AgencyId,
    pub agency_name: String,
    pub email: String,
    pub name: String,
    pub language: Language,
    pub admin: bool,
}

/// The live invitation of a token.
pub async fn offer(
    tx: &mut PlatformTx,
    token_hash: [u8; 32],
    now: OffsetDateTime,
) -> Result<Option<Offer>, sqlx::Error> {
    sqlx::query_as!(
        Offer,
        r#"SELECT i.agency_id AS "agency: AgencyId", a.name AS agency_name, i.email, i.name,
                  i.language AS "language: Language", i.admin
           FROM agency_invitations i JOIN partner_agencies a ON a.id = i.agency_id
           WHERE i.token_hash = $1 AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > $2"#,
        token_hash.as_slice(),
        now,
    )
    .fetch_optional(tx.conn())
    .await
}

/// Notes that the invitation of a token was accepted; of any number of tries at the same time one succeeds.
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
