//! Rows of partner agencies' people.

pub mod invitations;

use time::OffsetDateTime;

use crate::{
    access::PartnerLevel,
    db::{Change, PlatformTx},
    ids::{AgencyId, ProjectId, UserId},
};

/// A person of an agency.
#[derive(Clone, Debug)]
pub struct Agent {
    /// Person id.
    pub user_id: UserId,
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Whether the person invites and removes people.
    pub admin: bool,
    /// Time of joining.
    pub joined_at: OffsetDateTime,
}

/// A project shared with an agency.
#[derive(Clone, Debug)]
pub struct SharedProject {
    /// Project id.
    pub id: ProjectId,
    /// Title.
    pub title: String,
    /// Level of the share.
    pub level: PartnerLevel,
    /// End of the share, if it has one.
    pub expires_at: Option<OffsetDateTime>,
}

/// Agencies the person is admin of, with their names.
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

/// Whether the person is admin of an agency.
pub async fn is_admin(tx: &mut PlatformTx, agency: AgencyId, user: UserId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM partner_agents WHERE agency_id = $1 AND user_id = $2 AND admin) AS "is!""#,
        agency.0,
        user.0,
    )
    .fetch_one(tx.conn())
    .await
}

/// Whether the person of an address belongs to an agency.
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

/// Locks an agency against concurrent changes; returns whether it exists.
pub async fn lock(tx: &mut PlatformTx, agency: AgencyId) -> Result<bool, sqlx::Error> {
    let found = sqlx::query_scalar!("SELECT id FROM partner_agencies WHERE id = $1 FOR UPDATE", agency.0)
        .fetch_optional(tx.conn())
        .await?;
    Ok(found.is_some())
}

/// Name of an agency.
pub async fn name(tx: &mut PlatformTx, agency: AgencyId) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!("SELECT name FROM partner_agencies WHERE id = $1", agency.0).fetch_optional(tx.conn()).await
}

/// People of an agency, its admins first.
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

/// Makes the person of an address admin, if they belong to the agency; returns whether they do.
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

/// Adds a person to an agency; an admin stays one. A person who accepted an invitation into it before counts as
/// returned.
pub async fn join(
    tx: &mut PlatformTx,
    agency: AgencyId,
    user: UserId,
    admin: bool,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    tx.announce(Change::Account(user));
    sqlx::query!(
        "INSERT INTO partner_agents (agency_id, user_id, admin, joined_at, returned_at)
         SELECT $1, $2, $3, $4::timestamptz, CASE WHEN count(*) > 1 THEN $4::timestamptz END
         FROM agency_invitations i JOIN users u ON u.email = i.email
         WHERE i.agency_id = $1 AND u.id = $2 AND i.accepted_at IS NOT NULL
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

/// Removes a person from an agency.
pub async fn remove(tx: &mut PlatformTx, agency: AgencyId, user: UserId) -> Result<bool, sqlx::Error> {
    tx.announce(Change::Account(user));
    let removed = sqlx::query!("DELETE FROM partner_agents WHERE agency_id = $1 AND user_id = $2", agency.0, user.0)
        .execute(tx.conn())
        .await?;
    Ok(removed.rows_affected() == 1)
}

/// Projects shared with an agency. The transaction must be of the listings of one of its people.
pub async fn projects(
    tx: &mut PlatformTx,
    agency: AgencyId,
    now: OffsetDateTime,
) -> Result<Vec<SharedProject>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"SELECT project_id, title, level AS "level!: PartnerLevel", expires_at
         FROM listings WHERE holder_id = $1 AND NOT archived AND (expires_at IS NULL OR expires_at > $2)
         ORDER BY title, project_id"#,
        agency.0,
        now,
    )
    .fetch_all(tx.conn())
    .await?;
    let project = |row: (String, String, PartnerLevel, Option<OffsetDateTime>)| {
        let (id, title, level, expires_at) = row;
        Some(SharedProject { id: id.parse().ok()?, title, level, expires_at })
    };
    Ok(rows.into_iter().filter_map(|row| project((row.project_id, row.title, row.level, row.expires_at))).collect())
}
